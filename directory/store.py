"""Queries about services, each named after its question."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select, update

from netwerkzorg.platform.organizations import OrganizationRow
from netwerkzorg.platform.work import Work

from .model import Service, ServiceQuery
from .tables import ServiceRow


def add(work: Work, service: Service) -> None:
    work.session.add(
        ServiceRow(
            service.id, service.organization_id, service.name, service.service_type, service.postcode4,
            service.place, service.latitude, service.longitude, service.phone, service.for_whom,
            " ".join(service.areas), service.places_total, service.places_free, service.reported_at,
            service.waiting_days, service.self_help, work.now,
        )
    )  # fmt: skip


def matching(work: Work, query: ServiceQuery, ids: Iterable[UUID] | None) -> list[Service]:
    """Services that fit the filters; of these ids only, when given. Bounded by the region's size."""
    chosen = _joined()
    if ids is not None:
        chosen = chosen.where(ServiceRow.id.in_(set(ids)))
    if query.service_type:
        chosen = chosen.where(ServiceRow.service_type == query.service_type)
    if query.only_free:
        chosen = chosen.where(ServiceRow.places_free > 0)
    if query.self_help is not None:
        chosen = chosen.where(ServiceRow.self_help == query.self_help)
    if query.near:
        near = query.near
        serves = or_(ServiceRow.areas == "", ServiceRow.areas.contains(near, autoescape=True))
        chosen = chosen.where(serves)
    return [_service(row) for row in work.session.execute(chosen.order_by(ServiceRow.name))]


def by_id(work: Work, service_id: UUID) -> Service | None:
    row = work.session.execute(_joined().where(ServiceRow.id == service_id)).first()
    return None if row is None else _service(row)


def everything(work: Work) -> list[Service]:
    return [_service(row) for row in work.session.execute(_joined())]


def last_change(work: Work) -> tuple[int, datetime | None]:
    """How many services there are and when one last changed: whether an index is stale."""
    row = work.session.execute(select(func.count(), func.max(ServiceRow.changed_at))).one()
    return row[0], row[1]


def take_place(work: Work, service_id: UUID) -> bool:
    """One place less, if there is one: the row decides the race, not what anybody read before."""
    taken = work.session.scalar(
        update(ServiceRow)
        .where(ServiceRow.id == service_id, ServiceRow.places_free > 0)
        .values(places_free=ServiceRow.places_free - 1)
        .returning(ServiceRow.id)
    )
    return taken is not None


def free_place(work: Work, service_id: UUID) -> None:
    work.session.execute(
        update(ServiceRow)
        .where(ServiceRow.id == service_id, ServiceRow.places_free < ServiceRow.places_total)
        .values(places_free=ServiceRow.places_free + 1)
    )


def report(work: Work, service_id: UUID, total: int, free: int) -> None:
    work.session.execute(
        update(ServiceRow)
        .where(ServiceRow.id == service_id)
        .values(places_total=total, places_free=free, reported_at=work.now)
    )


def _joined() -> Select[Any]:
    table: Any = ServiceRow.__table__
    return select(*table.c, OrganizationRow.name.label("organization_name")).join(
        OrganizationRow, OrganizationRow.id == ServiceRow.organization_id
    )


def _service(row: Any) -> Service:
    return Service(
        row.id, row.organization_id, row.organization_name, row.name, row.service_type, row.postcode4,
        row.place, row.latitude, row.longitude, row.phone, row.for_whom, tuple(row.areas.split()),
        row.places_total, row.places_free, row.reported_at, row.waiting_days, row.self_help,
    )  # fmt: skip


def room_by_kind(work: Work) -> list[tuple[str, int, int]]:
    """For each kind of help that books places: how many services have room, of how many."""
    free = func.sum(case((ServiceRow.places_free > 0, 1), else_=0))
    rows = work.session.execute(
        select(ServiceRow.service_type, free, func.count())
        .where(ServiceRow.self_help.is_(False))
        .group_by(ServiceRow.service_type)
    )
    return [(kind, int(some), number) for kind, some, number in rows]
