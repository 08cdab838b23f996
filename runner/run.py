"""One run, from a request to the report."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from runner import backends
from runner.backends.base import Backend, Process
from runner.errors import NoSandboxError, SandboxError, UsageError
from runner.judges import Judges
from runner.request import Request

if TYPE_CHECKING:
    from runner.course import Course
    from runner.kata import KataToml
    from runner.report import Report

Outcome = TypeVar("Outcome")
_UNKNOWN_TESTS = 50

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


def _no_progress(_done: int, _total: int) -> None:
    """Nobody waits."""


def run(request: Request, say: Say, progress: Progress = _no_progress) -> "Report":
    """Judge a solution. `say` is told, in a line, what takes long, `progress` how many tests of how many are done.

    Raises KataError, UsageError or SandboxError; leaves nothing running in any case.
    """
    return _in_sandbox(request.sandbox, say, lambda backend: run_in(backend, request, progress))


def observe(request: Request, say: Say, progress: Progress = _no_progress) -> "Course":
    """What happens in a run, held against no manifest. Raises as `run` does."""
    return _in_sandbox(request.sandbox, say, lambda backend: _observe_in(backend, request, progress))


def _in_sandbox(name: str, say: Say, work: Callable[[Backend], Outcome]) -> Outcome:
    if name != "auto":
        return work(backends.named(name, say))
    try:
        return work(backends.named("bubblewrap", say))
    except NoSandboxError as bubblewrap:
        say(f"bubblewrap does not work here ({bubblewrap}); using Docker")
        try:
            return work(backends.named("docker", say))
        except SandboxError as docker:
            text = f"no sandbox works here; `kata doctor` says more\n  bubblewrap: {bubblewrap}\n  docker: {docker}"
            raise SandboxError(text) from docker


def run_in(
    backend: Backend, request: Request, progress: Progress = _no_progress, judges: Judges | None = None
) -> "Report":
    """As `run`, in a sandbox that the caller has: `request` need not name it. Whoever has many runs keeps `judges`."""
    started_at, started = datetime.now(UTC), time.monotonic()
    judges = judges or Judges()
    with _started(request, backend, judges) as (judge, box):
        # Node starts twice by now; what these bring, pydantic above all, takes no longer.
        from runner.kata import validate
        from runner.reporting import make_report

        kata = validate(request.kata)
        tests = [test for test in kata.tests(request.suite) if request.selects(test.name)]
        if not tests:
            text = f"contains {request.only!r}" if request.only is not None else "is declared"
            raise UsageError(f"no {request.suite} test's name {text}; `kata show {kata.slug}` lists the requirements")
        with _supervised(request, backend, kata.toml, len(tests), judge, box, progress) as course:
            report = make_report(request, kata, tests, course, backend, started_at, time.monotonic() - started)
            if course.judge_waits:
                judges.keep()
            return report


def _observe_in(backend: Backend, request: Request, progress: Progress) -> "Course":
    with _started(request, backend, Judges()) as (judge, box):
        from runner.kata import rules_of

        with _supervised(request, backend, rules_of(request.kata), _UNKNOWN_TESTS, judge, box, progress) as course:
            return course


@contextmanager
def _started(request: Request, backend: Backend, judges: Judges) -> Iterator[tuple[Process, Process]]:
    """Judge and box, started at the same time, and before anything else is computed."""
    with ExitStack() as stack:
        judge = judges.take(backend, request)
        stack.callback(judges.give_back, judge)
        box = backend.start(request.box_job())
        stack.callback(box.close)
        box.write(request.box_setup())
        yield judge, box


@contextmanager
def _supervised(
    request: Request, backend: Backend, toml: "KataToml", tests: int, judge: Process, box: Process, progress: Progress
) -> Iterator["Course"]:
    """What happened in the run; its processes are killed, and closed in the end."""
    from runner.acts import Rules
    from runner.budget import Budget
    from runner.supervisor import Supervisor

    run_s, act_s, memory_mb = request.limits(toml)
    supervisor = Supervisor(
        judge=judge,
        box=box,
        start_box=lambda: backend.start(request.box_job()),
        setup=request.box_setup(),
        budget=Budget(run_s=run_s, act_s=act_s, tests=tests),
        reported=lambda done: progress(done, tests),
        rules=Rules(
            files=request.solution.files,
            memory_mb=memory_mb,
            limits=request.box_job().limits,
            output_kb=toml.limits.output_kb,
            run_s=run_s,
            loads_tried=request.loads_tried,
        ),
    )
    try:
        yield supervisor.run()
    finally:
        supervisor.close()
