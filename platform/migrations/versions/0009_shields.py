"""shields

Revision: 0009, after 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "directory_shield",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", Instant(timezone=True), nullable=False),
        sa.Column("until_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_shield")),
    )
    op.create_index(op.f("ix_directory_shield_resident_id"), "directory_shield", ["resident_id"])
    op.create_index(op.f("ix_directory_shield_person_id"), "directory_shield", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_directory_shield_person_id"), table_name="directory_shield")
    op.drop_index(op.f("ix_directory_shield_resident_id"), table_name="directory_shield")
    op.drop_table("directory_shield")
