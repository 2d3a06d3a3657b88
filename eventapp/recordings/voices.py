"""Who speaks whom in a dub: an engine's own voices, or one that is like the speaker's, where that speaker agreed."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from eventapp.recordings.engines.interfaces import EngineFailed, Voice
from eventapp.recordings.models import VoiceConsent
from eventapp.recordings.queries.voices import consent_of, consents_of, speakers_in

LIKENESS = "likeness:"
NUMBERED = 8
"""Voices that one chooses among by number; an engine with fewer begins again."""


class SpeakerVoices(NamedTuple):
    """A speaker as the lines name them, and the consent to their own voice where there is one."""

    name: str
    consent: VoiceConsent | None


def speakers_with_consents(event_id: int, recording_id: int) -> list[SpeakerVoices]:
    consents = consents_of(event_id)
    return [
        SpeakerVoices(name, next((one for one in consents if name in one.speaker.name.values()), None))
        for name in speakers_in(recording_id)
    ]


def likenesses_in(voices: Mapping[str, str]) -> list[str]:
    """The codes of the speakers whose own voices are imitated."""
    return [choice.removeprefix(LIKENESS) for choice in voices.values() if choice.startswith(LIKENESS)]


def voices_for(
    engine: Voice, language: str, chosen: Mapping[str, str], speakers: Iterable[str], event_id: int
) -> dict[str, str]:
    """What the engine calls the voice of each speaker; those for whom nothing is chosen have one each, in their order.

    Raises EngineFailed where somebody has not agreed, or no more, to be imitated, and where the engine cannot.
    """
    own = engine.voices(language)
    found = {}
    for number, name in enumerate(dict.fromkeys(speakers)):
        choice = chosen.get(name, "")
        if choice.startswith(LIKENESS):
            found[name] = _likeness(engine, choice.removeprefix(LIKENESS), event_id)
        else:
            place = int(choice) - 1 if choice.isdigit() else number
            found[name] = own[place % len(own)] if own else ""
    return found


def _likeness(engine: Voice, speaker_code: str, event_id: int) -> str:
    consent = consent_of(event_id, speaker_code)
    if consent is None:
        raise EngineFailed("no consent of the speaker is recorded")
    if not engine.takes_likeness:
        raise EngineFailed(f"{engine.name} has no voices of its users")
    return consent.voice
