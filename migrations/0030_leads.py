"""Lead capture: what the event sets, who agreed to what, exhibitors' phones, and what they noted."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lead_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_lead_device_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_lead_device_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_lead_device_uid")),
    )
    op.create_index(op.f("ix_lead_device_company_id"), "lead_device", ["company_id"], unique=False)
    op.create_table(
        "lead_pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_lead_pairing_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_pairing")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_lead_pairing_code_hash")),
    )
    op.create_index(op.f("ix_lead_pairing_company_id"), "lead_pairing", ["company_id"], unique=False)
    op.create_table(
        "lead_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_lead_question_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_question")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_lead_question_company_id_code")),
    )
    op.create_table(
        "lead_settings",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("consent_question_id", sa.Integer(), nullable=True),
        sa.Column("question_details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_question_id"],
            ["question.id"],
            name=op.f("fk_lead_settings_consent_question_id_question"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_lead_settings_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_lead_settings")),
    )
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'agreed', 'withdrawn')", name=op.f("ck_lead_state")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_lead_company_id_company")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_lead_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("company_id", "registration_id", name=op.f("uq_lead_company_id_registration_id")),
    )
    op.create_index(op.f("ix_lead_registration_id"), "lead", ["registration_id"], unique=False)
    op.create_table(
        "lead_consent",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_lead_consent_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_lead_consent")),
    )
    op.create_table(
        "lead_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating IN ('hot', 'warm', 'cold')", name=op.f("ck_lead_note_rating")),
        sa.ForeignKeyConstraint(["device_id"], ["lead_device.id"], name=op.f("fk_lead_note_device_id_lead_device")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_note_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_note")),
        sa.UniqueConstraint("uuid", name=op.f("uq_lead_note_uuid")),
    )
    op.create_index(op.f("ix_lead_note_device_id"), "lead_note", ["device_id"], unique=False)
    op.create_index(op.f("ix_lead_note_lead_id"), "lead_note", ["lead_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_lead_note_lead_id"), table_name="lead_note")
    op.drop_index(op.f("ix_lead_note_device_id"), table_name="lead_note")
    op.drop_table("lead_note")
    op.drop_table("lead_consent")
    op.drop_index(op.f("ix_lead_registration_id"), table_name="lead")
    op.drop_table("lead")
    op.drop_table("lead_settings")
    op.drop_table("lead_question")
    op.drop_index(op.f("ix_lead_pairing_company_id"), table_name="lead_pairing")
    op.drop_table("lead_pairing")
    op.drop_index(op.f("ix_lead_device_company_id"), table_name="lead_device")
    op.drop_table("lead_device")
