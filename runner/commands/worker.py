"""`kata worker`: judge what others ask for."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from runner.commands.grade_progress import say
from runner.errors import UsageError
from runner.grade.grading import choose_sandbox
from runner.grade.queue.address import VARIABLE, parse

_PROGRAM = "runner.grade.queue.worker"


@dataclass(frozen=True, kw_only=True)
class WorkerOptions:
    """The options of `kata worker`, as they were typed."""

    sandbox: str
    jobs: int | None
    queue: str
    cache: Path | None


def worker_command(options: WorkerOptions) -> int:
    """See that there are a sandbox and a broker, and become the worker: this process goes on as another program.

    Raises UsageError, SandboxError and QueueError.
    """
    address = parse(options.queue)
    cache = _cache(options)
    sandbox = choose_sandbox(options.sandbox, say)
    from runner.grade.queue import broker  # which takes Celery

    broker.check(address)
    # The URL not among the arguments, which anybody on this machine can read.
    environment = os.environ | {VARIABLE: options.queue}
    program = [sys.executable, "-P", "-m", _PROGRAM, sandbox, str(options.jobs or _processors()), str(cache)]
    os.execve(sys.executable, program, environment)  # noqa: S606 # no shell is wanted


def _cache(options: WorkerOptions) -> Path:
    folder = options.cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kata"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "answers").mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}; name another folder with --cache") from error
    return folder.absolute()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
