"""One unit of work: all that a request or a task does is committed here together, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.orm import ORMExecuteState, Session

from . import audit
from .vault import Keyring

if TYPE_CHECKING:
    from .house import House
    from .region import Region


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in the one membership that this login carries.

    `kind`: resident, carer, volunteer, professional, org_admin, regional_admin, auditor, helpdesk,
    service, system or visitor. `role` is a code of the region's vocabulary. For a resident `id` is also
    the id of the person record.
    """

    id: UUID
    kind: str
    role: str
    organization_id: UUID | None = None
    team_id: UUID | None = None
    name: str = ""
    acr: str = ""
    session_id: UUID | None = None


SYSTEM = Actor(UUID(int=0), "system", "system")
VISITOR = Actor(UUID(int=1), "visitor", "visitor")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, for whoever wants to know: a name in the past tense and ids, never content.

    `type` is `nl.netwerkzorg.<room>.<past_tense>.v1`.
    """

    type: str
    subject: UUID
    organization_id: UUID | None = None
    causation: UUID | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


class Unaudited(AssertionError):
    """Something was written or unsealed and nobody said why. A fault of ours, so it stops the work."""


class Work:
    """What a service needs to act: the session, who acts, when it is, and what must be remembered."""

    def __init__(
        self, house: House, session: Session, actor: Actor, request_id: str, purpose: str = ""
    ) -> None:
        self.house = house
        self.session = session
        self.actor = actor
        self.now: datetime = house.clock.now()
        self.request_id = request_id
        self._keys = Keyring(house.vault, session)
        self._entries: list[audit.Entry] = []
        self._after: list[Callable[[], None]] = []
        self._unsealed = False

    @property
    def region(self) -> Region:
        return self.house.region

    def record(
        self,
        action: str,
        subject: UUID,
        reason: str = "",
        *,
        resident: UUID | None = None,
        persons: Iterable[UUID] = (),
        basis: str = "",
        outcome: int = audit.OK,
    ) -> None:
        """Remember this in the audit log. Without it, nothing of this work is committed.

        `resident` is whose record it was; `persons` are those named by a list. `reason` and `basis` are
        codes, never content.
        """
        entry = audit.Entry(action, subject, reason, resident, tuple(persons), basis, outcome)
        self._entries.append(entry)

    def announce(self, happened: Event) -> None:
        """Put an event in the outbox: delivered after the commit, at least once."""
        from . import outbox

        outbox.announce(self, happened)

    def after_commit(self, function: Callable[[], None]) -> None:
        """Ring a bell once the work is safe. What must not be lost is a row, not a bell."""
        self._after.append(function)

    def preload_keys(self, resident_ids: Iterable[UUID]) -> None:
        self._keys.preload(set(resident_ids))

    def seal(self, resident_id: UUID, table: str, column: str, row_id: object, text: str) -> bytes:
        return self._keys.seal(resident_id, f"{table}|{column}|{row_id}", text)

    def unseal(
        self, resident_id: UUID, table: str, column: str, row_id: object, sealed: bytes
    ) -> str:
        """The text that was sealed here. Raises Absent when this resident was erased."""
        self._unsealed = True
        return self._keys.unseal(resident_id, f"{table}|{column}|{row_id}", sealed)

    def blind(self, text: str) -> bytes:
        return self.house.vault.blind(text)

    def has_entries(self) -> bool:
        """Whether anything was recorded, so that there is something to keep."""
        return bool(self._entries)

    def _finish(self) -> None:
        self.session.flush()
        touched = self._unsealed or self.session.info.get("wrote")
        if touched and not self._entries:
            raise Unaudited
        if self._entries:
            audit.append(self.session, self._who(), self._entries)

    def _who(self) -> dict[str, Any]:
        return {
            "actor_id": self.actor.id,
            "actor_kind": self.actor.kind,
            "role": self.actor.role,
            "organization_id": self.actor.organization_id,
            "team_id": self.actor.team_id,
            "request_id": self.request_id,
        }


@contextmanager
def unit_of_work(house: House, actor: Actor, request_id: str = "") -> Iterator[Work]:
    """The only place in the house that commits.

    Raises Unaudited when something was written or unsealed without an audit row.
    """
    with house.sessions() as session:
        session.info["actor"] = actor
        unit = Work(house, session, actor, request_id)
        session.info["at"] = unit.now
        yield unit
        unit._finish()
        session.commit()
    for bell in unit._after:
        bell()


@contextmanager
def counting(house: House, actor: Actor, request_id: str = "") -> Iterator[Work]:
    """To count what this actor may meet, and no more: it keeps nothing, so on SQLite it waits for no writer.

    Raises Unaudited when something was written, opened or recorded.
    """
    with Session(house.engine) as session:
        session.info["actor"] = actor
        unit = Work(house, session, actor, request_id)
        session.info["at"] = unit.now
        yield unit
        if unit._unsealed or unit._entries or session.info.get("wrote"):
            raise Unaudited


@contextmanager
def bookkeeping(house: House) -> Iterator[Session]:
    """A commit for the queue's own columns (attempt, lease, next try) and for sessions: no effect, no
    personal data, so no audit row. Never for anything that a person would ask after."""
    with house.sessions() as session:
        session.info["actor"] = SYSTEM
        yield session
        session.commit()


@event.listens_for(Session, "do_orm_execute")
def _remember_writes(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["wrote"] = True


@event.listens_for(Session, "before_flush")
def _remember_new(session: Session, _context: object, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        session.info["wrote"] = True


@event.listens_for(Session, "after_begin")
def _say_who(session: Session, _transaction: object, connection: Any) -> None:
    """Row-level security on PostgreSQL reads who acts from these; they end with the transaction."""
    actor = session.info.get("actor")
    if actor is None or connection.dialect.name != "postgresql":
        return
    connection.execute(
        text(
            "SELECT set_config('netwerkzorg.actor', :actor, true),"
            " set_config('netwerkzorg.organization', :organization, true),"
            " set_config('netwerkzorg.team', :team, true),"
            " set_config('netwerkzorg.kind', :kind, true),"
            " set_config('netwerkzorg.at', :at, true)"
        ),
        {
            "actor": str(actor.id),
            "organization": str(actor.organization_id or ""),
            "team": str(actor.team_id or ""),
            "kind": actor.kind,
            "at": session.info["at"].isoformat() if "at" in session.info else "",
        },
    )
