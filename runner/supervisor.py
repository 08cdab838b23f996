"""Carries acts from the judge to the box and observations back, keeps every deadline, replaces boxes.

It is the only one that measures, and the only one that the judge and the box both talk to.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from runner import failure, interruption
from runner.act import Act
from runner.backends.base import Process
from runner.box import Box, Flood
from runner.boxes import Boxes
from runner.budget import Budget
from runner.course import Course
from runner.errors import KataError, NoSandboxError, SandboxError
from runner.failure import Failure
from runner.judge import Judge
from runner.protocol import (
    ActRequest,
    BoxMessage,
    Broken,
    Died,
    End,
    Loaded,
    ProtocolError,
    Ready,
    Refused,
    Seen,
    Stuck,
    TestEvent,
    Threw,
)
from runner.verdict import Verdict
from runner.wires import Wires

PATIENCE_S = 30.0
"""How long a box may take to start and the judge to say something when it is its turn: ours, not the candidate's."""
_WATCH_S = 0.05
_LISTEN_S = 0.25
"""How long an interrupt may go unnoticed while nothing else happens."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a run is held to; `files` are the solution's, to quote from.

    After `loads_tried` failures in a row the solution is taken for one that does not load.
    """

    files: dict[str, bytes]
    memory_mb: int
    output_kb: int
    run_s: float
    loads_tried: int


