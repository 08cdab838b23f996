"""The connection of whoever has a batch judged: sends tasks, hears answers, and comes back when the broker does."""

import time
import uuid
from collections.abc import Callable
from typing import Any

from runner import interruption
from runner.errors import QueueError
from runner.grade.queue import broker
from runner.grade.queue.address import Address
from runner.grade.queue.messages import Answer, InvalidMessage, Task, from_message, to_message

_PATIENCE_S = 120.0
_LOOK_S = 0.2


class Link:
    """For one batch over one broker. Raises QueueError where there is none."""

    def __init__(self, address: Address, *, batch: str, sandbox: str, urgent: bool) -> None:
        self._address, self._app = address, broker.application(address)
        self._tasks, self._answers = broker.tasks_queue(sandbox), broker.answers_queue(batch)
        self._priority = broker.priority(address, urgent=urgent)
        self._arrived: list[Answer] = []
        self._connection: Any = None
        with broker.errors(address, self._app):
            self._connect()

    def send(self, task: Task) -> str:
        """Send a task; the broker's id of it. Raises QueueError."""
        id_ = uuid.uuid4().hex
        with broker.errors(self._address, self._app):
            self._app.send_task(
                broker.TASK,
                args=[to_message(task)],
                task_id=id_,
                queue=self._tasks,
                priority=self._priority,
                producer=self._producer,
                argsrepr="",  # which would be made of all of it
                kwargsrepr="",
                retry=False,
            )
        return id_

    def hear(self, seconds: float = _LOOK_S) -> list[Answer]:
        """The answers that have arrived, after a fifth of a second at most. Raises QueueError."""
        with broker.errors(self._address, self._app):
            try:
                self._connection.drain_events(timeout=seconds)
            except TimeoutError:
                pass
        arrived, self._arrived = self._arrived, []
        return arrived

    def is_empty(self) -> bool:
        """Whether no task waits at the broker, anybody's. Raises QueueError."""
        with broker.errors(self._address, self._app):
            found = self._tasks(self._channel).queue_declare(passive=False)
            return int(found.message_count) == 0

    def withdraw(self, ids: list[str]) -> None:
        """Ask workers not to take these on. Raises QueueError."""
        with broker.errors(self._address, self._app):
            self._app.control.revoke(ids, connection=self._connection)

    def come_back(self, error: QueueError, moment: Callable[[], None]) -> None:
        """Wait until the broker is there again. Raises the error when that takes too long, and KeyboardInterrupt."""
        end = time.monotonic() + _PATIENCE_S
        self._abandon()
        while time.monotonic() < end:
            interruption.check()
            moment()
            time.sleep(_LOOK_S)
            try:
                with broker.errors(self._address, self._app):
                    self._connect()
                return
            except QueueError:
                self._abandon()
        raise QueueError(f"{error}; what was judged is kept, run the same command again") from error

    def close(self, *, forget: bool) -> None:
        """Leave; with `forget`, no answer is of interest any more."""
        try:
            with broker.errors(self._address, self._app):
                if forget:
                    self._answers(self._channel).delete()
        except QueueError:
            pass  # it expires
        self._abandon()

    def _connect(self) -> None:
        connection = self._connection = self._app.connection_for_write()
        connection.ensure_connection(max_retries=1, interval_start=0.2, timeout=2)
        self._channel = connection.channel()
        self._producer = self._app.amqp.Producer(self._channel, auto_declare=False)
        consumer = connection.Consumer(
            self._answers, callbacks=[self._receive], accept=["json"], no_ack=True, channel=connection.channel()
        )
        consumer.consume()

    def _receive(self, body: object, _message: object) -> None:
        try:
            self._arrived.append(from_message(Answer, body))
        except InvalidMessage:
            pass  # whoever sent it has not answered

    def _abandon(self) -> None:
        try:
            self._connection.collect(socket_timeout=1)
        except Exception:  # noqa: S110 # it is of no use any more
            pass
