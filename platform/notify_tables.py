"""Who is told that something waits, and how far the telling is. What waits is never in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .tables import Base


class NoticeRow(Base):
    """One time that somebody is told. `what` is a code, `state` where the mail is."""

    __tablename__ = "platform_notice"
    __table_args__ = (Index("ix_platform_notice_person", "person_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    what: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str]  # waiting | sent | held | refused | failed
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class NoticePreferenceRow(Base):
    """How somebody wants to be told. Without a row: not by mail. `address` is sealed by the person's key."""

    __tablename__ = "platform_notice_preference"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    by_mail: Mapped[bool]
    safe: Mapped[bool]
    address: Mapped[bytes | None]
    changed_at: Mapped[datetime]
