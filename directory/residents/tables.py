"""How a resident is kept: sealed, but for what the region needs to plan with."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from netwerkzorg.platform.tables import Base


class ResidentRow(Base):
    """`record` is sealed JSON: names, birth date, contact, address. `bsn_index` finds without reading."""

    __tablename__ = "directory_resident"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    postcode4: Mapped[str] = mapped_column(index=True)
    age_band: Mapped[str]
    gp_organization_id: Mapped[UUID | None]
    record: Mapped[bytes]
    bsn: Mapped[bytes]
    bsn_index: Mapped[bytes] = mapped_column(unique=True)
