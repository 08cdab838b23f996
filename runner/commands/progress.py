"""A line for the person who waits: only on a terminal, only when it takes a while, gone at the end."""

import sys
import time

_PATIENCE_S = 0.7
_CLEAR = "\r\x1b[K"


class Progress:
    """Shows how far the work is."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._since = time.monotonic()
        self._shown = False

    def update(self, done: int, total: int) -> None:
        """`done` of `total` tests have reported."""
        self.show(f"{done} of {total} tests")

    def show(self, text: str) -> None:
        """This, in place of what was shown before."""
        if self._shows and time.monotonic() - self._since > _PATIENCE_S:
            self._shown = True
            sys.stderr.write(f"{_CLEAR}{text}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave no trace."""
        if self._shown:
            self._shown = False
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
