"""The author's gate: what shows that a kata's hidden tests are strict enough, fair enough and steady."""
