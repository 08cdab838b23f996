"""Judges many requests, several at a time."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from runner import interruption
from runner.collection import KataFolder, Suite
from runner.report import Report
from runner.request import Request
from runner.run import run
from runner.solution import Solution

SEED = 1
"""What is not about chance runs with this seed, so that it comes out the same every time."""

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Progress = Callable[[str, int, int], None]


class Runs:
    """`jobs` runs at a time in a sandbox. `say` is told what takes long, `progress` how far each round is."""

    def __init__(self, *, sandbox: str, jobs: int, say: Callable[[str], None], progress: Progress) -> None:
        self.sandbox, self.jobs, self.say, self.progress = sandbox, jobs, say, progress

    def each(self, what: str, work: Callable[[Item], Outcome], items: Iterable[Item]) -> list[Outcome]:
        """`work(item)` of every item, in order. What one raises is raised, and the others are not begun.

        `what` the items are is shown with the progress; it is empty for work that reports its own.
        """
        futures: list[Future[Outcome]] = []
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                futures = [pool.submit(work, item) for item in items]
                self._watch(what, futures)
                return [future.result() for future in futures]
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def request(
        self,
        kata: KataFolder,
        solution: Solution,
        *,
        suite: Suite = "hidden",
        seed: int = SEED,
        shuffled: bool = False,
        requirements: frozenset[str] | None = None,
    ) -> Request:
        """A run of a solution, with the kata's own limits."""
        return Request(
            kata=kata,
            solution=solution,
            sandbox=self.sandbox,
            suite=suite,
            seed=seed,
            shuffled=shuffled,
            requirements=requirements,
        )

    def judge(self, request: Request) -> Report:
        """One run. Raises what runner.run.run raises."""
        return run(request, self.say)

    def _watch(self, what: str, futures: list[Future[Outcome]]) -> None:
        open_ = set(futures)
        while open_:
            interruption.check()
            if what:
                self.progress(what, len(futures) - len(open_), len(futures))
            done, open_ = wait(open_, timeout=0.25, return_when=FIRST_EXCEPTION)
            if any(future.exception() for future in done):
                return
