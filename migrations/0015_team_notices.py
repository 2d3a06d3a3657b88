"""What members of a team want to be written to about, and what they were told."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("wants_digest", "wants_warnings"):
        op.add_column("membership", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "fill_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_fill_warning_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fill_warning")),
        sa.UniqueConstraint(
            "event_id", "what", "subject_id", name=op.f("uq_fill_warning_event_id_what_subject_id")
        ),
    )
    op.create_table(
        "team_digest",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.String(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_team_digest_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_team_digest")),
    )


def downgrade() -> None:
    op.drop_table("team_digest")
    op.drop_table("fill_warning")
    for name in ("wants_warnings", "wants_digest"):
        op.drop_column("membership", name)
