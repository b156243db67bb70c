"""What must still happen, as rows: they are safe before any bell rings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .tables import Base


class OutboxRow(Base):
    """One event or task: a name and ids, never content. Written in the transaction of its cause."""

    __tablename__ = "platform_outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]  # event | task
    name: Mapped[str]
    at: Mapped[datetime]
    subject: Mapped[UUID]
    organization_id: Mapped[UUID | None]
    causation: Mapped[UUID | None]
    ids: Mapped[str] = mapped_column(String(2000))  # JSON object of ids


class DeliveryRow(Base):
    """One event on its way to one subscriber, or one task on its way to its function."""

    __tablename__ = "platform_delivery"
    __table_args__ = (Index("ix_platform_delivery_open", "done_at", "quarantined_at", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    outbox_id: Mapped[UUID] = mapped_column(ForeignKey("platform_outbox.id"), index=True)
    subscriber: Mapped[str]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    rung_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    quarantined_at: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str] = mapped_column(default="")


class InboxRow(Base):
    """Who has seen what: the second delivery of the same thing finds this row and does nothing."""

    __tablename__ = "platform_inbox"

    outbox_id: Mapped[UUID] = mapped_column(ForeignKey("platform_outbox.id"), primary_key=True)
    subscriber: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
