"""Recordings of titles, tracks that are files of their own or describe the picture, and agreed likenesses of voices."""

import sqlalchemy as sa
from alembic import op

from eventapp.core.migrations import free_sqlite

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

KINDS = "kind IN ('transcript', 'subtitles', 'chapters', 'dub')"
MORE_KINDS = (
    "kind IN ('transcript', 'subtitles', 'chapters', 'descriptions', 'dub', 'audio_description', 'sign_language')"
)
DRAFTS = "kind IN ('transcribe', 'translate', 'speak')"
MORE_DRAFTS = "kind IN ('transcribe', 'translate', 'speak', 'burn', 'slides')"
BELOW = (
    ("recording", "recording_id",
     ("upload_part", "preparation_step", "recording_file", "recording_track", "draft_job")),
    ("recording_track", "track_id", ("track_cue", "cue_change", "cue_comment", "published_cue")),
    ("draft_job", "job_id", ("draft_piece",)),
)  # fmt: skip
"""What goes with a row, where the database does not see to it while its foreign keys are off."""
OF_ONE = "ck_recording_of_a_session_or_a_title"


def upgrade() -> None:
    free_sqlite()
    with op.batch_alter_table("recording") as table:
        for name in ("event_id", "title_id", "main_id"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.alter_column("session_id", existing_type=sa.Integer(), nullable=True)
    op.execute("UPDATE recording SET event_id = (SELECT event_id FROM session WHERE session.id = recording.session_id)")
    with op.batch_alter_table("recording") as table:
        table.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(op.f("fk_recording_event_id_event"), "event", ["event_id"], ["id"])
        table.create_foreign_key(op.f("fk_recording_title_id_title"), "title", ["title_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_recording_main_id_recording"), "recording", ["main_id"], ["id"], ondelete="CASCADE"
        )
        table.create_check_constraint(op.f(OF_ONE), "(session_id IS NULL) <> (title_id IS NULL)")
        table.create_index(op.f("ix_recording_main_id"), ["main_id"])
        table.create_index("ix_recording_title", ["title_id", "id"])
        table.create_index("ix_recording_event", ["event_id", "id"])
    with op.batch_alter_table("recording_track") as table:
        table.add_column(sa.Column("part_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("likeness_of", sa.JSON(), server_default="[]", nullable=False))
        table.create_foreign_key(
            op.f("fk_recording_track_part_id_recording"), "recording", ["part_id"], ["id"], ondelete="SET NULL"
        )
        table.drop_constraint(op.f("ck_recording_track_kind"), type_="check")
        table.create_check_constraint(op.f("ck_recording_track_kind"), MORE_KINDS)
    with op.batch_alter_table("draft_job") as table:
        table.add_column(sa.Column("voices", sa.JSON(), server_default="{}", nullable=False))
        table.drop_constraint(op.f("ck_draft_job_kind"), type_="check")
        table.create_check_constraint(op.f("ck_draft_job_kind"), MORE_DRAFTS)
    op.create_table(
        "voice_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name=op.f("fk_voice_consent_speaker_id_speaker"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_consent")),
        sa.UniqueConstraint("speaker_id", name=op.f("uq_voice_consent_speaker_id")),
    )


def downgrade() -> None:
    """Recordings of titles go, and with them the tracks that no earlier version knows."""
    free_sqlite()
    op.drop_table("voice_consent")
    op.execute("DELETE FROM draft_job WHERE kind IN ('burn', 'slides')")
    op.execute(f"DELETE FROM recording_track WHERE NOT {KINDS}")  # noqa: S608  # a constant
    op.execute("DELETE FROM recording WHERE main_id IS NOT NULL OR session_id IS NULL")
    for parent, key, children in BELOW:
        for child in children:
            op.execute(f"DELETE FROM {child} WHERE {key} NOT IN (SELECT id FROM {parent})")  # noqa: S608  # constants
    with op.batch_alter_table("draft_job") as table:
        table.drop_constraint(op.f("ck_draft_job_kind"), type_="check")
        table.create_check_constraint(op.f("ck_draft_job_kind"), DRAFTS)
        table.drop_column("voices")
    with op.batch_alter_table("recording_track") as table:
        table.drop_constraint(op.f("fk_recording_track_part_id_recording"), type_="foreignkey")
        table.drop_column("part_id")
        table.drop_column("likeness_of")
        table.drop_constraint(op.f("ck_recording_track_kind"), type_="check")
        table.create_check_constraint(op.f("ck_recording_track_kind"), KINDS)
    with op.batch_alter_table("recording") as table:
        for name in ("ix_recording_event", "ix_recording_title", op.f("ix_recording_main_id")):
            table.drop_index(name)
        table.drop_constraint(op.f(OF_ONE), type_="check")
        for name, target in (("event_id", "event"), ("title_id", "title"), ("main_id", "recording")):
            table.drop_constraint(op.f(f"fk_recording_{name}_{target}"), type_="foreignkey")
            table.drop_column(name)
        table.alter_column("session_id", existing_type=sa.Integer(), nullable=False)
