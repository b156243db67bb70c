"""The catalogue: services of organisations, and how much room they have."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class ServiceRow(Base):
    """One service (HealthcareService). `places_free` changes only by a conditional UPDATE."""

    __tablename__ = "directory_service"
    __table_args__ = (
        CheckConstraint("places_free >= 0", name="places_free_not_negative"),
        CheckConstraint("places_free <= places_total", name="places_free_not_above_total"),
        Index("ix_directory_service_type", "service_type"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("platform_organization.id"), index=True
    )
    name: Mapped[str]
    service_type: Mapped[str]
    postcode4: Mapped[str]
    place: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    phone: Mapped[str]
    for_whom: Mapped[str]
    areas: Mapped[str]  # postcodes separated by spaces; empty: the whole region
    places_total: Mapped[int]
    places_free: Mapped[int]
    reported_at: Mapped[datetime]
    waiting_days: Mapped[int]
    self_help: Mapped[bool]
    changed_at: Mapped[datetime]
