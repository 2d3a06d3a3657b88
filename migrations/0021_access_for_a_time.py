"""A place in a team may be for a time."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("membership", "team_invitation"):
        op.add_column(table, sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in ("membership", "team_invitation"):
        op.drop_column(table, "ends_at")
        op.drop_column(table, "begins_at")
