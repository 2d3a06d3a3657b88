"""Reads about who speaks in recordings, and whose voices may be imitated."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.core.db import db
from eventapp.programme.models import Speaker
from eventapp.recordings.models import RecordingTrack, TrackCue, VoiceConsent

MOST_SPEAKERS = 12


def speakers_in(recording_id: int) -> list[str]:
    """The names before the lines of a recording's tracks, those that come first before others."""
    query = (
        select(TrackCue.speaker).join(RecordingTrack, TrackCue.track_id == RecordingTrack.id)
        .where(RecordingTrack.recording_id == recording_id, TrackCue.speaker != "")
        .order_by(TrackCue.starts_ms, TrackCue.id)
    )  # fmt: skip
    return list(dict.fromkeys(db.session.scalars(query)))[:MOST_SPEAKERS]


def consents_of(event_id: int) -> list[VoiceConsent]:
    query = select(VoiceConsent).join(VoiceConsent.speaker).where(Speaker.event_id == event_id)
    return list(db.session.scalars(query.order_by(VoiceConsent.id).options(joinedload(VoiceConsent.speaker))))


def consent_of(event_id: int, speaker_code: str) -> VoiceConsent | None:
    query = select(VoiceConsent).join(VoiceConsent.speaker).where(Speaker.event_id == event_id)
    return db.session.scalar(query.where(Speaker.code == speaker_code).options(joinedload(VoiceConsent.speaker)))
