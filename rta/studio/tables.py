"""How drafts and what people say about them are kept. Nothing here is about a resident."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class DraftRow(Base):
    """A version that is being written. Who wrote or submitted it can never be who published it."""

    __tablename__ = "rta_draft"
    __table_args__ = (
        CheckConstraint(
            "published_by IS NULL OR (published_by <> author_id AND published_by <> submitted_by)",
            name="author_is_not_publisher",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agreement: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int]
    author_id: Mapped[UUID]
    base_version: Mapped[str]
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID]
    submitted_by: Mapped[UUID | None]
    published_by: Mapped[UUID | None]
    published_from: Mapped[date | None]


class DraftRevisionRow(Base):
    """The text after each saved change, so that every one of them can be undone."""

    __tablename__ = "rta_draft_revision"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("rta_draft.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[UUID]
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)


class RemarkRow(Base):
    """What somebody says about a row; `rule` 0 is about the whole."""

    __tablename__ = "rta_remark"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("rta_draft.id"), index=True)
    decision: Mapped[str]
    rule: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID]
    role: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[UUID | None]


class AdoptionRow(Base):
    """The signature of an organization under a version."""

    __tablename__ = "rta_adoption"
    __table_args__ = (UniqueConstraint("agreement", "version", "organization"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agreement: Mapped[str]
    version: Mapped[str]
    organization: Mapped[str]
    organization_id: Mapped[UUID | None]
    adopted: Mapped[bool]
    by: Mapped[UUID]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


class WaiverRow(Base):
    """A finding that two people accept; the second can never be the first."""

    __tablename__ = "rta_waiver"
    __table_args__ = (
        CheckConstraint("granted_by IS NULL OR granted_by <> asked_by", name="a_second_person"),
        UniqueConstraint("draft_id", "finding"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("rta_draft.id"))
    finding: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[UUID]
    granted_by: Mapped[UUID | None]


class ReplayRow(Base):
    """A replay of a draft against what counted when it began: counts only, never a person."""

    __tablename__ = "rta_replay"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("rta_draft.id"), index=True)
    revision: Mapped[int]
    old_hash: Mapped[str]
    source: Mapped[str]
    size: Mapped[int]
    played: Mapped[int]
    tally: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID]
    at: Mapped[datetime]
