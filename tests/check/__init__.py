"""Tests of the author's gate."""
