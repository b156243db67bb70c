"""Queries about consults, each named after its question."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, func, select, update

from netwerkzorg.platform.work import Work

from .model import OPEN, Consult, State
from .tables import ConsultRow, MessageRow

CONSULT, MESSAGE = "consult_consult", "consult_message"
_NAMES = tuple(field.name for field in fields(Consult))


@dataclass(frozen=True, slots=True)
class Message:
    """`kind` is the step that said it: ask_back, clarify or answer."""

    kind: str
    author_id: UUID
    at: datetime
    text: str


def add(work: Work, consult: Consult, question: str, snapshot: str) -> None:
    who, at = consult.resident_id, consult.id
    values = {name: getattr(consult, name) for name in _NAMES}
    work.session.add(
        ConsultRow(
            **values,
            question=work.seal(who, CONSULT, "question", at, question),
            snapshot=work.seal(who, CONSULT, "snapshot", at, snapshot),
        )
    )
    work.session.flush()


def by_id(work: Work, consult_id: UUID) -> Consult | None:
    found = _select(work, ConsultRow.id == consult_id)
    return found[0] if found else None


def of_intake(work: Work, intake_id: UUID) -> tuple[Consult, ...]:
    return _select(work, ConsultRow.intake_id == intake_id)


def of_team(work: Work, team_id: UUID) -> tuple[Consult, ...]:
    """What this team asked and did not close yet, first deadline first."""
    return _select(work, ConsultRow.team_id == team_id, ConsultRow.state.in_(OPEN))


def addressed_to(work: Work, organization_id: UUID, role: str) -> tuple[Consult, ...]:
    """What this role at this organisation is asked and is not closed, first deadline first."""
    return _select(
        work,
        ConsultRow.adviser_organization_id == organization_id,
        ConsultRow.adviser_role == role,
        ConsultRow.state.in_(OPEN),
    )


def advance(work: Work, after: Consult) -> bool:
    """Keep a step; False when somebody else stepped first: the version in the row decides."""
    kept = work.session.scalar(
        update(ConsultRow)
        .where(ConsultRow.id == after.id, ConsultRow.version == after.version - 1)
        .values(
            state=after.state,
            adviser_id=after.adviser_id,
            due_at=after.due_at,
            version=after.version,
        )
        .returning(ConsultRow.id)
        .execution_options(synchronize_session=False)
    )
    return kept is not None


def say(work: Work, consult: Consult, kind: str, text: str) -> None:
    identity = uuid4()
    sealed = work.seal(consult.resident_id, MESSAGE, "text", identity, text)
    work.session.add(
        MessageRow(identity, consult.id, consult.version, kind, work.actor.id, work.now, sealed)
    )
    work.session.flush()


def question_and_snapshot(work: Work, consult: Consult) -> tuple[str, str]:
    """Both texts; whoever asks records it."""
    question, snapshot = work.session.execute(
        select(ConsultRow.question, ConsultRow.snapshot).where(ConsultRow.id == consult.id)
    ).one()
    who, at = consult.resident_id, consult.id
    return (
        work.unseal(who, CONSULT, "question", at, question),
        work.unseal(who, CONSULT, "snapshot", at, snapshot),
    )


def messages(work: Work, consult: Consult) -> tuple[Message, ...]:
    """What was said, oldest first; whoever asks records it."""
    rows = work.session.scalars(
        select(MessageRow).where(MessageRow.consult_id == consult.id).order_by(MessageRow.number)
    )
    return tuple(
        Message(
            row.kind,
            row.author_id,
            row.said_at,
            work.unseal(consult.resident_id, MESSAGE, "text", row.id, row.text),
        )
        for row in rows
    )


def waiting(work: Work) -> dict[str, int]:
    """How many consults of the region wait for advice, are late with it, or wait for the team."""
    late = func.coalesce(func.sum(case((ConsultRow.due_at < work.now, 1), else_=0)), 0)
    rows = work.session.execute(
        select(ConsultRow.state, func.count(), late)
        .where(ConsultRow.state.in_((State.submitted, State.question_back)))
        .group_by(ConsultRow.state)
    )
    found = {state: (number, too_late) for state, number, too_late in rows}
    asked, too_late = found.get("submitted", (0, 0))
    back = found.get("question_back", (0, 0))[0]
    return {"submitted": asked, "late": too_late, "question_back": back}


def residents_of(consults: Iterable[Consult]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(one.resident_id for one in consults))


def _select(work: Work, *where: ColumnElement[bool]) -> tuple[Consult, ...]:
    columns = [getattr(ConsultRow, name) for name in _NAMES]
    rows = work.session.execute(
        select(*columns).where(*where).order_by(ConsultRow.due_at, ConsultRow.id)
    )
    found = [dict(zip(_NAMES, row, strict=True)) for row in rows]
    return tuple(Consult(**{**values, "state": State(values["state"])}) for values in found)
