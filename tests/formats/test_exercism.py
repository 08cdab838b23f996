"""Exercism's results.json."""

import json
from typing import Any

import pytest
from hypothesis import assume
from jsonschema import validate

from runner.audience import view
from runner.formats import Look
from runner.formats.exercism import render as exercism
from runner.report import Report
from runner.verdict import Verdict
from tests.factory import report, result
from tests.formats.reports import hostile, of

TEXT = {"type": "string", "minLength": 1}
TESTS = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "status", "test_code"],
        "properties": {
            "name": TEXT,
            "status": {"enum": ["pass", "fail", "error"]},
            "message": {"type": ["string", "null"]},
            "output": {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 1, "maxLength": 500}]},
            "test_code": {"type": "null"},
            "task_id": {"type": "integer", "minimum": 1},
        },
        "if": {"properties": {"status": {"const": "pass"}}},
        "then": {"properties": {"message": {"type": "null"}}},
        "else": {"required": ["message"], "properties": {"message": TEXT}},
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "status"],
    "properties": {
        "version": {"const": 3},
        "status": {"enum": ["pass", "fail", "error"]},
        "message": {"type": ["string", "null"], "maxLength": 65535},
        "tests": TESTS,
    },
    "if": {"properties": {"status": {"const": "error"}}},
    "then": {"required": ["message"], "properties": {"message": TEXT}},
    "else": {"required": ["tests"], "properties": {"message": {"type": "null"}, "tests": {"minItems": 1}}},
}
STATUSES = {
    Verdict.ACCEPTED: "pass",
    Verdict.PARTIALLY_ACCEPTED: "fail",
    Verdict.WRONG_ANSWER: "fail",
    Verdict.POLICY_VIOLATION: "error",
    Verdict.OUTPUT_LIMIT: "fail",
    Verdict.TIME_LIMIT: "fail",
    Verdict.MEMORY_LIMIT: "fail",
    Verdict.RUNTIME_ERROR: "error",
    Verdict.INTERNAL_ERROR: "error",
}


def parsed(made: Report) -> dict[str, Any]:
    """The results, which Exercism understands and does not refuse for their size."""
    text = exercism(made, Look())
    assert len(text.encode()) <= 500 * 1024
    results: dict[str, Any] = json.loads(text)
    validate(results, SCHEMA)
    assert len((results["message"] or "").encode()) <= 65535
    return results


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_report_of_each_verdict_is_valid(verdict: Verdict) -> None:
    """It passes if it was accepted, and is an error if no test could run it."""
    assert parsed(of(verdict))["status"] == STATUSES[verdict]


@hostile
def test_hostile_texts_are_text(made: Report) -> None:
    """Nothing that a solution says breaks the schema or makes it pass."""
    assume(made.tests or made.verdict is Verdict.INTERNAL_ERROR)
    results = parsed(made)
    assert (results["status"] == "pass") == (made.verdict is Verdict.ACCEPTED and bool(results["tests"]))


def test_tests_keep_their_order_and_name_their_tier() -> None:
    """`task_id` is its number."""
    tests = parsed(of(Verdict.PARTIALLY_ACCEPTED))["tests"]
    assert [(test["name"][:4], test["task_id"]) for test in tests] == [
        ("C1.1", 1),
        ("C2.1", 1),
        ("E1.1", 2),
        ("E1.2", 2),
    ]


def test_a_limit_is_an_error_of_its_test() -> None:
    """And a wrong answer a fail."""
    statuses = [test["status"] for test in parsed(of(Verdict.TIME_LIMIT))["tests"]]
    assert statuses == ["pass", "error", "pass", "pass"]
    assert [test["status"] for test in parsed(of(Verdict.WRONG_ANSWER))["tests"]] == ["pass", "fail", "fail", "pass"]


def test_the_output_is_what_the_solution_printed() -> None:
    """And is cut, and says so."""
    made = report(result("C1.1", "wrong_answer", console="ä" * 5000), verdict=Verdict.WRONG_ANSWER)
    output = parsed(made)["tests"][0]["output"]
    assert output.startswith("ää")
    assert output.endswith("… (the rest was cut)")


def test_an_error_of_many_bytes_is_cut_by_bytes() -> None:
    """The limit is one of storage."""
    made = report(result("C1.1", "runtime_error", message="😀" * 60_000), verdict=Verdict.RUNTIME_ERROR)
    assert parsed(made)["message"].endswith("… (the rest was cut)")


def test_many_long_results_fit() -> None:
    """Two thousand tests have a little of each text."""
    huge = [result(f"C{n}.1", "wrong_answer", message="😀" * 9000, console="x" * 9000) for n in range(2000)]
    assert len(parsed(report(*huge, verdict=Verdict.WRONG_ANSWER))["tests"]) == 2000


def test_a_failure_has_a_message_though_there_is_none_to_show() -> None:
    """Of a hidden test a candidate reads that its promise does not hold, which stands in its name."""
    made = report(result("C1.1", "wrong_answer", message="secret"), result("C2.1"), verdict=Verdict.WRONG_ANSWER)
    [failed, _] = parsed(view(made, "candidate"))["tests"]
    assert (failed["name"], failed["message"]) == ("C1 It does what it promises.", "this does not hold")
