"""How agreements and receipts are kept. The body of a receipt is sealed under its resident's key."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class AgreementRow(Base):
    """The text of one version. It never changes once it is here."""

    __tablename__ = "rta_agreement"
    __table_args__ = (UniqueConstraint("agreement", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agreement: Mapped[str]
    version: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    text: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(index=True)
    added_at: Mapped[datetime]


class PublicationRow(Base):
    """From which day a version counts. Rolling back is publishing an earlier version again."""

    __tablename__ = "rta_publication"
    __table_args__ = (UniqueConstraint("agreement_id", "starts_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("rta_agreement.id"))
    starts_on: Mapped[date]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID]


class ReceiptRow(Base):
    """One decision. `rules` is plain JSON: agreement@version -> decision -> rule numbers."""

    __tablename__ = "rta_receipt"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[UUID]
    resident_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    urgency: Mapped[str | None]
    at_least: Mapped[bool]
    needs_person: Mapped[bool]
    rules: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[UUID | None]
    position: Mapped[int]
