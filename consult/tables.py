"""How a consult is kept. What a person wrote is sealed under the key of the resident."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class ConsultRow(Base):
    """`snapshot` is what the adviser gets to see: the facts as they were when the question was put."""

    __tablename__ = "consult_consult"
    __table_args__ = (
        Index("ix_consult_consult_adviser", "adviser_organization_id", "adviser_role", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("triage_intake.id"), index=True)
    resident_id: Mapped[UUID] = mapped_column(index=True)
    team_id: Mapped[UUID] = mapped_column(index=True)
    asker_id: Mapped[UUID]
    asker_organization_id: Mapped[UUID | None]
    adviser_organization_id: Mapped[UUID] = mapped_column(ForeignKey("platform_organization.id"))
    adviser_role: Mapped[str]
    adviser_id: Mapped[UUID | None]
    receipt_id: Mapped[UUID]
    outcome: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    question: Mapped[bytes]
    snapshot: Mapped[bytes]


class MessageRow(Base):
    """What was said after the question: asked back, clarified, answered. A correction stands beside
    the advice it corrects; `number` is the version of the consult that it made."""

    __tablename__ = "consult_message"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consult_id: Mapped[UUID] = mapped_column(ForeignKey("consult_consult.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    author_id: Mapped[UUID]
    said_at: Mapped[datetime]
    text: Mapped[bytes]
