"""One of a worker's processes: takes a task, says so, judges, answers."""

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from runner import report
from runner.grade.queue.answers import Answers
from runner.grade.queue.broker import answers_queue
from runner.grade.queue.judging import Judge
from runner.grade.queue.messages import Answer, InvalidMessage, Task, from_message, to_message
from runner.grade.queue.outstanding import SIGN_S
from runner.kata import validate as _validate  # noqa: F401 # what a run imports: once, before there are several of us
from runner.reporting import make_report as _make_report  # noqa: F401
from runner.supervisor import Supervisor as _Supervisor  # noqa: F401

_MOST_WHY = 500
_PATIENCE = {"max_retries": 20, "interval_start": 0.2, "interval_step": 0.5, "interval_max": 5.0}
"""How long an answer waits for a broker that is gone: a minute and a half."""


class Slot:
    """Handles tasks for the Celery application `app`.

    How each ended is written to the descriptor `outcomes`, for whoever decides whether this machine goes on: a line of
    JSON that is empty, or says why.
    """

    def __init__(
        self, app: Any, *, worker: str, sandbox: str, cache: Path, outcomes: int, say: Callable[[str], None]
    ) -> None:
        self._app, self._worker, self._outcomes, self._say = app, worker, outcomes, say
        self._judge = Judge(worker=worker, sandbox=sandbox, cache=cache, say=say)
        self._answers = Answers(cache)
        self._declared = ""
        report.adapter()  # here, and not in each process

    def handle(self, message: object) -> None:
        """Answer a task; what is none is told, and dropped: there is nobody to answer."""
        try:
            task = from_message(Task, message)
        except InvalidMessage as error:
            self._say(f"dropped a message that is no task ({error})")
            return
        if known := self._answers.find(task.batch, task.key):
            self._publish(task, json.loads(known))
            return
        accepted = self._judge.accept(task)
        if isinstance(accepted, Answer):
            self._conclude(task, accepted)
            return
        with self._signs(task):
            answer = self._judge.answer(task, accepted)
        self._conclude(task, answer)

    def close(self, **_: object) -> None:
        """End what waits for the next task."""
        self._judge.close()

    def _conclude(self, task: Task, answer: Answer) -> None:
        values = to_message(answer)
        if answer.what == "judged":
            self._answers.keep(task.batch, task.key, json.dumps(values))
        if answer.what == "failed":
            self._say(f"{task.slug} {task.key[:12]} could not be judged: {answer.why}")
        if answer.what in ("judged", "failed"):
            os.write(self._outcomes, json.dumps(answer.why[:_MOST_WHY]).encode() + b"\n")
        self._publish(task, values)

    def _publish(self, task: Task, values: dict[str, Any]) -> None:
        """Send an answer. Where that fails for good, somebody else is to take the task."""
        from celery.exceptions import Reject

        queue = answers_queue(task.batch)
        # A declaration takes several times as long as a message. Kombu makes one each time for a queue that expires.
        is_new, self._declared = task.batch != self._declared, task.batch
        try:
            with self._app.producer_pool.acquire(block=True) as producer:
                producer.publish(
                    values,
                    exchange="",
                    routing_key=queue.name,
                    declare=[queue] if is_new else [],
                    serializer="json",
                    retry=True,
                    retry_policy=_PATIENCE,
                )
        except Exception as error:
            self._say(f"the answer for {task.key[:12]} could not be sent: {type(error).__name__}")
            raise Reject(requeue=True) from error

    @contextlib.contextmanager
    def _signs(self, task: Task) -> Iterator[None]:
        """Say that the task was begun, and now and then that it is under way, for as long as it is."""
        over = threading.Event()
        begun, working = (
            to_message(Answer(key=task.key, worker=self._worker, what=what)) for what in ("begun", "working")
        )

        def show() -> None:
            sign = begun
            while not over.is_set():
                with contextlib.suppress(Exception):  # the next one may arrive, or the answer
                    self._publish(task, sign)
                over.wait(SIGN_S)
                sign = working

        thread = threading.Thread(target=show, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
