"""Tracks that are files of their own: sign-language videos, dubs and audio descriptions that people made."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.recordings import queries, service
from eventapp.recordings.media_links import EVERYBODY, MediaLink, media_token
from eventapp.recordings.models import Recording, RecordingTrack, StoredLeftover
from eventapp.recordings.queries import tracks as track_queries
from eventapp.recordings.service import errors, tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.factories import Factories
from tests.pages import SURE
from tests.recordings.conftest import Recordings, Uploader, recording_of
from tests.recordings.prepared import insert_part
from tests.recordings.test_language_line import draft
from tests.recordings.test_tracks import Tracks


def bring_part(recordings: Recordings, main: Recording, kind: str, language: str) -> RecordingTrack:
    with recordings.make.inside():
        part = insert_part(db.session.get_one(Recording, main.id), kind, language, recordings.made)
        return db.session.query(RecordingTrack).filter_by(part_id=part.id).one()


def publish(recordings: Recordings, track: RecordingTrack) -> None:
    with recordings.make.inside():
        row = db.session.get_one(RecordingTrack, track.id)
        tracks.mark_checked(row, "Ada", row.revision)
        tracks.publish_track(row)


def playlist(recordings: Recordings, client: FlaskClient, recording_id: int) -> tuple[int, str]:
    """What everybody is answered for the playlist of a recording, or of a part of one."""
    with recordings.make.inside():
        token = media_token(MediaLink(recording_id, EVERYBODY))
    answer = client.get(f"/recordings/media/{token}/stream.m3u8")
    return answer.status_code, answer.text if answer.status_code == 200 else ""


def test_a_sign_language_video_is_uploaded_prepared_checked_and_shown(
    uploader: Uploader, organiser: FlaskClient, recordings: Recordings, client: FlaskClient, talk: Path
) -> None:
    main = recordings.ready()
    content = talk.read_bytes()
    location = uploader.begin(len(content), main=str(main.uid), kind="sign_language", language="hks")
    assert uploader.send(location, 0, content).status_code == 204
    part = recording_of(location, recordings.make.app)
    assert (part.main_id, part.language, part.title) == (main.id, "hks", "")
    assert recordings.prepare().state == "ready"
    with recordings.make.inside():
        (track,) = track_queries.tracks_of(main.id)
        assert (track.kind, track.language, track.origin, track.state) == ("sign_language", "hks", "file", "draft")
        assert [one.id for one in queries.recordings_of(recordings.session)] == [main.id]
    own = f"{recordings.admin}{main.uid}/tracks/{track.uid}/"
    assert "Hong Kong Sign Language" in organiser.get(own).text
    assert playlist(recordings, client, part.id) == (404, "")
    for deed in ("checked", "publish"):
        assert organiser.post(f"{own}{deed}", data=SURE | {"revision": "1"}).headers["Location"] == own
    page = client.get(recordings.public(main)).text
    streams = re.findall(r'<option value="(/recordings/media/[^"]+)" data-language="hks">', page)
    assert [client.get(one).text for one in streams] == [playlist(recordings, client, part.id)[1]]
    assert "360p.m3u8" in playlist(recordings, client, part.id)[1]


def test_a_part_is_seen_with_its_recording_alone(recordings: Recordings, client: FlaskClient) -> None:
    main = recordings.ready()
    track = bring_part(recordings, main, "sign_language", "hks")
    assert track.part_id is not None
    before = playlist(recordings, client, track.part_id)[0]
    publish(recordings, track)
    shown = playlist(recordings, client, track.part_id)[0]
    with recordings.make.inside():
        service.unpublish(db.session.get_one(Recording, main.id))
    without = playlist(recordings, client, track.part_id)[0]
    with recordings.make.inside():
        service.publish(db.session.get_one(Recording, main.id))
        tracks.unpublish_track(db.session.get_one(RecordingTrack, track.id))
    assert (before, shown, without, playlist(recordings, client, track.part_id)[0]) == (404, 200, 404, 404)


def test_a_part_is_shown_by_its_track_and_by_nothing_else(recordings: Recordings) -> None:
    main = recordings.ready()
    track = bring_part(recordings, main, "sign_language", "hks")
    with recordings.make.inside(), pytest.raises(errors.NotReady):
        service.publish(db.session.get_one(Recording, track.part_id))


def test_nobody_has_checked_a_file_that_is_still_coming(recordings: Recordings) -> None:
    main = recordings.ready()
    with recordings.make.inside():
        service.begin_part(db.session.get_one(Recording, main.id), "dub", "fr", "dub.mp3", 10)
        (track,) = track_queries.tracks_of(main.id)
        with pytest.raises(errors.NotReady):
            tracks.mark_checked(track, "Ada", 1)


def test_sounds_that_people_made_are_offered_with_what_they_are(recordings: Recordings, client: FlaskClient) -> None:
    main = recordings.ready()
    for kind, language in (("dub", "fr"), ("audio_description", "en")):
        publish(recordings, bring_part(recordings, main, kind, language))
    text = playlist(recordings, client, main.id)[1]
    sounds = re.findall(r'NAME="([^"]+)",LANGUAGE="(\w+)".*?AUTOSELECT=YES(.*?),URI="([^"]+)"', text)
    assert [sound[:3] for sound in sounds] == [
        ("English", "en", ""),
        ("English, with audio description", "en", ',CHARACTERISTICS="public.accessibility.describes-video"'),
        ("Français", "fr", ""),
    ]
    assert [client.get(address).text.splitlines()[0] for *_others, address in sounds[1:]] == ["#EXTM3U"] * 2


def test_descriptions_are_spoken_as_an_audio_description(recordings: Recordings, client: FlaskClient) -> None:
    language = Tracks(recordings)
    with recordings.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        lines = [Cue(500, 2500, "The harbour at dawn.")]
        described = tracks.create_track(recording, "descriptions", "en", lines, origin="written").id
    spoken = draft(language, "speak", "en", "espeak-ng", described)
    with recordings.make.inside():
        track = db.session.get_one(RecordingTrack, spoken)
        assert (track.kind, track.state, track.source_id) == ("audio_description", "machine_draft", described)
        tracks.mark_checked(track, "Ada", track.revision)
        tracks.publish_track(track)
    text = playlist(recordings, client, language.recording.id)[1]
    assert 'URI="audio-description-en.m3u8"' in text


def test_a_part_goes_with_its_track_and_with_its_recording(recordings: Recordings) -> None:
    main = recordings.ready()
    first = bring_part(recordings, main, "sign_language", "hks")
    bring_part(recordings, main, "dub", "fr")
    with recordings.make.inside():
        tracks.delete_track(db.session.get_one(RecordingTrack, first.id))
        assert db.session.get(Recording, first.part_id) is None
        service.delete_recording(db.session.get_one(Recording, main.id))
        assert (db.session.query(Recording).count(), db.session.query(RecordingTrack).count()) == (0, 0)
        assert db.session.query(StoredLeftover).count() == 3


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"kind": "sign_language", "language": "en"}, 422), ({"kind": "dub", "language": "hks"}, 422),
        ({"kind": "transcript", "language": "en"}, 422), ({"kind": "dub", "language": "xx"}, 422),
        ({"kind": "dub", "language": "fr", "main": "nothing"}, 404),
        ({"kind": "dub", "language": "fr", "main": "00000000-0000-4000-8000-000000000000"}, 404),
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_is_refused(
    uploader: Uploader, recordings: Recordings, told: dict[str, str], status: int
) -> None:
    main = recordings.ready()
    answer = uploader.create(10, **({"main": str(main.uid)} | told))
    with recordings.make.inside():
        assert (answer.status_code, track_queries.tracks_of(main.id)) == (status, [])


def test_there_is_one_of_a_kind_in_a_language(uploader: Uploader, recordings: Recordings) -> None:
    main = recordings.ready()
    bring_part(recordings, main, "dub", "fr")
    answer = uploader.create(10, main=str(main.uid), kind="dub", language="fr")
    assert (answer.status_code, answer.text) == (
        409, "There is one in this language already. Open it, or delete it first."
    )  # fmt: skip
    with recordings.make.inside():
        assert len(queries.recordings.parts_of_recording(main.id)) == 1


def test_nobody_brings_a_part_to_a_recording_of_another_session(
    uploader: Uploader, recordings: Recordings, make: Factories, event: Event
) -> None:
    other = recordings.ready(session=make.session(event))
    assert uploader.create(10, main=str(other.uid), kind="dub", language="fr").status_code == 404
