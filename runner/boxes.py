"""The boxes of a run: one serves at a time, and where one was lost the next starts meanwhile."""

import contextlib
from collections.abc import Callable

from runner.backends.base import Ending, Process
from runner.box import Box
from runner.course import Course
from runner.wires import Wires


class Boxes:
    """Starts, replaces and ends boxes, and notes in the course what they used.

    `first` has been started, and has been told its `setup`; `start` starts another one.
    """

    def __init__(
        self,
        first: Process,
        *,
        start: Callable[[], Process],
        setup: bytes,
        output_bytes: int,
        wires: Wires,
        course: Course,
    ) -> None:
        self._start_process, self._setup, self._output_bytes = start, setup, output_bytes
        self._wires, self._course = wires, course
        self._started = [first]
        self._next: Process | None = first
        self.current: Box | None = None
        """The box that serves, or is about to."""

    def adopt(self) -> None:
        """Make the next box the current one. Raises SandboxError."""
        process = self._next or self._start()
        self._next = None
        self.current = Box(process, output_bytes=self._output_bytes)
        self._course.boxes += 1
        self._wires.watch("box", process)
        if self._course.boxes > 1:
            self._next = self._start()  # where one box was lost, the next may be: let it start meanwhile

    def retire(self, test_of_act: dict[str, str]) -> Ending | None:
        """Kill the current box, if there is one; what it printed goes to the tests of its acts."""
        box, self.current = self.current, None
        if box is None:
            return None
        self._wires.unwatch(box.process)
        box.drain()
        ending = box.process.kill()
        self._course.cpu_s += ending.cpu_s
        self._course.peak_memory_bytes = max(self._course.peak_memory_bytes, ending.peak_memory_bytes)
        for id_, text in box.console():
            if id_ in test_of_act:
                self._course.test(test_of_act[id_]).console += text
                self._course.output_bytes += len(text.encode())
        return ending

    def end(self) -> None:
        """Kill the one that is still starting; closing is left to `close`, since dying takes a while."""
        if self._next:
            self._next.kill()

    def close(self) -> None:
        """Close all that were ever started."""
        with contextlib.ExitStack() as ending:  # also when closing one fails
            for process in self._started:
                ending.callback(process.close)

    def _start(self) -> Process:
        process = self._start_process()
        self._started.append(process)
        process.write(self._setup)
        return process
