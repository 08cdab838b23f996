"""Why work may have to stop in the midst, for it to look at where it can: Ctrl-C, or that it has become pointless."""

import threading

_requested = threading.Event()
_outdated = threading.Event()


class Outdated(Exception):
    """What the work is about has changed: it is to begin again."""


def request() -> None:
    """Ask all work of this process to stop."""
    _requested.set()


def check() -> None:
    """Raise KeyboardInterrupt or Outdated if the work is to stop; whatever waits for long asks a few times a second."""
    if _requested.is_set():
        raise KeyboardInterrupt
    if _outdated.is_set():
        raise Outdated


def outdate() -> None:
    """Ask the work that is under way to begin again."""
    _outdated.set()


def renew() -> None:
    """Begin: what is outdated from now on is told anew."""
    _outdated.clear()
