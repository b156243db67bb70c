"""consults

Revision: 0003, after 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "consult_consult",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("asker_id", sa.Uuid(), nullable=False),
        sa.Column("asker_organization_id", sa.Uuid(), nullable=True),
        sa.Column("adviser_organization_id", sa.Uuid(), nullable=False),
        sa.Column("adviser_role", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adviser_organization_id"],
            ["platform_organization.id"],
            name=op.f("fk_consult_consult_adviser_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["triage_intake.id"], name=op.f("fk_consult_consult_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_consult")),
    )
    op.create_index(
        "ix_consult_consult_adviser",
        "consult_consult",
        ["adviser_organization_id", "adviser_role", "state"],
        unique=False,
    )
    for column in ("intake_id", "resident_id", "team_id"):
        op.create_index(
            op.f(f"ix_consult_consult_{column}"), "consult_consult", [column], unique=False
        )
    op.create_table(
        "consult_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consult_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", Instant(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consult_id"], ["consult_consult.id"], name=op.f("fk_consult_message_consult_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_message")),
    )
    op.create_index(
        op.f("ix_consult_message_consult_id"), "consult_message", ["consult_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_consult_message_consult_id"), table_name="consult_message")
    op.drop_table("consult_message")
    for column in ("team_id", "resident_id", "intake_id"):
        op.drop_index(op.f(f"ix_consult_consult_{column}"), table_name="consult_consult")
    op.drop_index("ix_consult_consult_adviser", table_name="consult_consult")
    op.drop_table("consult_consult")
