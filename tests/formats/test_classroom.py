"""What GitHub Classroom reads, and its reporter."""

import base64
import json
from typing import Any

import pytest
from jsonschema import validate

from runner.audience import view
from runner.formats import Look
from runner.formats.classroom import render as classroom
from runner.formats.classroom import results
from runner.report import Report
from runner.verdict import Verdict
from tests.factory import report, result
from tests.formats.actions import commands
from tests.formats.reports import hostile, of

STATUS = {"enum": ["pass", "fail", "error"]}
SCHEMA = {
    "type": "object",
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "version": {"const": 1},
        "status": STATUS,
        "max_score": {"type": "integer", "minimum": 0},
        "tests": {
            "type": "array",
            "minItems": 1,  # the reporter divides by how many there are
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "status", "score", "message", "test_code", "filename", "line_no", "duration"],
                "properties": {
                    "name": {"type": "string"},
                    "status": STATUS,
                    "score": {"type": "number"},
                    "message": {"type": ["string", "null"]},
                    "test_code": {"type": "string"},
                    "filename": {"type": "string"},
                    "line_no": {"type": "integer"},
                    "duration": {"type": "number"},
                },
            },
        },
    },
}


def notices(made: Report) -> dict[str, str]:
    """The notices by their titles."""
    return {one.properties["title"]: one.data for one in commands(classroom(made, Look())) if one.name == "notice"}


def decoded(made: Report) -> dict[str, Any]:
    """What the reporter reads of each tier."""
    found = {tier: json.loads(base64.b64decode(result)) for tier, result in results(made).items()}
    for one in found.values():
        validate(one, SCHEMA)
    return found


def total(found: dict[str, Any]) -> tuple[int, int]:
    """What the reporter tells Classroom."""
    counted = [one for one in found.values() if one["max_score"]]
    return sum(test["score"] for one in counted for test in one["tests"]), sum(one["max_score"] for one in counted)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.INTERNAL_ERROR])
def test_the_points_are_told_twice(verdict: Verdict) -> None:
    """For people, and as JSON."""
    made = of(verdict)
    found = notices(made)
    assert found["Autograding complete"] == f"Points {made.score}/{made.max_score}"
    assert json.loads(found["Autograding report"]) == {"totalPoints": made.score, "maxPoints": made.max_score}


def test_a_run_that_judged_nothing_has_no_points() -> None:
    """But an error that staff sees, and results that the reporter fails for without counting them."""
    made = of(Verdict.INTERNAL_ERROR)
    assert notices(made) == {}
    assert [one.properties["title"] for one in commands(classroom(made, Look()))] == ["Autograding failed"]
    assert {one["status"] for one in decoded(made).values()} == {"error"}
    assert total(decoded(made)) == (0, 0)


@hostile
def test_no_text_forges_points(made: Report) -> None:
    """The notices are the two that kata wrote, whatever a solution printed; results keep to their schema."""
    judged = made.verdict is not Verdict.INTERNAL_ERROR and made.max_score > 0
    assert len(commands(classroom(made, Look()))) == (2 if judged else made.verdict is Verdict.INTERNAL_ERROR)
    if judged:
        assert notices(made)["Autograding complete"] == f"Points {made.score}/{made.max_score}"
    decoded(made)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_reporter_comes_to_the_same_points(verdict: Verdict) -> None:
    """Also in the table that it prints, in which it counts tests: in a tier all are worth the same."""
    made = of(verdict)
    found = decoded(made)
    if verdict is not Verdict.INTERNAL_ERROR:
        assert total(found) == (made.score, made.max_score)
    for one in found.values():
        share = sum(test["status"] == "pass" for test in one["tests"]) / len(one["tests"]) * one["max_score"]
        assert share == sum(test["score"] for test in one["tests"])


def test_a_candidates_view_keeps_the_points() -> None:
    """Though a requirement may have a part of its points there."""
    made = view(report(result("C1.1"), result("C1.2", "wrong_answer"), verdict=Verdict.WRONG_ANSWER), "candidate")
    assert total(decoded(made)) == (1, 2)
