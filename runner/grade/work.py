"""Work that several threads share: each key is judged once, and what this machine fails at is tried again.

A failure of ours is none of the submission's: it comes back after a while, a few times. Where one after the other
fails, it is the machine that does: it pauses, and goes on once a sandbox starts again.
"""

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from runner import interruption
from runner.errors import KataError, KataRunnerError, StoreError
from runner.report import Report
from runner.verdict import Verdict

_LOOK_S = 0.2


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How often a key is tried, after how many seconds it is for the second time (doubled each time), how many keys
    in a row have to fail for a pause, and how long the pauses are in seconds. After the last one the work ends.
    """

    tries: int = 3
    backoff_s: float = 1.0
    in_a_row: int = 3
    pauses_s: tuple[float, ...] = (5, 10, 20, 40, 60)


class Events(Protocol):
    """What is told of the work, each from the thread that it happens in."""

    def begun(self, key: str) -> None:
        """A key is taken on."""

    def done(self, key: str, report: Report) -> None:
        """There is a verdict."""

    def again(self, key: str, why: str, seconds: float) -> None:
        """It could not be judged, and is tried again in so many seconds."""

    def failed(self, key: str, why: str) -> None:
        """It could not be judged, often enough."""

    def paused(self, why: str, seconds: float) -> None:
        """The machine fails at one after the other, and rests."""

    def moment(self) -> None:
        """A fifth of a second has passed."""

    def interrupted(self) -> None:
        """It is to stop, and what is under way is being ended."""


@dataclass(kw_only=True)
class _State:
    ready: deque[str]
    open: int
    later: list[tuple[float, str]] = field(default_factory=list)
    running: int = 0
    tries: dict[str, int] = field(default_factory=dict)
    in_a_row: set[str] = field(default_factory=set)
    trouble: str = ""
    over: bool = False
    error: BaseException | None = None


class Work:
    """`judge(key)` in `jobs` threads. It gives a report; what it raises, and a report without a verdict, is ours.

    `probe` raises KataRunnerError as long as the machine cannot judge.
    """

    def __init__(
        self,
        judge: Callable[[str], Report],
        probe: Callable[[], object],
        events: Events,
        *,
        jobs: int,
        patience: Patience,
    ) -> None:
        self._judge, self._probe, self._events, self._jobs, self._patience = judge, probe, events, jobs, patience
        self._changed = threading.Condition()

    def do(self, keys: Iterable[str]) -> str:
        """Judge all; "" when nothing is left, otherwise why the machine gave up.

        Raises KeyboardInterrupt, KataError and StoreError, with which the rest has no sense either.
        """
        ready = deque(keys)
        self._state = _State(ready=ready, open=len(ready))
        threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(min(self._jobs, len(ready)))]
        for thread in threads:
            thread.start()
        pauses = deque(self._patience.pauses_s)
        try:
            while not self._is_over():
                interruption.check()
                self._events.moment()
                if self._is_troubled() and not self._rest(pauses):
                    break
            if isinstance(self._state.error, KeyboardInterrupt):  # who is under way may notice first
                raise self._state.error
        except KeyboardInterrupt:
            self._events.interrupted()
            raise
        finally:
            self._end()
            for thread in threads:
                thread.join()
        if self._state.error:
            raise self._state.error
        return self._state.trouble if self._state.open else ""

    def _is_over(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._state.over or self._state.open == 0, _LOOK_S)
            return self._state.over or self._state.open == 0

    def _is_troubled(self) -> bool:
        """Whether the machine fails, and nothing is under way any more."""
        with self._changed:
            return bool(self._state.trouble) and self._state.running == 0

    def _rest(self, pauses: deque[float]) -> bool:
        """Pause until the machine can judge; whether it can."""
        while pauses:
            seconds = pauses.popleft()
            self._events.paused(self._state.trouble, seconds)
            end = time.monotonic() + seconds
            while (left := end - time.monotonic()) > 0:
                interruption.check()
                self._events.moment()
                time.sleep(min(left, _LOOK_S))
            try:
                self._probe()
            except KataRunnerError as error:
                self._state.trouble = str(error)
                continue
            with self._changed:
                self._state.trouble = ""
                self._state.in_a_row.clear()
                self._changed.notify_all()
            return True
        return False

    def _end(self) -> None:
        with self._changed:
            self._state.over = True
            self._changed.notify_all()

    def _serve(self) -> None:
        while (key := self._next()) is not None:
            try:
                self._take(key)
            except BaseException as error:
                with self._changed:
                    self._state.error = self._state.error or error
                    self._state.over = True
                return
            finally:
                with self._changed:
                    self._state.running -= 1
                    self._changed.notify_all()

    def _next(self) -> str | None:
        """The next key that is due; None when there is nothing left to do."""
        state = self._state
        with self._changed:
            while not state.over and state.open:
                now = time.monotonic()
                while state.later and state.later[0][0] <= now:
                    state.ready.append(heapq.heappop(state.later)[1])
                if state.ready and not state.trouble:
                    state.running += 1
                    return state.ready.popleft()
                self._changed.wait(_LOOK_S)
        return None

    def _take(self, key: str) -> None:
        self._events.begun(key)
        try:
            report = self._judge(key)
        except (KataError, StoreError, KeyboardInterrupt):
            raise
        except Exception as error:  # whatever it is, it is no fault of the submission's
            self._fail(key, str(error) if isinstance(error, KataRunnerError) else f"{type(error).__name__}: {error}")
            return
        if report.verdict is Verdict.INTERNAL_ERROR:
            self._fail(key, report.reason)
            return
        self._events.done(key, report)
        with self._changed:
            self._state.open -= 1
            self._state.in_a_row.clear()

    def _fail(self, key: str, why: str) -> None:
        state, patience = self._state, self._patience
        with self._changed:
            tries = state.tries[key] = state.tries.get(key, 0) + 1
            state.in_a_row.add(key)
            if len(state.in_a_row) >= patience.in_a_row:
                state.trouble = why
        if tries >= patience.tries:
            self._events.failed(key, why)
            with self._changed:
                state.open -= 1
            return
        seconds = patience.backoff_s * 2 ** (tries - 1)
        self._events.again(key, why, seconds)
        with self._changed:
            heapq.heappush(state.later, (time.monotonic() + seconds, key))
