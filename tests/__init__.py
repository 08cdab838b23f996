"""Tests; the folders mirror runner/."""
