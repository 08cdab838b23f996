"""Grading in bulk."""
