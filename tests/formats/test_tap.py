"""TAP 14, read line by line as its grammar has it."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml

from runner.formats import Look
from runner.formats.tap import render as tap
from runner.report import Report
from runner.verdict import Verdict
from tests.factory import report, result
from tests.formats.reports import hostile, of

POINT = re.compile(r"(not )?ok (\d+) - ((?:[^\\#]|\\[\\#])*)( # .*)?")


@dataclass(kw_only=True)
class Document:
    """What a harness makes of it."""

    plan: int
    points: list[tuple[bool, str]] = field(default_factory=list)
    diagnostics: list[dict[str, Any]] = field(default_factory=list)
    bail_out: str | None = None


def parsed(made: Report) -> Document:
    """The document; a line that TAP does not know is an error."""
    version, plan, *lines = tap(made, Look()).removesuffix("\n").split("\n")
    assert version == "TAP version 14"
    document = Document(plan=int(plan.removeprefix("1..")))
    rest = iter(lines)
    for line in rest:
        if line == "  ---":
            block = "\n".join(one[2:] for one in iter(lambda: next(rest), "  ..."))
            document.diagnostics.append(yaml.safe_load(block))
        elif line.startswith("Bail out! "):
            document.bail_out = line.removeprefix("Bail out! ")
        elif not line.startswith("#"):
            point = POINT.fullmatch(line)
            assert point is not None, line
            assert (int(point[2]), point[4]) == (len(document.points) + 1, None)
            document.points.append((point[1] is None, re.sub(r"\\([\\#])", r"\1", point[3])))
    return document


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.INTERNAL_ERROR])
def test_a_report_of_each_verdict_is_valid(verdict: Verdict) -> None:
    """There is a point for each test, and it says whether it passed."""
    document = parsed(of(verdict))
    assert document.plan == len(document.points) == 4
    assert [ok for ok, _ in document.points] == [test.status == "passed" for test in of(verdict).tests]


def test_a_run_that_judged_nothing_bails_out() -> None:
    """It has no point that passed or failed."""
    document = parsed(of(Verdict.INTERNAL_ERROR))
    assert document.points == []
    assert "Nothing was judged" in str(document.bail_out)


@hostile
def test_hostile_texts_are_text(made: Report) -> None:
    """No text makes a point, a plan, a directive or a pragma, or ends its diagnostics."""
    document = parsed(made)
    judged = made.verdict is not Verdict.INTERNAL_ERROR
    assert [ok for ok, _ in document.points] == [test.status == "passed" for test in made.tests if judged]
    assert (document.bail_out is None) == judged
    failed = [test for test in made.tests if test.status != "passed" and judged]
    assert [one["status"] for one in document.diagnostics] == [test.status for test in failed]


def test_diagnostics_hold_what_was_seen() -> None:
    """As YAML, with its lines and signs."""
    made = report(result("C1.1", "wrong_answer", expected="a: '1'\n# 😀", actual='"\\n'), verdict=Verdict.WRONG_ANSWER)
    [found] = parsed(made).diagnostics
    assert (found["expected"], found["actual"], found["points"]) == ("a: '1'\n# 😀", '"\\n', 0)


def test_a_title_is_no_directive() -> None:
    """A failed test that is called SKIP has failed."""
    made = report(result("C1.1", "wrong_answer", title="does it # SKIP \\# TODO"), verdict=Verdict.WRONG_ANSWER)
    assert parsed(made).points == [(False, "C1.1 does it # SKIP \\# TODO")]
