"""How long an event keeps what it knows of people, and when somebody took their agreement back."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.CheckConstraint("days BETWEEN 0 AND 3650", name=op.f("ck_retention_rule_days")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_retention_rule_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint("event_id", "purpose", name=op.f("uq_retention_rule_event_id_purpose")),
    )
    op.add_column("consent", sa.Column("withdrawn_at", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("consent", "withdrawn_at")
    op.drop_table("retention_rule")
