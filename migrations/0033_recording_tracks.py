"""Tracks of recordings: their lines, drafts that engines make, what was changed, and what others see."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('translate', 'keep', 'avoid')", name=op.f("ck_glossary_term_kind")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_glossary_term_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
    )
    op.create_index("ix_glossary_term_event", "glossary_term", ["event_id"], unique=False)
    op.create_table(
        "recording_track",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("source_revision", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_revision", sa.Integer(), nullable=True),
        sa.Column("is_published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_revision", sa.Integer(), nullable=True),
        sa.Column("published_checker", sa.String(), nullable=False),
        sa.Column("translator", sa.String(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT is_published OR published_checker <> ''", name=op.f("ck_recording_track_published_by_a_checker")
        ),
        sa.CheckConstraint(
            "kind IN ('transcript', 'subtitles', 'chapters', 'dub')", name=op.f("ck_recording_track_kind")
        ),
        sa.CheckConstraint(
            "origin IN ('written', 'file', 'captions', 'engine')", name=op.f("ck_recording_track_origin")
        ),
        sa.CheckConstraint(
            "state IN ('machine_draft', 'draft', 'being_checked', 'checked')", name=op.f("ck_recording_track_state")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name=op.f("fk_recording_track_recording_id_recording"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["recording_track.id"],
            name=op.f("fk_recording_track_source_id_recording_track"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_track")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_recording_track_link_hash")),
        sa.UniqueConstraint(
            "recording_id", "kind", "language", name=op.f("uq_recording_track_recording_id_kind_language")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_recording_track_uid")),
    )
    op.create_table(
        "cue_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cue_uid", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["recording_track.id"],
            name=op.f("fk_cue_change_track_id_recording_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cue_change")),
    )
    op.create_index("ix_cue_change_revision", "cue_change", ["track_id", "revision"], unique=False)
    op.create_table(
        "cue_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("cue_uid", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["recording_track.id"],
            name=op.f("fk_cue_comment_track_id_recording_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cue_comment")),
    )
    op.create_index("ix_cue_comment_track", "cue_comment", ["track_id"], unique=False)
    op.create_table(
        "draft_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("source_revision", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('transcribe', 'translate', 'speak')", name=op.f("ck_draft_job_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'stopped')", name=op.f("ck_draft_job_state")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_draft_job_recording_id_recording"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["recording_track.id"],
            name=op.f("fk_draft_job_source_id_recording_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_job")),
        sa.UniqueConstraint("uid", name=op.f("uq_draft_job_uid")),
    )
    op.create_index("ix_draft_job_recording", "draft_job", ["recording_id", "id"], unique=False)
    op.create_index("ix_draft_job_state", "draft_job", ["state", "id"], unique=False)
    op.create_table(
        "published_cue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_ms", sa.Integer(), nullable=False),
        sa.Column("ends_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["recording_track.id"],
            name=op.f("fk_published_cue_track_id_recording_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_cue")),
        sa.UniqueConstraint("track_id", "number", name=op.f("uq_published_cue_track_id_number")),
    )
    op.create_table(
        "track_cue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("starts_ms", sa.Integer(), nullable=False),
        sa.Column("ends_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_ms < ends_ms", name=op.f("ck_track_cue_ends_after_start")),
        sa.CheckConstraint("starts_ms >= 0", name=op.f("ck_track_cue_starts_in_it")),
        sa.ForeignKeyConstraint(
            ["track_id"], ["recording_track.id"], name=op.f("fk_track_cue_track_id_recording_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_cue")),
        sa.UniqueConstraint("track_id", "uid", name=op.f("uq_track_cue_track_id_uid")),
    )
    op.create_index("ix_track_cue_start", "track_cue", ["track_id", "starts_ms"], unique=False)
    op.create_table(
        "draft_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["draft_job.id"], name=op.f("fk_draft_piece_job_id_draft_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_piece")),
        sa.UniqueConstraint("job_id", "number", name=op.f("uq_draft_piece_job_id_number")),
    )


def downgrade() -> None:
    op.drop_table("draft_piece")
    op.drop_index("ix_track_cue_start", table_name="track_cue")
    op.drop_table("track_cue")
    op.drop_table("published_cue")
    op.drop_index("ix_draft_job_state", table_name="draft_job")
    op.drop_index("ix_draft_job_recording", table_name="draft_job")
    op.drop_table("draft_job")
    op.drop_index("ix_cue_comment_track", table_name="cue_comment")
    op.drop_table("cue_comment")
    op.drop_index("ix_cue_change_revision", table_name="cue_change")
    op.drop_table("cue_change")
    op.drop_table("recording_track")
    op.drop_index("ix_glossary_term_event", table_name="glossary_term")
    op.drop_table("glossary_term")
