"""Who sees which title, and from when: on every page, in every search, feed and document alike."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType
from eventapp.titles import queries, service
from eventapp.titles.models import Title
from eventapp.titles.printing import list_values
from eventapp.titles.service import RightDetails
from eventapp.titles.visibility import ANYBODY, Viewer, viewer_of
from tests.databases import ON_SQLITE
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of

PUBLIC = "/events/forum/titles"
SECRET = "Secret Melody"


def found(client: FlaskClient, path: str = f"{PUBLIC}/") -> list[str]:
    return page_of(client.get(path)).texts("//*[@class='title-name']")


@pytest.fixture
def known(make: Factories, event: Event) -> Title:
    return make.title(event)


def everywhere(make: Factories, event: Event, title: Title, client: FlaskClient) -> dict[str, bool]:
    """Where the public comes across a title: its name, its code or its picture."""
    with make.inside():
        again = db.session.get_one(Title, title.id)
        company = again.company
        session = again.showings[0].session
        assert company is not None
        pages = {
            "list": f"{PUBLIC}/",
            "search": f"{PUBLIC}/?q=secret",
            "reading": f"{PUBLIC}/?q=mimi",
            "filter": f"{PUBLIC}/?free_in=MY&free_for=streaming",
            "page": f"{PUBLIC}/{again.code}/",
            "company": f"/events/forum/companies/{company.code}/",
            "session": f"/events/forum/sessions/{session.code}/",
            "sitemap": "/events/forum/sitemap.xml",
            "adaptation": f"{PUBLIC}/{_adaptation(event)}/",
            "feed": "/events/forum/calendar.ics",
            "schedule": "/events/forum/schedule.json",
            "changes": "/events/forum/changes.atom",
        }
        files = {
            "card": f"{PUBLIC}/{again.code}/card.pdf",
            "preview": f"{PUBLIC}/{again.code}/picture.png",
            "poster": f"{PUBLIC}/{again.code}/poster-{again.picture_key}.jpg",
        }
        code = again.code
    seen = {}
    for name, path in pages.items():  # a page that is not there repeats the code of its own address
        words = (SECRET, "秘密") if name == "page" else (SECRET, "秘密", code)
        seen[name] = any(word in client.get(path).text for word in words)
    return seen | {name: client.get(path).status_code == 200 for name, path in files.items()}


def _adaptation(event: Event) -> str:
    return next(one.code for one in queries.titles_of(event.id) if one.name["en"] == "The Remake")


@pytest.fixture
def secret(make: Factories, event: Event, known: Title) -> Title:
    """A title that hangs together with everything that titles can."""
    company = make.company(event)
    session = make.session(event)
    title = make.title(
        event, text(SECRET, zh_Hant="秘密旋律"), company_id=company.id, session_ids=(session.id,),
        rights=(RightDetails("world"),), embargo_until=clock.now() + timedelta(days=1),
    )  # fmt: skip
    make.title(event, "The Remake", based_on_id=title.id)
    picture = BytesIO()
    Image.new("RGB", (30, 40), "teal").save(picture, "PNG")
    with make.inside():
        service.set_picture(db.session.get_one(Title, title.id), picture.getvalue())
    return title


def test_nothing_of_a_title_is_anywhere_before_its_embargo_ends_and_all_of_it_after(
    make: Factories, event: Event, client: FlaskClient, secret: Title
) -> None:
    before = everywhere(make, event, secret, client)
    assert before == dict.fromkeys(before, False)
    with make.inside():
        again = db.session.get_one(Title, secret.id)
        details = service.details_of(again)
        service.update_title(again, service.TitleDetails(**{**vars(details), "embargo_until": clock.now()}))
    after = everywhere(make, event, secret, client)
    assert {name for name, is_seen in after.items() if not is_seen} == {"feed", "schedule", "changes"}


def test_pages_that_are_kept_follow_when_an_embargo_ends_by_itself(
    make: Factories, event: Event, client: FlaskClient, secret: Title, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SECRET not in found(client)
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert SECRET in found(client)
    assert SECRET in client.get("/events/forum/sessions/" + _session(make, secret) + "/").text


def _session(make: Factories, title: Title) -> str:
    with make.inside():
        return db.session.get_one(Title, title.id).showings[0].session.code


def test_each_audience_sees_its_own(
    make: Factories, event: Event, client: FlaskClient, ticket_type: TicketType, known: Title
) -> None:
    make.title(event, "For the registered", audience="registered")
    make.title(event, "For buyers", audience="badge_class", badge_class="buyer")
    buyers = make.ticket_type(event, "Buyer", badge_class="buyer")
    delegate, buyer = make.registration(event, ticket_type), make.registration(event, buyers)
    assert found(client) == ["Flowing Harbour"]
    assert found(client, f"{make.page_path(delegate)}titles/") == ["Flowing Harbour", "For the registered"]
    assert found(client, f"{make.page_path(buyer)}titles/") == ["Flowing Harbour", "For buyers", "For the registered"]


def test_who_is_not_confirmed_sees_what_anybody_sees(make: Factories, event: Event, client: FlaskClient) -> None:
    make.title(event)
    make.title(event, "For the registered", audience="registered")
    waits = make.registration(event, make.ticket_type(event, "Press", needs_approval=True))
    assert found(client, f"{make.page_path(waits)}titles/") == ["Flowing Harbour"]
    with make.inside():
        assert viewer_of(db.session.get_one(Registration, waits.id)) == ANYBODY


@pytest.mark.parametrize("state", ["draft", "hidden"])
def test_what_is_not_published_is_seen_by_the_team_alone(
    make: Factories, event: Event, client: FlaskClient, known: Title, state: str
) -> None:
    other = make.title(event, SECRET, state=state)
    assert found(client) == ["Flowing Harbour"]
    assert client.get(f"{PUBLIC}/{other.code}/").status_code == 404
    with make.inside():
        viewers = (ANYBODY, Viewer(True, "buyer"))
        seen = [queries.visible_title(event.id, other.code, viewer, tomorrow()) for viewer in viewers]
        assert seen == [None, None]


@ON_SQLITE
def test_a_title_of_one_class_is_no_link_for_others(
    make: Factories, event: Event, client: FlaskClient, ticket_type: TicketType, known: Title
) -> None:
    title = make.title(event, "For buyers", audience="badge_class", badge_class="buyer")
    delegate = make.registration(event, ticket_type)
    for path in (PUBLIC, f"{make.page_path(delegate)}titles"):
        assert client.get(f"{path}/{title.code}/").status_code == 404
    assert client.get(f"{PUBLIC}/{title.code}/card.pdf").status_code == 404


@ON_SQLITE
def test_another_events_titles_are_not_there(make: Factories, event: Event, client: FlaskClient, known: Title) -> None:
    other = make.title(make.event("other"))
    assert client.get(f"{PUBLIC}/{other.code}/").status_code == 404


@ON_SQLITE
def test_the_titles_and_their_link_come_with_the_first_and_go_with_the_last(
    make: Factories, event: Event, client: FlaskClient
) -> None:
    def is_linked() -> tuple[bool, int]:
        return f"{PUBLIC}/" in page_of(client.get("/events/forum/")).links(), client.get(f"{PUBLIC}/").status_code

    assert is_linked() == (False, 404)
    title = make.title(event)
    assert is_linked() == (True, 200)
    with make.inside():
        service.delete_title(db.session.get_one(Title, title.id))
    assert is_linked() == (False, 404)


@ON_SQLITE
def test_what_is_hidden_is_not_on_the_printed_list_and_on_it_once_it_may_be_seen(
    make: Factories, event: Event, client: FlaskClient, team: FlaskClient
) -> None:
    make.title(event, "Flowing Harbour", minutes=45, episodes=24, rights=(RightDetails("MY", "streaming"),))
    make.title(event, "Later", embargo_until=clock.now() + timedelta(days=1))
    make.title(event, "For some", audience="registered")
    make.title(event, "A draft", state="draft")

    def listed() -> list[tuple[str, str]]:
        with make.inside():
            found = list_values(db.session.get_one(Event, event.id), "en")["titles"]
            return [(one["name"], one["rights"]) for one in found]

    assert listed() == [("Flowing Harbour", "Free: Malaysia (Streaming)")]
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        assert listed() == [("Flowing Harbour", "Free: Malaysia (Streaming)"), ("Later", "")]
    for answer in (client.get(f"{PUBLIC}/list-zh-Hant.pdf"), team.get("/admin/events/forum/titles/list-en.pdf")):
        assert answer.data[:5] == b"%PDF-"
    assert client.get(f"{PUBLIC}/list-fr.pdf").status_code == 404
