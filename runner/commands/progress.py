"""A line for the person who waits: only on a terminal, only when it takes a while, gone at the end."""

import sys
import time

_PATIENCE_S = 0.7
_CLEAR = "\r\x1b[K"


class Progress:
    """Shows how many tests have reported."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._since = time.monotonic()
        self._shown = False

    def update(self, done: int, total: int) -> None:
        """`done` of `total` tests have reported."""
        if self._shows and time.monotonic() - self._since > _PATIENCE_S:
            self._shown = True
            sys.stderr.write(f"{_CLEAR}{done} of {total} tests")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave no trace."""
        if self._shown:
            self._shown = False
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
