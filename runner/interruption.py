"""Ctrl-C, for the work to look at where it can stop."""

import threading

_requested = threading.Event()


def request() -> None:
    """Ask all work of this process to stop."""
    _requested.set()


def check() -> None:
    """Raise KeyboardInterrupt if the work is to stop; whatever waits for long calls this a few times a second."""
    if _requested.is_set():
        raise KeyboardInterrupt
