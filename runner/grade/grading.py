"""Grading a batch on this machine: what is not judged yet is, and then everything is written."""

import contextlib
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from runner import backends
from runner.backends.base import Backend
from runner.commands.doctor import start_once
from runner.errors import KataError, SandboxError, StoreError
from runner.grade.prepared import Prepared
from runner.grade.records import Content, Entry
from runner.grade.rejection import reject
from runner.grade.results import Results
from runner.grade.work import Events, Patience, Work
from runner.judges import Judges
from runner.report import Report
from runner.run import run_in

if TYPE_CHECKING:
    from runner.grade.queue.elsewhere import Elsewhere

_LEASE_S = 3600.0
"""Longer than any run: here a holder that is gone has let go of the folder, too."""

Rerun = Literal["failed", "internal", "all"]
Say = Callable[[str], None]


def choose_sandbox(name: str, say: Say) -> str:
    """The sandbox that works here, of those that `name` allows. Raises SandboxError."""
    if name != "auto":
        start_once(backends.named(name, say))
        return name
    try:
        start_once(backends.named("bubblewrap", say))
    except SandboxError as bubblewrap:
        say(f"bubblewrap does not work here ({bubblewrap}); using Docker")
        start_once(backends.named("docker", say))
        return "docker"
    return "bubblewrap"


class Grading:
    """A batch. `events` is told of what happens, `say` in a line of what takes long.

    With a `queue`, others judge: see runner/grade/queue.
    """

    def __init__(self, prepared: Prepared, events: Events, say: Say, queue: "Elsewhere | None" = None) -> None:
        self._store, self._prepared, self._say = prepared.folder.store, prepared, say
        self._events, self._queue = events, queue
        self.results = Results(prepared)
        self._local = threading.local()
        self._all_judges: list[Judges] = []

    def begin(self, batch: Iterable[tuple[Entry, Content]], rerun: Rerun | None) -> list[str]:
        """Enter the batch into the store, and give the keys that are to be judged. Raises StoreError."""
        self._store.begin(batch)
        if rerun:
            self._store.forget(rerun)
            if self._queue:
                self._queue.forget()
        self._store.fail_unreadable()
        for key in self._store.pending(rejected=True):
            self._reject(key)
        return self._store.pending()

    def judge(self, keys: list[str], *, jobs: int, patience: Patience) -> str:
        """Judge these keys; "" or why some are left. Raises what Work.do raises, and gives back what is under way."""
        self._open = set[str]()
        events = _Kept(self, self._events)
        try:
            if self._queue:
                return self._queue.judge(keys, self._prepared, events, patience)
            return Work(self._judge, self._probe, events, jobs=jobs, patience=patience).do(keys)
        finally:
            for judges in self._all_judges:
                judges.close()
            with contextlib.suppress(StoreError):  # whoever resumes takes it for lost as well
                for key in self._open:
                    self._store.give_back(key)

    def begun(self, key: str) -> None:
        """Note that a key is under way."""
        self._store.lease(key, "here", _LEASE_S)
        self._open.add(key)

    def done(self, key: str, report: Report) -> None:
        """Keep a verdict, and write its reports. Raises StoreError."""
        self._store.finish(key, report)
        self._open.discard(key)
        self.results.write(key, report)

    def failed(self, key: str, why: str) -> None:
        """Note that a key cannot be judged here."""
        self._store.fail(key, why)
        self._open.discard(key)

    def _judge(self, key: str) -> Report:
        kata = self._prepared.kata(key)
        report = run_in(self._backend(), self._prepared.request(key), judges=self._judges())
        if report.kata.digest != kata.digest:
            raise KataError(f"{kata.folder.path}: changed while the batch was under way; run it again")
        return report

    def _reject(self, key: str) -> None:
        why = self._store.content(key).rejected or ""
        backend = self._queue.backend(self._prepared.conditions.sandbox) if self._queue else self._backend()
        report = reject(self._prepared.request(key), self._prepared.kata(key).kata, why, backend)
        self._store.finish(key, report)
        self.results.write(key, report)

    def _backend(self) -> Backend:
        """Each thread's own: a connection to an engine is not for several."""
        backend: Backend | None = getattr(self._local, "backend", None)
        if backend is None:
            backend = self._local.backend = backends.named(self._prepared.conditions.sandbox, self._say)
        return backend

    def _judges(self) -> Judges:
        """Each thread's own, too."""
        judges: Judges | None = getattr(self._local, "judges", None)
        if judges is None:
            judges = self._local.judges = Judges()
            self._all_judges.append(judges)
        return judges

    def _probe(self) -> None:
        start_once(backends.named(self._prepared.conditions.sandbox, self._say))


class _Kept:
    """Events that are kept before they are told."""

    def __init__(self, grading: Grading, told: Events) -> None:
        self._grading, self._told = grading, told
        self.again, self.paused, self.moment = told.again, told.paused, told.moment
        self.interrupted = told.interrupted

    def begun(self, key: str) -> None:
        self._grading.begun(key)
        self._told.begun(key)

    def done(self, key: str, report: Report) -> None:
        self._grading.done(key, report)
        self._told.done(key, report)

    def failed(self, key: str, why: str) -> None:
        self._grading.failed(key, why)
        self._told.failed(key, why)
