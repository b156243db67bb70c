"""The worker: our own runner for one machine, or the relay that rings Celery's broker."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError

from .bell import Bell
from .config import read_settings
from .house import House, create_house
from .logs import configure_logs
from .outbox import due, not_rung, run_delivery, to_ring
from .starting import check_start

SWEEP_SECONDS = 1.0
LONGEST_PAUSE = 5.0
log = structlog.get_logger()


def __getattr__(name: str) -> Any:
    """`celery -A netwerkzorg.platform.worker` finds its app here as well."""
    if name in ("app", "celery"):
        from . import celery_app

        return getattr(celery_app, name)
    raise AttributeError(name)


@click.command(help="Voer uit wat na een vastgelegd werk nog moet gebeuren.")
@click.option("--once", is_flag=True, help="Werk de rij leeg en stop.")
@click.option("--relay", is_flag=True, help="Bel de broker; Celery voert uit.")
def worker(once: bool, relay: bool) -> None:
    """Run until SIGINT or SIGTERM; a delivery that was begun is finished first."""
    configure_logs()
    house = create_house(read_settings())
    check_start(house)
    if once:
        while drain(house):
            pass
        return
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    step = _relay_step(house) if relay else lambda: drain(house, stopped)
    bell = Bell(house.settings.folder, house.engine)
    click.echo("ready worker")
    run(step, bell, stopped)
    bell.close()
    house.engine.dispose()


def run(step: Callable[[], int], bell: Bell, stopped: threading.Event) -> None:
    """Step until stopped. A database or broker that is away costs a pause, not the process."""
    pause = SWEEP_SECONDS
    while not stopped.is_set():
        try:
            if not step():
                bell.wait(SWEEP_SECONDS)
            pause = SWEEP_SECONDS
        except (SQLAlchemyError, BrokerAway) as away:
            log.warning("worker_waits", error=type(away).__name__)
            stopped.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)


def drain(house: House, stopped: threading.Event | None = None) -> int:
    """Try all that is due now. Returns how many were tried."""
    tried = due(house)
    for delivery_id in tried:
        if stopped is not None and stopped.is_set():
            break
        run_delivery(house, delivery_id)
    return len(tried)


class BrokerAway(Exception):
    """The broker did not take a message. The row stays, so nothing is lost."""


def _relay_step(house: House) -> Callable[[], int]:
    from .celery_app import make_celery, publish

    app = make_celery(house)

    def step() -> int:
        told = to_ring(house)
        for number, delivery_id in enumerate(told):
            try:
                publish(app, delivery_id)
            except Exception as error:  # each transport has errors of its own
                not_rung(house, told[number:])
                raise BrokerAway from error
        return len(told)

    return step
