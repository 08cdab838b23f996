"""A batch that is judged elsewhere: the counterpart of Work (see work.py), with a broker in between.

Sends a task for each key, a few more than are under way, and keeps what workers answer. What a worker fails at is tried
again, elsewhere if there is one; what was lost with a worker is sent again; the first verdict holds.
"""

import contextlib
import heapq
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from runner import digest, interruption
from runner.errors import KataError, QueueError
from runner.grade.prepared import Prepared
from runner.grade.queue.content import pack_kata
from runner.grade.queue.judging import versions
from runner.grade.queue.link import Link
from runner.grade.queue.messages import Answer, InvalidMessage, Task, pack_files, unpack
from runner.grade.queue.outstanding import Asked, Outstanding
from runner.grade.work import Events, Patience
from runner.report import Report, from_json
from runner.verdict import Verdict

_MAX_REPORT = 64 * 1024 * 1024
_MOST_LOST = 5
_MOST_BOUNCED = 5
_ALONE_S = 10.0
_MOMENT_S = 0.2


class Coordinator:
    """Has keys judged through `link`. `say` is told, in a line, what whoever waits can do about it."""

    def __init__(
        self,
        link: Link,
        prepared: Prepared,
        events: Events,
        *,
        batch: str,
        patience: Patience,
        say: Callable[[str], None],
    ) -> None:
        self._link, self._prepared, self._events, self._say = link, prepared, events, say
        self._batch, self._patience = batch, patience
        self._outstanding = Outstanding()
        self._tries: dict[str, int] = {}
        self._later: list[tuple[float, str]] = []
        self._workers: set[str] = set()
        self._packed: dict[str, str] = {}
        self._in_a_row: set[str] = set()
        self._pauses = deque(patience.pauses_s)
        self._sends_from = 0.0
        self._gave_up = ""

    def do(self, keys: Iterable[str]) -> str:
        """As Work.do; also raises QueueError when the broker is gone for long."""
        self._ready = deque(keys)
        self._open = set(self._ready)
        self._answered_at = self._told_at = time.monotonic()
        try:
            while self._open and not self._gave_up:
                interruption.check()
                self._tell_moment()
                try:
                    self._take_in()  # at first what was judged for us before we were killed
                    self._send()
                    self._send_lost_again()
                except QueueError as error:
                    self._say(f"{error}; waiting for it")
                    self._link.come_back(error, self._events.moment)
                    for one in self._outstanding.waiting():
                        self._put_back(one)  # it may have lost them
        except KeyboardInterrupt:
            self._events.interrupted()
            raise
        finally:
            if ids := [id_ for one in self._outstanding.waiting() for id_ in one.ids]:
                with contextlib.suppress(QueueError):
                    self._link.withdraw(ids)
        return self._gave_up

    def _tell_moment(self) -> None:
        if (now := time.monotonic()) >= self._told_at + _MOMENT_S:
            self._told_at = now
            self._events.moment()

    def _send(self) -> None:
        now = time.monotonic()
        while self._later and self._later[0][0] <= now:
            self._ready.append(heapq.heappop(self._later)[1])
        while self._ready and self._outstanding.wants_more() and now >= self._sends_from:
            key = self._ready.popleft()
            if key in self._open and not self._outstanding.of(key).is_sent:
                self._ask(key)
        if self._outstanding.waiting() and now > self._answered_at + _ALONE_S:
            self._answered_at = now + 60
            sandbox = self._prepared.conditions.sandbox
            self._say(f"nobody takes anything: is there a kata worker with --sandbox {sandbox} at this queue?")

    def _ask(self, key: str) -> None:
        """Send a key, and remember it. Raises QueueError, and has it sent later then."""
        one = self._outstanding.of(key)
        one.solution = self._prepared.solution(key)
        kata = self._prepared.kata(key)
        task = Task(
            batch=self._batch,
            key=key,
            slug=kata.folder.slug,
            kata=kata.digest,
            solution=pack_files(one.solution.files),
            conditions=self._prepared.conditions,
            asked_by=versions(),
            avoid=one.avoid,
            content=self._content(kata.folder.slug) if one.with_content else "",
        )
        try:
            self._outstanding.sent(one, self._link.send(task))
        except QueueError:
            self._ready.appendleft(key)
            raise

    def _content(self, slug: str) -> str:
        if slug not in self._packed:
            kata = self._prepared.katas[slug]
            self._packed[slug] = pack_kata(kata.folder)
            if digest.of_kata(kata.folder) != kata.digest:
                raise KataError(f"{kata.folder.path}: changed while the batch was under way; run it again")
        return self._packed[slug]

    def _take_in(self) -> None:
        for answer in self._link.hear():
            self._answered_at = max(self._answered_at, time.monotonic())
            self._workers.add(answer.worker)
            if answer.key in self._open:
                self._take(answer)

    def _take(self, answer: Answer) -> None:
        one = self._outstanding.of(answer.key)
        if answer.what == "begun":
            self._begin(one, answer.worker)
        elif answer.what == "working":
            self._outstanding.heard(one, answer.worker)
        elif answer.what == "judged":
            self._keep(answer)
        elif answer.what == "failed":
            self._fail(answer.key, answer.why, answer.worker)
        elif one.with_content and answer.what == "no kata":
            self._fail(answer.key, f"worker {answer.worker} cannot keep the kata that it was sent", answer.worker)
        else:
            one.with_content = one.with_content or answer.what == "no kata"
            one.bounced += 1
            one.avoid = one.avoid if one.bounced < _MOST_BOUNCED else ""
            one.ids.clear()
            self._put_back(one)

    def _begin(self, one: Asked, worker: str) -> None:
        self._outstanding.begun(one, worker)
        if one.lost >= _MOST_LOST:
            self._give_up(one.key, f"its worker was lost {_MOST_LOST} times, the last one was {worker}")
        else:
            self._events.begun(one.key)

    def _keep(self, answer: Answer) -> None:
        try:
            report = self._report(answer)
        except InvalidMessage as error:
            self._fail(answer.key, f"worker {answer.worker} sent a report that is none: {error}", answer.worker)
            return
        self._events.done(answer.key, report)
        self._open.discard(answer.key)
        self._in_a_row.clear()
        self._forget(answer.key)

    def _report(self, answer: Answer) -> Report:
        """The report of a worker, as it would be from here. Raises InvalidMessage."""
        content = unpack(answer.report, _MAX_REPORT)
        try:
            report = from_json(content)
        except ValueError as error:  # as which pydantic tells what is wrong
            raise InvalidMessage(str(error).partition("\n")[0]) from error
        kata = self._prepared.kata(answer.key)
        solution = self._outstanding.of(answer.key).solution or self._prepared.solution(answer.key)
        told = (report.kata.digest, report.solution.digest, report.suite, report.seed)
        if told != (kata.digest, digest.of_files(solution.files), "hidden", kata.seed):
            raise InvalidMessage("it is of something else")
        if report.verdict is Verdict.INTERNAL_ERROR:
            raise InvalidMessage("it has no verdict")
        sources = {name: content.decode() for name, content in sorted(solution.files.items())}
        return replace(report, solution=replace(report.solution, path=solution.path, sources=sources))

    def _fail(self, key: str, why: str, worker: str = "") -> None:
        """A try has failed: there is another one, or that was the last."""
        tries = self._tries[key] = self._tries.get(key, 0) + 1
        one = self._outstanding.of(key)
        self._outstanding.is_back(one)
        one.ids.clear()
        one.bounced, one.avoid = 0, worker if self._workers - {worker} else ""
        self._note_failure(key, why)
        if tries >= self._patience.tries:
            self._give_up(key, why)
            return
        seconds = self._patience.backoff_s * 2 ** (tries - 1)
        self._events.again(key, why, seconds)
        heapq.heappush(self._later, (time.monotonic() + seconds, key))

    def _note_failure(self, key: str, why: str) -> None:
        """Where one after the other fails, wait; and give up in the end. Each worker decides for itself, too."""
        self._in_a_row.add(key)
        if len(self._in_a_row) < self._patience.in_a_row * max(1, len(self._workers)):
            return
        self._in_a_row.clear()
        if not self._pauses:
            self._gave_up = why
            return
        seconds = self._pauses.popleft()
        self._sends_from = time.monotonic() + seconds
        self._events.paused(why, seconds)

    def _give_up(self, key: str, why: str) -> None:
        self._open.discard(key)
        self._forget(key)
        self._events.failed(key, why)

    def _forget(self, key: str) -> None:
        """It is answered; copies of it that may be on their way are of no use any more."""
        one = self._outstanding.answered(key)
        if one and len(one.ids) > 1:
            self._link.withdraw(one.ids)

    def _send_lost_again(self) -> None:
        if not self._outstanding.looks():
            return
        none_in_queue = self._outstanding.may_be_gone() and self._link.is_empty()
        for one in self._outstanding.lost(none_in_queue=none_in_queue):
            self._put_back(one)

    def _put_back(self, one: Asked) -> None:
        """Send it again before the others."""
        self._outstanding.is_back(one)
        self._ready.appendleft(one.key)
