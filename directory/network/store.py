"""Queries about relations and consents, each named after its question."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, or_, select, update

from netwerkzorg.platform.work import Work

from .model import Consent, Relation, Shield
from .tables import ConsentRow, RelationRow, ShieldRow


def add_relation(work: Work, relation: Relation) -> None:
    work.session.add(
        RelationRow(
            relation.id, relation.resident_id, relation.actor_id, relation.actor_kind, relation.kind,
            relation.scope, relation.basis, relation.basis_ref, relation.from_at, relation.until_at,
        )
    )  # fmt: skip


def end(work: Work, basis_ref: UUID, kind: str | None, at: datetime) -> tuple[UUID, ...]:
    """End what came from this basis; the residents it was about."""
    which = [RelationRow.basis_ref == basis_ref, _open(at)]
    if kind is not None:
        which.append(RelationRow.kind == kind)
    ended = work.session.scalars(
        update(RelationRow).where(*which).values(until_at=at).returning(RelationRow.resident_id)
    )
    return tuple(set(ended))


def end_one(work: Work, relation_id: UUID, resident_id: UUID, at: datetime) -> bool:
    ended = work.session.scalar(
        update(RelationRow)
        .where(RelationRow.id == relation_id, RelationRow.resident_id == resident_id, _open(at))
        .values(until_at=at)
        .returning(RelationRow.id)
    )
    return ended is not None


def between(work: Work, resident_id: UUID, actors: Iterable[UUID], at: datetime) -> list[Relation]:
    """What ties these actors to this resident now."""
    rows = work.session.scalars(
        select(RelationRow).where(
            RelationRow.resident_id == resident_id, RelationRow.actor_id.in_(set(actors)), _open(at)
        )
    )
    return [_relation(row) for row in rows]


def around(work: Work, resident_id: UUID, at: datetime) -> list[Relation]:
    rows = work.session.scalars(
        select(RelationRow)
        .where(RelationRow.resident_id == resident_id, _open(at))
        .order_by(RelationRow.from_at, RelationRow.id)
    )
    return [_relation(row) for row in rows]


def acted_for(work: Work, actor_id: UUID, kinds: Iterable[str], at: datetime) -> tuple[UUID, ...]:
    rows = work.session.scalars(
        select(RelationRow.resident_id)
        .where(RelationRow.actor_id == actor_id, RelationRow.kind.in_(set(kinds)), _open(at))
        .order_by(RelationRow.from_at)
    )
    return tuple(dict.fromkeys(rows))


def shields_from(work: Work, person_id: UUID) -> list[Shield]:
    """What residents decided about this person."""
    return _shields(work, ShieldRow.person_id == person_id)


def shields_of(work: Work, resident_id: UUID) -> list[Shield]:
    """From whom this resident is shielded, or was."""
    return _shields(work, ShieldRow.resident_id == resident_id)


def _shields(work: Work, which: ColumnElement[bool]) -> list[Shield]:
    c = ShieldRow.__table__.c
    rows = work.session.execute(
        select(c.resident_id, c.person_id, c.from_at, c.until_at).where(which)
    )
    return [Shield(*row) for row in rows]


def add_shield(work: Work, shield: Shield) -> UUID:
    row = ShieldRow(uuid4(), shield.resident_id, shield.person_id, shield.from_at, shield.until_at)
    work.session.add(row)
    work.session.flush()
    return row.id


def end_shield(work: Work, resident_id: UUID, person_id: UUID, at: datetime) -> bool:
    ended = work.session.scalars(
        update(ShieldRow)
        .where(
            ShieldRow.resident_id == resident_id,
            ShieldRow.person_id == person_id,
            ShieldRow.until_at.is_(None),
        )
        .values(until_at=at)
        .returning(ShieldRow.id)
    ).all()
    return bool(ended)


def consents(work: Work, resident_id: UUID) -> list[Consent]:
    rows = work.session.scalars(
        select(ConsentRow)
        .where(ConsentRow.resident_id == resident_id)
        .order_by(ConsentRow.given_at, ConsentRow.id)
        .execution_options(populate_existing=True)
    )
    return [
        Consent(r.id, r.resident_id, r.organization_id, r.decision, tuple(r.sets.split()), r.given_at,
                r.until_at, r.version)
        for r in rows
    ]  # fmt: skip


def consent_row(work: Work, consent_id: UUID) -> ConsentRow | None:
    return work.session.get(ConsentRow, consent_id)


def _open(at: datetime) -> ColumnElement[bool]:
    ends = or_(RelationRow.until_at.is_(None), RelationRow.until_at > at)
    return (RelationRow.from_at <= at) & ends


def _relation(row: RelationRow) -> Relation:
    return Relation(
        row.id, row.resident_id, row.actor_id, row.actor_kind, row.kind, row.scope, row.basis,
        row.basis_ref, row.from_at, row.until_at,
    )  # fmt: skip
