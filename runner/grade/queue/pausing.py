"""A worker that fails at one task after the other takes no more for a while, so that others get them, and says why."""

import json
import os
import threading
from collections.abc import Callable
from typing import Any

from celery import bootsteps

from runner.errors import KataRunnerError
from runner.grade.work import Patience


class Pauses:
    """Whether a machine is to pause, from how its tasks end. Its pauses get longer until it succeeds with one."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._in_a_row = self._paused = 0

    def note(self, why: str) -> float:
        """A task ended, "" or why it could not be judged; the seconds to pause for from now on, mostly 0."""
        if not why:
            self._in_a_row = self._paused = 0
            return 0.0
        self._in_a_row += 1
        return self.again() if self._in_a_row >= self._patience.in_a_row else 0.0

    def again(self) -> float:
        """The seconds of the next pause."""
        self._in_a_row = 0
        seconds = self._patience.pauses_s[min(self._paused, len(self._patience.pauses_s) - 1)]
        self._paused += 1
        return seconds


class Pausing(bootsteps.StartStopStep):  # type: ignore[misc] # Celery has no types
    """The part of a Celery worker that does so. `outcomes` is what its processes write to (see Slot)."""

    requires = ("celery.worker.consumer.tasks:Tasks",)
    outcomes: int
    outcomes_from_here: int
    queue: str
    probe: Callable[[], object]
    say: Callable[[str], None]
    pauses: Pauses
    is_paused = False

    @classmethod
    def configured(cls, *, queue: str, probe: Callable[[], object], say: Callable[[str], None]) -> "type[Pausing]":
        """The step for one worker: Celery makes the instance."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        values = {"queue": queue, "probe": staticmethod(probe), "say": staticmethod(say)}
        pipe = {"outcomes": reader, "outcomes_from_here": writer, "pauses": Pauses(Patience())}
        return type("ConfiguredPausing", (cls,), values | pipe)

    def register_with_event_loop(self, consumer: Any, hub: Any) -> None:
        """Celery's event loop begins, for the first time or once more."""
        self._rest = b""
        hub.add_reader(self.outcomes, self._read, consumer, hub)
        if type(self).is_paused:  # the broker was gone meanwhile, and its queue is consumed again
            consumer.cancel_task_queue(self.queue)

    def _read(self, consumer: Any, hub: Any) -> None:
        *lines, self._rest = (self._rest + os.read(self.outcomes, 65536)).split(b"\n")
        for line in lines:
            why = json.loads(line)
            if isinstance(why, dict):
                self._probed(consumer, hub, why["probe"])
            elif not type(self).is_paused and (seconds := self.pauses.note(why)):
                consumer.cancel_task_queue(self.queue)
                self._pause(hub, seconds, why)

    def _pause(self, hub: Any, seconds: float, why: str) -> None:
        type(self).is_paused = True
        self.say(f"this machine fails at one after the other, so it takes nothing for {seconds:g} s: {why}")
        hub.call_later(seconds, threading.Thread(target=self._try, daemon=True).start)

    def _try(self) -> None:
        """In a thread: meanwhile the worker stays in touch with the broker."""
        why = ""
        try:
            self.probe()
        except KataRunnerError as error:
            why = str(error) or "no sandbox"
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
        os.write(self.outcomes_from_here, json.dumps({"probe": why[:500]}).encode() + b"\n")

    def _probed(self, consumer: Any, hub: Any, why: str) -> None:
        if why:
            self._pause(hub, self.pauses.again(), why)
            return
        type(self).is_paused = False
        self.say("takes tasks again")
        consumer.add_task_queue(self.queue)
