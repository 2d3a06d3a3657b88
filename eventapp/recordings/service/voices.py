"""Whose voices a machine may imitate: agreed to by the speaker, recorded here first, and taken back at any time."""

from datetime import date

from sqlalchemy import select

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.programme.models import Speaker
from eventapp.recordings.models import Recording, RecordingTrack, VoiceConsent
from eventapp.recordings.service.tracks import delete_track


@transactional
def record_consent(speaker: Speaker, voice: str, given_on: date, words: str) -> VoiceConsent:
    """`voice` is what the speech service calls the voice, `words` say how the speaker agreed. In place of what was
    recorded before."""
    actor = audit.acting()[1]
    found = db.session.scalar(select(VoiceConsent).where(VoiceConsent.speaker_id == speaker.id).with_for_update())
    if found is None:
        found = VoiceConsent(speaker_id=speaker.id)
        db.session.add(found)
    found.voice, found.given_on, found.words = voice, given_on, words
    found.recorded_by, found.recorded_at = actor, clock.now()
    db.session.flush()
    after = {"given_on": given_on.isoformat(), "words": words}
    audit.record("speaker.voice_consent_recorded", speaker, event_id=speaker.event_id, after=after)
    return found


@transactional
def withdraw_consent(consent: VoiceConsent) -> int:
    """Forget it, and delete what was made with that voice. Returns how many tracks that were."""
    speaker = consent.speaker
    gone = tracks_with_likeness(speaker)
    for track in gone:
        delete_track(track)
    db.session.delete(consent)
    audit.record("speaker.voice_consent_withdrawn", speaker, event_id=speaker.event_id, after={"tracks": len(gone)})
    return len(gone)


def tracks_with_likeness(speaker: Speaker) -> list[RecordingTrack]:
    """In which a machine imitates the speaker's voice."""
    query = select(RecordingTrack).join(Recording, RecordingTrack.recording_id == Recording.id)
    found = db.session.scalars(query.where(Recording.event_id == speaker.event_id))
    return [track for track in found if speaker.code in track.likeness_of]
