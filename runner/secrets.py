"""The lines that no text of a report may quote: a solution may say, or throw, what it found out."""

from collections.abc import Iterable

_WITHHELD = "[a line of the hidden tests]"
_SHORTEST_LINE = 16
"""What is shorter may be anybody's."""


class Secrets:
    """The lines of some sources."""

    def __init__(self, sources: Iterable[str]) -> None:
        lines = {line.strip() for source in sources for line in source.splitlines()}
        # The longest first: one may be a part of another.
        self._lines = sorted((line for line in lines if len(line) >= _SHORTEST_LINE), key=len, reverse=True)

    def withhold(self, text: str) -> str:
        """`text` without them."""
        for line in self._lines:
            if line in text:
                text = text.replace(line, _WITHHELD)
        return text
