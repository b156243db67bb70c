"""referrals

Revision: 0002, after 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "routing_referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("service_type", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("wanted_by", Instant(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("accepted_task_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["triage_intake.id"], name=op.f("fk_routing_referral_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_referral")),
    )
    op.create_index(
        op.f("ix_routing_referral_intake_id"), "routing_referral", ["intake_id"], unique=False
    )
    op.create_table(
        "routing_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("respond_by", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["routing_referral.id"], name=op.f("fk_routing_task_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["directory_service.id"], name=op.f("fk_routing_task_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_task")),
    )
    op.create_index(
        op.f("ix_routing_task_organization_id"), "routing_task", ["organization_id"], unique=False
    )
    op.create_index(
        op.f("ix_routing_task_referral_id"), "routing_task", ["referral_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_routing_task_referral_id"), table_name="routing_task")
    op.drop_index(op.f("ix_routing_task_organization_id"), table_name="routing_task")
    op.drop_table("routing_task")
    op.drop_index(op.f("ix_routing_referral_intake_id"), table_name="routing_referral")
    op.drop_table("routing_referral")
