"""Titles, their rights, pictures, and the sessions they are shown in."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "title_catalogue",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_title_catalogue_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_title_catalogue")),
    )
    op.create_table(
        "title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("synopsis", sa.JSON(), nullable=False),
        sa.Column("genres", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("episodes", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("subtitles", sa.JSON(), nullable=False),
        sa.Column("dubs", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("clips", sa.JSON(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.JSON(), nullable=False),
        sa.Column("budget_band", sa.String(), nullable=True),
        sa.Column("sought", sa.JSON(), nullable=False),
        sa.Column("regime", sa.String(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("badge_class", sa.String(), nullable=True),
        sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("picture_key", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("import_reference", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(audience = 'badge_class') = (badge_class IS NOT NULL)", name=op.f('ck_title_class_of_the_audience')),
        sa.CheckConstraint("audience IN ('public', 'registered', 'badge_class')", name=op.f('ck_title_audience')),
        sa.CheckConstraint("badge_class IN ('delegate', 'buyer', 'speaker', 'press', 'exhibitor', 'vip')", name=op.f('ck_title_badge_class')),
        sa.CheckConstraint("budget_band IN ('under_1m', '1m_5m', '5m_20m', 'over_20m')", name=op.f('ck_title_budget_band')),
        sa.CheckConstraint("kind IN ('film', 'series', 'short_drama', 'documentary', 'animation', 'format', 'novel', 'other_ip')", name=op.f('ck_title_kind')),
        sa.CheckConstraint("regime IN ('cepa', 'treaty', 'national')", name=op.f('ck_title_regime')),
        sa.CheckConstraint("stage IN ('idea', 'development', 'production', 'finished')", name=op.f('ck_title_stage')),
        sa.CheckConstraint("state IN ('draft', 'published', 'hidden')", name=op.f('ck_title_state')),
        sa.CheckConstraint("episodes IS NULL OR episodes BETWEEN 1 AND 10000", name=op.f("ck_title_episodes")),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 10000", name=op.f("ck_title_minutes")),
        sa.CheckConstraint("year IS NULL OR year BETWEEN 1880 AND 2200", name=op.f("ck_title_year")),
        sa.ForeignKeyConstraint(["based_on_id"], ["title.id"], name=op.f("fk_title_based_on_id_title")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_title_company_id_company")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_title_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_title_event_id_code")),
        sa.UniqueConstraint("event_id", "import_reference", name=op.f("uq_title_event_id_import_reference")),
        sa.UniqueConstraint("uid", name=op.f("uq_title_uid")),
    )
    op.create_index(op.f("ix_title_based_on_id"), "title", ["based_on_id"], unique=False)
    op.create_index(op.f("ix_title_company_id"), "title", ["company_id"], unique=False)
    op.create_index("ix_title_list", "title", ["event_id", "state", "sort_name"], unique=False)
    op.create_table(
        "title_picture",
        sa.Column("title_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_title_picture_title_id_title")),
        sa.PrimaryKeyConstraint("title_id", name=op.f("pk_title_picture")),
    )
    op.create_table(
        "title_right",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("territory", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("medium IN ('all', 'theatrical', 'television', 'streaming', 'video', 'inflight', 'remake', 'publishing')", name=op.f('ck_title_right_medium')),
        sa.CheckConstraint("state IN ('free', 'optioned', 'sold')", name=op.f('ck_title_right_state')),
        sa.CheckConstraint("ends_on IS NULL OR begins_on IS NULL OR ends_on >= begins_on", name=op.f("ck_title_right_ends_after_start")),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_title_right_title_id_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_right")),
    )
    op.create_index(op.f("ix_title_right_title_id"), "title_right", ["title_id"], unique=False)
    op.create_table(
        "title_session",
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_title_session_session_id_session")),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_title_session_title_id_title")),
        sa.PrimaryKeyConstraint("title_id", "session_id", name=op.f("pk_title_session")),
    )
    op.create_index(op.f("ix_title_session_session_id"), "title_session", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_title_session_session_id"), table_name="title_session")
    op.drop_table("title_session")
    op.drop_index(op.f("ix_title_right_title_id"), table_name="title_right")
    op.drop_table("title_right")
    op.drop_table("title_picture")
    op.drop_index("ix_title_list", table_name="title")
    op.drop_index(op.f("ix_title_company_id"), table_name="title")
    op.drop_index(op.f("ix_title_based_on_id"), table_name="title")
    op.drop_table("title")
    op.drop_table("title_catalogue")
