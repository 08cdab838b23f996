"""What a mutant costs, against a run of the same solution, and the quick check against `node --test` alone."""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.run import seconds
from runner import collection, resources
from runner.check.mutants import mutate
from runner.check.mutation import run_mutants
from runner.check.runs import Runs
from runner.check.shipped import reference, shipped
from runner.collection import KataFolder

ROUNDS = 5
ENDLESS_S = 5
"""After which a solution that hangs is ended, where nothing else ends it."""


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


def commands(folder: KataFolder) -> Iterator[tuple[list[str], str]]:
    """`node --test` and a solution, for each that the quick check judges by each suite."""
    starters = sorted((folder.path / "starter").iterdir())
    solutions = [folder.path / one.name for one in shipped(folder)]
    accepted = [folder.path / one.name for one in shipped(folder) if one.is_accepted]
    for suite, paths in (("hidden", [*solutions, *starters]), ("public", [*accepted, *starters])):
        for path in paths:
            yield [str(resources.node()), "--test", str(folder.path / "tests" / f"{suite}.test.mjs")], str(path)


def plain(command: list[str], solution: str) -> None:
    """The same tests unsandboxed, in the process of the solution."""
    env = os.environ | {"KATA_SOLUTION": solution}
    runner = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        runner.wait(ENDLESS_S)
    except subprocess.TimeoutExpired:
        os.killpg(runner.pid, signal.SIGKILL)  # the process of the tests, too, which would go on
        runner.wait()


def main() -> int:
    """Print what a mutant costs for each shipped kata, and what the quick check takes against plain Node."""
    for slug in sorted(collection.discover()):
        run_s, mutant_s, count = cost_of_a_mutant(slug)
        share = f"{mutant_s / run_s:.3f} of a run (wanted: at most 0.25)"
        print(f"{slug:<18} one of {count} mutants: {mutant_s * 1000:.0f} ms, {share}")
    kata = str(Path(sys.executable).parent / "kata")
    for slug in sorted(collection.discover()):
        checked = seconds([kata, "check", "--quick", slug], {})
        started = time.perf_counter()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda pair: plain(*pair), commands(collection.find(slug))))
        alone = time.perf_counter() - started
        print(
            f"{slug:<18} quick check: {checked:.0f} s, {checked / alone:.2f} of `node --test` over the same solutions"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
