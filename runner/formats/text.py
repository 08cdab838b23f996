"""The report for a person at a terminal."""

import textwrap
from collections.abc import Iterator

import click

from runner.formats import Look
from runner.formats.printable import printable
from runner.report import Report, Result
from runner.verdict import Verdict

_ADVICE = {
    Verdict.POLICY_VIOLATION: "Solve it with what the specification allows (`kata show` lists it).",
    Verdict.OUTPUT_LIMIT: "Print less, or look for a loop that prints.",
    Verdict.TIME_LIMIT: "Look for what never ends or never comes; --time-limit SECONDS gives the run more.",
    Verdict.MEMORY_LIMIT: "Look for something that grows with every call. --memory MB gives it more.",
    Verdict.INTERNAL_ERROR: "Not the solution's fault: nothing was judged. `kata doctor` tells about this host.",
}
_MAX_LINES = 24


def render(report: Report, look: Look) -> str:
    """A line per test under its tier, what failed and why, and the verdict last."""
    return "\n".join(_Text(report, look).lines()) + "\n"


class _Text:
    def __init__(self, report: Report, look: Look) -> None:
        self.report, self.look = report, look

    def lines(self) -> Iterator[str]:
        if self.look.detail >= 0:
            yield from self._head()
            shared = self._shared_message()
            for tier in self.report.tiers:
                yield from self._tier(tier, shared)
            yield ""
        yield from self._verdict()

    def _head(self) -> Iterator[str]:
        report = self.report
        where = printable(f"{report.solution.path}, {report.suite} tests, {report.sandbox.backend}")
        yield f"{self._bold(printable(report.kata.title))}: {where}"
        if self.look.detail > 0:
            usage = report.usage
            yield self._dim(f"Node {printable(report.sandbox.node)}, seed {report.seed}, {usage.boxes} boxes")
            yield self._dim(f"used: {usage.cpu_s} s of processor time, {usage.peak_memory_mb} MB at most")
            for what, by in report.sandbox.enforced.items():
                yield self._dim(printable(f"{what}: {by or 'not enforced on this host'}"))

    def _tier(self, name: str, shared: str) -> Iterator[str]:
        result = self.report.tiers[name]
        yield ""
        yield self._bold(f"{name} {result.passed}/{result.total}")
        for test in self.report.tests:
            if test.tier == name and not (self.look.failed_only and test.status == "passed"):
                yield from self._test_lines(test)
                yield from self._explanation(test, shared)

    def _test_lines(self, test: Result) -> Iterator[str]:
        passed = test.status == "passed"
        mark = click.style("✓", fg="green") if passed else click.style("✗", fg="red")
        if not self.look.color:
            mark = "✓" if passed else "✗"
        status = "" if passed or test.status == "wrong_answer" else f"  [{test.status}]"
        duration = self._dim(f"  {test.duration_ms:.1f} ms") if self.look.detail > 0 else ""
        width = max(self.look.columns, 60) - 4 - len(status)
        title = textwrap.wrap(printable(f"{test.requirement} {test.title}"), width, break_on_hyphens=False)
        # Once more: what stood in the midst of a line may begin one now.
        yield f"  {mark} " + printable("\n    ".join(title)) + status + duration

    def _explanation(self, test: Result, shared: str) -> Iterator[str]:
        if test.status != "passed" and not (shared and test.message == shared):
            if test.sentence and test.sentence != test.title:
                yield from self._wrapped(f"{test.requirement} promises: {test.sentence}")
            for text in (test.message, test.evidence):
                yield from self._indented(text)
            if test.expected is not None and test.actual is not None:
                yield from self._value("expected", test.expected)
                yield from self._value("seen", test.actual)
            if test.hint:
                yield from self._wrapped(f"Hint: {test.hint}")
        if test.console and (test.status != "passed" or self.look.detail > 0):
            yield self._dim("      printed:")
            yield from self._indented(test.console.rstrip("\n"), "      | ")

    def _value(self, label: str, value: str) -> Iterator[str]:
        lines = _clipped(value)
        if len(lines) == 1 and len(lines[0]) <= self.look.columns - 17:
            yield f"      {label + ':':<10} {lines[0]}"
            return
        yield f"      {label}:"
        for line in lines:
            yield f"        {line}"

    def _indented(self, text: str, margin: str = "      ") -> Iterator[str]:
        for line in _clipped(text) if text else ():
            yield f"{margin}{line}"

    def _wrapped(self, text: str) -> Iterator[str]:
        for line in textwrap.wrap(printable(text), max(self.look.columns - 6, 40)):
            yield self._dim(f"      {printable(line)}")

    def _shared_message(self) -> str:
        """What all failed tests say, when there are several and they say the same: told once, with the verdict."""
        failed = [test for test in self.report.tests if test.status != "passed"]
        same = len({(test.status, test.message) for test in failed}) == 1 and failed[0].status != "wrong_answer"
        return failed[0].message if len(failed) > 1 and same else ""

    def _verdict(self) -> Iterator[str]:
        report = self.report
        color = {Verdict.ACCEPTED: "green", Verdict.PARTIALLY_ACCEPTED: "yellow"}.get(report.verdict, "red")
        word = click.style(report.verdict.value, fg=color, bold=True) if self.look.color else report.verdict.value
        judged = report.verdict is not Verdict.INTERNAL_ERROR
        points = f"{report.score}/{report.max_score} points" if judged else "nothing was judged"
        yield f"{word}  {points} in {report.usage.wall_s:.2f} s"
        shared = self._shared_message()
        yield from self._indented(shared, "") if shared else [printable(report.reason)]
        advice = _ADVICE.get(report.verdict)
        if advice and self.look.detail >= 0:
            yield advice
        if report.integrity and self.look.detail >= 0:
            yield ""
            yield "For you to judge, and no part of the verdict; the solution"
            for note in report.integrity:
                yield from self._indented(note, "  - ")

    def _bold(self, text: str) -> str:
        return click.style(printable(text), bold=True) if self.look.color else printable(text)

    def _dim(self, text: str) -> str:
        return click.style(printable(text), dim=True) if self.look.color else printable(text)


def _clipped(text: str) -> list[str]:
    lines = printable(text).split("\n")
    if len(lines) > _MAX_LINES:
        lines = [*lines[:_MAX_LINES], f"… {len(lines) - _MAX_LINES} more lines"]
    return lines
