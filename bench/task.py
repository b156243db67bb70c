"""From keeping a task to its effect, on the embedded runner when it has nothing else to do."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import UUID, uuid4

from processes import PROGRAM, running
from region import Region
from report import Figure, Report, percentile
from sqlalchemy import select

from netwerkzorg.platform.house import House
from netwerkzorg.platform.outbox import enqueue
from netwerkzorg.platform.outbox_tables import DeliveryRow
from netwerkzorg.platform.work import SYSTEM, unit_of_work
from netwerkzorg.routing.service import LAPSE

GOAL_MS = 100.0
ROUNDS = 40
PAUSE = 0.15  # seconds between two, so that the runner is idle again
LONGEST = 20.0


def measure(region: Region, folder: Path, report: Report) -> None:
    """The task looks for a referral that is not there: a query, and the work of any delivery."""
    report.section(f"taak: van vastleggen tot gedaan, op {region.name}")
    with running([str(PROGRAM), "worker"], region.environment, folder / "worker.log"):
        _once(region.house)
        times = []
        for _ in range(ROUNDS):
            time.sleep(PAUSE)
            times.append(1000 * _once(region.house))
    name = f"{region.name}: vastgelegd tot gedaan"
    report.add(Figure(f"{name} p50", percentile(times, 0.5), "ms", most=GOAL_MS))
    report.add(Figure(f"{name} p95", percentile(times, 0.95), "ms"))


def _once(house: House) -> float:
    with unit_of_work(house, SYSTEM) as work:
        task = enqueue(work, LAPSE, uuid4(), {"referral": str(uuid4())})
        work.record("bench.enqueued", task)
    begun = time.monotonic()
    while not _is_done(house, task):
        if time.monotonic() - begun > LONGEST:
            raise TimeoutError("the task was not done")
        time.sleep(0.001)
    return time.monotonic() - begun


def _is_done(house: House, task: UUID) -> bool:
    with house.engine.connect() as connection:
        done = select(DeliveryRow.done_at).where(DeliveryRow.outbox_id == task)
        return connection.scalar(done) is not None
