"""Attacks on a kata: submissions that try everything but solving it."""
