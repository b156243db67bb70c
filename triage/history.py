"""What is known about an intake and what happened to it: sealed on the way in, opened on the way out.

Whoever calls the reading functions records it in the same work.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from netwerkzorg.platform.work import Work

from .model import Fact, Happening, Intake
from .tables import DecisionRow, FactRow, TimelineRow


def add_facts(work: Work, intake: Intake, facts: Iterable[Fact]) -> None:
    """Keep answers; earlier answers to the same facts stay as history."""
    rows = [_fact_row(work, intake, fact) for fact in facts]
    if not rows:
        return
    named = [row["fact"] for row in rows]
    work.session.execute(
        update(FactRow)
        .where(FactRow.intake_id == intake.id, FactRow.current, FactRow.fact.in_(named))
        .values(current=False)
        .execution_options(synchronize_session=False)
    )
    work.session.execute(insert(FactRow), rows)


def _fact_row(work: Work, intake: Intake, fact: Fact) -> dict[str, Any]:
    row_id = uuid4()

    def sealed(column: str, text: str | None) -> bytes | None:
        if not text:
            return None
        return work.seal(intake.resident_id, "triage_fact", column, row_id, text)

    return {
        "id": row_id,
        "intake_id": intake.id,
        "fact": fact.fact,
        "value": sealed("value", fact.value),
        "type": fact.type,
        "state": fact.state,
        "origin": fact.origin,
        "by": fact.by,
        "at": fact.at,
        "confirmed_by": fact.confirmed_by,
        "source_ref": sealed("source_ref", fact.source_ref),
        "schema": fact.schema,
        "current": True,
    }


def facts(work: Work, intake: Intake) -> tuple[Fact, ...]:
    """The answers that count now, oldest first."""
    columns = FactRow.__table__.c
    rows = work.session.execute(
        select(FactRow.__table__)
        .where(columns.intake_id == intake.id, columns.current)
        .order_by(columns.at)
    )

    def opened(row: Row[Any], column: str) -> str | None:
        text: bytes | None = getattr(row, column)
        if text is None:
            return None
        return work.unseal(intake.resident_id, "triage_fact", column, row.id, text)

    return tuple(
        Fact(
            row.fact,
            opened(row, "value"),
            row.type,
            row.state,
            row.origin,
            row.by,
            row.at,
            row.confirmed_by,
            opened(row, "source_ref") or "",
            row.schema,
        )
        for row in rows
    )


def add_happening(work: Work, intake: Intake, happening: Happening) -> None:
    row_id = uuid4()
    text = (
        work.seal(intake.resident_id, "triage_timeline", "text", row_id, happening.text)
        if happening.text
        else None
    )
    columns = TimelineRow.__table__.c
    last = select(func.coalesce(func.max(columns.position), 0)).where(
        columns.intake_id == intake.id
    )
    work.session.execute(
        insert(TimelineRow).values(
            id=row_id,
            position=last.scalar_subquery() + 1,
            intake_id=intake.id,
            kind=happening.kind,
            at=happening.at,
            by=happening.by,
            by_kind=happening.by_kind,
            text=text,
            visible_to_resident=happening.visible_to_resident,
        )
    )


def happenings(work: Work, intake: Intake, *, all_of_them: bool) -> tuple[Happening, ...]:
    """What happened, oldest first; without `all_of_them` only what the resident may read."""
    columns = TimelineRow.__table__.c
    query = (
        select(TimelineRow.__table__)
        .where(columns.intake_id == intake.id)
        .order_by(columns.position)
    )
    if not all_of_them:
        query = query.where(columns.visible_to_resident)
    found = []
    for row in work.session.execute(query):
        text = ""
        if row.text is not None:
            text = work.unseal(intake.resident_id, "triage_timeline", "text", row.id, row.text)
        found.append(
            Happening(row.kind, row.at, row.by, row.by_kind, text, row.visible_to_resident)
        )
    return tuple(found)


def last_text(work: Work, intake: Intake, kind: str) -> str:
    """The latest text of this kind, or nothing."""
    columns = TimelineRow.__table__.c
    row = work.session.execute(
        select(columns.id, columns.text)
        .where(columns.intake_id == intake.id, columns.kind == kind, columns.text.is_not(None))
        .order_by(columns.position.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return ""
    return work.unseal(intake.resident_id, "triage_timeline", "text", row.id, row.text)


def add_decision(
    session: Session,
    intake_id: UUID,
    receipt_id: UUID,
    at: datetime,
    urgency: str | None,
    *,
    at_least: bool,
) -> None:
    session.execute(
        insert(DecisionRow).values(
            receipt_id=receipt_id, intake_id=intake_id, at=at, urgency=urgency, at_least=at_least
        )
    )
