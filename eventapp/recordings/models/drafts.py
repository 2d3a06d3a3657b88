"""Drafts that engines make, piece by piece, and the event's own words that they are given."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, TEAM, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.programme.models import Speaker
from eventapp.recordings.models.recordings import Recording
from eventapp.recordings.models.tracks import RecordingTrack

DRAFT_KINDS = ("transcribe", "translate", "speak", "burn", "slides")
DRAFT_STATES = ("waiting", "running", "done", "failed", "stopped")
TERM_KINDS = ("translate", "keep", "avoid")


class DraftJob(Model):
    """A draft that is wanted: of `kind`, in `language`, from `source` (a transcript from the sound itself).

    `position` of `total` pieces are done; each that is done stays done, since it may have cost something. `cost` is
    what was shown before it began. `voices` are who speaks whom: speakers' names as the lines have them, and voices.
    """

    __tablename__ = "draft_job"
    personal_data = PersonalData(TEAM, "programme", ("asked_by",))
    __table_args__ = (
        one_of("kind", DRAFT_KINDS, "kind"),
        one_of("state", DRAFT_STATES, "state"),
        Index("ix_draft_job_state", "state", "id"),
        Index("ix_draft_job_recording", "recording_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id", ondelete="CASCADE"))
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str]
    language: Mapped[str]
    engine: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("recording_track.id", ondelete="CASCADE"))
    source_revision: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="waiting")
    total: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    cost: Mapped[float] = mapped_column(default=0.0)
    voices: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    failure: Mapped[str] = mapped_column(default="")
    claimed_by: Mapped[str] = mapped_column(default="")
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(default="")
    seconds: Mapped[float] = mapped_column(default=0.0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    recording: Mapped[Recording] = relationship()
    source: Mapped[RecordingTrack | None] = relationship()

    @property
    def is_at_work(self) -> bool:
        return self.state in ("waiting", "running")


class DraftPiece(Model):
    """A piece of a draft that is done, with what the engine gave for it."""

    __tablename__ = "draft_piece"
    personal_data = PersonalData(SPEAKERS, "programme", ("result",))
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("draft_job.id", ondelete="CASCADE"))
    number: Mapped[int]
    result: Mapped[Any] = mapped_column(JSON)


class VoiceConsent(Model):
    """A speaker agreed that a machine imitates their voice: when, how (a letter, a mail), and who recorded it here.

    `voice` is what the speech service calls the voice that is like theirs.
    """

    __tablename__ = "voice_consent"
    personal_data = PersonalData(SPEAKERS, "programme", ("voice", "words", "recorded_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id", ondelete="CASCADE"), unique=True)
    voice: Mapped[str]
    given_on: Mapped[date]
    words: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    speaker: Mapped[Speaker] = relationship()


class GlossaryTerm(Model):
    """A word of the event: `forms` are how it is in each language. `kind` says whether it is translated so, kept as it
    is in every language, or never to be used."""

    __tablename__ = "glossary_term"
    personal_data = None
    __table_args__ = (one_of("kind", TERM_KINDS, "kind"), Index("ix_glossary_term_event", "event_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(default="translate")
    forms: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
