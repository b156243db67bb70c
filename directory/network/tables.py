"""Relations and consents. Ended relations stay: who could see what, when, must be answerable."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class RelationRow(Base):
    __tablename__ = "directory_relation"
    __table_args__ = (
        Index("ix_directory_relation_resident_actor", "resident_id", "actor_id"),
        Index("ix_directory_relation_actor", "actor_id"),
        Index("ix_directory_relation_basis", "basis_ref"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resident_id: Mapped[UUID]
    actor_id: Mapped[UUID]
    actor_kind: Mapped[str]  # person | organization | team
    kind: Mapped[str]
    scope: Mapped[str]
    basis: Mapped[str]
    basis_ref: Mapped[UUID | None]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class ConsentRow(Base):
    __tablename__ = "directory_consent"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resident_id: Mapped[UUID] = mapped_column(index=True)
    organization_id: Mapped[UUID]
    decision: Mapped[str]
    sets: Mapped[str]  # names separated by spaces; empty: everything
    given_at: Mapped[datetime]
    given_by: Mapped[UUID]
    until_at: Mapped[datetime | None]
    version: Mapped[int]


class ShieldRow(Base):
    """A resident does not want to be seen by a named person. Ended ones stay, like relations."""

    __tablename__ = "directory_shield"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resident_id: Mapped[UUID] = mapped_column(index=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
