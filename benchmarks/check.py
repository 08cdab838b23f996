"""What a mutant costs, against a run of the same solution, and how long the quick check of every kata takes."""

import statistics
import sys
import time
from pathlib import Path

from benchmarks.run import seconds
from runner import collection
from runner.check.mutants import mutate
from runner.check.mutation import run_mutants
from runner.check.runs import Runs
from runner.check.shipped import reference

ROUNDS = 5


def quiet(*_: object) -> None:
    """Nobody waits."""


def cost_of_a_mutant(slug: str) -> tuple[float, float, int]:
    """Seconds of one run, seconds of one mutant, both medians of runs taken in turn, and the number of mutants."""
    folder = collection.find(slug)
    shipped = reference(folder)
    runs = Runs(sandbox="bubblewrap", jobs=1, say=quiet, progress=quiet)
    count = len(mutate(shipped.solution).mutants)
    of_run: list[float] = []
    of_mutant: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        runs.judge(runs.request(folder, shipped.solution))
        of_run.append(time.perf_counter() - started)
        started = time.perf_counter()
        run_mutants(folder, shipped, [], runs)
        of_mutant.append((time.perf_counter() - started) / count)
    return statistics.median(of_run), statistics.median(of_mutant), count


def main() -> int:
    """Print what a mutant costs for each shipped kata, and the time of the quick check."""
    for slug in sorted(collection.discover()):
        run_s, mutant_s, count = cost_of_a_mutant(slug)
        share = f"{mutant_s / run_s:.3f} of a run (wanted: at most 0.25)"
        print(f"{slug:<18} one of {count} mutants: {mutant_s * 1000:.0f} ms, {share}")
    kata = str(Path(sys.executable).parent / "kata")
    print(f"quick check of all katas: {seconds([kata, 'check', '--quick'], {}):.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
