"""Rooms beside each other have an area in common."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("room", sa.Column("area", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("room", "area")
