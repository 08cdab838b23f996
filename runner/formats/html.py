"""The report as one page for a browser: it needs nothing else, and runs nothing."""

import base64
import hashlib
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from runner.formats import Look
from runner.formats.difference import Effort, Row, difference
from runner.formats.printable import visible
from runner.formats.sources import Sources
from runner.report import Report, Result

_FOLDER = Path(__file__).parent
_MAX_CHARACTERS, _MAX_LINES = 8000, 120
_VERDICTS = {
    "accepted": ("Accepted", "good"),
    "partially_accepted": ("Partially accepted", "part"),
    "wrong_answer": ("Wrong answer", "bad"),
    "policy_violation": ("Policy violation", "bad"),
    "output_limit": ("Output limit", "bad"),
    "time_limit": ("Time limit", "bad"),
    "memory_limit": ("Memory limit", "bad"),
    "runtime_error": ("Runtime error", "bad"),
    "internal_error": ("Not judged", "ours"),
}
"""What each verdict is called, and its tone in report.css."""
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


@cache
def _environment() -> Environment:
    """Made once: reading and compiling the templates takes as long as a page."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    environment.filters |= {"duration": _duration, "moment": _moment, "prose": _prose}
    return environment


def render(report: Report, look: Look) -> str:
    """A page of HTML. The report's texts stand in it as text, whatever they hold."""
    style = (_FOLDER / "report.css").read_text("utf-8")
    sources = Sources(report)
    shared = _shared_message(report)
    requirements = _requirements(report, sources, shared)
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 -- a file of ours
            style_hash=_hash(style),
            verdicts=_VERDICTS,
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


def _safe(value: object) -> object:
    """What stands in the page for a value of the report: no control characters, and no more than one can read."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    lines = value[:_MAX_CHARACTERS].split("\n")
    text = visible("\n".join(lines[:_MAX_LINES]))
    if len(lines) > _MAX_LINES:
        return f"{text}\n… cut here: {value.count(chr(10)) + 1 - _MAX_LINES:,} more lines"
    if len(value) > _MAX_CHARACTERS:
        return f"{text}… cut here: {len(value) - _MAX_CHARACTERS:,} more characters"
    return text


def _hash(style: str) -> str:
    """As a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


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


def _duration(ms: float) -> str:
    return f"{ms / 1000:.2f} s" if ms >= 1000 else f"{ms:.1f} ms"


def _moment(started_at: str) -> str:
    try:
        return datetime.fromisoformat(started_at).strftime("%Y-%m-%d %H:%M:%S %Z")
    except ValueError:
        return started_at


def _prose(text: str) -> Iterable[tuple[bool, str]]:
    """The author's words, parted at backticks: whether a part is code, and the part."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return [(False, text)]
    return [(n % 2 == 1, part) for n, part in enumerate(parts) if part]
