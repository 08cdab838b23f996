"""What the sandboxes must show."""
