"""Live captions of sessions: feeds in a language, and their lines."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "caption_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("captioner_hash", sa.String(), nullable=False),
        sa.Column("screen_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_caption_feed_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caption_feed")),
        sa.UniqueConstraint("captioner_hash", name=op.f("uq_caption_feed_captioner_hash")),
        sa.UniqueConstraint("screen_hash", name=op.f("uq_caption_feed_screen_hash")),
        sa.UniqueConstraint("session_id", "language", name=op.f("uq_caption_feed_session_id_language")),
        sa.UniqueConstraint("uid", name=op.f("uq_caption_feed_uid")),
    )
    op.create_table(
        "caption_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["caption_feed.id"], name=op.f("fk_caption_line_feed_id_caption_feed"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caption_line")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_caption_line_feed_id_key")),
        sa.UniqueConstraint("feed_id", "number", name=op.f("uq_caption_line_feed_id_number")),
    )


def downgrade() -> None:
    op.drop_table("caption_line")
    op.drop_table("caption_feed")
