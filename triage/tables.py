"""How intakes are kept.

Sealed under the resident's key: values of facts, where a fact came from, texts. Plain: ids, states,
urgencies, times, agreement, route.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class IntakeRow(Base):
    """One question of one resident. `listed`: the team has something to do with it."""

    __tablename__ = "triage_intake"
    __table_args__ = (
        # In the order of the list; the last two so that counting a list opens no row of it.
        Index(
            "ix_triage_intake_worklist",
            "team_id",
            "listed",
            "calm",
            "due_at",
            "id",
            "claimed_by",
            "opened_at",
        ),
        Index("ix_triage_intake_resident", "resident_id", "created_at"),
        Index("ix_triage_intake_claimed", "claimed_by", "listed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    resident_id: Mapped[UUID]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("platform_team.id"))
    state: Mapped[str]
    urgency: Mapped[str | None]
    at_least: Mapped[bool]
    due_at: Mapped[datetime]
    calm: Mapped[bool]  # no red flag: sorts after those that have one
    listed: Mapped[bool]
    claimed_by: Mapped[UUID | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    channel: Mapped[str]
    completed_route: Mapped[str | None] = mapped_column(default=None)
    proposed_urgency: Mapped[str | None] = mapped_column(default=None)
    agreement: Mapped[str | None] = mapped_column(default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    receipt_id: Mapped[UUID | None] = mapped_column(default=None)
    headline: Mapped[bytes | None] = mapped_column(default=None)  # sealed: what it is about


class FactRow(Base):
    """One answer, kept when a later one takes its place (`current` becomes false)."""

    __tablename__ = "triage_fact"
    __table_args__ = (Index("ix_triage_fact_current", "intake_id", "current"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("triage_intake.id"))
    fact: Mapped[str]
    value: Mapped[bytes | None]
    type: Mapped[str]
    state: Mapped[str]
    origin: Mapped[str]
    by: Mapped[UUID | None]
    at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None]
    source_ref: Mapped[bytes | None]
    schema: Mapped[int]
    current: Mapped[bool]


class TimelineRow(Base):
    """Something that happened to an intake. `kind` says what; `text` only where a person wrote it."""

    __tablename__ = "triage_timeline"
    __table_args__ = (Index("ix_triage_timeline_intake", "intake_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("triage_intake.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_kind: Mapped[str]
    position: Mapped[int]  # the order within the intake: one step may leave several lines
    text: Mapped[bytes | None]
    visible_to_resident: Mapped[bool]


class DecisionRow(Base):
    """Which receipts of `rta` belong to this intake, in order."""

    __tablename__ = "triage_decision"

    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("triage_intake.id"), index=True)
    at: Mapped[datetime]
    urgency: Mapped[str | None]
    at_least: Mapped[bool]
