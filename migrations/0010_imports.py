"""What was chosen for a file that waits to be imported, and what was said of columns before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FILES = (
    ("programme_upload", ("mapping", "encoding", "sheet", "whole_days")),
    ("attendee_import", ("encoding", "sheet", "updated")),
)


def upgrade() -> None:
    kinds = {"mapping": (sa.JSON(), "{}"), "updated": (sa.Integer(), "0")}
    for table, columns in _FILES:
        for name in columns:
            kind, default = kinds.get(name, (sa.String(), ""))
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_column_mapping_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("event_id", "kind", "digest", name=op.f("uq_column_mapping_event_id_kind_digest")),
    )
    op.create_index(op.f("ix_column_mapping_digest"), "column_mapping", ["digest"])


def downgrade() -> None:
    op.drop_table("column_mapping")
    for table, columns in _FILES:
        for name in columns:
            op.drop_column(table, name)
