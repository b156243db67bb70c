"""The tables of the first house, and the empty heads of the audit chains.

Revision: 0001, after
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from netwerkzorg.platform.tables import Instant

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "directory_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("sets", sa.String(), nullable=False),
        sa.Column("given_at", Instant(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("until_at", Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_consent")),
    )
    op.create_index(
        op.f("ix_directory_consent_resident_id"), "directory_consent", ["resident_id"], unique=False
    )
    op.create_table(
        "directory_relation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("basis_ref", sa.Uuid(), nullable=True),
        sa.Column("from_at", Instant(timezone=True), nullable=False),
        sa.Column("until_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_relation")),
    )
    op.create_index("ix_directory_relation_actor", "directory_relation", ["actor_id"], unique=False)
    op.create_index(
        "ix_directory_relation_basis", "directory_relation", ["basis_ref"], unique=False
    )
    op.create_index(
        "ix_directory_relation_resident_actor",
        "directory_relation",
        ["resident_id", "actor_id"],
        unique=False,
    )
    op.create_table(
        "directory_resident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("postcode4", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("gp_organization_id", sa.Uuid(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("bsn", sa.LargeBinary(), nullable=False),
        sa.Column("bsn_index", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_resident")),
        sa.UniqueConstraint("bsn_index", name=op.f("uq_directory_resident_bsn_index")),
    )
    op.create_index(
        op.f("ix_directory_resident_postcode4"), "directory_resident", ["postcode4"], unique=False
    )
    op.create_table(
        "platform_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_platform_account_issuer_subject")),
    )
    op.create_table(
        "platform_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload_commit", sa.LargeBinary(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_audit")),
    )
    op.create_index(
        "ix_platform_audit_resident_at", "platform_audit", ["resident_id", "at"], unique=False
    )
    op.create_index("ix_platform_audit_shard_seq", "platform_audit", ["shard", "seq"], unique=True)
    op.create_table(
        "platform_audit_head",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_platform_audit_head")),
    )
    op.create_table(
        "platform_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_clock")),
    )
    op.create_table(
        "platform_idempotency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_idempotency")),
        sa.UniqueConstraint(
            "actor_id", "route", "key", name=op.f("uq_platform_idempotency_actor_id_route_key")
        ),
    )
    op.create_index(
        op.f("ix_platform_idempotency_at"), "platform_idempotency", ["at"], unique=False
    )
    op.create_table(
        "platform_key",
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_platform_key")),
    )
    op.create_table(
        "platform_organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ura", sa.String(), nullable=False),
        sa.Column("agb", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("postcode4", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_organization")),
    )
    op.create_table(
        "platform_outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("causation", sa.Uuid(), nullable=True),
        sa.Column("ids", sa.String(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_outbox")),
    )
    op.create_table(
        "platform_pending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("used_at", Instant(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_pending")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_platform_pending_token_hash")),
    )
    op.create_index(op.f("ix_platform_pending_at"), "platform_pending", ["at"], unique=False)
    op.create_table(
        "platform_used_state",
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_platform_used_state")),
    )
    op.create_index(op.f("ix_platform_used_state_at"), "platform_used_state", ["at"], unique=False)
    op.create_table(
        "rta_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("added_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_agreement")),
        sa.UniqueConstraint(
            "agreement", "version", name=op.f("uq_rta_agreement_agreement_version")
        ),
    )
    op.create_index(op.f("ix_rta_agreement_hash"), "rta_agreement", ["hash"], unique=False)
    op.create_table(
        "rta_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_receipt")),
    )
    op.create_index(
        op.f("ix_rta_receipt_resident_id"), "rta_receipt", ["resident_id"], unique=False
    )
    op.create_index(
        op.f("ix_rta_receipt_subject_at"), "rta_receipt", ["subject", "at"], unique=False
    )
    op.create_table(
        "directory_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service_type", sa.String(), nullable=False),
        sa.Column("postcode4", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("places_total", sa.Integer(), nullable=False),
        sa.Column("places_free", sa.Integer(), nullable=False),
        sa.Column("reported_at", Instant(timezone=True), nullable=False),
        sa.Column("waiting_days", sa.Integer(), nullable=False),
        sa.Column("self_help", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "places_free <= places_total",
            name=op.f("ck_directory_service_places_free_not_above_total"),
        ),
        sa.CheckConstraint(
            "places_free >= 0", name=op.f("ck_directory_service_places_free_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["platform_organization.id"],
            name=op.f("fk_directory_service_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_service")),
    )
    op.create_index(
        op.f("ix_directory_service_organization_id"),
        "directory_service",
        ["organization_id"],
        unique=False,
    )
    op.create_index(
        "ix_directory_service_type", "directory_service", ["service_type"], unique=False
    )
    op.create_table(
        "platform_audit_person",
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["platform_audit.id"], name=op.f("fk_platform_audit_person_audit_id")
        ),
        sa.PrimaryKeyConstraint("resident_id", "audit_id", name=op.f("pk_platform_audit_person")),
    )
    op.create_table(
        "platform_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant(timezone=True), nullable=True),
        sa.Column("rung_at", Instant(timezone=True), nullable=True),
        sa.Column("done_at", Instant(timezone=True), nullable=True),
        sa.Column("quarantined_at", Instant(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["platform_outbox.id"], name=op.f("fk_platform_delivery_outbox_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_delivery")),
    )
    op.create_index(
        "ix_platform_delivery_open",
        "platform_delivery",
        ["done_at", "quarantined_at", "due_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_platform_delivery_outbox_id"), "platform_delivery", ["outbox_id"], unique=False
    )
    op.create_table(
        "platform_inbox",
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["platform_outbox.id"], name=op.f("fk_platform_inbox_outbox_id")
        ),
        sa.PrimaryKeyConstraint("outbox_id", "subscriber", name=op.f("pk_platform_inbox")),
    )
    op.create_table(
        "platform_team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host_organization_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_organization_id"],
            ["platform_organization.id"],
            name=op.f("fk_platform_team_host_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_team")),
    )
    op.create_table(
        "rta_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("published_at", Instant(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["rta_agreement.id"], name=op.f("fk_rta_publication_agreement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rta_publication")),
        sa.UniqueConstraint(
            "agreement_id", "starts_on", name=op.f("uq_rta_publication_agreement_id_starts_on")
        ),
    )
    op.create_table(
        "platform_membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("from_at", Instant(timezone=True), nullable=True),
        sa.Column("until_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["platform_account.id"], name=op.f("fk_platform_membership_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["platform_organization.id"],
            name=op.f("fk_platform_membership_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["platform_team.id"], name=op.f("fk_platform_membership_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_membership")),
    )
    op.create_index(
        op.f("ix_platform_membership_account_id"),
        "platform_membership",
        ["account_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_platform_membership_team_id"), "platform_membership", ["team_id"], unique=False
    )
    op.create_table(
        "platform_team_area",
        sa.Column("postcode4", sa.String(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["platform_team.id"], name=op.f("fk_platform_team_area_team_id")
        ),
        sa.PrimaryKeyConstraint("postcode4", name=op.f("pk_platform_team_area")),
    )
    op.create_table(
        "triage_intake",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("calm", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("completed_route", sa.String(), nullable=True),
        sa.Column("proposed_urgency", sa.String(), nullable=True),
        sa.Column("agreement", sa.String(), nullable=True),
        sa.Column("arrived_at", Instant(timezone=True), nullable=True),
        sa.Column("opened_at", Instant(timezone=True), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("headline", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["platform_team.id"], name=op.f("fk_triage_intake_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_intake")),
        sa.UniqueConstraint("code", name=op.f("uq_triage_intake_code")),
    )
    op.create_index(
        "ix_triage_intake_claimed", "triage_intake", ["claimed_by", "listed"], unique=False
    )
    op.create_index(
        "ix_triage_intake_resident", "triage_intake", ["resident_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_triage_intake_worklist",
        "triage_intake",
        ["team_id", "listed", "calm", "due_at", "id"],
        unique=False,
    )
    op.create_table(
        "platform_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("role_open", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("acr", sa.String(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_hint", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("last_seen_at", Instant(timezone=True), nullable=False),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["platform_account.id"], name=op.f("fk_platform_session_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["platform_membership.id"],
            name=op.f("fk_platform_session_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_platform_session_token_hash")),
    )
    op.create_index(
        op.f("ix_platform_session_account_id"), "platform_session", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_platform_session_created_at"), "platform_session", ["created_at"], unique=False
    )
    op.create_table(
        "triage_decision",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["triage_intake.id"], name=op.f("fk_triage_decision_intake_id")
        ),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_triage_decision")),
    )
    op.create_index(
        op.f("ix_triage_decision_intake_id"), "triage_decision", ["intake_id"], unique=False
    )
    op.create_table(
        "triage_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("source_ref", sa.LargeBinary(), nullable=True),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["triage_intake.id"], name=op.f("fk_triage_fact_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_fact")),
    )
    op.create_index("ix_triage_fact_current", "triage_fact", ["intake_id", "current"], unique=False)
    op.create_table(
        "triage_timeline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("visible_to_resident", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["triage_intake.id"], name=op.f("fk_triage_timeline_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_timeline")),
    )
    op.create_index(
        "ix_triage_timeline_intake", "triage_timeline", ["intake_id", "position"], unique=False
    )
    heads = sa.table(
        "platform_audit_head",
        sa.column("shard", sa.Integer),
        sa.column("seq", sa.Integer),
        sa.column("hash", sa.LargeBinary),
    )
    op.bulk_insert(heads, [{"shard": n, "seq": 0, "hash": bytes(32)} for n in range(16)])


def downgrade() -> None:
    op.drop_index("ix_triage_timeline_intake", table_name="triage_timeline")
    op.drop_table("triage_timeline")
    op.drop_index("ix_triage_fact_current", table_name="triage_fact")
    op.drop_table("triage_fact")
    op.drop_index(op.f("ix_triage_decision_intake_id"), table_name="triage_decision")
    op.drop_table("triage_decision")
    op.drop_index(op.f("ix_platform_session_created_at"), table_name="platform_session")
    op.drop_index(op.f("ix_platform_session_account_id"), table_name="platform_session")
    op.drop_table("platform_session")
    op.drop_index("ix_triage_intake_worklist", table_name="triage_intake")
    op.drop_index("ix_triage_intake_resident", table_name="triage_intake")
    op.drop_index("ix_triage_intake_claimed", table_name="triage_intake")
    op.drop_table("triage_intake")
    op.drop_table("platform_team_area")
    op.drop_index(op.f("ix_platform_membership_team_id"), table_name="platform_membership")
    op.drop_index(op.f("ix_platform_membership_account_id"), table_name="platform_membership")
    op.drop_table("platform_membership")
    op.drop_table("rta_publication")
    op.drop_table("platform_team")
    op.drop_table("platform_inbox")
    op.drop_index(op.f("ix_platform_delivery_outbox_id"), table_name="platform_delivery")
    op.drop_index("ix_platform_delivery_open", table_name="platform_delivery")
    op.drop_table("platform_delivery")
    op.drop_table("platform_audit_person")
    op.drop_index("ix_directory_service_type", table_name="directory_service")
    op.drop_index(op.f("ix_directory_service_organization_id"), table_name="directory_service")
    op.drop_table("directory_service")
    op.drop_index(op.f("ix_rta_receipt_subject_at"), table_name="rta_receipt")
    op.drop_index(op.f("ix_rta_receipt_resident_id"), table_name="rta_receipt")
    op.drop_table("rta_receipt")
    op.drop_index(op.f("ix_rta_agreement_hash"), table_name="rta_agreement")
    op.drop_table("rta_agreement")
    op.drop_index(op.f("ix_platform_used_state_at"), table_name="platform_used_state")
    op.drop_table("platform_used_state")
    op.drop_index(op.f("ix_platform_pending_at"), table_name="platform_pending")
    op.drop_table("platform_pending")
    op.drop_table("platform_outbox")
    op.drop_table("platform_organization")
    op.drop_table("platform_key")
    op.drop_index(op.f("ix_platform_idempotency_at"), table_name="platform_idempotency")
    op.drop_table("platform_idempotency")
    op.drop_table("platform_clock")
    op.drop_table("platform_audit_head")
    op.drop_index("ix_platform_audit_shard_seq", table_name="platform_audit")
    op.drop_index("ix_platform_audit_resident_at", table_name="platform_audit")
    op.drop_table("platform_audit")
    op.drop_table("platform_account")
    op.drop_index(op.f("ix_directory_resident_postcode4"), table_name="directory_resident")
    op.drop_table("directory_resident")
    op.drop_index("ix_directory_relation_resident_actor", table_name="directory_relation")
    op.drop_index("ix_directory_relation_basis", table_name="directory_relation")
    op.drop_index("ix_directory_relation_actor", table_name="directory_relation")
    op.drop_table("directory_relation")
    op.drop_index(op.f("ix_directory_consent_resident_id"), table_name="directory_consent")
    op.drop_table("directory_consent")
