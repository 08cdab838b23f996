"""The report as one page for a browser: it needs nothing else, and runs nothing."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from runner.formats import Look
from runner.formats.difference import Effort, Row, difference
from runner.formats.page import VERDICTS, digest, style, templates
from runner.formats.printable import visible
from runner.formats.sources import Sources
from runner.report import Report, Result

_FOLDER = Path(__file__).parent
_AUDIENCES = {"practice": "for practice", "candidate": "for the candidate", "staff": "for staff"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A test as the page shows it: where it is, what it compared, and the line of the solution that it names."""

    test: Result
    anchor: str
    rows: list[Row]
    line: str
    message: str

    @property
    def passed(self) -> bool:
        """Whether it passed."""
        return self.test.status == "passed"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What the specification promises, with the tests that hold the solution to it."""

    id: str
    tier: str
    sentence: str
    tests: list[Shown]

    @property
    def holds(self) -> bool:
        """Whether all its tests passed."""
        return all(shown.passed for shown in self.tests)

    @property
    def is_one(self) -> bool:
        """Whether it is judged as a whole: then its only result is called what it promises."""
        return len(self.tests) == 1 and self.tests[0].test.title == self.sentence


def render(report: Report, look: Look) -> str:
    """A page of HTML. The report's texts stand in it as text, whatever they hold."""
    applied = style(_FOLDER / "report.css")
    sources = Sources(report)
    shared = _shared_message(report)
    requirements = _requirements(report, sources, shared)
    return (
        templates()
        .get_template("report.html.jinja")
        .render(
            report=report,
            style=applied,
            style_hash=digest(applied),
            verdicts=VERDICTS,
            audience=_AUDIENCES[report.audience],
            shared=shared,
            requirements=requirements,
            failed=[one for one in requirements if not one.holds],
            held=[one for one in requirements if one.holds],
            counted="requirements" if all(one.is_one for one in requirements) else "tests",
            sources=sources.files,
            command=_command(report),
        )
    )


def _requirements(report: Report, sources: Sources, shared: str) -> list[Requirement]:
    effort = Effort()
    found: dict[str, list[Shown]] = {}
    for number, test in enumerate(report.tests, start=1):
        rows = []
        if test.expected is not None and test.actual is not None:
            rows = difference(visible(test.expected), visible(test.actual), effort)
        shown = Shown(
            test=test,
            anchor=f"test-{number}",
            rows=rows,
            line=sources.anchor(test.place),
            message="" if shared else test.message,
        )
        found.setdefault(test.requirement, []).append(shown)
    return [
        Requirement(id=id_, tier=tests[0].test.tier, sentence=tests[0].test.sentence, tests=tests)
        for id_, tests in found.items()
    ]


def _shared_message(report: Report) -> str:
    """What every single test says, as of a solution that does not load: told once, on top."""
    said = {(test.status, test.message) for test in report.tests}
    status, message = said.pop() if len(said) == 1 and len(report.tests) > 1 else ("passed", "")
    return "" if status in ("passed", "wrong_answer") else message


def _command(report: Report) -> str:
    """What judges the same solution by the same inputs again, under the same limits."""
    by_hand = report.solution.path == "standard input"
    words = ["kata", "run", report.kata.slug, "-" if by_hand else report.solution.path]
    words += ["--seed", str(report.seed), "--suite", report.suite, "--sandbox", report.sandbox.backend]
    words += ["--time-limit", f"{report.limits.run_s:g}", "--memory", str(report.limits.memory_mb)]
    if report.only is not None:
        words += ["--only", report.only]
    return shlex.join(words)
