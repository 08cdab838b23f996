"""The Celery application: the queues of a broker, what is agreed on about messages, and how a failing one is told."""

import contextlib
from collections.abc import Iterator
from typing import Any

from celery import Celery
from kombu import Exchange, Queue
from kombu.exceptions import KombuError, OperationalError

from runner.errors import QueueError
from runner.grade.queue.address import Address

TASK = "kata.judge"
_EXCHANGE = Exchange("kata", type="direct", durable=True)
_ANSWERS_KEPT_S = 3600
"""How long answers wait for whoever asked, and was killed, to come back for them."""
_VISIBLE_AGAIN_S = 3600
"""After which Redis gives a task to somebody else whoever has taken it. It knows no connection that is gone, so this
must be longer than any run; whoever waits for a task notices earlier (see Outstanding), and RabbitMQ at once."""
_CONNECT_S = 5.0
_ALL_MESSAGES_S = 15


def application(address: Address) -> Any:
    """Celery for this broker. Messages are JSON: whatever else somebody sends is thrown away unread."""
    app = Celery("kata", broker=address.url, set_as_current=False, loader="celery.loaders.app:AppLoader")
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        result_backend=None,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        # Otherwise a worker that was cut off would end what it is about to answer.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_proc_alive_timeout=60,
        worker_lost_wait=2,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_timeout=_CONNECT_S,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=30,  # some ten minutes
        broker_transport_options=_options(address),
        control_exchange="kata.control",
        task_create_missing_queues=False,
    )
    return app


def _options(address: Address) -> dict[str, Any]:
    """What the transport is told. Names of our own in Redis: others may have Celery in the same database."""
    if not address.is_redis:
        return {"max_retries": 1}
    return {
        "visibility_timeout": _VISIBLE_AGAIN_S,
        "unacked_key": "kata.unacked",
        "unacked_index_key": "kata.unacked.index",
        "unacked_mutex_key": "kata.unacked.mutex",
        "priority_steps": [0, 9],
        "sep": ":",  # kombu's own, two control characters, is nothing that one could write in a manifest
        "socket_connect_timeout": _CONNECT_S,
        "socket_timeout": _ALL_MESSAGES_S,
        "socket_keepalive": True,
    }


def tasks_queue(sandbox: str) -> Queue:
    """Where tasks for a sandbox wait: a worker takes only those that it can do. The more urgent ones come first."""
    name = f"kata.{sandbox.replace(':', '.')}"
    return Queue(name, _EXCHANGE, routing_key=name, durable=True, max_priority=1)


def answers_queue(batch: str) -> Queue:
    """Where the answers for a batch wait."""
    return Queue(f"kata.answers.{batch}", Exchange(""), durable=True, expires=_ANSWERS_KEPT_S)


def priority(address: Address, *, urgent: bool) -> int:
    """The priority of a message. Redis counts from the most urgent, RabbitMQ from the least."""
    if address.is_redis:
        return 0 if urgent else 9
    return 1 if urgent else 0


@contextlib.contextmanager
def errors(address: Address, app: Any) -> Iterator[None]:
    """Around what needs the broker. Raises QueueError."""
    connection = app.connection_for_write()
    try:
        yield
    except (*connection.connection_errors, *connection.channel_errors, OperationalError, KombuError, OSError) as error:
        raise QueueError(f"{address}: the broker does not answer: {reason(address, error)}") from error


def reason(address: Address, error: BaseException) -> str:
    """Why, in one line without a full stop and without a secret."""
    text = address.without_secrets(str(error)).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")


def check(address: Address) -> None:
    """See that there is a broker. Raises QueueError."""
    app = application(address)
    with errors(address, app), app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0.5, timeout=_CONNECT_S)
        connection.default_channel  # noqa: B018 # which asks Redis whether it is there
