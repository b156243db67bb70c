"""An expired session loses no answer: the form is kept sealed until its sender has logged in again."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .house import House
from .sessions import hashed, wall_time
from .tables import Base
from .vault import Vault
from .work import VISITOR, unit_of_work

KEPT = timedelta(minutes=30)
MOST_BYTES = 64 * 1024
_MOST_ROWS = 2000  # an attacker must not fill the disk with forms that nobody comes back for


class PendingRow(Base):
    """One form. Whose it is, when we know; who holds the cookie, always."""

    __tablename__ = "platform_pending"
    __app_may__: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    sealed: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where the form was going, and its fields in order, each name as often as it was sent."""

    path: str
    fields: tuple[tuple[str, str], ...]


def keep_form(house: House, form: KeptForm, account_id: UUID | None) -> str | None:
    """Keep it; the token for the cookie. None when it is too large, or too much is kept already."""
    content = json.dumps([form.path, form.fields]).encode()
    if len(content) > MOST_BYTES:
        return None
    token, row_id = secrets.token_urlsafe(32), uuid4()
    sealed = house.vault.seal_for_house(f"platform_pending|{row_id}", content)
    with unit_of_work(house, VISITOR) as work:
        now = wall_time()
        work.record("form.kept", row_id)
        work.session.execute(delete(PendingRow).where(PendingRow.at < now - KEPT))
        if (work.session.scalar(select(func.count()).select_from(PendingRow)) or 0) >= _MOST_ROWS:
            return None
        work.session.add(PendingRow(row_id, hashed(token), account_id, now, None, sealed))
    return token


def kept_form(session: Session, vault: Vault, token: str, account_id: UUID) -> KeptForm | None:
    """What was kept under this cookie for this person; the first who sees it keeps it."""
    row = session.execute(
        update(PendingRow)
        .where(
            PendingRow.token_hash == hashed(token),
            PendingRow.used_at.is_(None),
            PendingRow.at >= wall_time() - KEPT,
            or_(PendingRow.account_id.is_(None), PendingRow.account_id == account_id),
        )
        .values(account_id=account_id)
        .returning(PendingRow.id, PendingRow.sealed)
    ).one_or_none()
    if row is None:
        return None
    path, fields = json.loads(vault.unseal_for_house(f"platform_pending|{row.id}", row.sealed))
    return KeptForm(path, tuple((name, value) for name, value in fields))


def use_form(session: Session, token: str, account_id: UUID) -> None:
    """It was sent again and taken: from now on there is nothing to send."""
    session.execute(
        update(PendingRow)
        .where(
            PendingRow.token_hash == hashed(token),
            PendingRow.used_at.is_(None),
            PendingRow.account_id == account_id,
        )
        .values(used_at=wall_time(), sealed=b"")
    )
