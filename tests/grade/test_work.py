"""Shared work: each key once, failures of ours again and elsewhere in time, and a machine that fails rests."""

import threading
from collections import Counter

import pytest

from runner.errors import KataError, SandboxError
from runner.grade.work import Patience, Work
from runner.report import Report
from runner.verdict import Verdict
from tests.factory import report, result

QUICK = Patience(tries=3, backoff_s=0.01, in_a_row=3, pauses_s=(0.01, 0.01))
FAILED = report(result(status="internal_error"), verdict=Verdict.INTERNAL_ERROR, reason="the judge was gone")


class _Told:
    """Notes what is told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []

    def begun(self, key: str) -> None:
        self.events.append(("begun", key))

    def done(self, key: str, report: Report) -> None:
        self.events.append(("done", key))

    def again(self, key: str, why: str, seconds: float) -> None:
        self.events.append(("again", f"{key}: {why}"))

    def failed(self, key: str, why: str) -> None:
        self.events.append(("failed", f"{key}: {why}"))

    def paused(self, why: str, seconds: float) -> None:
        self.events.append(("paused", why))

    def moment(self) -> None:
        """Not noted."""

    def interrupted(self) -> None:
        self.events.append(("interrupted", ""))

    def of(self, kind: str) -> list[str]:
        return [what for one, what in self.events if one == kind]


class _Machine:
    """Judges, but for the first so many times that a key is to fail."""

    def __init__(self, **failures: int) -> None:
        self.left = Counter(failures)
        self.judged: Counter[str] = Counter()
        self.works = True
        self._lock = threading.Lock()

    def judge(self, key: str) -> Report:
        with self._lock:
            self.judged[key] += 1
            self.left[key] -= 1
            if not self.works:
                raise SandboxError("the engine does not answer")
            return FAILED if self.left[key] >= 0 else report(result())

    def probe(self) -> None:
        if not self.works:
            raise SandboxError("the engine does not answer")


def do(machine: _Machine, keys: list[str], *, jobs: int = 4, patience: Patience = QUICK) -> tuple[str, _Told]:
    """Why it gave up, and what was told."""
    told = _Told()
    return Work(machine.judge, machine.probe, told, jobs=jobs, patience=patience).do(keys), told


def test_each_key_is_judged_once() -> None:
    """By several threads."""
    machine, keys = _Machine(), [f"k{n}" for n in range(50)]
    gave_up, told = do(machine, keys)
    assert (gave_up, sorted(told.of("done"))) == ("", sorted(keys))
    assert set(machine.judged.values()) == {1}


def test_what_we_fail_at_is_tried_again() -> None:
    """And has its verdict in the end."""
    gave_up, told = do(_Machine(k1=2), ["k0", "k1", "k2"])
    assert (gave_up, sorted(told.of("done")), told.of("failed")) == ("", ["k0", "k1", "k2"], [])
    assert told.of("again") == ["k1: the judge was gone"] * 2


def test_what_we_always_fail_at_is_given_up_and_the_rest_judged() -> None:
    """After a bounded number of tries."""
    machine = _Machine(k1=99)
    gave_up, told = do(machine, ["k0", "k1", "k2"])
    assert (gave_up, sorted(told.of("done")), told.of("failed")) == ("", ["k0", "k2"], ["k1: the judge was gone"])
    assert machine.judged["k1"] == 3


def test_an_exception_of_ours_is_no_verdict() -> None:
    """Whatever it is, it is told, and the others are judged."""

    class Faulty(_Machine):
        def judge(self, key: str) -> Report:
            if key == "k1":
                raise ZeroDivisionError("oops")
            return super().judge(key)

    _, told = do(Faulty(), ["k0", "k1", "k2"])
    assert (sorted(told.of("done")), told.of("failed")) == (["k0", "k2"], ["k1: ZeroDivisionError: oops"])


def test_a_machine_that_fails_at_one_after_the_other_pauses_and_goes_on() -> None:
    """Once a sandbox starts again; nobody has lost a try that matters."""

    class Recovering(_Machine):
        def probe(self) -> None:
            self.works = True

    machine = Recovering()
    machine.works = False
    gave_up, told = do(machine, [f"k{n}" for n in range(10)])
    assert (gave_up, len(told.of("done")), told.of("failed")) == ("", 10, [])
    assert told.of("paused") == ["the engine does not answer"]


def test_a_machine_that_stays_broken_gives_up_and_says_why() -> None:
    """Without working through everything, and with nothing failed that it did not try."""
    machine = _Machine()
    machine.works = False
    gave_up, told = do(machine, [f"k{n}" for n in range(100)], jobs=1)
    assert (gave_up, told.of("done")) == ("the engine does not answer", [])
    assert len(told.of("paused")) == 2
    assert len(told.of("begun")) < 10


def test_a_broken_kata_ends_it() -> None:
    """There is no sense in the rest."""

    class Broken(_Machine):
        def judge(self, key: str) -> Report:
            raise KataError("tests/hidden.test.mjs: broken")

    with pytest.raises(KataError, match="broken"):
        do(Broken(), ["k0", "k1"])


def test_an_interruption_ends_it() -> None:
    """What is under way notices it, and nobody takes on what is left."""

    class Interrupted(_Machine):
        def judge(self, key: str) -> Report:
            super().judge(key)
            raise KeyboardInterrupt

    machine = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        do(machine, [f"k{n}" for n in range(50)], jobs=2)
    assert machine.judged.total() <= 2


def test_nothing_to_do_is_done() -> None:
    """At once."""
    assert do(_Machine(), [])[0] == ""
