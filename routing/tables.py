"""How referrals are kept: coded need in plain sight, the note under the resident's key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class ReferralRow(Base):
    """ServiceRequest. `accepted_task_id` is set once, by a conditional UPDATE."""

    __tablename__ = "routing_referral"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("triage_intake.id"), index=True)
    resident_id: Mapped[UUID]
    team_id: Mapped[UUID]
    service_type: Mapped[str]
    urgency: Mapped[str | None]
    wanted_by: Mapped[datetime]
    status: Mapped[str]
    accepted_task_id: Mapped[UUID | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    note: Mapped[bytes]


class TaskRow(Base):
    """Task: one service that was asked."""

    __tablename__ = "routing_task"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("routing_referral.id"), index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("directory_service.id"))
    organization_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[str]
    reason: Mapped[str]
    respond_by: Mapped[datetime]
    changed_at: Mapped[datetime]


class MessageRow(Base):
    """A question back before acceptance, or the reply. `text` is sealed under the resident's key."""

    __tablename__ = "routing_message"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("routing_task.id"), index=True)
    kind: Mapped[str]  # ask | reply
    by: Mapped[UUID]
    at: Mapped[datetime]
    text: Mapped[bytes]
