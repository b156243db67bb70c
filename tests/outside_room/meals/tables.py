"""Who was invited."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class InvitationRow(Base):
    """One invitation, for one question. Nothing here makes a second one an error: it would be seen."""

    __tablename__ = "meals_invitation"
    __app_may__: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resident_id: Mapped[UUID] = mapped_column(index=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("triage_intake.id"))
    at: Mapped[datetime]
    accepted: Mapped[bool]
