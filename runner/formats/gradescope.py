"""Gradescope's results.json: https://gradescope-autograders.readthedocs.io/en/latest/specs/.

Whatever is in it, students see: a hidden test would hide the total from them as well, so no test is hidden. A report
for staff shows students what a candidate may see of it; all the rest is in `extra_data`, which Gradescope stores and
shows to nobody. (Staff also reads what `run_autograder` prints: `kata run --audience staff --report
gradescope=/autograder/results/results.json` prints the whole report as text.)

When nothing was judged, there is no score and there are no tests, on purpose: Gradescope then says that the autograder
failed, with the output, and staff runs it again; any score would be taken for the student's.
"""

import json
from dataclasses import asdict, replace
from typing import Any

from runner.audience import view
from runner.formats import Look
from runner.formats.explanation import explain, label, nothing_judged
from runner.formats.printable import cut, printable, printable_json, printable_line
from runner.report import Report, Result
from runner.verdict import Verdict

_MAX_NAME = 300
_MAX_PART = 4000


def render(report: Report, look: Look) -> str:
    """A test for each result, numbered by tier; numbers are numbers, texts are text."""
    return printable_json(json.dumps(_results(report), indent=2)) + "\n"


def _results(report: Report) -> dict[str, Any]:
    shown = view(report, "candidate") if report.audience == "staff" else report
    results: dict[str, Any] = {
        "execution_time": report.usage.wall_s,
        "output": _output(shown),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": _extra_data(report),
    }
    if report.verdict is Verdict.INTERNAL_ERROR:
        return results
    return {"score": report.score} | results | {"tests": _tests(shown)}


def _output(shown: Report) -> str:
    if shown.verdict is Verdict.INTERNAL_ERROR:
        return cut(printable(nothing_judged(shown)), _MAX_PART)
    return f"{shown.verdict}: {cut(printable(shown.reason), _MAX_PART)}"


def _tests(shown: Report) -> list[dict[str, Any]]:
    numbered = [
        (f"{tier}.{n}", test)
        for tier, name in enumerate(shown.tiers, 1)
        for n, test in enumerate((test for test in shown.tests if test.tier == name), 1)
    ]
    return [_test(test, number) for number, test in numbered]


def _test(test: Result, number: str) -> dict[str, Any]:
    passed = test.status == "passed"
    return {
        "score": test.points,
        "max_score": test.max_points,
        "status": "passed" if passed else "failed",
        "name": cut(printable_line(label(test)), _MAX_NAME),
        "number": number,
        "output": "" if passed else explain(test, _MAX_PART),
        "tags": [printable_line(test.tier)],
        "visibility": "visible",
    }


def _extra_data(report: Report) -> dict[str, Any]:
    """What a program may want to know of it; for staff, everything but the sources, which Gradescope has."""
    if report.audience == "staff":
        told = asdict(replace(report, solution=replace(report.solution, files=[], sources={})))
        told["tests"] = [_cut(test) for test in told["tests"]]
        return told
    kata, solution = report.kata, report.solution
    return {
        "verdict": report.verdict,
        "seed": report.seed,
        "kata": {"slug": kata.slug, "version": kata.version, "digest": kata.digest},
        "solution": {"digest": solution.digest},
        "kata_runner_version": report.kata_runner_version,
    }


def _cut(test: dict[str, Any]) -> dict[str, Any]:
    return {key: cut(value, _MAX_PART) if isinstance(value, str) else value for key, value in test.items()}
