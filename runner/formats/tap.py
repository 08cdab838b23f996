"""TAP 14, with YAML diagnostics: https://testanything.org/tap-version-14-specification.html.

A run that judged nothing bails out before its first test, which every harness takes for neither a pass nor a fail.
"""

import json
from collections.abc import Iterator

from runner.formats import Look
from runner.formats.explanation import headline, label, nothing_judged
from runner.formats.printable import cut, printable, printable_line
from runner.report import Report, Result
from runner.verdict import Verdict

_MAX_LINE = 300
_MAX_PART = 4000


def render(report: Report, look: Look) -> str:
    """A test point for each result, in order; whatever is in them, no text is on a line of its own."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield "TAP version 14"
    yield f"1..{max(len(report.tests), 1)}"
    yield f"# {_line(report.kata.slug)}, seed {report.seed}"
    if report.verdict is Verdict.INTERNAL_ERROR:
        yield f"Bail out! {_line(nothing_judged(report))}"
        return
    for n, test in enumerate(report.tests, 1):
        passed = test.status == "passed"
        yield f"{'ok' if passed else 'not ok'} {n} - {_description(label(test))}"
        if not passed:
            yield from _diagnostics(test)
    yield f"# {report.verdict}: {report.score}/{report.max_score} points"


def _diagnostics(test: Result) -> Iterator[str]:
    """YAML in which every value is a number or a JSON string, which YAML 1.2 reads as it is."""
    yield "  ---"
    yield f"  message: {_quoted(headline(test, _MAX_PART))}"
    yield "  severity: fail"
    yield f"  status: {test.status}"
    for key, text in (
        ("requirement", test.requirement),
        ("promises", test.sentence),
        ("evidence", test.evidence),
        ("expected", test.expected),
        ("actual", test.actual),
        ("hint", test.hint),
        ("printed", test.console),
    ):
        if text:
            yield f"  {key}: {_quoted(cut(printable(text), _MAX_PART))}"
    if test.place:
        yield "  at:"
        yield f"    file: {_quoted(printable(test.place.file))}"
        yield f"    line: {test.place.line}"
        yield f"    column: {test.place.column}"
    yield f"  points: {test.points}"
    yield f"  max_points: {test.max_points}"
    yield f"  duration_ms: {test.duration_ms:.3f}"
    yield "  ..."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # YAML would take the halves of a \ud83d\ude00 for two characters


def _line(text: str) -> str:
    return cut(printable_line(text), _MAX_LINE)


def _description(text: str) -> str:
    """Without a # that would begin a directive: a SKIP or TODO is no fail, whatever the test point says."""
    return _line(text).replace("\\", "\\\\").replace("#", "\\#")
