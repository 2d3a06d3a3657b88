"""Invitations that are good for one address, and when somebody was reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitation", sa.Column("is_bound", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("invitation", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("invitation", "reminded_at")
    op.drop_column("invitation", "is_bound")
