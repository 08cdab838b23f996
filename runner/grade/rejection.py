"""The report of a submission that cannot be judged, since it is no solution: every test fails for that reason."""

from datetime import UTC, datetime

from runner import failure
from runner.backends.base import Backend
from runner.course import Course
from runner.kata import Kata
from runner.report import Report
from runner.reporting import make_report
from runner.request import Request
from runner.verdict import Verdict


def reject(request: Request, kata: Kata, why: str, backend: Backend) -> Report:
    """The report for a submission of which `why` says what is wrong; `request` is for a solution without files."""
    course = Course()
    tests = kata.tests("hidden")
    for test in tests:
        course.test(test.name).failures.append(failure.ours(Verdict.RUNTIME_ERROR, why, while_loading=True))
    return make_report(request, kata, tests, course, backend, datetime.now(UTC), 0.0)
