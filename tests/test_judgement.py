"""Which verdict follows from which tests."""

import pytest

from runner.judgement import verdict_of
from runner.report import Result, Status
from runner.verdict import Verdict, worst
from tests.factory import result

PASSED = result("C1.1")


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([PASSED, result("E1.1")], "accepted"),
        ([PASSED, result("E1.1", "wrong_answer")], "partially_accepted"),
        ([PASSED, result("E1.1", "runtime_error")], "partially_accepted"),
        ([PASSED, result("E1.1", "time_limit")], "partially_accepted"),
        ([PASSED, result("E1.1", "policy_violation")], "policy_violation"),
        ([PASSED, result("E1.1", "internal_error")], "internal_error"),
        ([result("C1.1", "wrong_answer"), result("E1.1")], "wrong_answer"),
        ([result("C1.1", "wrong_answer"), result("E1.1", "time_limit")], "time_limit"),
        ([result("C1.1", "time_limit"), result("C2.1", "memory_limit")], "memory_limit"),
        ([result("C1.1", "runtime_error"), result("C2.1", "internal_error")], "internal_error"),
        ([result("E1.1")], "accepted"),
        ([result("E1.1", "wrong_answer")], "wrong_answer"),
        ([], "internal_error"),
    ],
)
def test_the_verdict_of_a_run(results: list[Result], verdict: str) -> None:
    """Accepted needs everything, partially accepted the core, and otherwise the worst counts."""
    assert verdict_of(results)[0] == verdict


def test_nothing_is_internal_error() -> None:
    """When nothing is known the answer is never success."""
    assert worst([]) is Verdict.INTERNAL_ERROR


@pytest.mark.parametrize("status", ["wrong_answer", "time_limit", "runtime_error"])
def test_every_verdict_has_a_reason(status: Status) -> None:
    """The sentence beside a verdict is never empty."""
    assert verdict_of([result("C1.1", status, message="why")])[1]
