"""Tests of grading in bulk."""
