"""Annotations of GitHub Actions, on the candidate's own files; below them in the log, the text.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands. A step keeps ten annotations of a
level and drops the rest without a word, so the tenth says how many more there are. What failed in the core is an error,
what failed beyond it a warning. When nothing was judged, there is one error that belongs to no file and no points.
"""

from collections.abc import Iterator

from runner.formats import Look, text
from runner.formats.explanation import explain, label, nothing_judged
from runner.formats.places import file_of
from runner.formats.printable import cut
from runner.formats.workflow import command, inert
from runner.report import Report, Result
from runner.verdict import Verdict

_MAX_ANNOTATIONS = 10
_MAX_TITLE = 200
_MAX_PART = 1000


def render(report: Report, look: Look) -> str:
    """What the runner turns into annotations, and the report that people read in the log, which it only shows."""
    return inert(text.render(report, look)) + "".join(_commands(report))


def _commands(report: Report) -> Iterator[str]:
    if report.verdict is Verdict.INTERNAL_ERROR:
        yield command("error", cut(nothing_judged(report), _MAX_PART), title=f"{report.kata.slug}: {report.verdict}")
        return
    failed = [test for test in report.tests if test.status != "passed"]
    yield from _annotations(report, "error", [test for test in failed if test.tier == "core"])
    yield from _annotations(report, "warning", [test for test in failed if test.tier != "core"])
    points = f"{report.score}/{report.max_score} points. {cut(report.reason, _MAX_PART)}"
    yield command("notice", points, title=f"{report.kata.slug}: {report.verdict}")


def _annotations(report: Report, level: str, failed: list[Result]) -> Iterator[str]:
    for n, test in enumerate(failed[:_MAX_ANNOTATIONS], 1):
        message = explain(test, _MAX_PART)
        if n == _MAX_ANNOTATIONS < len(failed):
            message += f"\n({len(failed) - n} more failed; they are in the summary.)"
        yield command(level, message, **_place(report, test), title=cut(label(test), _MAX_TITLE))


def _place(report: Report, test: Result) -> dict[str, str | int]:
    """In one of the candidate's files, never in a test's."""
    file = file_of(report, test)
    if file is None:
        return {}
    place = test.place
    return {"file": file} | ({"line": place.line, "col": place.column} if place else {})
