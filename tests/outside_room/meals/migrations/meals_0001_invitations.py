"""invitations

A branch of its own, that needs what the house had at 0005.
"""

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision = "meals_0001"
down_revision = None
branch_labels = ("meals",)
depends_on = "0005"


def upgrade() -> None:
    op.create_table(
        "meals_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["triage_intake.id"], name=op.f("fk_meals_invitation_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meals_invitation")),
    )
    op.create_index(op.f("ix_meals_invitation_resident_id"), "meals_invitation", ["resident_id"])


def downgrade() -> None:
    op.drop_table("meals_invitation")
