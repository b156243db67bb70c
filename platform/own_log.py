"""Who looked at my data, and why: the resident's own view of the audit log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from .audit import OK, AuditPersonRow, AuditRow
from .organizations import account_names, organizations
from .rooms import Room
from .sessions import wall_time
from .work import SYSTEM, Work

PAGE = 50
DENIED = ".denied"
# Codes that rooms write as reason or basis. Rooms add theirs in `provides["reasons"]`.
REASONS: Mapping[str, str] = {
    "self": "Omdat het uw eigen gegevens zijn.",
    "representative": "Omdat deze persoon namens u mag handelen.",
    "carer": "Omdat u dat toestond.",
    "consent": "Omdat u daarvoor toestemming gaf.",
    "team": "Omdat het integraal team uw vraag behandelt.",
    "receiver": "Omdat het team u naar deze organisatie verwees.",
    "consulted": "Omdat het team om advies vroeg.",
    "care": "Omdat deze organisatie u zorg geeft.",
    "support": "Omdat u om hulp vroeg.",
    "phone_help": "Omdat u iemand aan de telefoon liet meekijken.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did with this resident's data. `at` is UTC; `did` and `why` are Dutch.

    `action`, `reason` and `basis` are the codes as they were logged. `own`: the resident did it.
    """

    id: UUID
    at: datetime
    who: str
    role: str
    organization: str
    action: str
    did: str
    why: str
    reason: str
    basis: str
    own: bool
    allowed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. `older` is the cursor of the next page, or None at the end."""

    entries: tuple[Entry, ...]
    older: str | None


def own_log(
    work: Work,
    *,
    days: int | None = None,
    include_own: bool = True,
    before: str | None = None,
    limit: int = PAGE,
) -> Page:
    """What was done with the data of the one who asks. Asking is itself remembered."""
    me = work.actor.id
    where = [_about(me)]
    if days is not None:
        where.append(AuditRow.at >= wall_time() - timedelta(days=days))
    if not include_own:
        where.append(AuditRow.actor_id != me)
    if before is not None:
        where.append(_before(before))
    rows = work.session.scalars(
        select(AuditRow)
        .where(*where)
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
        .limit(limit + 1)
    ).all()
    work.record("log.read", me, resident=me, basis="self")
    shown = rows[:limit]
    older = _cursor(shown[-1]) if len(rows) > limit else None
    return Page(_entries(work, shown), older)


def _about(resident_id: UUID) -> ColumnElement[bool]:
    named = select(AuditPersonRow.audit_id).where(AuditPersonRow.resident_id == resident_id)
    return or_(AuditRow.resident_id == resident_id, AuditRow.id.in_(named))


def _cursor(row: AuditRow) -> str:
    return f"{row.at.isoformat()}~{row.id}"


def _before(cursor: str) -> ColumnElement[bool]:
    """Everything older than this cursor. Raises ValueError when it is not one of ours."""
    moment, _, row_id = cursor.partition("~")
    at = datetime.fromisoformat(moment)
    if at.tzinfo is None:
        raise ValueError("a cursor without time zone")
    return or_(AuditRow.at < at, and_(AuditRow.at == at, AuditRow.id < UUID(row_id)))


def _entries(work: Work, rows: Sequence[AuditRow]) -> tuple[Entry, ...]:
    names = account_names(work, {row.actor_id for row in rows})
    named = organizations(work, {row.organization_id for row in rows if row.organization_id})
    words = actions(work.house.rooms)
    why = reasons(work.house.rooms)
    roles = work.region.vocabulary.roles
    entries = []
    for row in rows:
        role = roles[row.role].label if row.role in roles else ""
        organization = named[row.organization_id].name if row.organization_id in named else ""
        own = row.actor_id == work.actor.id
        entries.append(
            Entry(
                id=row.id,
                at=row.at,
                who="U" if own else _who(row, names, role),
                role=role,
                organization=organization,
                action=row.action,
                did=_did(row, words),
                why="" if own else why.get(row.reason) or why.get(row.basis, ""),
                reason=row.reason,
                basis=row.basis,
                own=own,
                allowed=row.outcome == OK,
            )
        )
    return tuple(entries)


def _who(row: AuditRow, names: Mapping[UUID, str], role: str) -> str:
    if row.actor_id == SYSTEM.id:
        return "Netwerkzorg"
    return names.get(row.actor_id) or role.capitalize() or "Iemand uit uw netwerk"


def _did(row: AuditRow, words: Mapping[str, str]) -> str:
    action = row.action.removesuffix(DENIED)
    said = words.get(action, "gebruikte uw gegevens")
    if row.action.endswith(DENIED) or row.outcome != OK:
        return f"probeerde dit, maar dat mocht niet: {said}"
    return said


def actions(rooms: Iterable[Room]) -> dict[str, str]:
    """What each audit action was, in Dutch, as the rooms say it."""
    return {action: said for room in rooms for action, said in room.actions.items()}


def reasons(rooms: Iterable[Room]) -> dict[str, str]:
    """Why somebody might look: the codes of the house and those that rooms provide."""
    found = dict(REASONS)
    for room in rooms:
        provided = room.provides.get("reasons", {})
        if isinstance(provided, Mapping):
            found.update({str(code): str(said) for code, said in provided.items()})
    return found
