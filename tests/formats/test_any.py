"""What every format makes of a report that is as hostile as a box can make it."""

import dataclasses
import re
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.formats import FORMATS, Look, render
from runner.report import KataInfo, Report, Result, SandboxInfo, SolutionInfo, SourcePlace, Status, TierResult, Usage
from runner.verdict import Verdict
from tests.factory import report

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_TEXTS = st.sampled_from(
    [
        "",
        "\n",
        "\t \n",
        "\x1b[31m",
        "\r",
        "\u202e",
        "\ud800",
        "\x85",
        "::error::x",
        "]]>",
        "<b>",
        "|",
        "`" * 4,
        "%",
        "{0}",
        "\0",
    ]
) | st.text(max_size=12)
_LONG = _TEXTS | st.builds(lambda text, times: text * times, _TEXTS, st.integers(0, 300))
_INTEGERS = st.integers(0, 5) | st.integers(-(2**63), 2**63)
_FLOATS = st.floats(0, 1e4) | st.floats()
_STATUSES: Any = st.sampled_from(get_args(Status))
_RESULTS = st.builds(
    Result,
    id=_TEXTS,
    name=_TEXTS,
    title=_LONG,
    tier=st.sampled_from(["core", "edge"]),
    requirement=_TEXTS,
    sentence=_LONG,
    status=_STATUSES,
    points=_INTEGERS,
    max_points=_INTEGERS,
    duration_ms=_FLOATS,
    message=_LONG,
    notice=_LONG,
    hint=_LONG,
    place=st.none() | st.builds(SourcePlace, file=_TEXTS, line=_INTEGERS, column=_INTEGERS),
    expected=st.none() | _LONG,
    actual=st.none() | _LONG,
    evidence=_LONG,
    console=_LONG,
)
_TIERS = st.builds(TierResult, passed=_INTEGERS, total=_INTEGERS, points=_INTEGERS, max_points=_INTEGERS)
_REPORTS: st.SearchStrategy[Report] = st.builds(
    dataclasses.replace,
    st.just(report()),
    kata=st.builds(KataInfo, slug=_TEXTS, title=_TEXTS, version=_INTEGERS, digest=_TEXTS, reveals=st.booleans()),
    solution=st.builds(
        SolutionInfo,
        path=_TEXTS,
        digest=_TEXTS,
        entry=_TEXTS,
        files=st.lists(_TEXTS, max_size=2),
        sources=st.dictionaries(_TEXTS, _LONG, max_size=2),
    ),
    only=st.none() | _TEXTS,
    verdict=st.sampled_from(Verdict),
    reason=_LONG,
    score=_INTEGERS,
    max_score=_INTEGERS,
    tiers=st.dictionaries(st.sampled_from(["core", "edge"]), _TIERS),
    tests=st.lists(_RESULTS, max_size=4),
    usage=st.builds(
        Usage, wall_s=_FLOATS, cpu_s=_FLOATS, peak_memory_mb=_FLOATS, output_bytes=_INTEGERS, boxes=_INTEGERS
    ),
    sandbox=st.builds(
        SandboxInfo,
        backend=_TEXTS,
        node=_TEXTS,
        enforced=st.dictionaries(_TEXTS, st.none() | _TEXTS, max_size=2),
    ),
    integrity=st.lists(_LONG, max_size=2),
)
_LOOKS = st.builds(Look, color=st.booleans(), columns=st.integers(-5, 300), detail=st.sampled_from([-1, 0, 1]))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(_REPORTS, _LOOKS)
def test_any_report_can_be_shown(name: str, hostile: Report, look: Look) -> None:
    """No report makes a format raise, and what it gives ends with its line and can be written anywhere."""
    shown = render(name, hostile, look)
    assert shown.endswith("\n")
    shown.encode("utf-8")


@settings(max_examples=80, deadline=None)
@given(_REPORTS, _LOOKS)
def test_no_report_controls_the_terminal(hostile: Report, look: Look) -> None:
    """The text holds no control character but newlines and tabs, whichever field it came in; colours are ours alone."""
    shown = render("text", hostile, look)
    assert not CONTROLS.search(re.sub(r"\x1b\[\d+m", "", shown) if look.color else shown)
    if not look.color:
        assert not re.search(r"^\s*::", shown, re.M)
