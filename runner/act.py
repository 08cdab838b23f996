"""One act under way: what was asked, since when, and when its time is up."""

import time
from dataclasses import dataclass, field

from runner import failure
from runner.backends.base import Process
from runner.budget import PATIENCE, Allowance
from runner.failure import Failure
from runner.messages import ActRequest

_LOOK_AGAIN_S = 0.02
_WORTH_MEASURING_S = 0.05
"""What takes less, no other time makes a difference to."""


@dataclass(kw_only=True)
class Act:
    """An act that a test asked for; `begin` when a box takes it on."""

    request: ActRequest
    id: str
    loaded: bool = False
    refusal: Failure | None = None
    """The first module that the solution asked for and was refused: then nothing else matters."""
    waits: str | None = None
    """What the scenario awaits, in its words."""
    holds: list[str] = field(default_factory=list)
    """What keeps its event loop going, by Node's names."""
    is_second_try: bool = False
    begun: bool = False
    resident_before: int | None = None
    """Resident bytes of the box when it began, if its growth is to be measured and can be."""
    due: float = 0.0
    """When to look at the time next, by time.monotonic."""

    def begin(self, allowance: Allowance, cpu_before: float | None) -> None:
        """Start the clocks; `cpu_before` is the box's processor time so far, in seconds."""
        self.begun = True
        self._allowance = allowance
        self._cpu_before, self._cpu_s = cpu_before, 0.0
        self._started = time.monotonic()
        self.due = self._started + allowance.cpu_s

    def wall_s(self) -> float:
        """Seconds since it began; none if it has not."""
        return time.monotonic() - self._started if self.begun else 0.0

    def measure(self, process: Process) -> None:
        """Take down the processor time that it has had, if it took long enough for that to matter."""
        if self.wall_s() >= _WORTH_MEASURING_S and self._cpu_before is not None and (used := process.cpu_s()):
            self._cpu_s = used - self._cpu_before

    def cost_s(self) -> float:
        """Seconds that it takes of the run's time: what it waited for a busy machine is not its own.

        Whoever has had less of a processor than several others at once leave it was waiting for something else.
        """
        computed = self.begun and self._cpu_s * PATIENCE >= self.wall_s()
        return min(self._cpu_s, self.wall_s()) if computed else self.wall_s()

    def grown(self, process: Process) -> int | None:
        """By how many bytes at most the box's resident memory has grown; None where that cannot be told."""
        memory = process.memory()
        return None if memory is None or self.resident_before is None else memory[1] - self.resident_before

    def overtime(self, process: Process, now: float) -> Failure | None:
        """Why its time is up at `now`, by time.monotonic, or None, and then `due` is when to look again.

        Processor time counts first: on a busy machine an act may wait long before it has had its time.
        """
        wall_s, allowance = now - self._started, self._allowance
        self.measure(process)
        cpu_s = self._cpu_s
        if wall_s < allowance.wall_s and cpu_s < allowance.cpu_s:
            missing = max(allowance.cpu_s - cpu_s, _LOOK_AGAIN_S)
            self.due = self._started + min(wall_s + missing, allowance.wall_s)
            return None
        if cpu_s >= allowance.cpu_s:
            return failure.of_computing(allowance.cpu_s, loaded=self.loaded)
        return failure.of_patience(allowance.wall_s, loaded=self.loaded, waits=self.waits, holds=self.holds)
