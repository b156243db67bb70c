"""replays of drafts

Revision: 0007, after 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "rta_replay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("old_hash", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("played", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["rta_draft.id"], name=op.f("fk_rta_replay_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_replay")),
    )
    op.create_index(op.f("ix_rta_replay_draft_id"), "rta_replay", ["draft_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_rta_replay_draft_id"), table_name="rta_replay")
    op.drop_table("rta_replay")
