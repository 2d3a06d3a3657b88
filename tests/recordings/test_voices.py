"""Who speaks whom in a dub, and consent to voices that are like somebody's own."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme.models import Speaker
from eventapp.recordings.drafting import make
from eventapp.recordings.engines.http_services import HttpVoice, Service
from eventapp.recordings.engines.interfaces import EngineFailed
from eventapp.recordings.engines.programs import Espeak
from eventapp.recordings.models import DraftJob, Recording, RecordingTrack, VoiceConsent
from eventapp.recordings.service import drafts, tracks, voices
from eventapp.recordings.subtitles.cues import Cue
from eventapp.recordings.voices import voices_for
from tests.factories import Factories
from tests.recordings.conftest import Recordings

PANEL = [
    Cue(0, 1500, "Good morning.", "Ada Chan"),
    Cue(1500, 3000, "Welcome.", "Bo Li"),
    Cue(3000, 4500, "Thanks.", "Ada Chan"),
]
SERVICE = HttpVoice(Service("https://voices.example.org", "", "voices-1", 0.0), ["alloy", "onyx"])


@pytest.fixture
def ada(make: Factories, event: Event) -> Speaker:
    return make.speaker(event, "Ada Chan")


def agreed(make: Factories, speaker: Speaker) -> int:
    with make.inside():
        row = db.session.get_one(Speaker, speaker.id)
        return voices.record_consent(row, "ada-clone-7", clock.now().date(), "signed letter").id


def test_speakers_have_a_voice_each_in_their_order(make: Factories, event: Event) -> None:
    names = ["Ada Chan", "Bo Li", "Ada Chan", "Cy Wong"]
    with make.inside():
        assert voices_for(SERVICE, "en", {}, names, event.id) == {
            "Ada Chan": "alloy", "Bo Li": "onyx", "Cy Wong": "alloy",
        }  # fmt: skip
        assert len(set(voices_for(Espeak(), "en", {}, names, event.id).values())) == 3


def test_a_voice_that_was_chosen_is_used(make: Factories, event: Event) -> None:
    with make.inside():
        chosen = voices_for(SERVICE, "en", {"Ada Chan": "2"}, ["Ada Chan", "Bo Li"], event.id)
    assert chosen == {"Ada Chan": "onyx", "Bo Li": "onyx"}


def test_a_voice_like_the_speakers_own_is_used_with_consent_alone(make: Factories, event: Event, ada: Speaker) -> None:
    chosen = {"Ada Chan": f"likeness:{ada.code}"}
    with make.inside(), pytest.raises(EngineFailed, match="no consent"):
        voices_for(SERVICE, "en", chosen, ["Ada Chan"], event.id)
    agreed(make, ada)
    with make.inside():
        assert voices_for(SERVICE, "en", chosen, ["Ada Chan"], event.id) == {"Ada Chan": "ada-clone-7"}
        with pytest.raises(EngineFailed, match="no voices of its users"):
            voices_for(Espeak(), "en", chosen, ["Ada Chan"], event.id)


def test_consent_of_another_event_is_none(make: Factories, event: Event, ada: Speaker) -> None:
    agreed(make, ada)
    other = make.event("other")
    with make.inside(), pytest.raises(EngineFailed, match="no consent"):
        voices_for(SERVICE, "en", {"Ada Chan": f"likeness:{ada.code}"}, ["Ada Chan"], other.id)


def a_panel(recordings: Recordings) -> tuple[Recording, RecordingTrack]:
    made = recordings.ready()
    with recordings.make.inside():
        recording = db.session.get_one(Recording, made.id)
        return made, tracks.create_track(recording, "subtitles", "en", PANEL, origin="written")


def test_a_dub_says_whose_voices_are_imitated_and_goes_when_consent_is_taken_back(
    recordings: Recordings, make: Factories, ada: Speaker, organiser: FlaskClient
) -> None:
    agreed(make, ada)
    made, source = a_panel(recordings)
    with make.inside():
        recording = db.session.get_one(Recording, made.id)
        dub = tracks.create_track(recording, "dub", "en", PANEL, origin="engine", engine="voices-1")
        row = db.session.get_one(RecordingTrack, dub.id)
        row.likeness_of = [ada.code]
        db.session.commit()
    address = f"/admin/events/forum/voices/{ada.code}/withdraw"
    assert "1 dub with this voice is deleted." in organiser.post(address).text
    organiser.post(address, data={"confirmed": "1"})
    with make.inside():
        assert [one.id for one in db.session.query(RecordingTrack)] == [source.id]
        assert db.session.query(VoiceConsent).count() == 0


def test_each_speaker_of_a_panel_is_heard_in_another_voice(recordings: Recordings) -> None:
    made, source = a_panel(recordings)
    with recordings.make.inside():
        recording = db.session.get_one(Recording, made.id)
        row = db.session.get_one(RecordingTrack, source.id)
        drafts.ask_for_draft(recording, "speak", "en", "espeak-ng", source=row, cost=0.0, voices={"Bo Li": "3"})
        claimed = drafts.claim_draft()
        assert claimed is not None
        make(claimed)
        job = db.session.get_one(DraftJob, claimed, populate_existing=True)
        dub = db.session.query(RecordingTrack).filter_by(kind="dub").one()
        assert (job.state, job.failure, dub.likeness_of) == ("done", "", [])


def test_a_likeness_without_consent_makes_no_dub(recordings: Recordings, ada: Speaker) -> None:
    made, source = a_panel(recordings)
    with recordings.make.inside():
        recording = db.session.get_one(Recording, made.id)
        row = db.session.get_one(RecordingTrack, source.id)
        wanted = {"Ada Chan": f"likeness:{ada.code}"}
        drafts.ask_for_draft(recording, "speak", "en", "espeak-ng", source=row, cost=0.0, voices=wanted)
        claimed = drafts.claim_draft()
        assert claimed is not None
        make(claimed)
        job = db.session.get_one(DraftJob, claimed, populate_existing=True)
        assert (job.state, job.failure) == ("failed", "no consent of the speaker is recorded")
        assert db.session.query(RecordingTrack).filter_by(kind="dub").count() == 0


def test_the_team_records_consent_and_chooses_the_voice(
    recordings: Recordings, organiser: FlaskClient, ada: Speaker
) -> None:
    made, source = a_panel(recordings)
    told = {"speaker": ada.code, "given_on": "2026-11-02", "words": "signed letter", "voice": "ada-clone-7"}
    organiser.post("/admin/events/forum/voices/", data=told)
    assert "signed letter" in organiser.get("/admin/events/forum/voices/").text
    page = organiser.get(f"{recordings.admin}{made.uid}/drafts/").text
    assert f'value="likeness:{ada.code}"' in page
    wanted = {"wanted": f"speak|en|{source.uid}|espeak-ng", "voices-0-voice": "2", "voices-1-voice": ""}
    organiser.post(f"{recordings.admin}{made.uid}/drafts/", data=wanted | {"confirmed": "1"})
    with recordings.make.inside():
        assert [job.voices for job in db.session.query(DraftJob)] == [{"Ada Chan": "2"}]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"given_on": "2199-01-01"}, "That day is still to come."), ({"given_on": ""}, "Enter the day."),
        ({"given_on": "x"}, "Not a valid date value."),
        ({"words": ""}, "Say how they agreed."), ({"voice": ""}, "Enter the voice."),
        ({"speaker": "NOTHERE2"}, "Not a valid choice."), ({"words": "x" * 301}, "300"),
    ],
)  # fmt: skip
def test_consent_that_says_too_little_is_not_recorded(
    organiser: FlaskClient, make: Factories, ada: Speaker, changed: dict[str, str], words: str
) -> None:
    told = {"speaker": ada.code, "given_on": "2026-11-02", "words": "signed letter", "voice": "ada-clone-7"}
    answer = organiser.post("/admin/events/forum/voices/", data=told | changed)
    assert (answer.status_code, words in answer.text) == (422, True)
    with make.inside():
        assert db.session.query(VoiceConsent).count() == 0


def test_a_voice_that_is_not_offered_is_refused(recordings: Recordings, organiser: FlaskClient, ada: Speaker) -> None:
    made, source = a_panel(recordings)
    wanted = {"wanted": f"speak|en|{source.uid}|espeak-ng", "voices-0-voice": f"likeness:{ada.code}"}
    answer = organiser.post(f"{recordings.admin}{made.uid}/drafts/", data=wanted | {"confirmed": "1"})
    assert answer.status_code == 422
    with recordings.make.inside():
        assert db.session.query(DraftJob).count() == 0


def test_consent_is_of_a_day_that_was(make: Factories, ada: Speaker) -> None:
    with make.inside():
        row = db.session.get_one(Speaker, ada.id)
        before = clock.now().date() - timedelta(days=30)
        first = voices.record_consent(row, "ada-1", before, "mail")
        second = voices.record_consent(row, "ada-2", clock.now().date(), "letter")
        assert (first.id == second.id, second.voice, second.words) == (True, "ada-2", "letter")
