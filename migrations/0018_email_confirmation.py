"""Seats are for people: a registration is held until its emailed link is opened."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_registration_unconfirmed", ["confirm_by", "event_id"], "confirm_by IS NOT NULL"),
    ("ix_registration_origin", ["event_id", "origin", "created_at"], "origin != ''"),
    ("ix_registration_recent", ["event_id", "created_at"], "origin != ''"),
)


def upgrade() -> None:
    op.add_column("event", sa.Column("confirm_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket_type", sa.Column("confirm_minutes", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("origin", sa.String(), nullable=False, server_default=""))
    op.add_column("registration", sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    for name, columns, condition in _INDEXES:
        where = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
        op.create_index(name, "registration", columns, **where)


def downgrade() -> None:
    for name, _columns, _condition in reversed(_INDEXES):
        op.drop_index(name, "registration")
    op.drop_column("registration", "email_confirmed_at")
    op.drop_column("registration", "origin")
    op.drop_column("registration", "confirm_by")
    op.drop_column("ticket_type", "confirm_minutes")
    op.drop_column("event", "confirm_minutes")
