"""The worker: our own runner for one machine, or the relay that rings Celery's broker."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from .bell import Bell
from .config import read_settings
from .house import House, create_house
from .outbox import due, run_delivery, to_ring

SWEEP_SECONDS = 1.0


def __getattr__(name: str) -> Any:
    """`celery -A netwerkzorg.platform.worker` finds its app here, built only when asked for."""
    if name in ("app", "celery"):
        from .celery_app import make_celery

        return make_celery()
    raise AttributeError(name)


@click.command(help="Voer uit wat na een vastgelegd werk nog moet gebeuren.")
@click.option("--once", is_flag=True, help="Werk de rij leeg en stop.")
@click.option("--relay", is_flag=True, help="Bel de broker; Celery voert uit.")
def worker(once: bool, relay: bool) -> None:
    """Run until SIGINT or SIGTERM; a delivery that was begun is finished first."""
    house = create_house(read_settings())
    if once:
        while drain(house):
            pass
        return
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    bell = Bell(house.settings.folder)
    click.echo("ready worker")
    step = _relay_step(house) if relay else lambda: drain(house, stopped)
    while not stopped.is_set():
        if not step():
            bell.wait(SWEEP_SECONDS)
    bell.close()


def drain(house: House, stopped: threading.Event | None = None) -> int:
    """Try all that is due now. Returns how many were tried."""
    tried = due(house)
    for delivery_id in tried:
        if stopped is not None and stopped.is_set():
            break
        run_delivery(house, delivery_id)
    return len(tried)


def _relay_step(house: House) -> Any:
    from .celery_app import make_celery, publish

    app = make_celery(house)

    def step() -> int:
        told = to_ring(house)
        for delivery_id in told:
            publish(app, delivery_id)
        return len(told)

    return step
