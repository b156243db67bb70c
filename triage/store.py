"""Queries about intakes, each named after its question. Hot reads take columns, not objects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Table,
    bindparam,
    case,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from netwerkzorg.platform.work import Work

from . import model
from .model import Intake, State
from .tables import IntakeRow

INTAKES = IntakeRow.__table__
_SHOWN = tuple(
    INTAKES.c[name]
    for name in (
        "id", "code", "resident_id", "team_id", "state", "urgency", "at_least", "due_at", "calm",
        "claimed_by", "version", "created_at", "created_by", "channel", "completed_route",
        "proposed_urgency", "agreement", "arrived_at", "opened_at", "receipt_id",
    )
)  # fmt: skip


def intake_of(row: Row[Any]) -> Intake:
    """The value of a row that holds the columns of `_SHOWN`, in that order."""
    values = list(row[: len(_SHOWN)])
    values[4], values[8] = State(values[4]), not values[8]
    return Intake(*values)


def _columns(intake: Intake) -> dict[str, Any]:
    values: dict[str, Any] = {
        column.name: getattr(intake, column.name) for column in _SHOWN if column.name != "calm"
    }
    return values | {
        "state": str(intake.state),
        "calm": not intake.red_flag,
        "listed": model.on_worklist(intake),
    }


def find(session: Session, intake_id: UUID) -> Intake | None:
    row = session.execute(select(*_SHOWN).where(INTAKES.c.id == intake_id)).one_or_none()
    return intake_of(row) if row else None


def by_code(session: Session, code: str) -> Intake | None:
    row = session.execute(select(*_SHOWN).where(INTAKES.c.code == code)).one_or_none()
    return intake_of(row) if row else None


def add(session: Session, intake: Intake) -> bool:
    """Keep a new intake; False when its code is taken. The index decides: whoever asks may not meet
    the intake that has it."""
    postgres = session.get_bind().dialect.name == "postgresql"
    make = postgresql.insert if postgres else sqlite.insert
    kept = session.scalar(
        make(cast(Table, INTAKES))
        .values(_columns(intake))
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(INTAKES.c.id)
    )
    return kept is not None


def advance(session: Session, before: Intake, after: Intake) -> bool:
    """Keep a step; False when somebody else stepped first: the version in the row decides."""
    changed = _columns(after) | {"version": before.version + 1}
    kept = session.scalar(
        update(IntakeRow)
        .where(IntakeRow.id == before.id, IntakeRow.version == before.version)
        .values(changed)
        .returning(IntakeRow.id)
        .execution_options(synchronize_session=False)
    )
    return kept is not None


def claim(session: Session, intake: Intake, person_id: UUID) -> bool:
    """Put this person's name on it; False when it already has one. The row decides the race."""
    return _set_claim(session, intake, None, person_id)


def release(session: Session, intake: Intake, person_id: UUID) -> bool:
    """Take this person's name off it; False when another name stands there now."""
    return _set_claim(session, intake, person_id, None)


def take_claim(session: Session, intake: Intake, person_id: UUID) -> bool:
    """Put this name in the place of the one that was read; False when that one is gone already."""
    return _set_claim(session, intake, intake.claimed_by, person_id)


def _set_claim(session: Session, intake: Intake, old: UUID | None, new: UUID | None) -> bool:
    holder = IntakeRow.claimed_by
    kept = session.scalar(
        update(IntakeRow)
        .where(IntakeRow.id == intake.id, holder.is_(None) if old is None else holder == old)
        .values(claimed_by=new, version=IntakeRow.version + 1)
        .returning(IntakeRow.id)
        .execution_options(synchronize_session=False)
    )
    return kept is not None


def mark_opened(session: Session, intake_id: UUID, at: datetime) -> bool:
    """Remember that somebody of the team read it; False when somebody had."""
    kept = session.scalar(
        update(IntakeRow)
        .where(IntakeRow.id == intake_id, IntakeRow.opened_at.is_(None))
        .values(opened_at=at)
        .returning(IntakeRow.id)
        .execution_options(synchronize_session=False)
    )
    return kept is not None


def set_headline(work: Work, intake: Intake, text: str) -> None:
    sealed = work.seal(intake.resident_id, "triage_intake", "headline", intake.id, text)
    work.session.execute(update(IntakeRow).where(IntakeRow.id == intake.id).values(headline=sealed))


