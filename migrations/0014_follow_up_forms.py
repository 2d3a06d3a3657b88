"""Forms that people answer after they were let in."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("introduction", sa.JSON(), nullable=False),
        sa.Column("ticket_type_ids", sa.JSON(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminds_days", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reminds_days BETWEEN 1 AND 60", name=op.f("ck_follow_up_form_reminds_days")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_follow_up_form_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_form")),
    )
    op.create_index(op.f("ix_follow_up_form_event_id"), "follow_up_form", ["event_id"])
    op.create_table(
        "follow_up_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["form_id"], ["follow_up_form.id"], name=op.f("fk_follow_up_reply_form_id_follow_up_form")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_follow_up_reply_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_reply")),
        sa.UniqueConstraint("form_id", "registration_id", name=op.f("uq_follow_up_reply_form_id_registration_id")),
    )
    op.create_index(op.f("ix_follow_up_reply_registration_id"), "follow_up_reply", ["registration_id"])
    # Answers name questions, so SQLite may not make the table anew.
    op.execute(
        "ALTER TABLE question ADD COLUMN follow_up_id INTEGER "
        "CONSTRAINT fk_question_follow_up_id_follow_up_form REFERENCES follow_up_form (id)"
    )
    op.create_index(op.f("ix_question_follow_up_id"), "question", ["follow_up_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_question_follow_up_id"), "question")
    op.drop_column("question", "follow_up_id")
    op.drop_table("follow_up_reply")
    op.drop_table("follow_up_form")
