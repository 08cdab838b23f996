"""kata: verifies JavaScript solutions; acts inside a sandbox, asserts outside it."""

__version__ = "0.1.0"