def headlines(work: Work, intakes: Sequence[Intake]) -> dict[UUID, str]:
    """What each is about, in a few words; nothing for those without."""
    owners = {intake.id: intake.resident_id for intake in intakes}
    rows = work.session.execute(
        select(INTAKES.c.id, INTAKES.c.headline).where(
            INTAKES.c.id.in_(owners), INTAKES.c.headline.is_not(None)
        )
    )
    return {
        row_id: work.unseal(owners[row_id], "triage_intake", "headline", row_id, sealed)
        for row_id, sealed in rows
    }


@dataclass(frozen=True, slots=True)
class Counts:
    """How much work a team has. All of them count the same filtered list."""

    total: int
    mine: int
    unclaimed: int
    new: int
    late: int
    today: int
    red: int


def of_resident(session: Session, resident_ids: Iterable[UUID]) -> tuple[Intake, ...]:
    """Intakes of these residents, newest first; at most 100."""
    rows = session.execute(
        select(*_SHOWN)
        .where(INTAKES.c.resident_id.in_(set(resident_ids)))
        .order_by(INTAKES.c.created_at.desc(), INTAKES.c.id)
        .limit(100)
    )
    return tuple(intake_of(row) for row in rows)


def met(hidden: frozenset[UUID]) -> ColumnElement[bool]:
    """All but the questions of these residents, who chose not to be seen."""
    return INTAKES.c.resident_id.not_in(hidden) if hidden else true()


def listed(team_id: UUID) -> ColumnElement[bool]:
    """What the team has to do."""
    return (INTAKES.c.team_id == team_id) & INTAKES.c.listed


def arrived(team_id: UUID) -> ColumnElement[bool]:
    """Everything that ever reached the team and has not ended."""
    ended = [str(state) for state in model.ENDED]
    return (
        (INTAKES.c.team_id == team_id)
        & INTAKES.c.arrived_at.is_not(None)
        & INTAKES.c.state.not_in(ended)
    )


def work_of(
    session: Session, wanted: ColumnElement[bool], *, limit: int, offset: int = 0
) -> tuple[Intake, ...]:
    """A page of work: red flags first, then what is due first."""
    rows = session.execute(
        select(*_SHOWN)
        .where(wanted)
        .order_by(INTAKES.c.calm, INTAKES.c.due_at, INTAKES.c.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(intake_of(row) for row in rows)


def count(session: Session, wanted: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(INTAKES).where(wanted)) or 0


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_DUE = INTAKES.c.due_at
_NOW: BindParameter[datetime] = bindparam("now")
_TODAY: BindParameter[datetime] = bindparam("today")
# Written once, for it stands on every page of a team member.
_COUNTS = select(
    func.count(),
    _how_many(INTAKES.c.claimed_by == bindparam("person")),
    _how_many(INTAKES.c.claimed_by.is_(None)),
    _how_many(INTAKES.c.opened_at.is_(None)),
    _how_many(INTAKES.c.calm & (_DUE < _NOW)),
    _how_many(INTAKES.c.calm & (_DUE >= _NOW) & (_DUE <= _TODAY)),
    _how_many(~INTAKES.c.calm),
).where(INTAKES.c.team_id == bindparam("team"), INTAKES.c.listed)


def counts(
    session: Session,
    team_id: UUID,
    person_id: UUID,
    now: datetime,
    today: datetime,
    hidden: frozenset[UUID],
) -> Counts:
    """How much work the team has now; `today` is the end of this day."""
    asked = {"team": team_id, "person": person_id, "now": now, "today": today}
    return Counts(*session.execute(_COUNTS.where(met(hidden)) if hidden else _COUNTS, asked).one())


def new_for(session: Session, team_id: UUID, hidden: frozenset[UUID]) -> int:
    """How many nobody of the team has read: the badge of the menu."""
    return count(session, listed(team_id) & INTAKES.c.opened_at.is_(None) & met(hidden))


def waiting(session: Session, now: datetime) -> dict[str | None, tuple[int, int]]:
    """For each urgency what waits at the teams of the region, and how much of that is late."""
    c = INTAKES.c
    late = func.coalesce(func.sum(case((c.calm & (c.due_at < now), 1), else_=0)), 0)
    rows = session.execute(
        select(c.urgency, func.count(), late).where(c.listed).group_by(c.urgency)
    )
    return {urgency: (number, too_late) for urgency, number, too_late in rows}


def states(session: Session) -> dict[str, int]:
    """How many intakes of the region stand in each state."""
    rows = session.execute(select(INTAKES.c.state, func.count()).group_by(INTAKES.c.state))
    return {state: number for state, number in rows}
