"""Exercism's results.json, version 3: https://exercism.org/docs/building/tooling/test-runners/interface.

`task_id` is the number of the tier, and no test has its code, which is hidden. `error` as the whole is for a solution
that no test could run, and for a run that judged nothing: Exercism then shows the message and fails nobody.
"""

import json
from typing import Any

from runner.formats import Look
from runner.formats.explanation import explain, headline, label, nothing_judged
from runner.formats.printable import cut, printable, printable_json, printable_line
from runner.report import Report, Result
from runner.verdict import Verdict

_MAX_MESSAGE = 65535
_MAX_OUTPUT = 500
_MAX_FILE = 500 * 1024
_CLIPPED = "… (the rest was cut)"


def render(report: Report, look: Look) -> str:
    """As much of each text as there is room for in a file that Exercism takes."""
    for limit in (8192, 2048, 512, 128, 32, 8, 0):  # with 0, 2000 tests have some 250 bytes each
        results = printable_json(json.dumps(_results(report, limit), indent=2 if limit else None, ensure_ascii=False))
        if len(results.encode()) < _MAX_FILE:
            break
    return results + "\n"


def _results(report: Report, limit: int) -> dict[str, Any]:
    message = _error(report)
    if message:
        return {"version": 3, "status": "error", "message": _clipped(message, _MAX_MESSAGE), "tests": []}
    status = "pass" if report.verdict is Verdict.ACCEPTED else "fail"
    tasks = {tier: number for number, tier in enumerate(report.tiers, 1)}
    tests = [_test(test, tasks, limit) for test in report.tests]
    return {"version": 3, "status": status, "message": None, "tests": tests}


def _error(report: Report) -> str:
    """Why no test ran: all say that they could not, and the same."""
    if report.verdict is Verdict.INTERNAL_ERROR:
        return printable(nothing_judged(report))
    kept_out = all(test.status in ("runtime_error", "policy_violation") for test in report.tests)
    messages = {test.message for test in report.tests}
    return headline(report.tests[0], _MAX_MESSAGE) if kept_out and len(messages) == 1 and messages != {""} else ""


def _test(test: Result, tasks: dict[str, int], limit: int) -> dict[str, Any]:
    passed = test.status == "passed"
    shown: dict[str, Any] = {
        "name": cut(printable_line(label(test)), max(limit // 4, 64)),
        "status": "pass" if passed else "fail" if test.status == "wrong_answer" else "error",
        "message": None if passed else explain(test, limit),
        "output": _clipped(printable(test.console), min(_MAX_OUTPUT, limit)) or None,
        "test_code": None,
    }
    return shown | ({"task_id": tasks[test.tier]} if test.tier in tasks else {})


def _clipped(text: str, limit: int) -> str:
    """At most `limit` bytes of it, which are as many characters or fewer."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    room = limit - len(_CLIPPED.encode())
    return encoded[:room].decode(errors="ignore") + _CLIPPED if room > 0 else ""
