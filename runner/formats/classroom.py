"""The notices that GitHub Classroom reads, and for its reporter the results that it asks of a step.

Classroom takes the points from two notices of a workflow, which its reporter writes when it is handed results, each in
an environment variable of the workflow (github.com/classroom-resources/autograding-grading-reporter, src/main.js and
src/notify-classroom.js). So kata writes the notices itself, and offers the results as outputs of the step for those who
have the reporter add up several graders. The reporter's own table counts tests, not points; both agree where all tests
of a result are worth the same, so there is a result for each tier.

When nothing was judged, there is no notice of points, so that Classroom keeps what it has, but an error; and results
are of the status error and out of 0, which the reporter fails the job for and counts as no points.
"""

import base64
import json

from runner.formats import Look, text
from runner.formats.explanation import explain, label, nothing_judged
from runner.formats.printable import cut, printable, printable_line
from runner.formats.workflow import command, inert
from runner.report import Report, Result
from runner.verdict import Verdict

_MAX_PART = 1000
_MAX_RESULT_PART = 300  # the outputs of a job share a megabyte


def render(report: Report, look: Look) -> str:
    """The report that people read in the log, and the notices."""
    return inert(text.render(report, look)) + _notices(report)


def results(report: Report) -> dict[str, str]:
    """For each tier what the reporter takes as CORE_RESULTS, EDGE_RESULTS: base64 over JSON."""
    return {tier: base64.b64encode(json.dumps(_result(report, tier)).encode()).decode() for tier in report.tiers}


def _notices(report: Report) -> str:
    if report.verdict is Verdict.INTERNAL_ERROR:
        return command("error", cut(nothing_judged(report), _MAX_PART), title="Autograding failed")
    if report.max_score <= 0:
        return ""
    points = json.dumps({"totalPoints": report.score, "maxPoints": report.max_score}, separators=(",", ":"))
    return command("notice", f"Points {report.score}/{report.max_score}", title="Autograding complete") + command(
        "notice", points, title="Autograding report"
    )


def _result(report: Report, tier: str) -> dict[str, object]:
    tests = [test for test in report.tests if test.tier == tier]
    if report.verdict is Verdict.INTERNAL_ERROR:
        failure = _entry(tier, "error", 0, printable(nothing_judged(report)))
        return {"version": 1, "status": "error", "max_score": 0, "tests": [failure]}
    statuses = {_status(test) for test in tests}
    status = "error" if "error" in statuses else "fail" if "fail" in statuses else "pass"
    entries = [_test(test) for test in tests]
    return {"version": 1, "status": status, "max_score": sum(test.max_points for test in tests), "tests": entries}


def _test(test: Result) -> dict[str, object]:
    message = None if test.status == "passed" else explain(test, _MAX_RESULT_PART)
    return _entry(label(test), _status(test), test.points, message, test.duration_ms)


def _entry(name: str, status: str, score: int, message: str | None, duration_ms: float = 0) -> dict[str, object]:
    return {
        "name": cut(printable_line(name), _MAX_PART),
        "status": status,
        "score": score,
        "message": message,
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": duration_ms,
    }


def _status(test: Result) -> str:
    return {"passed": "pass", "wrong_answer": "fail"}.get(test.status, "error")
