"""The process of `kata worker`: a Celery worker with a process for each slot, which drains on SIGTERM.

It is a program of its own: Celery needs the main thread, and has its own way with signals.
"""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from celery import signals
from celery.worker import WorkController, state

from runner import backends
from runner.commands.doctor import start_once
from runner.errors import SandboxError
from runner.formats.printable import cut, printable_line
from runner.grade.queue import address, broker
from runner.grade.queue.judging import versions
from runner.grade.queue.pausing import Pausing
from runner.grade.queue.slot import Slot

INTERRUPTED = 130
_MOST_LINE = 1000
_ENDING = (signal.SIGTERM, signal.SIGINT)


def main(sandbox: str, jobs: int, cache: Path) -> int:
    """Work until a signal says otherwise; 0 when everything that was begun is done, 3 when the broker is gone."""
    where = address.parse(os.environ.pop(address.VARIABLE))
    name = f"{socket.gethostname()}/{os.getpid()}"
    app = broker.application(where)
    queue = broker.tasks_queue(sandbox)
    app.conf.task_queues = [queue]
    pausing = Pausing.configured(queue=queue.name, probe=partial(_probe, sandbox), say=say)
    app.steps["consumer"].add(pausing)
    slot = Slot(app, worker=name, sandbox=sandbox, cache=cache, outcomes=pausing.outcomes_from_here, say=say)
    app.task(name=broker.TASK, serializer="json")(slot.handle)
    _log_in_lines(where)
    signals.worker_process_init.connect(_begin_slot)
    signals.worker_process_shutdown.connect(slot.close)
    worker = _Worker(
        app=app,
        hostname=f"kata@{name.replace('/', '-')}",
        pool_cls="prefork",
        concurrency=jobs,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        ready_callback=lambda _: say(
            f"worker {name} takes {sandbox} tasks from {where}, {jobs} at a time; {versions()}"
        ),
    )
    _end_by_signals(worker)
    worker.start()
    if worker.exitcode:
        say("the broker does not answer any more; what was begun is given to others")
        return SandboxError.exit_code
    say("stopped")
    return 0


class _Worker(WorkController):  # type: ignore[misc] # Celery has no types
    """Celery's worker without what its program adds: a banner, logging, signals, a title."""

    def process_ids(self) -> list[int]:
        """Its slots' processes."""
        pool = getattr(self.pool, "_pool", None)
        return [process.pid for process in getattr(pool, "_pool", ()) if process.pid]


def _probe(sandbox: str) -> None:
    start_once(backends.named(sandbox, say))


def _begin_slot(**_: Any) -> None:
    """A slot's process: what is meant for the worker, such as Ctrl-C at a terminal, does not reach it."""
    os.setpgid(0, 0)
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)


def _end_by_signals(worker: _Worker) -> None:
    """The first signal: take nothing new, and finish what is under way. The second: end at once."""

    def end(number: int, _frame: FrameType | None) -> None:
        if state.should_stop is None:
            state.should_stop = 0
            say("takes no more tasks, and finishes those under way; once more to end at once")
            return
        for pid in worker.process_ids():
            os.kill(pid, signal.SIGKILL)  # and with it its sandbox
        say("ended; what was under way is given to others")
        os._exit(INTERRUPTED)

    for number in _ENDING:
        signal.signal(number, end)


def _log_in_lines(where: address.Address) -> None:
    """What Celery and kombu have to say, in lines of ours."""
    signals.setup_logging.connect(lambda **_: None, weak=False)  # or it would change what is logged, and how
    for name in ("celery", "kombu", "amqp", "multiprocessing"):
        logger = logging.getLogger(name)
        logger.handlers = [_Lines(where.without_secrets)]
        logger.setLevel(logging.WARNING)
        logger.propagate = False
    logging.getLogger("celery.worker.control").setLevel(logging.ERROR)  # it misses results that it shall not keep


class _Lines(logging.Handler):
    """A line for each record, without a secret, and without what a terminal would act on."""

    def __init__(self, without_secrets: Callable[[str], str]) -> None:
        super().__init__()
        self._without_secrets = without_secrets

    def emit(self, record: logging.LogRecord) -> None:
        """Write it."""
        say(self._without_secrets(record.getMessage().strip().partition("\n")[0]))


def say(text: str) -> None:
    """A line with the time."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = cut(printable_line(text), _MOST_LINE)
    try:
        os.write(2, f"{now} {line}\n".encode())  # in one piece, whoever else writes
    except OSError:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
