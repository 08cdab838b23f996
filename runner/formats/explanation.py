"""What is told of a test that did not pass, in lines of plain text, wherever a format has but one field for it."""

from collections.abc import Iterator

from runner.formats.printable import cut, printable
from runner.report import Report, Result


def explain(test: Result, limit: int) -> str:
    """All that there is to say, printable, at most some `limit` characters of each part; never empty."""
    return "\n".join(cut(printable(part), limit) for part in _parts(test))


def headline(test: Result, limit: int) -> str:
    """The message, printable, or what stands for one where the reader may not see it; never empty."""
    return cut(printable(_message(test)), limit)


def label(test: Result) -> str:
    """What the test is called in a list: its id and what it is about."""
    return f"{test.id} {test.title}"


def nothing_judged(report: Report) -> str:
    """What is said of a run that ended in an internal error; the reason may be the box's words."""
    return f"Nothing was judged, and that is not the solution's fault: {report.reason}"


def _parts(test: Result) -> Iterator[str]:
    yield _message(test)
    if test.sentence and test.message and test.sentence != test.title:
        yield f"{test.requirement} promises: {test.sentence}"
    if test.evidence:
        yield test.evidence
    if test.expected is not None and test.actual is not None:
        yield f"expected: {test.expected}"
        yield f"seen: {test.actual}"
    if test.hint:
        yield f"Hint: {test.hint}"


def _message(test: Result) -> str:
    if test.message.strip():
        return test.message
    what = test.sentence if test.sentence != test.title else ""
    why = "this does not hold" if test.status == "wrong_answer" else test.status
    return f"{why}: {what}" if what else why
