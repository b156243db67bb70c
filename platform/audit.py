"""The log of who did what: rows that are only ever added, chained so that tampering shows (NEN 7513).

A unit of work collects its entries and writes them at commit, on one shard chosen by the first subject,
so that the shard's head is locked only for a moment. `hash` covers the commitment to the payload, not the
payload itself: purging payload and salt after the retention term leaves a chain that still verifies.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Table, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .tables import Base

SHARDS = 16
SCHEMA_VERSION = 1
OK, DENIED, SERIOUS = 0, 4, 8
_GENESIS = b"\0" * 32


class AuditHeadRow(Base):
    """The end of one chain. Locked while a unit of work appends to it."""

    __tablename__ = "platform_audit_head"
    __app_may__: ClassVar[str] = "SELECT, UPDATE (seq, hash)"

    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes]


class AuditRow(Base):
    """One entry. Ids, codes and counts only: no name, no value, no free text about a person."""

    __tablename__ = "platform_audit"
    __app_may__: ClassVar[str] = "SELECT, INSERT"
    __table_args__ = (
        Index("ix_platform_audit_shard_seq", "shard", "seq", unique=True),
        Index("ix_platform_audit_resident_at", "resident_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shard: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    actor_kind: Mapped[str]
    role: Mapped[str]
    organization_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    action: Mapped[str]
    outcome: Mapped[int]
    subject: Mapped[UUID]
    resident_id: Mapped[UUID | None]
    reason: Mapped[str]
    basis: Mapped[str]
    request_id: Mapped[str]
    salt: Mapped[bytes]
    payload_commit: Mapped[bytes]
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes]
    schema_version: Mapped[int]


class AuditPersonRow(Base):
    """The persons named by a list that was read: one audit row, many persons."""

    __tablename__ = "platform_audit_person"
    __app_may__: ClassVar[str] = "SELECT, INSERT"

    resident_id: Mapped[UUID] = mapped_column(primary_key=True)
    audit_id: Mapped[UUID] = mapped_column(ForeignKey("platform_audit.id"), primary_key=True)


# As tables, past the ORM: every unit of work ends with these two.
_ROWS, _PERSONS = cast(Table, AuditRow.__table__), cast(Table, AuditPersonRow.__table__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a unit of work wants to be remembered."""

    action: str
    subject: UUID
    reason: str = ""
    resident: UUID | None = None
    persons: tuple[UUID, ...] = ()
    basis: str = ""
    outcome: int = OK


def append(session: Session, actor: Mapping[str, Any], entries: Sequence[Entry]) -> None:
    """Write the entries of one unit of work at the end of one chain."""
    shard = entries[0].subject.int % SHARDS
    seq, prev, at = _locked_head(session, shard)
    rows, persons = [], []
    for entry in entries:
        seq += 1
        row = _row(entry, actor, shard, seq, at, prev)
        prev = row["hash"]
        rows.append(row)
        persons += [{"resident_id": p, "audit_id": row["id"]} for p in dict.fromkeys(entry.persons)]
    session.execute(insert(_ROWS), rows)
    if persons:
        session.execute(insert(_PERSONS), persons)
    session.execute(
        update(AuditHeadRow).where(AuditHeadRow.shard == shard).values(seq=seq, hash=prev)
    )


def _locked_head(session: Session, shard: int) -> tuple[int, bytes, datetime]:
    """The end of the chain and the database's own time; other writers of this shard wait."""
    now = _database_time(session)
    head = session.execute(
        select(AuditHeadRow.seq, AuditHeadRow.hash, now)
        .where(AuditHeadRow.shard == shard)
        .with_for_update(of=AuditHeadRow)
    ).one()
    at = head[2]
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return head[0], head[1], at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _database_time(session: Session) -> Any:
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%dT%H:%M:%f", "now")
    return func.clock_timestamp()


