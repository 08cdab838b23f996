"""Markdown, as GitHub reads it, for a step's summary, a comment or a file; it can be read as it is, too.

No text of a report is markup: prose is escaped, what was printed, seen or expected stands in fences longer than any run
of backticks in it. GitHub looks for @somebody and #12 in prose after it has been rendered, when escapes are gone; a
word joiner, which nobody sees, keeps them from being found.
"""

import re
from collections.abc import Iterator

from runner.formats import Look
from runner.formats.explanation import nothing_judged
from runner.formats.printable import cut, printable
from runner.report import Report, Result
from runner.verdict import Verdict

_MAX_BYTES = 256 * 1024  # a step's summary is lost above a mebibyte, and others write to it, too
_MAX_PROSE = 600
_MAX_FENCED = 4000
_MAX_NOTES = 20
_JOINER = "\u2060"
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$!]")
_REFERENCE = re.compile(r"([@#]|\bGH(?=-)|:(?=//)|\bwww(?=\.)|\b(?:mailto|xmpp)(?=:))", re.I)
_MARKS = {Verdict.ACCEPTED: "✅", Verdict.PARTIALLY_ACCEPTED: "🟡", Verdict.INTERNAL_ERROR: "⚠️"}


def render(report: Report, look: Look) -> str:
    """The verdict, the tiers, each test that did not pass, and where it was run."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"## {_MARKS.get(report.verdict, '❌')} {_prose(report.kata.title)}: {report.verdict}"
    if report.verdict is Verdict.INTERNAL_ERROR:
        yield f"**{report.verdict}**: {_prose(nothing_judged(report))}"
    else:
        points = f"{report.score}/{report.max_score} points in {report.usage.wall_s:.2f} s"
        yield f"**{report.verdict}**, {points}: {_prose(report.reason)}"
        yield _tiers(report)
    yield from _failed([test for test in report.tests if test.status != "passed"])
    if report.integrity:
        yield "### For a person to judge, and no part of the verdict"
        yield "\n".join(f"- The solution {_prose(note)}" for note in report.integrity[:_MAX_NOTES])
    yield _environment(report)


def _tiers(report: Report) -> str:
    rows = [
        f"| {_prose(name)} | {tier.passed}/{tier.total} | {tier.points}/{tier.max_points} |"
        for name, tier in report.tiers.items()
    ]
    return "\n".join(["| tier | passed | points |", "| --- | ---: | ---: |", *rows])


def _failed(failed: list[Result]) -> Iterator[str]:
    room = _MAX_BYTES
    for n, test in enumerate(failed):
        blocks = list(_explanation(test))
        room -= sum(len(block.encode()) + 2 for block in blocks)
        if room < 0:
            yield f"… and {len(failed) - n} more that did not pass."
            return
        yield from blocks


def _explanation(test: Result) -> Iterator[str]:
    status = "" if test.status == "wrong_answer" else f" ({test.status})"
    yield f"### ✗ {_prose(test.id)} {_prose(test.title)}{status}"
    if test.sentence and test.sentence != test.title:
        yield f"**{_prose(test.requirement)}** promises: {_prose(test.sentence)}"
    if test.place:
        yield f"At {_code(f'{test.place.file}:{test.place.line}')}"
    yield from _labelled("", test.message)
    yield from _labelled("", test.evidence)
    if test.expected is not None and test.actual is not None:
        yield from _labelled("Expected:", test.expected)
        yield from _labelled("Seen:", test.actual)
    yield from _labelled("Printed:", test.console)
    if test.hint:
        yield f"**Hint:** {_prose(test.hint)}"


def _labelled(name: str, text: str) -> Iterator[str]:
    if text.strip():
        yield f"{name}\n{_fenced(text)}" if name else _fenced(text)


def _environment(report: Report) -> str:
    told = [
        f"kata {_code(report.kata.slug)} version {report.kata.version} ({_code(report.kata.digest)})",
        f"solution {_code(report.solution.path)} ({_code(report.solution.digest)})",
        f"{report.suite} tests, seed {report.seed}",
        f"Node {_code(report.sandbox.node)} in {_code(report.sandbox.backend)}",
        f"kata-runner {_code(report.kata_runner_version)} at {_code(report.started_at)}",
    ]
    return "---\n\n" + "\n".join(f"- {line}" for line in told)


def _prose(text: str) -> str:
    """Text that is text wherever a line goes on with it."""
    line = cut(" ".join(printable(text).split()), _MAX_PROSE)
    return _REFERENCE.sub(rf"\1{_JOINER}", _MARKUP.sub(r"\\\g<0>", line))


def _code(text: str) -> str:
    """A code span; nothing is escaped in one, so its backticks are longer than any within."""
    line = cut(" ".join(printable(text).split()), _MAX_PROSE) or "-"
    marks = "`" * (_longest_run(line) + 1)
    pad = " " if "`" in (line[0], line[-1]) else ""
    return f"{marks}{pad}{line}{pad}{marks}"


def _fenced(text: str) -> str:
    body = cut(printable(text).strip("\n"), _MAX_FENCED)
    fence = "`" * max(3, _longest_run(body) + 1)
    return f"{fence}text\n{body}\n{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
