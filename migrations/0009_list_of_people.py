"""PostgreSQL searches the list of people in its index alone: the ids that it asks for are in it."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = ["event_id", "created_at", "state", "ticket_type_id", "search_text"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_registration_search", "registration", _COLUMNS, postgresql_include=["id"])
        op.drop_index("ix_registration_list", "registration")
        op.execute("ALTER INDEX ix_registration_search RENAME TO ix_registration_list")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_registration_list", "registration")
        op.create_index("ix_registration_list", "registration", _COLUMNS)
