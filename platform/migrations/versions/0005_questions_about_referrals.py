"""questions about referrals

Revision: 0005, after 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "routing_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["routing_task.id"], name=op.f("fk_routing_message_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_message")),
    )
    op.create_index(
        op.f("ix_routing_message_task_id"), "routing_message", ["task_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_routing_message_task_id"), table_name="routing_message")
    op.drop_table("routing_message")
