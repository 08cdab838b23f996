"""Submissions that are alike, side by side: which lines are shown, and which of them stand in the other, too."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from runner.grade.grades import Pair, Span

_MAX_LINE = 500
_LONG = 400
"""Of a file with more lines than this, only those around what it has in common are shown."""
_AROUND = 10
_MAX_SHOWN, _MAX_SHOWN_OF_A_SIDE = 1_500_000, 100_000
"""Characters of a page, and of one side of a pair."""
_MARKUP = 40
"""What the markup of a line takes."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Lines that follow each other and are in the same passage, or in none: their numbers and texts."""

    passage: int
    """Its number, from 1; 0 for lines that are in none."""
    other: Span | None
    """Where the same stands on the other side."""
    is_first: bool
    """Whether its passage begins here."""
    lines: list[tuple[int, str]]
    skipped: int
    """How many lines before it are not shown."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A file; `rest` is how many lines after the last run are not shown."""

    name: str
    runs: list[Run]
    rest: int


@dataclass(frozen=True, kw_only=True)
class Side:
    """A submission of a pair: its files that have something in common with the other's, and the names of the rest."""

    name: str
    id: str
    share: float
    listings: list[Listing]
    others: list[str]
    passages: set[int]
    """The numbers of those that are shown."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A pair, with both sides if the page has room for them."""

    pair: Pair
    number: int
    sides: list[Side]


def compare(pairs: list[Pair]) -> list[Comparison]:
    """Every pair, the first ones side by side: as many as a page can take."""
    left_over = _MAX_SHOWN
    made = []
    for number, pair in enumerate(pairs, start=1):
        sides = []
        if left_over > 0 and pair.passages:
            spans = [(one.left, one.right) for one in pair.passages]
            turned = [(one.right, one.left) for one in pair.passages]
            sides = [
                _side("left", pair.left, pair.left_share, pair.left_files, spans),
                _side("right", pair.right, pair.right_share, pair.right_files, turned),
            ]
            left_over -= sum(_size(listing) for side in sides for listing in side.listings)
        made.append(Comparison(pair=pair, number=number, sides=sides))
    return made


def _side(name: str, id_: str, share: float, files: dict[str, str], spans: list[tuple[Span, Span]]) -> Side:
    listings, shown = [], set[int]()
    named = {mine.file for mine, _ in spans}
    room = _MAX_SHOWN_OF_A_SIDE
    for file, text in files.items():
        if file in named:
            listing = _listing(file, text, spans, room, shown)
            room -= _size(listing)
            listings.append(listing)
    others = [file for file in files if file not in named]
    return Side(name=name, id=id_, share=share, listings=listings, others=others, passages=shown)


def _listing(file: str, text: str, spans: list[tuple[Span, Span]], room: int, shown: set[int]) -> Listing:
    """The lines of a file by passages, of which the numbers are added to `shown`."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    owners: dict[int, int] = {}
    for number, (mine, _) in enumerate(spans, start=1):
        if mine.file == file:
            for line in range(max(mine.first, 1), min(mine.last, len(lines)) + 1):
                owners.setdefault(line, number)
    runs: list[Run] = []
    last = 0
    for number, group in groupby(_within(room, _near(owners, len(lines)), lines), lambda one: owners.get(one[0], 0)):
        for part in _unbroken(list(group)):
            is_first = number > 0 and number not in shown
            shown |= {number} - {0}
            other = spans[number - 1][1] if number else None
            runs.append(Run(passage=number, other=other, is_first=is_first, lines=part, skipped=part[0][0] - last - 1))
            last = part[-1][0]
    return Listing(name=file, runs=runs, rest=len(lines) - last)


def _near(owners: dict[int, int], total: int) -> list[int]:
    """The numbers of the lines to show."""
    if total <= _LONG:
        return list(range(1, total + 1))
    near = {line + by for line in owners for by in range(-_AROUND, _AROUND + 1)}
    return sorted(line for line in near if 1 <= line <= total)


def _within(room: int, numbers: list[int], lines: list[str]) -> Iterator[tuple[int, str]]:
    for number in numbers:
        line = lines[number - 1]
        cut = line if len(line) <= _MAX_LINE else f"{line[:_MAX_LINE]}… ({len(line) - _MAX_LINE:,} more characters)"
        room -= len(cut) + _MARKUP
        if room < 0:
            return
        yield number, cut


def _unbroken(lines: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Parted where lines are left out."""
    parts: list[list[tuple[int, str]]] = []
    for line in lines:
        if parts and parts[-1][-1][0] == line[0] - 1:
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _size(listing: Listing) -> int:
    return sum(len(text) + _MARKUP for run in listing.runs for _, text in run.lines)
