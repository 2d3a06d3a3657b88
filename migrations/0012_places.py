"""Places hold a number of people, and entering one can mean leaving another."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate") as table:
        table.add_column(sa.Column("most_inside", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_gate_most_inside"), "most_inside > 0")
    op.add_column(
        "door_settings", sa.Column("entering_leaves", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("door_settings", "entering_leaves")
    with op.batch_alter_table("gate") as table:
        table.drop_constraint(op.f("ck_gate_most_inside"), type_="check")
        table.drop_column("most_inside")
