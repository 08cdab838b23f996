"""How long an act may take: by the wall, by the processor, and within the run's time as a whole."""

from dataclasses import dataclass

PATIENCE = 4
"""A box that waits rather than works gets this many times the act's limit: the machine may be busy."""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What one act may use: seconds of processor time, and seconds by the wall."""

    cpu_s: float
    wall_s: float


class Budget:
    """Shares the run's seconds out to its acts.

    Half of them are kept back in equal parts for the tests that have not run yet, so that every test
    gets its turn within the run's time, however many of those before it hang.
    """

    def __init__(self, *, run_s: float, act_s: float, tests: int) -> None:
        self._left = run_s
        self._act_s = act_s
        self._share = run_s / 2 / max(tests, 1)
        self._tests = tests
        self._started: set[str] = set()

    def allowance(self, test: str) -> Allowance:
        """What the next act of `test` may use. Seconds; zero when the test's share is used up."""
        self._started.add(test)
        waiting = max(self._tests - len(self._started), 0)
        wall = max(self._left - waiting * self._share, 0.0)
        return Allowance(cpu_s=min(self._act_s, wall), wall_s=min(self._act_s * PATIENCE, wall))

    def spend(self, cost_s: float) -> None:
        """Take what an act cost, in seconds, from what is left."""
        self._left -= cost_s
