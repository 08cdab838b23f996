"""Whether every shipped solution gets what its authors say, and the starter nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from runner.check.findings import Finding, Step
from runner.check.runs import Runs
from runner.check.shipped import Shipped, starter
from runner.collection import KataFolder
from runner.kata import Kata
from runner.report import Report, Result
from runner.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A shipped solution and the report of its run."""

    shipped: Shipped
    report: Report

    @property
    def failed(self) -> list[Result]:
        """The tests that did not pass, in order."""
        return [test for test in self.report.tests if test.status != "passed"]


def hold_trials(folder: KataFolder, kata: Kata, solutions: list[Shipped], runs: Runs, *, whole: bool) -> list[Trial]:
    """Judge every shipped solution by the hidden tests.

    Unless by the `whole` of them, a solution that fails some is held against these alone, and against one more of the
    core: that decides whether it fails where it must, and most often its verdict, in a third of the time.
    """
    first = kata.toml.tiers.core.requirements[0]
    requests = [
        runs.request(folder, one.solution, requirements=None if whole or not one.fails else one.fails | {first})
        for one in solutions
    ]
    reports = runs.each("shipped solutions", runs.judge, requests)
    return [Trial(shipped=one, report=report) for one, report in zip(solutions, reports, strict=True)]


def solutions_step(trials: list[Trial], *, whole: bool) -> Step:
    """Whether each got the verdict of its folder, for the requirements that its first line names.

    With the `whole` of the tests: for no others.
    """
    findings = [finding for trial in trials for finding in _hold(trial)]
    accepted = sum(trial.shipped.is_accepted for trial in trials)
    how = "as they should be" if whole else "as they should be by the tests that they are for"
    summary = f"{accepted} accepted ones and {len(trials) - accepted} others are judged {how}"
    return Step(name="solutions", summary=summary, findings=findings)


def _hold(trial: Trial) -> Iterable[Finding]:
    shipped, report = trial.shipped, trial.report
    if broken := next((test for test in report.tests if test.status == "internal_error"), None):
        yield Finding(where="tests/hidden.test.mjs", problem=f"{broken.name}: {broken.message}")
        return
    if report.verdict is not shipped.verdict:
        problem = f"gets {report.verdict.value} ({report.reason}); it lies under {shipped.verdict.value}"
        yield Finding(where=shipped.name, problem=problem, evidence=_evidence(trial.failed))
    if shipped.is_accepted:
        return
    failing = {test.requirement for test in trial.failed}
    named = {test.requirement for test in report.tests} if shipped.fails is None else shipped.fails
    if unnamed := [test for test in trial.failed if test.requirement not in named]:
        problem = f"also fails {_ids(test.requirement for test in unnamed)}, which its first line does not name"
        yield Finding(where=shipped.name, problem=problem, evidence=_evidence(unnamed))
    if passing := named - failing:
        problem = f"passes {_ids(passing)}, which its first line says it fails: no test notices the mistake"
        yield Finding(where=shipped.name, problem=problem)


def starter_step(folder: KataFolder, runs: Runs) -> Step:
    """Whether the starter loads, and passes for a solution nowhere."""
    solution = starter(folder)
    requests = [runs.request(folder, solution, suite=suite) for suite in ("hidden", "public")]
    hidden, public = runs.each("the starter", runs.judge, requests)
    findings = []
    if all(test.status == "runtime_error" for test in hidden.tests):
        findings.append(Finding(where="starter", problem=f"does not load: {hidden.tests[0].message}"))
    if hidden.verdict in (Verdict.ACCEPTED, Verdict.PARTIALLY_ACCEPTED):
        findings.append(Finding(where="starter", problem=f"is {hidden.verdict.value}; it must not solve the kata"))
    if public.verdict is Verdict.ACCEPTED:
        findings.append(Finding(where="starter", problem="passes the public tests; they must show what is missing"))
    return Step(name="starter", summary="loads, and fails both suites", findings=findings)


def public_step(folder: KataFolder, solutions: list[Shipped], runs: Runs) -> Step:
    """Whether the public tests pass on every accepted solution."""
    accepted = [one for one in solutions if one.is_accepted]
    requests = [runs.request(folder, one.solution, suite="public") for one in accepted]
    findings = [
        Finding(where=one.name, problem="fails public tests", evidence=_evidence(_failed(report)))
        for one, report in zip(accepted, runs.each("public tests", runs.judge, requests), strict=True)
        if report.verdict is not Verdict.ACCEPTED
    ]
    return Step(name="public tests", summary="pass on every accepted solution", findings=findings)


def _failed(report: Report) -> list[Result]:
    return [test for test in report.tests if test.status != "passed"]


def _evidence(failed: list[Result]) -> str:
    return "\n".join(f"{test.name} [{test.status}]{f': {test.message}' if test.message else ''}" for test in failed)


def _ids(requirements: Iterable[str]) -> str:
    return ", ".join(sorted(set(requirements)))
