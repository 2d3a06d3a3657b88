"""Tracks of a recording: what is said, in a language, with times; who made and checked it, and what others see."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, TEAM, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.recordings.models.recordings import Recording

LINES = ("transcript", "subtitles", "chapters", "descriptions")
"""Kinds that are read."""
SOUNDS = ("dub", "audio_description")
"""Kinds that are heard: in place of the recording's own sound."""
PARTS = (*SOUNDS, "sign_language")
"""Kinds that a file of its own can be, which is prepared as a recording is."""
KINDS = (*LINES, *PARTS)
ORIGINS = ("written", "file", "captions", "engine")
TRACK_STATES = ("machine_draft", "draft", "being_checked", "checked")


class RecordingTrack(Model):
    """What is said, shown or heard in one language beside the recording: of the kinds above.

    `revision` grows with every change of its lines. `engine` names what made it, where that was no person. It was made
    from `source` as that was at `source_revision`. `checked_by` checked the lines of `checked_revision`; what others
    see are the lines of `published_revision`, which `published_checker` had checked. `link_generation` is 0 while
    nobody outside the team has a link to it. `part_id` is the recording that it is, where somebody brought a file.
    `likeness_of` are the codes of the speakers whose own voices a machine imitates in it.
    """

    __tablename__ = "recording_track"
    address_key = "uid"
    personal_data = PersonalData(TEAM, "programme", ("checked_by", "published_checker", "translator"))
    __table_args__ = (
        UniqueConstraint("recording_id", "kind", "language"),
        one_of("kind", KINDS, "kind"),
        one_of("origin", ORIGINS, "origin"),
        one_of("state", TRACK_STATES, "state"),
        CheckConstraint("NOT is_published OR published_checker <> ''", name="published_by_a_checker"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id", ondelete="CASCADE"))
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str]
    language: Mapped[str]
    origin: Mapped[str]
    engine: Mapped[str] = mapped_column(default="")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("recording_track.id", ondelete="SET NULL"))
    source_revision: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    checked_by: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_revision: Mapped[int | None]
    is_published: Mapped[bool] = mapped_column(default=False, server_default=false())
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_revision: Mapped[int | None]
    published_checker: Mapped[str] = mapped_column(default="")
    translator: Mapped[str] = mapped_column(default="")
    link_generation: Mapped[int] = mapped_column(default=0)
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id", ondelete="SET NULL"))
    likeness_of: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    recording: Mapped[Recording] = relationship(back_populates="tracks", foreign_keys=recording_id)
    part: Mapped[Recording | None] = relationship(foreign_keys=part_id)
    source: Mapped["RecordingTrack | None"] = relationship(remote_side="RecordingTrack.id")

    @property
    def is_checked(self) -> bool:
        """Whether somebody has checked the lines as they are now."""
        return self.state == "checked" and self.checked_revision == self.revision

    @property
    def is_stale(self) -> bool:
        """Whether what it was made from has changed since."""
        return self.source is not None and self.source.revision != self.source_revision

    @property
    def has_news(self) -> bool:
        """Whether its lines were changed since others see them."""
        return self.is_published and self.published_revision != self.revision


class TrackCue(Model):
    """A line of a track as the team has it. `version` grows with every change of it; `revision` is that of the track
    when it was changed last."""

    __tablename__ = "track_cue"
    personal_data = PersonalData(SPEAKERS, "programme", ("text", "speaker"))
    __table_args__ = (
        UniqueConstraint("track_id", "uid"),
        CheckConstraint("starts_ms < ends_ms", name="ends_after_start"),
        CheckConstraint("starts_ms >= 0", name="starts_in_it"),
        Index("ix_track_cue_start", "track_id", "starts_ms"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("recording_track.id", ondelete="CASCADE"))
    uid: Mapped[str]
    starts_ms: Mapped[int]
    ends_ms: Mapped[int]
    text: Mapped[str]
    speaker: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int]


class CueChange(Model):
    """What somebody did to a line: how it was, and how it is since. None stands for a line that is not there."""

    __tablename__ = "cue_change"
    personal_data = PersonalData(TEAM, "programme", ("actor",))
    __table_args__ = (Index("ix_cue_change_revision", "track_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("recording_track.id", ondelete="CASCADE"))
    revision: Mapped[int]
    cue_uid: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CueComment(Model):
    """What somebody who edits or checks a track says about a line to the others."""

    __tablename__ = "cue_comment"
    personal_data = PersonalData(TEAM, "programme", ("author", "text"))
    __table_args__ = (Index("ix_cue_comment_track", "track_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("recording_track.id", ondelete="CASCADE"))
    cue_uid: Mapped[str]
    author: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_done: Mapped[bool] = mapped_column(default=False, server_default=false())


class PublishedCue(Model):
    """A line of a track as others see it and find it; `search_text` has it in both Chinese scripts."""

    __tablename__ = "published_cue"
    personal_data = PersonalData(SPEAKERS, "programme", ("text", "speaker", "search_text"))
    __table_args__ = (UniqueConstraint("track_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("recording_track.id", ondelete="CASCADE"))
    number: Mapped[int]
    starts_ms: Mapped[int]
    ends_ms: Mapped[int]
    text: Mapped[str]
    speaker: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str]
