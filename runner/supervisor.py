"""Carries acts from the judge to the box and observations back, keeps every deadline, replaces boxes.

It is the only one that measures, and the only one that the judge and the box both talk to.
"""

import contextlib
import re
import time
from collections.abc import Callable

from runner import failure, integrity, interruption
from runner.acts import Acts, Rules
from runner.backends.base import Process
from runner.box import Box, Flood
from runner.boxes import Boxes
from runner.budget import Budget
from runner.course import Course
from runner.errors import KataError, NoSandboxError, SandboxError
from runner.failure import Failure
from runner.judge import Judge
from runner.messages import (
    ActRequest,
    BoxMessage,
    Broken,
    Died,
    End,
    Holds,
    Loaded,
    Ready,
    Refused,
    Stuck,
    TestEvent,
    Waits,
)
from runner.protocol import ProtocolError
from runner.verdict import Verdict
from runner.wires import Wires

PATIENCE_S = 30.0
"""How long a box may take to start and the judge to say something when it is its turn: ours, not the candidate's."""
_STACK = re.compile(r"\s*\d+: 0x|----- |\s*$")
"""What Node says last when it cannot go on: its own stack, which tells nobody anything."""
_WATCH_S = 0.05
_LISTEN_S = 0.25
"""How long an interrupt may go unnoticed while nothing else happens."""


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
        self._rules, self._reported = rules, reported
        self._wires = Wires()
        self._course = Course()
        self._acts = Acts(judge=self._judge, budget=budget, rules=rules, wires=self._wires, course=self._course)
        self._boxes = Boxes(
            box,
            start=start_box,
            setup=setup,
            output_bytes=rules.output_kb * 1024,
            wires=self._wires,
            course=self._course,
        )
        self._done = False

    def run(self) -> Course:
        """Run to the judge's end. Raises SandboxError or KataError.

        Kills what it started, and what it was handed, in any case; closing that is left to `close`, since dying
        takes a while in which the report can be made.
        """
        with contextlib.ExitStack() as ending:  # each of these also when an engine that has died fails another
            ending.callback(self._wires.close)
            ending.callback(self._end_judge, self._judge.process.kill)
            ending.callback(self._boxes.end)
            ending.callback(self._boxes.retire, self._acts.tests)
            self._wires.watch("judge", self._judge.process)
            self._adopt()
            while not self._done:
                interruption.check()
                # What has come until now is heard before the time is looked at, also if kata is stopped meanwhile.
                now = time.monotonic()
                for name, fileno in self._wires.wait(self._patience()):
                    self._hear_judge(fileno) if name == "judge" else self._hear_box(fileno)
                self._keep_time(now)
        return self._course

    def close(self) -> None:
        """Close every process that took part."""
        with contextlib.ExitStack() as ending:
            ending.callback(self._boxes.close)
            ending.callback(self._end_judge, self._judge.process.close)

    def _patience(self) -> float:
        """Seconds until something is due."""
        now = time.monotonic()
        if act := self._acts.under_way():
            return max(min(act.due - now, _WATCH_S), 0.0)
        return max(min(self._acts.heard + PATIENCE_S - now, _LISTEN_S), 0.0)

    def _keep_time(self, now: float) -> None:
        act, box = self._acts.under_way(), self._boxes.current
        if self._done or box is None:
            return
        if act is None:
            if now - self._acts.heard > PATIENCE_S:
                silent = "the judge" if box.ready else "the box"
                raise SandboxError(f"{silent} did not answer for {PATIENCE_S:g} s; is the machine overloaded?")
        elif box.process.over_memory():
            peak = (box.process.memory() or (0, 0))[1]
            self._give_up(box, failure.of_memory_watch(self._rules.memory_mb, peak, loaded=act.loaded))
        elif now >= act.due and (why := act.overtime(box.process, now)):
            self._give_up(box, why)

    # The judge

    def _hear_judge(self, fileno: int) -> None:
        self._acts.heard = time.monotonic()
        try:
            for message in self._judge.receive(fileno):
                if isinstance(message, ActRequest):
                    self._acts.ask(message, self._boxes.current)
                elif isinstance(message, TestEvent):
                    self._course.test(message.name).events.append(message)
                    self._reported(sum(bool(test.events) for test in self._course.tests.values()))
                elif isinstance(message, End):
                    self._done, self._course.judge_waits = True, message.again
        except ProtocolError as error:
            self._judge_failed(f"the judge sent {error}")
        if fileno in self._judge.closed:
            self._wires.silence(fileno)
            if self._judge.ended and not self._done:
                self._judge_failed("the judge ended before every test had reported")

    def _end_judge(self, how: Callable[[], object]) -> None:
        """End the judge, unless it waits for another run: whoever started it may have one."""
        if not self._course.judge_waits:
            how()

    def _judge_failed(self, what: str) -> None:
        if not self._judge.started:
            raise NoSandboxError(f"the sandbox did not start: {self._judge.error() or _last_line(self._judge.said())}")
        error = self._judge.error()
        self._course.trouble = f"{what}: {error}" if error else what
        self._done = True

    # The box

    def _adopt(self) -> None:
        self._boxes.adopt()
        self._acts.heard = time.monotonic()

    def _replace(self, lost: Box) -> None:
        self._boxes.retire(self._acts.tests)
        self._adopt()
        lost.process.close()

    def _give_up(self, box: Box, why: Failure) -> None:
        """End a box, and with it the act that it serves, if any; the next act gets a fresh one."""
        self._boxes.retire(self._acts.tests)
        if act := self._acts.under_way():
            self._acts.fail(act, why, lost=True)
        elif self._acts.served:
            # Between acts only the solution makes a box speak.
            self._course.test(self._acts.served).failures.append(why)
        self._replace(box)

    def _hear_box(self, fileno: int) -> None:
        box = self._boxes.current
        if box is None or fileno not in box.process.filenos():
            return  # it was replaced in this very turn
        loaded = self._acts.current is None or self._acts.current.loaded
        try:
            for message in box.receive(fileno):
                self._take(box, message)
                if self._boxes.current is not box:
                    return
        except Flood as flood:
            self._give_up(box, failure.of_output(str(flood), self._rules.output_kb, loaded=loaded))
        except ProtocolError:
            problem = "something other than a reply came from the solution's process; print with console.log"
            self._give_up(box, failure.ours(Verdict.RUNTIME_ERROR, problem))
        else:
            if box.ended:
                self._box_ended(box)

    def _box_ended(self, box: Box) -> None:
        ending = self._boxes.retire(self._acts.tests)
        assert ending
        if not box.ready:
            said = _last_line(box.tail().decode("utf-8", "replace"))
            if self._course.boxes > 1:
                raise SandboxError(f"a new box did not start: {said}")
            raise NoSandboxError(f"the sandbox did not start: {said}")
        act, memory_mb = self._acts.under_way(), self._rules.memory_mb
        if act and not (ending.was_killed and self._acts.try_again(act)):
            if ending.starved:
                raise SandboxError(
                    "the kernel ended the box, which was within its limit: this machine is short of memory"
                )
            why = failure.of_ending(ending, box.tail(), memory_mb=memory_mb, loaded=act.loaded)
            self._acts.fail(act, why, lost=True)
        elif (
            self._acts.current is None and not ending.was_killed
        ):  # it died over the solution that it had loaded for the next act
            self._acts.ahead = failure.of_ending(ending, box.tail(), memory_mb=memory_mb, loaded=True)
        self._replace(box)

    def _take(self, box: Box, message: BoxMessage) -> None:
        act = self._acts.under_way()
        for note in integrity.of_message(message):
            self._course.note(note)
        if isinstance(message, Ready) and not box.ready:
            box.process.confine()
            box.ready, box.scenarios = True, message.scenarios
            self._course.node = message.node
            if self._acts.current:
                self._acts.begin(self._acts.current, box)
        elif isinstance(message, Broken) and not box.ready:
            raise KataError(f"the kata's scenarios are broken: {message.message}")
        elif isinstance(message, Ready | Broken) or act is None or message.id != act.id:
            self._give_up(box, failure.ours(Verdict.RUNTIME_ERROR, "an answer came that was not asked for"))
        elif isinstance(message, Loaded):
            self._acts.note_loaded(act, box)
        elif isinstance(message, Waits):
            act.waits = message.what
        elif isinstance(message, Holds):
            act.holds = message.kinds
        elif isinstance(message, Refused):
            act.refusal = act.refusal or failure.of_refusal(message.module, message.rule, self._rules.files)
        elif isinstance(message, Died):
            self._give_up(box, failure.of_death(message, limits=self._rules.limits, loaded=act.loaded))
        elif isinstance(message, Stuck):
            self._give_up(box, failure.of_waiting(loaded=act.loaded))
        else:
            box.begin_act()  # what it prints from now on, while it loads the solution ahead, is the next act's
            self._acts.conclude(act, message, box)
            if message.full:
                self._replace(box)


def _last_line(said: str) -> str:
    lines = [line for line in said.strip().splitlines() if not _STACK.match(line)]
    return lines[-1] if lines else "it said nothing"
