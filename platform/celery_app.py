"""Celery, thinly: a message is an id, the task is our own `run_delivery`, the row is the truth.

Attempts, next try and lease live in the outbox row; the broker is only the bell. The settings below are the
ones under which a killed worker costs seconds instead of an hour, and a dead broker blocks nobody.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import Celery, signals
from kombu.entity import Queue

from .config import read_settings
from .house import House, create_house
from .logs import configure_logs
from .outbox import run_delivery
from .region import load_region
from .rooms import load_rooms

TASK = "netwerkzorg.deliver"
QUEUE = "netwerkzorg"


def __getattr__(name: str) -> Any:
    """`celery -A netwerkzorg.platform.celery_app` finds its app here, built only when asked for."""
    if name in ("app", "celery"):
        return make_celery()
    raise AttributeError(name)


def make_celery(house: House | None = None) -> Celery:
    """The Celery app of this process; a worker opens its house in the child, after the fork."""
    settings = house.settings if house else read_settings()
    app = Celery("netwerkzorg", broker=settings.broker_url or "memory://")
    quorum = settings.broker_url.startswith("amqp")
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": 5} if quorum else {}
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_acks_on_failure_or_timeout=True,
        task_publish_retry=False,
        task_time_limit=60,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue=QUEUE,
        task_queues=[_queue(arguments)],
        worker_prefetch_multiplier=1,
        worker_detect_quorum_queues=quorum,
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport(quorum),
        broker_connection_timeout=2,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
    )
    houses: list[House] = []

    @app.task(name=TASK)
    def deliver(delivery_id: str) -> None:
        if not houses:
            houses.append(create_house(settings))
        run_delivery(houses[0], UUID(delivery_id))

    return app


def _queue(arguments: dict[str, Any]) -> Any:
    make: Any = Queue  # the library has no types
    return make(QUEUE, queue_arguments=arguments, durable=True)


@signals.setup_logging.connect
def _own_logs(**_: object) -> None:
    """With somebody connected here Celery leaves logging alone: its own lines hold arguments."""
    configure_logs()


@signals.worker_init.connect
def _know_the_rooms(**_: object) -> None:
    """Import the rooms before the fork: a child that replaces a killed one then begins at once."""
    load_rooms(sandbox=load_region(read_settings().region).sandbox)


def publish(app: Celery, delivery_id: UUID) -> None:
    """Ring the broker. When it does not answer the row stays, and is rung again after its lease."""
    app.send_task(TASK, args=[str(delivery_id)], retry=False)


def _transport(quorum: bool) -> dict[str, Any]:
    if quorum:
        return {"confirm_publish": True}
    return {
        "visibility_timeout": 120,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
