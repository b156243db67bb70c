"""Work for after the commit: events to their subscribers and tasks to their functions, at least once.

A delivery is done when its inbox row commits together with its effect. Whoever runs it (our own runner, or
Celery) calls `run_delivery` with an id; the row knows attempts, lease and the next try.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .bell import ring, ring_with_commit
from .house import House
from .outbox_tables import DeliveryRow, InboxRow, OutboxRow
from .work import SYSTEM, Event, Work, bookkeeping, unit_of_work

MOST_ATTEMPTS = 3
LONGEST_WAIT = timedelta(minutes=5)
TASK = "task"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a subscriber or task gets: the name and ids of what happened. It reads the rest itself."""

    id: UUID
    name: str
    at: datetime
    subject: UUID
    organization_id: UUID | None
    causation: UUID | None
    ids: Mapping[str, str]


def announce(work: Work, happened: Event) -> None:
    """Keep the event, with one delivery for each subscriber, in this unit of work."""
    row = OutboxRow(
        uuid4(), "event", happened.type, work.now, happened.subject,
        happened.organization_id, happened.causation, json.dumps(dict(happened.ids)),
    )  # fmt: skip
    subscribers = [
        subscription.name
        for room in work.house.rooms
        for subscription in room.subscriptions
        if subscription.event_type == happened.type
    ]
    _keep(work, row, subscribers, work.now)


def enqueue(
    work: Work, task: str, subject: UUID, ids: Mapping[str, str] | None = None,
    due_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """Keep a task for later (`due_at`, else at once) in this unit of work. Returns its id."""
    if task not in _tasks(work.house):
        raise LookupError(f"no task {task}")
    row = OutboxRow(uuid4(), TASK, task, work.now, subject, None, None, json.dumps(dict(ids or {})))
    _keep(work, row, [TASK], due_at or work.now)
    return row.id


def _keep(work: Work, row: OutboxRow, subscribers: list[str], due_at: datetime) -> None:
    work.session.add(row)
    if not subscribers:
        return
    work.session.flush()
    for subscriber in subscribers:
        work.session.add(DeliveryRow(uuid4(), row.id, subscriber, due_at))
    ring_with_commit(work.session)
    work.after_commit(lambda: ring(work.house.settings.folder))


def due(house: House, limit: int = 100) -> tuple[UUID, ...]:
    """What may be tried now, the longest waiting first.

    One whose worker was lost waits from the end of its lease: what ends its worker does not stand before
    all others again and again.
    """
    now = house.clock.now()
    waits_from = func.coalesce(DeliveryRow.lease_until, DeliveryRow.due_at)
    with bookkeeping(house) as session:
        found = session.scalars(
            select(DeliveryRow.id).where(*_ready(now)).order_by(waits_from).limit(limit)
        ).all()
    return tuple(found)


def to_ring(house: House, limit: int = 200) -> tuple[UUID, ...]:
    """What to tell the broker about: due, and not told within a lease. Marks it as told."""
    now = house.clock.now()
    quiet = or_(DeliveryRow.rung_at.is_(None), DeliveryRow.rung_at < now - _lease(house))
    with bookkeeping(house) as session:
        chosen = select(DeliveryRow.id).where(*_ready(now), quiet).limit(limit)
        found = session.scalars(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(chosen))
            .values(rung_at=now)
            .returning(DeliveryRow.id)
        ).all()
    return tuple(found)


def not_rung(house: House, deliveries: Sequence[UUID]) -> None:
    """The broker did not take these: they may be rung again at once."""
    with bookkeeping(house) as session:
        session.execute(
            update(DeliveryRow).where(DeliveryRow.id.in_(deliveries)).values(rung_at=None)
        )


def run_delivery(house: House, delivery_id: UUID) -> bool:
    """Try one delivery. True when its effect is there, by this try or an earlier one."""
    claimed = _claim(house, delivery_id)
    if claimed is None:
        return False
    outbox_id, subscriber, attempts = claimed
    if attempts > MOST_ATTEMPTS:
        _quarantine(house, delivery_id)
        return False
    try:
        _deliver(house, delivery_id, outbox_id, subscriber)
    except Exception as error:
        log.warning("delivery_failed", delivery=str(delivery_id), error=type(error).__name__)
        _try_later(house, delivery_id, attempts, type(error).__name__)
        return False
    return True


def _claim(house: House, delivery_id: UUID) -> tuple[UUID, str, int] | None:
    """Take the lease. The attempt counts before the work, so a task that kills its worker runs out."""
    now = house.clock.now()
    with bookkeeping(house) as session:
        row = session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery_id, *_ready(now))
            .values(attempts=DeliveryRow.attempts + 1, lease_until=now + _lease(house))
            .returning(DeliveryRow.outbox_id, DeliveryRow.subscriber, DeliveryRow.attempts)
        ).first()
    return None if row is None else (row[0], row[1], row[2])


def _deliver(house: House, delivery_id: UUID, outbox_id: UUID, subscriber: str) -> None:
    with unit_of_work(house, SYSTEM, f"delivery-{delivery_id}") as work:
        if _first(work, outbox_id, subscriber):
            row = work.session.get_one(OutboxRow, outbox_id)
            happened = Delivered(
                row.id, row.name, row.at, row.subject, row.organization_id, row.causation,
                json.loads(row.ids),
            )  # fmt: skip
            _function(house, row, subscriber)(work, happened)
        work.session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery_id)
            .values(done_at=work.now, lease_until=None)
        )
        work.record("delivery.done", outbox_id, subscriber)


def _first(work: Work, outbox_id: UUID, subscriber: str) -> bool:
    """Whether this is the first time; the row decides, also between two that run at once."""
    make: Any = (
        postgresql.insert if work.house.engine.dialect.name == "postgresql" else sqlite.insert
    )
    kept = work.session.scalar(
        make(InboxRow)
        .values(outbox_id=outbox_id, subscriber=subscriber, at=work.now)
        .on_conflict_do_nothing()
        .returning(InboxRow.outbox_id)
    )
    return kept is not None


def _function(house: House, row: OutboxRow, subscriber: str) -> Callable[[Work, Delivered], None]:
    if row.kind == TASK:
        return _tasks(house)[row.name]
    for room in house.rooms:
        for subscription in room.subscriptions:
            if (subscription.event_type, subscription.name) == (row.name, subscriber):
                return subscription.function
    raise LookupError(f"nobody is called {subscriber}")


def _tasks(house: House) -> dict[str, Callable[[Work, Delivered], None]]:
    return {task.name: task.function for room in house.rooms for task in room.tasks}


def _try_later(house: House, delivery_id: UUID, attempts: int, error: str) -> None:
    """Back off with a spread, so that a thousand that failed together do not return together."""
    wait = min(LONGEST_WAIT, timedelta(seconds=2**attempts * random.uniform(0.5, 1.5)))
    due_at = house.clock.now() + wait
    _note(house, delivery_id, due_at=due_at, lease_until=None, rung_at=None, last_error=error)


def _quarantine(house: House, delivery_id: UUID) -> None:
    log.error("delivery_quarantined", delivery=str(delivery_id))
    _note(house, delivery_id, quarantined_at=house.clock.now(), lease_until=None)


def _note(house: House, delivery_id: UUID, **values: object) -> None:
    with bookkeeping(house) as session:
        session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))


def _ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        DeliveryRow.done_at.is_(None),
        DeliveryRow.quarantined_at.is_(None),
        DeliveryRow.due_at <= now,
        or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until < now),
    )


def _lease(house: House) -> timedelta:
    return timedelta(seconds=house.settings.lease_seconds)