class Supervisor:
    """One run: a judge, one box after another, and what became of each test.

    `reported` is told how many tests have reported, as they do.
    """

    def __init__(
        self,
        *,
        judge: Process,
        box: Process,
        start_box: Callable[[], Process],
        setup: bytes,
        budget: Budget,
        rules: Rules,
        reported: Callable[[int], None],
    ) -> None:
        self._judge = Judge(judge)
        self._budget, self._rules, self._reported = budget, rules, reported
        self._wires = Wires()
        self._course = Course()
        self._boxes = Boxes(
            box,
            start=start_box,
            setup=setup,
            output_bytes=rules.output_kb * 1024,
            wires=self._wires,
            course=self._course,
        )
        self._act: Act | None = None
        self._test_of_act: dict[str, str] = {}
        self._failed_loads: list[Failure] = []
        self._done = False
        self._ahead: Failure | None = None
        """Why the next act cannot be acted: the box that was ready for it has died."""
        self._served = ""
        """The test whose act the box served last."""
        self._heard = time.monotonic()

    def run(self) -> Course:
        """Run to the judge's end. Raises SandboxError or KataError.

        Kills what it started, and what it was handed, in any case; closing that is left to `close`, since dying
        takes a while in which the report can be made.
        """
        try:
            self._wires.watch("judge", self._judge.process)
            self._adopt()
            while not self._done:
                interruption.check()
                for name, fileno in self._wires.wait(self._patience()):
                    self._hear_judge(fileno) if name == "judge" else self._hear_box(fileno)
                self._keep_time()
            return self._course
        finally:
            self._boxes.retire(self._test_of_act)
            self._boxes.end()
            self._judge.process.kill()
            self._wires.close()

    def close(self) -> None:
        """Close every process that took part."""
        self._judge.process.close()
        self._boxes.close()

    def _patience(self) -> float:
        """Seconds until something is due."""
        now = time.monotonic()
        if self._act and self._act.begun:
            return max(min(self._act.due - now, _WATCH_S), 0.0)
        return max(min(self._heard + PATIENCE_S - now, _LISTEN_S), 0.0)

    def _keep_time(self) -> None:
        act, box = self._act, self._boxes.current
        if self._done or box is None:
            return
        if act is None or not act.begun:
            if time.monotonic() - self._heard > PATIENCE_S:
                silent = "the judge" if box.ready else "the box"
                raise SandboxError(f"{silent} did not answer for {PATIENCE_S:g} s; is the machine overloaded?")
        elif box.process.over_memory():
            self._give_up(failure.of_memory_watch(self._rules.memory_mb, loaded=act.loaded))
        elif time.monotonic() >= act.due and (why := act.overtime(box.process)):
            self._give_up(why)

    # The judge

    def _hear_judge(self, fileno: int) -> None:
        self._heard = time.monotonic()
        try:
            for message in self._judge.receive(fileno):
                if isinstance(message, ActRequest):
                    self._request(message)
                elif isinstance(message, TestEvent):
                    self._course.test(message.name).events.append(message)
                    self._reported(sum(bool(test.events) for test in self._course.tests.values()))
                elif isinstance(message, End):
                    self._done = True
        except ProtocolError as error:
            self._judge_failed(f"the judge sent {error}")
        if fileno in self._judge.closed:
            self._wires.silence(fileno)
            if self._judge.ended and not self._done:
                self._judge_failed("the judge ended before every test had reported")

    def _judge_failed(self, what: str) -> None:
        if not self._judge.started:
            raise NoSandboxError(f"the sandbox did not start: {_last_line(self._judge.said())}")
        error = self._judge.error()
        self._course.trouble = f"{what}: {error}" if error else what
        self._done = True

    def _request(self, request: ActRequest) -> None:
        self._course.test(request.test).acts += 1
        self._act = Act(
            request=request, id=os.urandom(8).hex(), loaded=bool(self._boxes.current and self._boxes.current.loaded)
        )
        self._test_of_act[self._act.id] = request.test
        if ahead := self._ahead:
            self._ahead = None
            self._answer_failure(self._act, ahead, lost=True)
        elif len(self._failed_loads) >= self._rules.loads_tried:
            self._answer_failure(self._act, self._failed_loads[-1])  # it would not load this time, either
        elif self._boxes.current and self._boxes.current.ready:
            self._begin(self._act, self._boxes.current)

    def _begin(self, act: Act, box: Box) -> None:
        if act.request.scenario not in box.scenarios:
            raise KataError(f"{act.request.test!r} asks for the scenario {act.request.scenario!r}, which there is not")
        allowance = self._budget.allowance(act.request.test)
        if allowance.wall_s <= 0:
            self._answer_failure(act, failure.of_spent_time(self._rules.run_s))
            return
        act.begin(allowance, box.cpu_before())
        message = {"id": act.id, "scenario": act.request.scenario, "input": act.request.input}
        if act.request.mutant is not None:
            message["mutant"] = act.request.mutant
        self._wires.send(box.process, json.dumps(message).encode() + b"\n")

    def _answer(self, act: Act, answer: dict[str, object]) -> None:
        self._budget.spend(act.wall_s())
        self._course.slowest_act_s = max(self._course.slowest_act_s, act.wall_s())
        self._served = act.request.test if act.begun else ""
        self._act = None
        self._heard = time.monotonic()
        self._wires.send(self._judge.process, json.dumps(answer).encode() + b"\n")

    def _answer_failure(self, act: Act, why: Failure, *, lost: bool = False) -> None:
        """Answer an act that gave no observation; `lost` when its box went with it."""
        why = act.refusal or why
        self._course.test(act.request.test).failures.append(why)
        if why.while_loading:
            self._failed_loads.append(why)
        self._answer(act, {"failed": {"verdict": why.verdict, "message": why.message, "lost": lost}})

    # The box

    def _adopt(self) -> None:
        self._boxes.adopt()
        self._heard = time.monotonic()

    def _give_up(self, why: Failure) -> None:
        """End the box, and with it the act that it serves, if any; the next act gets a fresh one."""
        lost = self._boxes.current
        self._boxes.retire(self._test_of_act)
        if self._act and self._act.begun:
            self._answer_failure(self._act, why, lost=True)
        elif self._served:
            self._course.test(self._served).failures.append(why)  # between acts only the solution makes a box speak
        self._adopt()
        if lost:
            lost.process.close()

    def _hear_box(self, fileno: int) -> None:
        box = self._boxes.current
        if box is None or fileno not in box.process.filenos():
            return  # it was replaced in this very turn
        loaded = self._act is None or self._act.loaded
        try:
            for message in box.receive(fileno):
                self._take(box, message)
                if self._boxes.current is not box:
                    return
        except Flood as flood:
            self._give_up(failure.of_output(str(flood), self._rules.output_kb, loaded=loaded))
        except ProtocolError:
            self._give_up(
                _runtime_error("something other than a reply came from the solution's process; print with console.log")
            )
        else:
            if box.ended:
                self._box_ended(box)

    def _box_ended(self, box: Box) -> None:
        ending, act = self._boxes.retire(self._test_of_act), self._act
        assert ending
        if not box.ready:
            said = _last_line(box.tail().decode("utf-8", "replace"))
            if self._course.boxes > 1:
                raise SandboxError(f"a new box did not start: {said}")
            raise NoSandboxError(f"the sandbox did not start: {said}")
        if act and act.begun:
            why = failure.of_ending(ending, box.tail(), memory_mb=self._rules.memory_mb, loaded=act.loaded)
            self._answer_failure(act, why, lost=True)
        elif act is None:  # it died over the solution that it had loaded for the next act
            self._ahead = failure.of_ending(ending, box.tail(), memory_mb=self._rules.memory_mb, loaded=True)
        self._adopt()
        box.process.close()

    def _take(self, box: Box, message: BoxMessage) -> None:
        act = self._act
        if isinstance(message, Ready) and not box.ready:
            box.process.confine()
            box.ready, box.scenarios = True, message.scenarios
            self._course.node = message.node
            if act:
                self._begin(act, box)
        elif isinstance(message, Broken) and not box.ready:
            raise KataError(f"the kata's scenarios are broken: {message.message}")
        elif isinstance(message, Ready | Broken) or act is None or not act.begun or message.id != act.id:
            self._give_up(_runtime_error("an answer came that was not asked for"))
        elif isinstance(message, Loaded):
            box.loaded = act.loaded = True
            self._failed_loads.clear()
        elif isinstance(message, Refused):
            act.refusal = act.refusal or failure.of_refusal(message.module, message.rule)
        elif isinstance(message, Died):
            self._give_up(failure.of_death(message, loaded=act.loaded))
        elif isinstance(message, Stuck):
            self._give_up(failure.of_waiting(loaded=act.loaded))
        else:
            self._conclude(box, act, message)

    def _conclude(self, box: Box, act: Act, message: Threw | Seen) -> None:
        box.begin_act()  # what it prints from now on, while it loads the solution ahead, is the next act's
        if isinstance(message, Threw):
            self._answer_failure(act, failure.of_exception(message, self._rules.files))
        elif act.refusal:
            self._answer_failure(act, act.refusal)
        else:
            self._answer(act, {"seen": message.text, "reached": message.reached})
        if message.full:
            self._boxes.retire(self._test_of_act)
            self._adopt()
            box.process.close()


def _runtime_error(message: str) -> Failure:
    return Failure(verdict=Verdict.RUNTIME_ERROR, message=message)


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
