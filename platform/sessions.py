"""Who is logged in on pages: one row for each login, found by the hash of a cookie."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import Engine, ForeignKey, Row, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .clock import Clock
from .db import writing
from .organizations import AccountRow, MembershipRow
from .tables import Base
from .vault import Vault
from .work import Actor

TOUCH_EVERY = timedelta(minutes=1)
_FORGOTTEN_AFTER = timedelta(days=1)
_RESIDENT = (timedelta(minutes=15), timedelta(hours=2))
_PROFESSIONAL = (timedelta(minutes=30), timedelta(hours=10))
_ADMIN = (timedelta(minutes=15), timedelta(hours=4))
_LIMITS = {
    "resident": _RESIDENT,
    "carer": _RESIDENT,
    "volunteer": _RESIDENT,
    "professional": _PROFESSIONAL,
}
# A login ends by the time on the wall: the clock of the practice region may run ahead.
_WALL = Clock()
# Codes of the region's vocabulary for people who belong to no organisation.
ROLE_WITHOUT_MEMBERSHIP = {
    "resident": "inwoner",
    "carer": "mantelzorger",
    "volunteer": "vrijwilliger",
}


class SessionRow(Base):
    """One login. `role_open`: a person with several memberships has not chosen one yet."""

    __tablename__ = "platform_session"
    __app_may__: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("platform_account.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("platform_membership.id"))
    role_open: Mapped[bool]
    kind: Mapped[str]
    acr: Mapped[str]
    sealed_name: Mapped[bytes]
    sealed_hint: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Login:
    """What a cookie stands for. `actor` is None unless the session holds now and a role is chosen."""

    session_id: UUID
    account_id: UUID
    holds: bool
    role_open: bool
    last_seen_at: datetime
    actor: Actor | None


def wall_time() -> datetime:
    """Real time in UTC, whatever the sandbox's clock says."""
    return _WALL.now()


def limits(kind: str) -> tuple[timedelta, timedelta]:
    """How long a session of this kind may be idle, and how long it may last."""
    return _LIMITS.get(kind, _ADMIN)


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class NewLogin:
    """`membership_id` None with `role_open` False: someone without memberships, such as a resident."""

    account_id: UUID
    kind: str
    acr: str
    name: str = ""
    hint: str = ""  # the ID token, for logging out at the provider
    membership_id: UUID | None = None
    role_open: bool = False


def open_session(session: Session, vault: Vault, new: NewLogin) -> str:
    """Begin a session; the token for the cookie. Old rows are cleared away on the same occasion."""
    now, token, row_id = wall_time(), secrets.token_urlsafe(32), uuid4()
    session.execute(delete(SessionRow).where(SessionRow.created_at < now - _FORGOTTEN_AFTER))
    session.add(
        SessionRow(
            id=row_id,
            token_hash=hashed(token),
            account_id=new.account_id,
            membership_id=new.membership_id,
            role_open=new.role_open,
            kind=new.kind,
            acr=new.acr,
            sealed_name=vault.seal_for_house(f"session|name|{row_id}", new.name.encode()),
            sealed_hint=vault.seal_for_house(f"session|hint|{row_id}", new.hint.encode()),
            created_at=now,
            last_seen_at=now,
        )
    )
    return token


# Written once, for every page begins with it.
_LOGIN = (
    select(SessionRow.__table__, AccountRow.closed_at, AccountRow.name.label("known_as"))
    .add_columns(
        MembershipRow.role,
        MembershipRow.organization_id,
        MembershipRow.team_id,
        MembershipRow.from_at,
        MembershipRow.until_at,
    )
    .join(AccountRow, AccountRow.id == SessionRow.account_id)
    .outerjoin(MembershipRow, MembershipRow.id == SessionRow.membership_id)
    .where(SessionRow.token_hash == bindparam("token_hash"))
)


def find_login(engine: Engine, vault: Vault, token: str) -> Login | None:
    """What this token stands for now; None when it never was ours."""
    with engine.connect() as connection:
        row = connection.execute(_LOGIN, {"token_hash": hashed(token)}).one_or_none()
    if row is None:
        return None
    holds = _holds(row, wall_time())
    actor = _actor(row, vault) if holds and not row.role_open else None
    return Login(row.id, row.account_id, holds, row.role_open, row.last_seen_at, actor)


def touch(engine: Engine, login: Login) -> None:
    """Remember that this person is still there, at most once a minute."""
    now = wall_time()
    if now - login.last_seen_at < TOUCH_EVERY:
        return
    with writing(engine).begin() as connection:
        connection.execute(
            update(SessionRow)
            .where(SessionRow.id == login.session_id, SessionRow.ended_at.is_(None))
            .values(last_seen_at=now)
        )


def choose_membership(session: Session, session_id: UUID, membership: MembershipRow) -> str:
    """Go on in this membership, under a new token: an old cookie never carries another role."""
    token = secrets.token_urlsafe(32)
    session.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id)
        .values(
            token_hash=hashed(token),
            membership_id=membership.id,
            kind=membership.kind,
            role_open=False,
        )
    )
    return token


def end_session(session: Session, vault: Vault, session_id: UUID) -> str:
    """End it at once; the ID token with which to log out at the provider, or ""."""
    sealed = session.scalar(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
        .values(ended_at=wall_time())
        .returning(SessionRow.sealed_hint)
    )
    if sealed is None:
        return ""
    return vault.unseal_for_house(f"session|hint|{session_id}", sealed).decode()


def end_sessions_of(session: Session, account_id: UUID) -> None:
    """End every session of this person: the account was closed, or the provider said so."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.account_id == account_id, SessionRow.ended_at.is_(None))
        .values(ended_at=wall_time())
    )


def _holds(row: Row[tuple[object, ...]], now: datetime) -> bool:
    idle, total = limits(row.kind)
    if row.ended_at is not None or row.closed_at is not None:
        return False
    if now - row.last_seen_at >= idle or now - row.created_at >= total:
        return False
    if row.membership_id is None:
        return True
    begun = row.from_at is None or row.from_at <= now
    return begun and (row.until_at is None or row.until_at > now)


def _actor(row: Row[tuple[object, ...]], vault: Vault) -> Actor:
    sealed_name = vault.unseal_for_house(f"session|name|{row.id}", row.sealed_name).decode()
    return Actor(
        id=row.account_id,
        kind=row.kind,
        role=row.role or ROLE_WITHOUT_MEMBERSHIP.get(row.kind, row.kind),
        organization_id=row.organization_id,
        team_id=row.team_id,
        name=row.known_as or sealed_name,
        acr=row.acr,
        session_id=row.id,
    )
