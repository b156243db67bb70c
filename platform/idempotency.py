"""A repeated request has no second effect: the first answer is kept with its key and given again."""

import hashlib
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from .tables import Base

KEPT = timedelta(hours=24)
LONGEST_KEY = 200


class IdempotencyRow(Base):
    """One request with an effect. `status` 0: it is being carried out."""

    __tablename__ = "platform_idempotency"
    __app_may__: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    __table_args__ = (UniqueConstraint("actor_id", "route", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID]
    route: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    location: Mapped[str]
    content_type: Mapped[str]
    sealed_body: Mapped[bytes]


def fingerprint(*parts: bytes) -> bytes:
    """What makes two requests the same: method, path, and the bytes that were sent."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def claim(
    session: Session, actor_id: UUID, route: str, key: str, print_: bytes, now: datetime
) -> IdempotencyRow | UUID:
    """The row's id when this request is the first with its key, else the row of the first.

    The insert decides the race: on PostgreSQL a second request waits here until the first has committed.
    """
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row_id = uuid4()
    values = {
        "id": row_id,
        "actor_id": actor_id,
        "route": route,
        "key": key,
        "fingerprint": print_,
        "at": now,
        "status": 0,
        "location": "",
        "content_type": "",
        "sealed_body": b"",
    }
    made = session.scalar(
        make(IdempotencyRow).values(values).on_conflict_do_nothing().returning(IdempotencyRow.id)
    )
    if made is not None:
        return row_id
    return session.scalars(
        select(IdempotencyRow).where(
            IdempotencyRow.actor_id == actor_id,
            IdempotencyRow.route == route,
            IdempotencyRow.key == key,
        )
    ).one()


def keep(
    session: Session, row_id: UUID, status: int, location: str, content_type: str, sealed: bytes
) -> None:
    """Keep the answer beside its key, in the same transaction as the effect."""
    session.execute(
        update(IdempotencyRow)
        .where(IdempotencyRow.id == row_id)
        .values(status=status, location=location, content_type=content_type, sealed_body=sealed)
    )


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.at < now - KEPT))
