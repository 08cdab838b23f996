"""The report: everything that is known of a run, frozen. The only thing a format may read."""

import json
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

import pydantic_core

from runner.verdict import Verdict

Status = Literal[
    "passed",
    "wrong_answer",
    "policy_violation",
    "output_limit",
    "time_limit",
    "memory_limit",
    "runtime_error",
    "internal_error",
]


Audience = Literal["practice", "candidate", "staff"]
"""Who reads a report: see audience.py."""


@dataclass(frozen=True, kw_only=True)
class KataInfo:
    """The kata that was run; `digest` is over its rules, specification and tests.

    `reveals`: who practises with it may see what its hidden tests expect.
    """

    slug: str
    title: str
    version: int
    digest: str
    reveals: bool


@dataclass(frozen=True, kw_only=True)
class SolutionInfo:
    """What was judged: relative paths, of which `entry` was loaded; `path` is where it was found."""

    path: str
    digest: str
    entry: str
    files: list[str]
    sources: dict[str, str] = field(default_factory=dict)
    """Their texts, for a page that shows them; no part of the JSON."""


@dataclass(frozen=True, kw_only=True)
class SourcePlace:
    """A place in one of the solution's files that there really is; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, kw_only=True)
class TierResult:
    """How many of a tier's tests passed, and the points they brought."""

    passed: int
    total: int
    points: int
    max_points: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """One declared test. Texts are as they came: a format that shows them escapes what it must."""

    id: str
    name: str
    title: str
    tier: str
    requirement: str
    sentence: str
    """What the specification promises under the requirement."""
    status: Status
    points: int
    max_points: int
    duration_ms: float
    message: str = ""
    notice: str = ""
    """Of the message, what a candidate may read whatever the hidden tests are: nothing in it was said by the box."""
    hint: str = ""
    """What the author of the kata tells whoever misses the requirement."""
    place: SourcePlace | None = None
    """Where in the solution it went wrong, if a stack says so."""
    expected: str | None = None
    actual: str | None = None
    evidence: str = ""
    """What led there: the input for which a property does not hold."""
    console: str = ""
    """What was printed during the test."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What the run took: seconds, mebibytes, bytes, and boxes started. Processor time and memory are the solution's."""

    wall_s: float
    cpu_s: float
    peak_memory_mb: float
    output_bytes: int
    boxes: int


@dataclass(frozen=True, kw_only=True)
class RunLimits:
    """What the run was held to."""

    run_s: float
    act_s: float
    memory_mb: int
    output_kb: int


@dataclass(frozen=True, kw_only=True)
class SandboxInfo:
    """Where it ran and what that kept: what -> through what, null where this host cannot keep it."""

    backend: str
    node: str
    enforced: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run."""

    schema_version: Literal[1] = 1
    kata_runner_version: str
    started_at: str
    kata: KataInfo
    solution: SolutionInfo
    audience: Audience
    suite: Literal["hidden", "public"]
    only: str | None
    seed: int
    verdict: Verdict
    reason: str
    """The verdict in one sentence."""
    score: int
    max_score: int
    tiers: dict[str, TierResult]
    tests: list[Result]
    usage: Usage
    limits: RunLimits
    sandbox: SandboxInfo
    integrity: list[str]
    """What the solution did beside solving, for a person to judge: no part of the verdict. Mostly empty."""


_UNTOLD = {"solution": {"sources"}}


def to_json(report: Report) -> str:
    """The report as JSON, as report.schema.json has it."""
    try:
        written = pydantic_core.to_json(report, indent=2, ensure_ascii=True, exclude=_UNTOLD).decode()
    except pydantic_core.PydanticSerializationError:  # a path with bytes that are no text
        values = asdict(report)
        del values["solution"]["sources"]
        written = json.dumps(values, indent=2)
    return f"{written}\n"


def from_json(text: str | bytes) -> Report:
    """A report that `to_json` wrote. Raises pydantic.ValidationError for anything else."""
    report: Report = adapter().validate_json(text)
    return report


def to_bytes(report: Report) -> bytes:
    """What `from_json` reads, too, in fewer bytes, and in less time where many are written."""
    written: bytes = adapter().dump_json(report, exclude=_UNTOLD)
    return written


@cache
def adapter() -> Any:
    """Pydantic's for a report. To make it takes ten times as long as to read a report."""
    from pydantic import TypeAdapter

    return TypeAdapter(Report)


def schema() -> dict[str, Any]:
    """The JSON schema of a report; report.schema.json is a copy of it."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Report).json_schema(mode="serialization")
    del made["$defs"]["SolutionInfo"]["properties"]["sources"]
    return made


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2))
