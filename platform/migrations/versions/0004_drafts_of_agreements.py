"""drafts of agreements

Revision: 0004, after 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "rta_adoption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_adoption")),
        sa.UniqueConstraint(
            "agreement",
            "version",
            "organization",
            name=op.f("uq_rta_adoption_agreement_version_organization"),
        ),
    )
    op.create_table(
        "rta_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("base_version", sa.String(), nullable=False),
        sa.Column("started_at", Instant(timezone=True), nullable=False),
        sa.Column("updated_at", Instant(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_from", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "published_by IS NULL OR (published_by <> author_id AND published_by <> submitted_by)",
            name=op.f("ck_rta_draft_author_is_not_publisher"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_draft")),
    )
    op.create_index(op.f("ix_rta_draft_agreement"), "rta_draft", ["agreement"], unique=False)
    op.create_table(
        "rta_draft_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["rta_draft.id"], name=op.f("fk_rta_draft_revision_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "revision", name=op.f("pk_rta_draft_revision")),
    )
    op.create_table(
        "rta_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["rta_draft.id"], name=op.f("fk_rta_remark_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_remark")),
    )
    op.create_index(op.f("ix_rta_remark_draft_id"), "rta_remark", ["draft_id"], unique=False)
    op.create_table(
        "rta_waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "granted_by IS NULL OR granted_by <> asked_by",
            name=op.f("ck_rta_waiver_a_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["rta_draft.id"], name=op.f("fk_rta_waiver_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_waiver")),
        sa.UniqueConstraint("draft_id", "finding", name=op.f("uq_rta_waiver_draft_id_finding")),
    )


def downgrade() -> None:
    op.drop_table("rta_waiver")
    op.drop_index(op.f("ix_rta_remark_draft_id"), table_name="rta_remark")
    op.drop_table("rta_remark")
    op.drop_table("rta_draft_revision")
    op.drop_index(op.f("ix_rta_draft_agreement"), table_name="rta_draft")
    op.drop_table("rta_draft")
    op.drop_table("rta_adoption")