def _row(
    entry: Entry, actor: Mapping[str, Any], shard: int, seq: int, at: datetime, prev: bytes
) -> dict[str, Any]:
    payload = {
        "id": uuid4(),
        "at": at,
        **actor,
        "action": entry.action,
        "outcome": entry.outcome,
        "subject": entry.subject,
        "resident_id": entry.resident,
        "reason": entry.reason,
        "basis": entry.basis,
    }
    salt = os.urandom(16)
    commit = commitment(salt, payload, entry.persons)
    return {
        **payload,
        "shard": shard,
        "seq": seq,
        "salt": salt,
        "payload_commit": commit,
        "prev_hash": prev,
        "hash": link(prev, shard, seq, commit),
        "schema_version": SCHEMA_VERSION,
    }


def commitment(salt: bytes, payload: Mapping[str, Any], persons: Iterable[UUID]) -> bytes:
    """HMAC-SHA256 over the canonical payload: binds without telling."""
    shown = {key: _canonical(value) for key, value in payload.items()}
    shown["persons"] = sorted(str(person) for person in set(persons))
    text_ = json.dumps(shown, sort_keys=True, separators=(",", ":"))
    return hmac.new(salt, text_.encode(), hashlib.sha256).digest()


def link(prev: bytes, shard: int, seq: int, commit: bytes) -> bytes:
    return hashlib.sha256(
        prev + shard.to_bytes(2, "big") + seq.to_bytes(8, "big") + commit + bytes([SCHEMA_VERSION])
    ).digest()


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return str(value) if isinstance(value, UUID) else value


def start_chains(session: Session) -> None:
    """The empty heads, once, in a new database."""
    rows = [{"shard": shard, "seq": 0, "hash": _GENESIS} for shard in range(SHARDS)]
    session.execute(insert(AuditHeadRow), rows)


PAYLOAD = (
    "id", "at", "actor_id", "actor_kind", "role", "organization_id", "team_id", "request_id",
    "action", "outcome", "subject", "resident_id", "reason", "basis",
)  # fmt: skip


def broken_links(session: Session) -> Iterator[str]:
    """What does not verify, one line each; nothing when every chain is whole, up to its head."""
    named = _Persons(session)
    for shard in range(SHARDS):
        prev, seq = _GENESIS, 0
        rows = session.scalars(
            select(AuditRow)
            .where(AuditRow.shard == shard)
            .order_by(AuditRow.seq)
            .execution_options(yield_per=1000)
        )
        for row in rows:
            seq += 1
            if row.seq != seq or row.prev_hash != prev:
                yield f"shard {shard}: gap or reorder at {seq}"
            if row.hash != link(row.prev_hash, shard, row.seq, row.payload_commit):
                yield f"shard {shard}: changed link at {row.seq}"
            if row.payload_commit != commitment(row.salt, _payload(row), named.of(row)):
                yield f"shard {shard}: changed entry at {row.seq}"
            prev, seq = row.hash, row.seq
        head = session.get_one(AuditHeadRow, shard)
        if (head.seq, head.hash) != (seq, prev):
            yield f"shard {shard}: the end was cut off after {seq}"


class _Persons:
    """Whom each entry names, read once in the order of the chains: a look-up for each entry would
    search all persons again and again, for they are kept by resident."""

    def __init__(self, session: Session) -> None:
        self._rows = iter(
            session.execute(
                select(AuditRow.shard, AuditRow.seq, AuditPersonRow.resident_id)
                .join(AuditRow, AuditRow.id == AuditPersonRow.audit_id)
                .order_by(AuditRow.shard, AuditRow.seq)
                .execution_options(yield_per=1000)
            )
        )
        self._next = next(self._rows, None)

    def of(self, row: AuditRow) -> list[UUID]:
        """The persons of this entry; entries are asked for in the order of the chains."""
        found, at = [], (row.shard, row.seq)
        while self._next is not None and (self._next[0], self._next[1]) <= at:
            if (self._next[0], self._next[1]) == at:
                found.append(self._next[2])
            self._next = next(self._rows, None)
        return found


def _payload(row: AuditRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PAYLOAD}
