"""Recordings of titles: seen as their titles are, by whoever sees them."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.recordings import media_links
from eventapp.recordings.models import Recording, StoredLeftover
from eventapp.registration.models import TicketType
from eventapp.titles import queries, service
from eventapp.titles.models import AUDIENCES, TITLE_STATES, Title
from eventapp.titles.visibility import ANYBODY, Viewer, sees
from tests.factories import Factories
from tests.pages import SURE
from tests.recordings.conftest import Recordings

NOTHING = {"everybody": 404, "registered": 404, "buyer": 404}


class TitleViewers:
    """Those who look at a title's recording: everybody, one who is registered, and one with a buyer's badge."""

    def __init__(self, recordings: Recordings, client: FlaskClient, ticket_type: TicketType) -> None:
        make, event = recordings.make, recordings.event
        self.recordings, self.client = recordings, client
        self.registered = make.registration(event, ticket_type)
        buyers = make.ticket_type(event, "Buyer", badge_class="buyer")
        self.buyer = make.registration(event, buyers, email="buyer@example.org")

    def pages(self, title: Title, made: Recording) -> dict[str, int]:
        """What each is answered on its page, which is what each is answered for its files."""
        address = f"/events/{self.recordings.event.slug}/titles/{title.code}/recordings/{made.uid}/"
        private = self.recordings.make.page_path
        answered = {
            "everybody": self.client.get(address).status_code,
            "registered": self.client.get(f"{private(self.registered)}recordings/{made.uid}/").status_code,
            "buyer": self.client.get(f"{private(self.buyer)}recordings/{made.uid}/").status_code,
        }
        assert self.files(made) == answered
        return answered

    def files(self, made: Recording) -> dict[str, int]:
        links = {
            "everybody": media_links.MediaLink(made.id, media_links.EVERYBODY),
            "registered": media_links.MediaLink(made.id, media_links.REGISTERED, self.registered.id),
            "buyer": media_links.MediaLink(made.id, media_links.REGISTERED, self.buyer.id),
        }
        with self.recordings.make.inside():
            tokens = {name: media_links.media_token(link) for name, link in links.items()}
        return {
            name: self.client.get(f"/recordings/media/{token}/stream.m3u8").status_code
            for name, token in tokens.items()
        }  # fmt: skip


@pytest.fixture
def viewers(recordings: Recordings, client: FlaskClient, ticket_type: TicketType) -> TitleViewers:
    return TitleViewers(recordings, client, ticket_type)


@pytest.mark.parametrize(
    ("audience", "badge_class", "everybody", "registered", "buyer"),
    [("public", None, 200, 200, 200), ("registered", None, 404, 200, 200), ("badge_class", "buyer", 404, 404, 200)],
)
def test_a_titles_recording_is_seen_as_the_title_is(
    viewers: TitleViewers, make: Factories, event: Event, audience: str, badge_class: str | None, everybody: int,
    registered: int, buyer: int,
) -> None:  # fmt: skip
    title = make.title(event, audience=audience, badge_class=badge_class)
    made = viewers.recordings.ready_of_title(title)
    assert viewers.pages(title, made) == {"everybody": everybody, "registered": registered, "buyer": buyer}


def test_a_clip_for_those_who_are_registered_is_theirs_alone(
    viewers: TitleViewers, make: Factories, event: Event
) -> None:
    title = make.title(event)
    made = viewers.recordings.ready_of_title(title, audience="watching")
    assert viewers.pages(title, made) == {"everybody": 404, "registered": 200, "buyer": 200}


@pytest.mark.parametrize("state", ["draft", "hidden"])
def test_nobody_sees_the_recording_of_a_title_that_is_not_shown(
    viewers: TitleViewers, make: Factories, event: Event, state: str
) -> None:
    title = make.title(event, state=state)
    assert viewers.pages(title, viewers.recordings.ready_of_title(title)) == NOTHING


def test_nobody_sees_it_before_its_titles_embargo_is_over(viewers: TitleViewers, make: Factories, event: Event) -> None:
    ends = clock.now() + timedelta(hours=2)
    title = make.title(event, embargo_until=ends)
    made = viewers.recordings.ready_of_title(title)
    assert viewers.pages(title, made) == NOTHING
    with clock.frozen_at(ends):
        assert viewers.pages(title, made) == {"everybody": 200, "registered": 200, "buyer": 200}


def test_a_titles_page_leads_to_what_its_reader_may_watch(viewers: TitleViewers, make: Factories, event: Event) -> None:
    title = make.title(event)
    public = viewers.recordings.ready_of_title(title, called="Trailer")
    inside = viewers.recordings.ready_of_title(title, called="Screener", audience="watching")
    page = viewers.client.get(f"/events/forum/titles/{title.code}/").text
    assert (str(public.uid) in page, str(inside.uid) in page) == (True, False)
    private = make.page_path(viewers.registered)
    own = viewers.client.get(f"{private}titles/{title.code}/").text
    assert (f"{private}recordings/{public.uid}/" in own, f"{private}recordings/{inside.uid}/" in own) == (True, True)


def test_a_page_of_another_title_does_not_show_it(viewers: TitleViewers, make: Factories, event: Event) -> None:
    made = viewers.recordings.ready_of_title(make.title(event))
    other = make.title(event, "Other")
    assert viewers.client.get(f"/events/forum/titles/{other.code}/recordings/{made.uid}/").status_code == 404
    session = viewers.recordings.session
    assert viewers.client.get(f"/events/forum/sessions/{session.code}/recordings/{made.uid}/").status_code == 404


def test_the_team_brings_a_titles_recording_from_its_page(
    organiser: FlaskClient, recordings: Recordings, make: Factories, event: Event
) -> None:
    title = make.title(event)
    page = organiser.get(f"/admin/events/forum/titles/{title.code}").text
    address = f"/admin/events/forum/titles/{title.code}/recordings/"
    assert f'href="{address}"' in page
    fields = {"how": "player", "address": "https://example.org/trailer", "title": "Trailer", "language": "en",
              "audience": "public"}  # fmt: skip
    assert organiser.post(address, data=fields).headers["Location"] == address
    with make.inside():
        (made,) = db.session.query(Recording).all()
        assert (made.shown_title.id, made.session_id, made.title, made.event_id) == (
            title.id,
            None,
            "Trailer",
            event.id,
        )
    own = f"{address}{made.uid}/"
    assert organiser.post(f"{own}publish", data=SURE).headers["Location"] == own
    assert [organiser.get(f"{own}{page}").status_code for page in ("", "tracks/", "drafts/")] == [200, 200, 200]
    listed = organiser.get("/admin/events/forum/recordings/").text
    assert f'href="{address}"' in listed


@pytest.mark.parametrize(
    ("role", "of_title", "of_session"), [("programme", 200, 200), ("registration", 200, 403), ("door", 403, 403)]
)  # fmt: skip
def test_a_titles_recordings_are_edited_by_who_edits_titles(
    recordings: Recordings, make: Factories, event: Event, role: str, of_title: int, of_session: int
) -> None:
    title = make.title(event)
    make.member(event, role, "member@example.org")
    browser = make.signed_in("member@example.org")
    answered = [
        browser.get(f"/admin/events/forum/{place}/recordings/").status_code
        for place in (f"titles/{title.code}", f"sessions/{recordings.session.code}")
    ]
    assert answered == [of_title, of_session]


def test_a_title_of_another_event_has_no_recordings_here(
    organiser: FlaskClient, recordings: Recordings, make: Factories
) -> None:
    title = make.title(make.event("other"))
    made = recordings.ready_of_title(title)
    own = f"/admin/events/forum/titles/{title.code}/recordings/"
    assert [organiser.get(path).status_code for path in (own, f"{own}{made.uid}/")] == [404, 404]


def test_a_title_is_deleted_with_its_recordings(recordings: Recordings, make: Factories, event: Event) -> None:
    title = make.title(event)
    made = recordings.ready_of_title(title)
    with make.inside():
        service.delete_title(db.session.get_one(Title, title.id))
        assert db.session.query(Recording).count() == 0
        assert [one.prefix for one in db.session.query(StoredLeftover)] == [made.folder]


VIEWERS = st.sampled_from([ANYBODY, Viewer(True), Viewer(True, "buyer"), Viewer(True, "speaker")])
SHOWN = st.fixed_dictionaries({
    "audience": st.sampled_from(AUDIENCES), "state": st.sampled_from(TITLE_STATES),
    "hours": st.sampled_from([None, -1, 0, 1]), "badge_class": st.sampled_from(["buyer", "speaker"]),
})  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_rule_is_the_same_for_one_title_and_for_many(make: Factories, event: Event) -> None:
    title, now = make.title(event), clock.now()

    @given(SHOWN, VIEWERS)
    def hold(shown: dict[str, Any], viewer: Viewer) -> None:
        with make.inside():
            row = db.session.get_one(Title, title.id)
            row.audience, row.state = shown["audience"], shown["state"]
            row.badge_class = shown["badge_class"] if shown["audience"] == "badge_class" else None
            row.embargo_until = None if shown["hours"] is None else now + timedelta(hours=shown["hours"])
            db.session.commit()
            found = queries.visible_title(event.id, title.code, viewer, now)
            assert sees(row, viewer, now) == (found is not None)

    hold()
