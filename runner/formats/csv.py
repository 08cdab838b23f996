"""A head and a line: the lines of many solutions make a table.

Spreadsheets take a cell that begins with =, +, - or @ for a formula, whoever wrote it; an apostrophe in front makes it
text (https://owasp.org/www-community/attacks/CSV_Injection). Where nothing was judged, there are no points: the cells
are empty, so that no mean counts a 0.
"""

import csv
import io
import unicodedata

from runner.formats import Look
from runner.formats.printable import cut, printable_line
from runner.report import Report
from runner.verdict import Verdict

_TIERS = ("core", "edge")
_MAX_CELL = 1000
_FORMULA = ("=", "+", "-", "@")


def render(report: Report, look: Look) -> str:
    """The same columns for every kata."""
    cells = _cells(report)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(cells)
    writer.writerow(cell(value) for value in cells.values())
    return written.getvalue()


def _cells(report: Report) -> dict[str, str | int | float | None]:
    judged = report.verdict is not Verdict.INTERNAL_ERROR
    cells: dict[str, str | int | float | None] = {
        "kata": report.kata.slug,
        "kata_version": report.kata.version,
        "solution": report.solution.path,
        "solution_digest": report.solution.digest,
        "verdict": report.verdict.value,
        "score": report.score if judged else None,
        "max_score": report.max_score,
    }
    for name in _TIERS:
        tier = report.tiers.get(name)
        cells[f"{name}_passed"] = tier.passed if tier and judged else None
        cells[f"{name}_total"] = tier.total if tier else None
        cells[f"{name}_points"] = tier.points if tier and judged else None
    return cells | {
        "seed": report.seed,
        "wall_s": report.usage.wall_s,
        "started_at": report.started_at,
        "kata_runner_version": report.kata_runner_version,
    }


def cell(value: str | int | float | None) -> str | int | float | None:
    """A value as it may stand in a table: on one line, not too long, and no formula."""
    if not isinstance(value, str):
        return value
    text = cut(printable_line(value), _MAX_CELL)
    # A fullwidth equals sign is one as well, and so is what comes after blanks and quotes.
    begins = unicodedata.normalize("NFKC", text).lstrip(" \"'").startswith(_FORMULA)
    return f"'{text}" if begins else text
