"""Whether every hidden test earns its place: whether it notices a mistake that the tests before it do not.

Held against the other tests of its requirement alone: that each requirement has a test is what a specification asks
for, even where the same mistakes break others, too.
"""

from runner.check.findings import Finding, Step
from runner.check.mutation import Mutation
from runner.check.trials import Trial
from runner.kata import Kata


def doubted(kata: Kata, trials: list[Trial]) -> list[str]:
    """The hidden tests that no shipped solution shows to be needed."""
    needed = set[str]().union(*map(_first_of_each_requirement, trials))
    return [name for name in kata.manifest.hidden if name not in needed]


def merit_step(kata: Kata, trials: list[Trial], mutation: Mutation) -> Step:
    """List the tests that no shipped solution and no mutant needs."""
    problem = "nothing needs this test: whatever fails it fails a test of {} before it, or nothing does"
    advice = "; ship a solution that only it catches, or take it out"
    idle = [name for name in doubted(kata, trials) if name not in mutation.needed]
    return Step(
        name="merit",
        summary=f"each of {len(kata.manifest.hidden)} hidden tests notices a mistake that no other of its kind does",
        findings=[Finding(where=name, problem=problem.format(name.split(" ")[0]) + advice) for name in idle],
    )


def _first_of_each_requirement(trial: Trial) -> set[str]:
    if trial.shipped.fails is None:
        return set()  # what fails everything shows the worth of nothing
    first: dict[str, str] = {}
    for test in trial.failed:
        first.setdefault(test.requirement, test.name)
    return set(first.values())
