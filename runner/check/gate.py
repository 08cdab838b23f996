"""Leads one kata through the gate, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runner import collection
from runner.check.agreement import agreement
from runner.check.fairness import fairness_step, wording_step
from runner.check.findings import KataCheck, Step
from runner.check.merit import doubted, merit_step
from runner.check.mutation import mutation_step, run_mutants
from runner.check.reported import reported_tests
from runner.check.runs import Runs
from runner.check.shipped import shipped
from runner.check.stability import stability
from runner.check.trials import hold_trials, public_step, solutions_step, starter_step
from runner.collection import KataFolder
from runner.errors import KataError, SolutionError
from runner.kata import validate


@dataclass(frozen=True, kw_only=True)
class Depth:
    """How thoroughly to look.

    With `quick`, a shipped solution that fails some requirements is held against little more than these, and neither
    mutants of the reference nor renamed accepted solutions are judged; `repeat` is how often accepted solutions are,
    beside `load` busy processes.
    """

    quick: bool
    repeat: int
    load: int


def check(slug: str, collections: tuple[Path, ...], runs: Runs, depth: Depth) -> KataCheck:
    """What the gate says of a kata; a broken one is a result, too. Raises SandboxError."""
    steps: list[Step] = []
    try:
        folder = collection.find(slug, collections)
        slug = folder.slug
        for step in _steps(folder, runs, depth):
            steps.append(step)
    except (KataError, SolutionError) as error:
        return KataCheck(slug=slug, steps=steps, error=str(error))
    return KataCheck(slug=slug, steps=steps)


def _steps(folder: KataFolder, runs: Runs, depth: Depth) -> Iterator[Step]:
    kata = validate(folder)
    solutions = shipped(folder)
    yield agreement(kata, reported_tests(folder, runs))
    trials = hold_trials(folder, kata, solutions, runs, whole=not depth.quick)
    yield solutions_step(trials, whole=not depth.quick)
    yield starter_step(folder, runs)
    yield public_step(folder, solutions, runs)
    if not depth.quick:
        yield fairness_step(kata, folder, solutions, runs)
    if not depth.quick and trials[0].report.verdict == "accepted":
        mutation = run_mutants(folder, solutions[0], doubted(kata, trials), runs)
        yield wording_step(kata, mutation)
        yield mutation_step(folder, solutions[0], mutation)
        yield merit_step(kata, trials, mutation)
    if depth.repeat:
        yield stability(folder, solutions, runs, repeat=depth.repeat, load=depth.load)
