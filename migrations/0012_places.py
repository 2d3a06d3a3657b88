"""Places hold a number of people, and entering one can mean leaving another."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Devices and scans name gates, so SQLite may not make the table anew.
    op.execute(
        "ALTER TABLE gate ADD COLUMN most_inside INTEGER CONSTRAINT ck_gate_most_inside CHECK (most_inside > 0)"
    )
    op.add_column(
        "door_settings", sa.Column("entering_leaves", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("door_settings", "entering_leaves")
    op.drop_column("gate", "most_inside")
