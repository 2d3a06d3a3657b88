"""What came from another instance: its links lead here, and its tickets are known."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moved_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_moved_link")),
    )
    op.create_index("ix_moved_link_subject", "moved_link", ["kind", "subject_id"])
    op.add_column("ticket_key", sa.Column("moved_from", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("ticket_key", "moved_from")
    op.drop_table("moved_link")
