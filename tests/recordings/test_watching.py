"""Who sees a recording: its pages and every file of it, at this moment and not a moment longer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.object_storage import storage
from eventapp.events import service as events
from eventapp.events.models import Event, Membership
from eventapp.programme import service as programme
from eventapp.programme.models import Session
from eventapp.recordings import media_links, service
from eventapp.recordings.models import Recording
from eventapp.recordings.service import tracks, uploads
from eventapp.recordings.subtitles.cues import Cue
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from tests.pages import SURE, page_of
from tests.programme.test_query_counts import counted
from tests.recordings.conftest import Recordings


class Viewers:
    """A recording and those who look at it: everybody, one who is registered, and one of the team."""

    def __init__(
        self, recordings: Recordings, client: FlaskClient, organiser: FlaskClient, registration: Registration
    ) -> None:
        self.recordings, self.client, self.organiser, self.registration = recordings, client, organiser, registration
        self.private = recordings.make.page_path(registration)

    def ready(self, **details: Any) -> Recording:
        """A recording with a transcript that is published."""
        made = self.recordings.ready(**details)
        with self.recordings.make.inside():
            recording = db.session.get_one(Recording, made.id)
            track = tracks.create_track(recording, "transcript", "en", [Cue(0, 1000, "Good morning.")], origin="file")
            tracks.mark_checked(track, "Ada", 1)
            tracks.publish_track(track)
        return self.recordings.now(made.id)

    def pages(self, made: Recording) -> dict[str, int]:
        """What each of them is answered on its page."""
        return {
            "everybody": self.client.get(self.recordings.public(made)).status_code,
            "registered": self.client.get(f"{self.private}recordings/{made.uid}/").status_code,
            "team": self.organiser.get(f"{self.recordings.admin}{made.uid}/").status_code,
        }

    def tokens(self, made: Recording) -> dict[str, str]:
        """Links to its files as each of them would have them, or kept them from a time when they might see it."""
        with self.recordings.make.inside():
            team = db.session.scalars(select(User.id).where(User.email == "team@example.org")).one()
            links = {
                "everybody": media_links.MediaLink(made.id, media_links.EVERYBODY),
                "registered": media_links.MediaLink(made.id, media_links.REGISTERED, self.registration.id),
                "team": media_links.MediaLink(made.id, media_links.TEAM, team),
            }
            return {name: media_links.media_token(link) for name, link in links.items()}

    def files(self, made: Recording) -> dict[str, set[int]]:
        """What each of them is answered for all its files."""
        names = ["stream.m3u8", "transcript-en.vtt", *(file.name for file in made.files if file.name != "video.mp4")]
        return {
            viewer: {self.client.get(f"/recordings/media/{token}/{name}").status_code for name in names}
            for viewer, token in self.tokens(made).items()
        }


@pytest.fixture
def viewers(recordings: Recordings, client: FlaskClient, organiser: FlaskClient, ticket_type: TicketType) -> Viewers:
    registration = recordings.make.registration(recordings.event, ticket_type)
    return Viewers(recordings, client, organiser, registration)


def answers(everybody: int, registered: int) -> dict[str, int]:
    return {"everybody": everybody, "registered": registered, "team": 200}


def file_answers(everybody: int, registered: int) -> dict[str, set[int]]:
    return {"everybody": {everybody}, "registered": {registered}, "team": {200}}


@pytest.mark.parametrize(
    ("audience", "is_published", "everybody", "registered"),
    [
        ("public", True, 200, 200),
        ("watching", True, 404, 200),
        ("public", False, 404, 404),
        ("watching", False, 404, 404),
    ],
)
def test_a_recording_is_for_its_audience_once_it_is_published(
    viewers: Viewers, audience: str, is_published: bool, everybody: int, registered: int
) -> None:
    made = viewers.ready(audience=audience, is_published=is_published)
    assert viewers.pages(made) == answers(everybody, registered)
    assert viewers.files(made) == file_answers(everybody, registered)


def _cancel_session(viewers: Viewers, _made: Recording) -> None:
    viewers.recordings.make.release(viewers.recordings.session, status="cancelled")


def _take_back(viewers: Viewers, made: Recording) -> None:
    service.unpublish(db.session.get_one(Recording, made.id))


def test_what_was_recorded_is_watched_after_the_event_was_archived(viewers: Viewers) -> None:
    made = viewers.ready()
    with viewers.recordings.make.inside():
        events.archive(db.session.get_one(Event, viewers.recordings.event.id))
    assert viewers.pages(made) == answers(200, 200)
    assert viewers.files(made) == file_answers(200, 200)


def _hide_event(viewers: Viewers, _made: Recording) -> None:
    events.unpublish(db.session.get_one(Event, viewers.recordings.event.id))


@pytest.mark.parametrize("deed", [_cancel_session, _take_back, _hide_event])
def test_what_is_no_longer_shown_is_not_had_by_any_link_that_somebody_kept(
    viewers: Viewers, deed: Callable[[Viewers, Recording], None]
) -> None:
    made = viewers.ready()
    assert viewers.files(made) == file_answers(200, 200)
    with viewers.recordings.make.inside():
        deed(viewers, made)
    assert viewers.files(made) == file_answers(404, 404)
    assert [viewers.pages(made)[name] in (404, 410) for name in ("everybody", "registered")] == [True, True]


def test_who_cancels_sees_it_no_more(viewers: Viewers) -> None:
    made = viewers.ready(audience="watching")
    with viewers.recordings.make.inside():
        registrations.cancel(db.session.get_one(Registration, viewers.registration.id))
    assert viewers.files(made)["registered"] == {404}
    assert viewers.pages(made)["registered"] == 404


def test_a_session_that_was_booked_is_for_those_who_have_a_seat(viewers: Viewers) -> None:
    recordings = viewers.recordings
    booked = recordings.make.session(recordings.event, "Workshop", needs_booking=True, capacity=5)
    made = viewers.ready(session=booked, audience="watching")
    assert viewers.files(made)["registered"] == {404}
    with recordings.make.inside():
        registration = db.session.get_one(Registration, viewers.registration.id)
        registrations.add_to_agenda(registration, db.session.get_one(Session, booked.id))
    assert viewers.files(made)["registered"] == {200}


def test_a_registration_of_another_event_opens_nothing(viewers: Viewers) -> None:
    make = viewers.recordings.make
    made = viewers.ready()
    other = make.event(slug="other")
    stranger = make.registration(other, make.ticket_type(other))
    with make.inside():
        token = media_links.media_token(media_links.MediaLink(made.id, media_links.REGISTERED, stranger.id))
    path = make.page_path(stranger)
    assert [
        viewers.client.get(f"/recordings/media/{token}/360p.m4s").status_code,
        viewers.client.get(f"{path}recordings/{made.uid}/").status_code,
        viewers.client.get(
            f"/events/other/sessions/{viewers.recordings.session.code}/recordings/{made.uid}/"
        ).status_code,
    ] == [404, 404, 404]


def test_who_leaves_the_team_loses_its_links(viewers: Viewers) -> None:
    made = viewers.ready(is_published=False)
    with viewers.recordings.make.inside():
        member = db.session.scalars(select(Membership)).one()
        db.session.delete(member)
        db.session.commit()
    assert viewers.files(made)["team"] == {404}


def test_a_link_that_was_changed_or_is_old_opens_nothing(viewers: Viewers, monkeypatch: pytest.MonkeyPatch) -> None:
    made = viewers.ready()
    token = viewers.tokens(made)["everybody"]
    payload, rest = token.split(".", 1)
    forged = [f"{payload[:-2]}AA.{rest}", f"{token}x", token[:-3], "x", media_links.EVERYBODY]
    assert {viewers.client.get(f"/recordings/media/{one}/360p.m4s").status_code for one in forged} == {404}
    monkeypatch.setattr(media_links, "GOOD_FOR", -1)
    assert viewers.client.get(f"/recordings/media/{token}/360p.m4s").status_code == 404


@pytest.mark.parametrize("name", ["original", "..%2Foriginal", "360p.mp4", "parts", "nothing.m4s"])
def test_only_what_was_made_to_be_handed_out_is(viewers: Viewers, name: str) -> None:
    token = viewers.tokens(viewers.ready())["team"]
    assert viewers.client.get(f"/recordings/media/{token}/{name}").status_code == 404


def test_the_file_is_taken_along_where_the_team_allows_it(viewers: Viewers) -> None:
    kept = viewers.ready()
    free = viewers.ready(is_downloadable=True)
    found = [
        viewers.client.get(f"/recordings/media/{viewers.tokens(made)[viewer]}/video.mp4")
        for made in (kept, free) for viewer in ("everybody", "registered", "team")
    ]  # fmt: skip
    assert [answer.status_code for answer in found] == [404, 404, 200, 200, 200, 200]
    assert found[-1].headers["Content-Disposition"] == 'attachment; filename="video.mp4"'
    page = page_of(viewers.client.get(viewers.recordings.public(free)))
    assert [words.partition(" (")[0] for words in page.texts("//a[@download]")] == [
        "Take it along", "VTT", "SRT", "TTML", "ASS", "TXT",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "status", "piece"),
    [
        ("bytes=0-3", 206, slice(0, 4)), ("bytes=5-", 206, slice(5, None)), ("bytes=-7", 206, slice(-7, None)),
        ("bytes=3-99999999", 206, slice(3, None)), ("bytes=99999999-", 416, slice(0, 0)),
        ("lines=1-2", 416, slice(0, 0)),
        ("bytes=0-1,4-5", 200, slice(None)), ("nonsense", 200, slice(None)), ("", 200, slice(None)),
    ],
)  # fmt: skip
def test_players_get_the_pieces_that_they_ask_for(viewers: Viewers, wanted: str, status: int, piece: slice) -> None:
    made = viewers.ready()
    whole = viewers.recordings.content(made, "made/360p.m4s")
    path = f"/recordings/media/{viewers.tokens(made)['everybody']}/360p.m4s"
    answer = viewers.client.get(path, headers={"Range": wanted})
    assert (answer.status_code, answer.data) == (status, whole[piece])
    if status == 206:
        start, end, size = map(int, re.findall(r"\d+", answer.headers["Content-Range"]))
        assert (answer.data, size, answer.content_length) == (whole[start : end + 1], len(whole), end + 1 - start)


def test_a_private_page_lists_what_its_owner_may_watch_and_nothing_else(viewers: Viewers) -> None:
    recordings = viewers.recordings
    booked = recordings.make.session(recordings.event, "Workshop", needs_booking=True, capacity=5)
    recordings.ready(title="For those who watch", audience="watching")
    recordings.ready(title="For all")
    recordings.ready(title="Not yet", is_published=False)
    recordings.ready(title="For those with a seat", session=booked, audience="watching")
    page = page_of(viewers.client.get(f"{viewers.private}recordings/"))
    assert [text.partition(" – ")[2] for text in page.texts("//main//li//a")] == ["For those who watch", "For all"]


def test_a_sessions_page_shows_what_everybody_may_watch_and_follows_every_change(viewers: Viewers) -> None:
    recordings = viewers.recordings
    path = f"/events/forum/sessions/{recordings.session.code}/"

    def shown() -> list[str]:
        return page_of(viewers.client.get(path)).texts("//section[@id='recordings']//a")

    before = shown()
    made = recordings.ready(title="All of it")
    recordings.ready(title="For those who watch", audience="watching")
    between = shown()
    with recordings.make.inside():
        _take_back(viewers, made)
    assert (before, between, shown()) == ([], ["All of it"], [])


def test_a_recording_that_is_elsewhere_is_a_link_to_there(viewers: Viewers, organiser: FlaskClient) -> None:
    recordings = viewers.recordings
    answer = organiser.post(recordings.admin, data={
        "address": "https://video.example.org/watch?v=1", "how": "player", "language": "en", "audience": "public",
    })  # fmt: skip
    assert answer.status_code == 303
    with recordings.make.inside():
        made = db.session.scalars(select(Recording)).one()
    recordings.publish(made)
    page = page_of(viewers.client.get(recordings.public(made)))
    assert page.texts("//main//a[@rel='noopener noreferrer']") == ["Watch it at video.example.org"]


@pytest.mark.parametrize("address", ["", "video", "javascript:alert(1)", "file:///etc/passwd", "https://x" * 600])
def test_what_is_no_address_is_refused(recordings: Recordings, organiser: FlaskClient, address: str) -> None:
    told = {"address": address, "how": "player", "language": "en", "audience": "public"}
    answer = organiser.post(recordings.admin, data=told)
    assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)


def test_a_recording_goes_with_all_its_files(viewers: Viewers, organiser: FlaskClient) -> None:
    recordings = viewers.recordings
    made = viewers.ready()
    answer = organiser.post(f"{recordings.admin}{made.uid}/delete", data=SURE)
    assert answer.status_code == 303
    with recordings.make.inside():
        while uploads.delete_leftovers():
            pass
    assert recordings.stored(made) == []
    assert viewers.files(made)["team"] == {404}


def test_a_session_with_recordings_is_not_deleted(recordings: Recordings) -> None:
    """It would take files along that nobody was asked about."""
    hidden = recordings.make.event(slug="hidden", published=False)
    session = recordings.make.session(hidden)
    made = recordings.begin(10, session=session)
    with recordings.make.inside():
        with pytest.raises(programme.SeenAlready):
            programme.delete_session(db.session.get_one(Session, session.id))
        db.session.rollback()
        service.delete_recording(db.session.get_one(Recording, made.id))
        programme.delete_session(db.session.get_one(Session, session.id))
        assert db.session.get(Session, session.id) is None


def test_as_many_queries_list_many_recordings_as_few(
    recordings: Recordings, organiser: FlaskClient, app: Flask
) -> None:
    def queries() -> int:
        with counted(app) as statements:
            assert organiser.get("/admin/events/forum/recordings/").status_code == 200
        return len(statements)

    recordings.begin(10)
    few = queries()
    for number in range(40):
        recordings.begin(10, session=recordings.make.session(recordings.event, f"Talk {number}"))
    assert queries() == few


def test_a_file_that_the_storage_has_lost_is_not_found(viewers: Viewers) -> None:
    made = viewers.ready()
    with viewers.recordings.make.inside():
        storage().delete([f"{made.folder}/made/poster.jpg"])
    token = viewers.tokens(made)["everybody"]
    answered = [
        viewers.client.get(f"/recordings/media/{token}/{name}").status_code for name in ("poster.jpg", "360p.m4s")
    ]
    assert answered == [404, 200]
