"""Calendar entries say which languages a recording has, and never of what not everybody may see."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Component

from eventapp.core.db import db
from eventapp.recordings import service
from eventapp.recordings.models import Recording
from eventapp.recordings.service import tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.recordings.conftest import Recordings
from tests.recordings.test_parts import bring_part, publish

FEED = "/events/forum/calendar.ics"


def entry(recordings: Recordings, client: FlaskClient, path: str = FEED) -> Component:
    uid = str(recordings.session.uid)
    return next(one for one in Calendar.from_ical(client.get(path).data).walk("VEVENT") if one["UID"] == uid)


def described(recordings: Recordings, client: FlaskClient, path: str = FEED) -> str:
    return str(entry(recordings, client, path)["DESCRIPTION"])


def subtitled(recordings: Recordings, **details: Any) -> Recording:
    made = recordings.ready(**details)
    with recordings.make.inside():
        recording = db.session.get_one(Recording, made.id)
        track = tracks.create_track(recording, "subtitles", "zh-Hant", [Cue(0, 1000, "早上好。")], origin="written")
        tracks.mark_checked(track, "Ada", 1)
        tracks.publish_track(track)
    return made


def test_an_entry_says_which_languages_there_are(recordings: Recordings, client: FlaskClient) -> None:
    before = described(recordings, client)
    made = subtitled(recordings)
    publish(recordings, bring_part(recordings, made, "sign_language", "hks"))
    told = described(recordings, client)
    assert "Recording" not in before
    assert "Recording: English · Subtitles: 繁體中文 · Sign language: Hong Kong Sign Language" in told


def test_it_says_so_in_the_calendars_language(recordings: Recordings, client: FlaskClient) -> None:
    subtitled(recordings)
    assert "錄影: English · 字幕: 繁體中文" in described(recordings, client, "/events/forum/calendar.ics?lang=zh-Hant")


def test_every_change_is_one_for_calendars(recordings: Recordings, client: FlaskClient) -> None:
    """LAST-MODIFIED and the feed's ETag move on with what is shown and with what is taken back."""
    stamps, tags = [], []

    def look() -> None:
        stamps.append(entry(recordings, client).decoded("LAST-MODIFIED"))
        tags.append(client.get(FEED).headers["ETag"])

    look()
    made = recordings.ready(is_published=False)
    look()
    for act in (service.publish, service.unpublish, service.publish, service.delete_recording):
        with recordings.make.inside():
            act(db.session.get_one(Recording, made.id))
        look()
    assert (stamps[0], tags[0]) == (stamps[1], tags[1])
    assert stamps[1:] == sorted(set(stamps[1:]))
    assert len(set(tags[1:])) == len(tags[1:])
    assert "Recording" not in described(recordings, client)


@pytest.mark.parametrize("details", [{"audience": "watching"}, {"is_published": False}])
def test_what_not_everybody_sees_is_in_no_calendar(
    recordings: Recordings, client: FlaskClient, details: dict[str, Any]
) -> None:
    subtitled(recordings, **details)
    assert "Recording" not in described(recordings, client)
