"""Whether accepted solutions are accepted every time: whatever the seed, the order of the tests and the load."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from runner.check.findings import Finding, Step
from runner.check.runs import Runs
from runner.check.shipped import Shipped
from runner.collection import KataFolder
from runner.report import Report
from runner.verdict import Verdict

WANTED_SHARE = 0.2
"""The share of the time limit that the slowest run should stay below."""
# Ends by itself when whoever started it is gone.
_BUSY = "import os\nwhile os.getppid() == {parent}: sum(range(1_000_000))"


def stability(folder: KataFolder, solutions: list[Shipped], runs: Runs, *, repeat: int, load: int) -> Step:
    """Judge every accepted solution `repeat` times, in shuffled order, beside `load` busy processes."""
    accepted = [one for one in solutions if one.is_accepted]
    trials = [(one, seed) for seed in range(repeat) for one in accepted]
    requests = [runs.request(folder, one.solution, seed=seed, shuffled=True) for one, seed in trials]
    with _busy(load):
        reports = runs.each("repeated runs", runs.judge, requests)
    findings = [
        _finding(one, seed, report)
        for (one, seed), report in zip(trials, reports, strict=True)
        if report.verdict is not Verdict.ACCEPTED
    ]
    share = max(report.usage.wall_s / report.limits.run_s for report in reports)
    beside = f" beside {load} busy processes" if load else ""
    summary = f"{len(reports)} runs with {repeat} seeds{beside}; the slowest took {share:.0%} of its time limit"
    slow = Finding(where="kata.toml", problem=f"less than {WANTED_SHARE:.0%} of limits.run_s is wanted; raise it")
    return Step(name="stability", summary=summary, findings=findings, remarks=[slow] if share > WANTED_SHARE else [])


def _finding(one: Shipped, seed: int, report: Report) -> Finding:
    failed = [test for test in report.tests if test.status != "passed"]
    evidence = "\n".join(f"{test.name} [{test.status}] {test.message}" for test in failed)
    problem = f"is {report.verdict.value} with seed {seed} in shuffled order: a test or the solution is flaky"
    return Finding(where=one.name, problem=problem, evidence=evidence)


@contextlib.contextmanager
def _busy(load: int) -> Iterator[None]:
    """`load` processes that compute as long as this lasts."""
    command = [sys.executable, "-c", _BUSY.format(parent=os.getpid())]
    started = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _ in range(load)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()
