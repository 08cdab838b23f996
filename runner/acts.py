"""The acts that a run's judge asks for: each is carried to a box and answered, with an observation or a failure."""

import json
import os
import time
from dataclasses import dataclass

from runner import failure
from runner.act import Act
from runner.backends.base import Limits
from runner.box import Box
from runner.budget import Budget
from runner.course import Course
from runner.errors import KataError
from runner.failure import Failure
from runner.judge import Judge
from runner.messages import ActRequest, Seen, Threw
from runner.wires import Wires

_LATE = 0.9
"""After this part of its time the box is to tell what an act waits for."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a run is held to; `files` are the solution's, to quote from, and `limits` are a box's.

    After `loads_tried` failures in a row the solution is taken for one that does not load.
    """

    files: dict[str, bytes]
    memory_mb: int
    limits: Limits
    output_kb: int
    run_s: float
    loads_tried: int


class Acts:
    """The acts of a run: at most one is under way, and what became of each is noted in the course."""

    def __init__(self, *, judge: Judge, budget: Budget, rules: Rules, wires: Wires, course: Course) -> None:
        self._judge, self._budget, self._rules, self._wires, self._course = judge, budget, rules, wires, course
        self._failed_loads: list[Failure] = []
        self.current: Act | None = None
        """The one that was asked for and is not answered; it may still wait for a box."""
        self.tests: dict[str, str] = {}
        """Which test asked for it, by the act's id."""
        self.ahead: Failure | None = None
        """Why the next act cannot be acted: the box that was ready for it has died."""
        self.served = ""
        """The test whose act the box served last."""
        self.heard = time.monotonic()
        """When somebody whose turn it is last gave a sign."""

    def under_way(self) -> Act | None:
        """The act that a box has taken on."""
        return self.current if self.current and self.current.begun else None

    def ask(self, request: ActRequest, box: Box | None) -> None:
        """Take an act on; it begins when a box is ready. Raises KataError when its scenario does not exist."""
        self._course.test(request.test).acts += 1
        act = self.current = Act(request=request, id=os.urandom(8).hex(), loaded=bool(box and box.loaded))
        self.tests[act.id] = request.test
        if ahead := self.ahead:
            self.ahead = None
            self.fail(act, ahead, lost=True)
        elif len(self._failed_loads) >= self._rules.loads_tried:
            self.fail(act, self._failed_loads[-1])  # it would not load this time, either
        elif box and box.ready:
            self.begin(act, box)

    def begin(self, act: Act, box: Box) -> None:
        """Hand an act to a box. Raises KataError when its scenario does not exist."""
        if act.request.scenario not in box.scenarios:
            raise KataError(f"{act.request.test!r} asks for the scenario {act.request.scenario!r}, which there is not")
        allowance = self._budget.allowance(act.request.test)
        if allowance.wall_s <= 0:
            self.fail(act, failure.of_spent_time(self._rules.run_s))
            return
        act.begin(allowance, box.cpu_before())
        if act.request.measured and (memory := box.process.memory()):
            act.resident_before = memory[0]
        message: dict[str, object] = {"id": act.id, "scenario": act.request.scenario, "input": act.request.input}
        message["late_ms"] = round(allowance.wall_s * _LATE * 1000)
        if act.request.mutant is not None:
            message["mutant"] = act.request.mutant
        self._wires.send(box.process, json.dumps(message).encode() + b"\n")

    def note_loaded(self, act: Act, box: Box) -> None:
        """The solution has been loaded, so it can be."""
        box.loaded = act.loaded = self._course.has_loaded = True
        self._failed_loads.clear()

    def try_again(self, act: Act) -> bool:
        """Whether an act whose box was killed waits for another one: once.

        Who killed it cannot be told. The machine's own killer, short of memory, spares the next one; a solution that
        kills itself does it again.
        """
        if act.is_second_try:
            return False
        self._budget.spend(act.wall_s())
        self.current = Act(request=act.request, id=os.urandom(8).hex(), refusal=act.refusal, is_second_try=True)
        self.tests[self.current.id] = act.request.test
        return True

    def conclude(self, act: Act, message: Threw | Seen, box: Box) -> None:
        """Answer an act with what the box said of it."""
        act.measure(box.process)
        if isinstance(message, Threw):
            self.fail(act, failure.of_exception(message, self._rules.files, self._rules.limits))
        elif act.refusal:
            self.fail(act, act.refusal)
        else:
            grown = {"grown": act.grown(box.process)} if act.request.measured else {}
            self._answer(act, {"seen": message.text, "reached": message.reached, **grown})

    def fail(self, act: Act, why: Failure, *, lost: bool = False) -> None:
        """Answer an act that gave no observation; `lost` when its box went with it."""
        why = act.refusal or why
        self._course.test(act.request.test).failures.append(why)
        if why.while_loading:
            self._failed_loads.append(why)
        self._answer(act, {"failed": {"verdict": why.verdict, "message": why.message, "lost": lost}})

    def _answer(self, act: Act, answer: dict[str, object]) -> None:
        self._budget.spend(act.cost_s())
        self._course.slowest_act_s = max(self._course.slowest_act_s, act.wall_s())
        self.served = act.request.test if act.begun else ""
        self.current = None
        self.heard = time.monotonic()
        self._wires.send(self._judge.process, json.dumps(answer).encode() + b"\n")
