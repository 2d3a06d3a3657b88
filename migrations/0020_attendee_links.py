"""Links to all registrations at an address."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attendee_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_attendee_link_token_hash")),
    )
    op.create_index(op.f("ix_attendee_link_email"), "attendee_link", ["email"])
    op.create_index(op.f("ix_attendee_link_expires_at"), "attendee_link", ["expires_at"])


def downgrade() -> None:
    op.drop_table("attendee_link")
