"""What an event may spend on text messages, and how many went to one number; calendars of deadlines."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_budget",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("spent >= 0 AND allowed >= 0", name=op.f("ck_text_budget_counts")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_text_budget")),
    )
    op.create_table(
        "deadline_calendar",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_deadline_calendar_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_deadline_calendar")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_deadline_calendar_token_hash")),
    )
    op.create_index("ix_mail_recipient", "mail", ["recipient", "delivered_at"])


def downgrade() -> None:
    op.drop_index("ix_mail_recipient", "mail")
    op.drop_table("deadline_calendar")
    op.drop_table("text_budget")
