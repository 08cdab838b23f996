"""What differs between an expected and a seen value: line by line, and within a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"'[^'\n]{0,30}'|\w+|\s+|.", re.S)
_CONTEXT = 3
_MAX_ROWS, _MAX_BLOCK = 120, 40
_MAX_EQUAL, _MAX_CHANGED = 160, 2000
_ENOUGH_IN_COMMON = 0.25


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a line; `marked` is what the other side has not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of one side or of both, or a remark on lines that are left out."""

    side: Literal["both", "expected", "seen", "remark"]
    pieces: list[Piece]


class Effort:
    """What comparing may still cost on one page: difflib takes cubic time where everything is alike but nothing equal.

    It is counted in comparisons, not in seconds, so that a report always gives the same page.
    """

    def __init__(self, left: int = 20_000_000) -> None:
        self.left = left

    def suffices(self, a: int, b: int) -> bool:
        """Whether sequences of these lengths may be compared; if so, that much less is left."""
        cost = a * b * min(a, b)
        if cost > self.left:
            return False
        self.left -= cost
        return True


def difference(expected: str, seen: str, effort: Effort) -> list[Row]:
    """The lines of both, in order, with what differs marked; long stretches of what is equal are left out."""
    rows: list[Row] = []
    for equal, ours, theirs in _blocks(expected.split("\n"), seen.split("\n"), effort):
        rows += _context(ours) if equal else _changed(ours, theirs, effort)
    if len(rows) > _MAX_ROWS:
        rows = [*rows[:_MAX_ROWS], _remark(f"… {len(rows) - _MAX_ROWS:,} more lines")]
    return rows


def _blocks(a: Sequence[str], b: Sequence[str], effort: Effort) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Whether they are equal, and the parts, from the first to the last. Where comparing costs too much, one block."""
    head = _shared(a, b)
    tail = _shared(a[head:][::-1], b[head:][::-1])
    mine, yours = a[head : len(a) - tail], b[head : len(b) - tail]
    if head:
        yield True, a[:head], b[:head]
    if effort.suffices(len(mine), len(yours)):
        for tag, a1, a2, b1, b2 in SequenceMatcher(None, mine, yours, autojunk=False).get_opcodes():
            yield tag == "equal", mine[a1:a2], yours[b1:b2]
    elif mine or yours:
        yield False, mine, yours
    if tail:
        yield True, a[len(a) - tail :], b[len(b) - tail :]


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    """With how many of the same they begin."""
    return next((n for n, (mine, yours) in enumerate(zip(a, b, strict=False)) if mine != yours), min(len(a), len(b)))


def _context(lines: Sequence[str]) -> Iterator[Row]:
    hidden = len(lines) - 2 * _CONTEXT
    for n, line in enumerate(lines):
        if hidden < 2 or n < _CONTEXT or n >= len(lines) - _CONTEXT:
            yield Row(side="both", pieces=[Piece(text=_shortened(line))])
        elif n == _CONTEXT:
            yield _remark(f"… {hidden:,} equal lines")


def _changed(expected: Sequence[str], seen: Sequence[str], effort: Effort) -> Iterator[Row]:
    if len(expected) != len(seen):
        yield from _side("expected", expected)
        yield from _side("seen", seen)
        return
    for mine, yours in zip(expected, seen, strict=True):
        ours, theirs = _within(mine, yours, effort)
        yield Row(side="expected", pieces=ours)
        yield Row(side="seen", pieces=theirs)


def _side(side: Literal["expected", "seen"], lines: Sequence[str]) -> Iterator[Row]:
    """The first of them, so that the other side comes into sight."""
    yield from (Row(side=side, pieces=[_whole(line)]) for line in lines[:_MAX_BLOCK])
    if len(lines) > _MAX_BLOCK:
        yield _remark(f"… {len(lines) - _MAX_BLOCK:,} more lines {side}")


def _within(expected: str, seen: str, effort: Effort) -> tuple[list[Piece], list[Piece]]:
    """Both lines with their own words marked; unmarked where they have next to nothing in common."""
    blocks = [
        (equal, "".join(a), "".join(b)) for equal, a, b in _blocks(_WORD.findall(expected), _WORD.findall(seen), effort)
    ]
    common = sum(len(text) for equal, text, _ in blocks if equal)
    if common < _ENOUGH_IN_COMMON * max(len(expected), len(seen)):
        return [_whole(expected)], [_whole(seen)]
    return [_piece(a, equal) for equal, a, _ in blocks if a], [_piece(b, equal) for equal, _, b in blocks if b]


def _piece(text: str, equal: bool) -> Piece:
    return Piece(text=_shortened(text)) if equal else Piece(text=_cut(text), marked=True)


def _whole(line: str) -> Piece:
    return Piece(text=_cut(line))


def _cut(text: str) -> str:
    return (
        text if len(text) <= _MAX_CHANGED else f"{text[:_MAX_CHANGED]}… ({len(text) - _MAX_CHANGED:,} more characters)"
    )


def _shortened(text: str) -> str:
    """Without the middle of what is equal and long: the difference is what the reader looks for."""
    if len(text) <= _MAX_EQUAL:
        return text
    half = _MAX_EQUAL // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} equal characters … {text[-half:]}"


def _remark(text: str) -> Row:
    return Row(side="remark", pieces=[Piece(text=text)])
