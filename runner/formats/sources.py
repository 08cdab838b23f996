"""The solution's files as a page shows them: which lines, in what colours, and what went wrong where."""

from collections.abc import Callable
from dataclasses import dataclass

from runner.formats.highlight import Token, highlighted, plain
from runner.formats.printable import visible
from runner.report import Report, SourcePlace

_MAX_LINE = 1000
_MAX_LINES = 3000
_MAX_SHOWN = 500_000
_MAX_COLOURED = 48_000


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a source; `columns` are where in it something went wrong, with the ids and anchors of the tests."""

    anchor: str
    tokens: list[Token]
    columns: dict[int, list[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file: the lines that are shown, how many there are, and whether it is shown unfolded at first."""

    name: str
    lines: list[Line]
    total: int
    is_open: bool

    @property
    def marks(self) -> int:
        """How many lines are marked."""
        return sum(bool(line.columns) for line in self.lines)


class Sources:
    """The files of a report, the entry first and those with marks next."""

    def __init__(self, report: Report) -> None:
        self._marks: dict[str, dict[int, dict[int, list[tuple[str, str]]]]] = {}
        for number, test in enumerate(report.tests, start=1):
            if at := test.place:
                columns = self._marks.setdefault(at.file, {}).setdefault(at.line, {})
                columns.setdefault(at.column, []).append((test.id, f"test-{number}"))
        self._anchors: dict[tuple[str, int], str] = {}
        self._coloured, self._shown = _MAX_COLOURED, _MAX_SHOWN
        files, entry = report.solution.sources, report.solution.entry
        names = sorted(files, key=lambda name: (name != entry, name not in self._marks, name))
        self.files = [
            self._source(n, name, files[name], len(names) == 1 or name == entry or name in self._marks)
            for n, name in enumerate(names, start=1)
        ]

    def anchor(self, place: SourcePlace | None) -> str:
        """The id of the line that a place names; empty if it is not shown."""
        return self._anchors.get((place.file, place.line), "") if place else ""

    def _source(self, n: int, name: str, text: str, is_open: bool) -> Source:
        lines = visible(text.replace("\r\n", "\n")).removesuffix("\n").split("\n")
        shown = [line if len(line) <= _MAX_LINE else _cut(line) for line in self._share(lines)]
        tokens = self._reader(name, sum(map(len, shown)))("\n".join(shown)) if shown else []
        marks = self._marks.get(name, {})
        made = [
            Line(anchor=f"file-{n}-{number}", tokens=line, columns=marks.get(number, {}))
            for number, line in enumerate(tokens, start=1)
        ]
        self._anchors |= {(name, number): line.anchor for number, line in enumerate(made, start=1) if line.columns}
        return Source(name=name, lines=made, total=len(lines), is_open=is_open)

    def _share(self, lines: list[str]) -> list[str]:
        """The first lines, as many as a page can take; long ones count as long as they are shown."""
        shown = []
        for line in lines[:_MAX_LINES]:
            self._shown -= min(len(line), _MAX_LINE) + 40  # what the markup of a line takes
            if self._shown < 0:
                break
            shown.append(line)
        return shown

    def _reader(self, name: str, size: int) -> Callable[[str], list[list[Token]]]:
        """Colours cost time, plain lines next to none."""
        if size > self._coloured:
            return plain
        self._coloured -= size
        return lambda text: highlighted(name, text)


def _cut(line: str) -> str:
    return f"{line[:_MAX_LINE]}… ({len(line) - _MAX_LINE:,} more characters)"
