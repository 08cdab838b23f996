"""Gradescope's results.json."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import validate

from runner.formats import Look
from runner.formats.gradescope import render as gradescope
from runner.report import Report
from runner.verdict import Verdict
from tests.formats.reports import hostile, of

FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "number": {"type": "string", "pattern": r"^\d+\.\d+$"},
                    "output": {"type": "string"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                },
            },
        },
    },
}


def parsed(made: Report) -> dict[str, Any]:
    """The results, which Gradescope understands."""
    results: dict[str, Any] = json.loads(gradescope(made, Look()))
    validate(results, SCHEMA)
    return results


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_report_of_each_verdict_is_valid(verdict: Verdict) -> None:
    """The points of the tests add up to the score, and the verdict is told."""
    results = parsed(of(verdict))
    assert results["extra_data"]["verdict"] == verdict
    if verdict is not Verdict.INTERNAL_ERROR:
        assert results["score"] == sum(test["score"] for test in results["tests"]) == of(verdict).score
        assert verdict in results["output"]


def test_a_run_that_judged_nothing_has_no_score_to_take() -> None:
    """Neither of its own nor of tests: Gradescope reports a failed autograder, not a 0."""
    results = parsed(of(Verdict.INTERNAL_ERROR))
    assert not {"score", "tests"} & results.keys()
    assert "Nothing was judged" in results["output"]


@hostile
def test_hostile_texts_are_text(made: Report) -> None:
    """Nothing that a solution says is shown as anything else, or hides the total."""
    results = parsed(made)
    formats = {results[name] for name in ("output_format", "test_output_format", "test_name_format")}
    assert formats == {"text"}
    assert {test["visibility"] for test in results.get("tests", [])} <= {"visible"}
    assert all("\r" not in test["output"] for test in results.get("tests", []))


def test_tests_are_numbered_by_tier() -> None:
    """Gradescope lists them by number."""
    assert [test["number"] for test in parsed(of(Verdict.ACCEPTED))["tests"]] == ["1.1", "1.2", "2.1", "2.2"]


def test_students_see_nothing_that_is_staffs() -> None:
    """Of a report for staff they see what a candidate may; the rest is where only programs look."""
    results = parsed(replace(of(Verdict.WRONG_ANSWER), audience="staff"))
    kept = results.pop("extra_data")
    shown = json.dumps(results)
    for secret in ("deep-equal", "other: 1", "removed 2 listeners", "off removes", "event: ''", "Array.prototype"):
        assert secret not in shown
        assert secret in json.dumps(kept)
    assert [(test["score"], test["max_score"]) for test in results["tests"]] == [(1, 1), (0, 1), (1, 2)]
