"""Live captions: who writes, who reads, in which script, and what bad input gets."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.recordings import queries, service
from eventapp.recordings.models import CaptionFeed, CaptionLine
from eventapp.recordings.service import NewLine
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.pages import page_of


class Captions:
    """A session with captions. Rows come back detached."""

    def __init__(self, make: Factories, event: Event, client: FlaskClient) -> None:
        self.make, self.event, self.client = make, event, client
        self.session = make.session(event)
        self.public = f"/events/forum/sessions/{self.session.code}/captions/"
        self.admin = f"/admin/events/forum/sessions/{self.session.code}/captions/"

    def open(self, language: str = "en", *, is_public: bool = True) -> int:
        with self.make.inside():
            return service.open_feed(db.session.get_one(Session, self.session.id), language, is_public=is_public).id

    def links(self, feed_id: int) -> tuple[str, str]:
        """Where it is written, and where a screen shows it."""
        with self.make.inside():
            feed = db.session.get_one(CaptionFeed, feed_id)
            return f"/captions/{service.captioner_token(feed)}/", f"/captions/screen/{service.screen_token(feed)}/"

    def write(self, feed_id: int, *texts: str) -> None:
        with self.make.inside():
            lines = [NewLine(uuid4().hex, text) for text in texts]
            service.add_lines(db.session.get_one(CaptionFeed, feed_id), lines)

    def written(self, feed_id: int) -> list[str]:
        with self.make.inside():
            return [line.text for line in queries.lines_of(db.session.get_one(CaptionFeed, feed_id), None)]

    def read(self, path: str) -> list[str]:
        return page_of(self.client.get(path)).texts("//p[@data-number]")


@pytest.fixture
def captions(make: Factories, event: Event, client: FlaskClient) -> Captions:
    return Captions(make, event, client)


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


def sent(text: str, key: str = "a-key-of-the-page") -> dict[str, str]:
    return {"key": key, "text": text}


def test_the_team_opens_them_and_a_captioner_writes_by_the_link(captions: Captions, team: FlaskClient) -> None:
    team.post(captions.admin, data={"language": "en", "audience": "public"})
    link = page_of(team.get(captions.admin)).attributes("//input[starts-with(@id, 'captioner-')]", "value")[0]
    path = re.sub(r"^https?://[^/]+", "", link)
    captions.client.post(path, data=sent("Good morning.\n\n Welcome  to Hong Kong. "))
    assert captions.read(f"{captions.public}part") == ["Good morning.", "Welcome to Hong Kong."]


def test_a_link_is_on_the_sessions_page_for_what_everybody_may_read(captions: Captions, client: FlaskClient) -> None:
    session = f"/events/forum/sessions/{captions.session.code}/"
    assert "Live captions" not in page_of(client.get(session)).text
    captions.open(is_public=False)
    assert "Live captions" not in page_of(client.get(session)).text
    captions.open("zh-Hant")
    assert "Live captions" in page_of(client.get(session)).text


def test_what_is_sent_twice_is_written_once(captions: Captions) -> None:
    feed = captions.open()
    writer, _screen = captions.links(feed)
    for _time in range(3):
        captions.client.post(writer, data=sent("One\nTwo"))
    captions.client.post(writer, data=sent("Three", "another-key"))
    assert captions.written(feed) == ["One", "Two", "Three"]


def test_a_line_is_corrected_and_taken_back(captions: Captions) -> None:
    feed = captions.open()
    writer, _screen = captions.links(feed)
    captions.write(feed, "Good mourning", "Wrong", "Right")
    before = captions.client.get(f"{captions.public}part").headers["ETag"]
    captions.client.post(f"{writer}lines/1", data={"text": "Good morning"})
    captions.client.post(f"{writer}lines/2", data={"text": " "})
    answer = captions.client.get(f"{captions.public}part", headers={"If-None-Match": before})
    assert page_of(answer).texts("//p[@data-number]") == ["Good morning", "Right"]
    assert captions.client.post(f"{writer}lines/2", data={"text": "again"}).status_code == 404


def test_nothing_new_is_answered_without_a_body(captions: Captions) -> None:
    captions.write(captions.open(), "One")
    first = captions.client.get(f"{captions.public}part")
    again = captions.client.get(f"{captions.public}part", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_other_chinese_script_is_made_and_said_to_be(captions: Captions) -> None:
    captions.write(captions.open("zh-Hant"), "歡迎各位來到香港")
    assert captions.read(f"{captions.public}part?language=zh-Hans") == ["欢迎各位来到香港"]
    page = page_of(captions.client.get(f"{captions.public}?language=zh-Hans"))
    assert "Converted by machine from 繁體中文" in page.text
    own = captions.open("zh-Hans")
    captions.write(own, "由人所写")
    assert captions.read(f"{captions.public}part?language=zh-Hans") == ["由人所写"]


def test_readers_get_their_own_language_where_there_is_that(captions: Captions) -> None:
    for language, words in (("en", "Good morning"), ("zh-Hant", "早晨")):
        captions.write(captions.open(language), words)
    said = {
        accepted: captions.client.get(captions.public, headers={"Accept-Language": accepted}).text
        for accepted in ("zh-Hant", "en", "fr")
    }
    chosen = {accepted: re.findall(r'data-captions="[^"]*language=([\w-]+)', page) for accepted, page in said.items()}
    assert chosen == {"zh-Hant": ["zh-Hant"], "en": ["en"], "fr": ["en"]}


def test_what_is_not_for_everybody_is_for_who_may_watch(
    captions: Captions, make: Factories, ticket_type: TicketType
) -> None:
    feed = captions.open(is_public=False)
    captions.write(feed, "A secret figure")
    booked = make.session(captions.event, "Workshop", needs_booking=True, capacity=5)
    with make.inside():
        secret = service.open_feed(db.session.get_one(Session, booked.id), "en", is_public=False)
        service.add_lines(secret, [NewLine("x" * 8, "For those with a seat")])
    person = make.registration(captions.event, ticket_type)
    cancelled = make.registration(captions.event, ticket_type)
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, cancelled.id))
    own, gone = (make.page_path(one) for one in (person, cancelled))
    get = captions.client.get
    assert captions.read(f"{own}captions/{captions.session.code}/part") == ["A secret figure"]
    refused = [
        captions.public, f"{captions.public}part", f"{own}captions/{booked.code}/part",
        f"{gone}captions/{captions.session.code}/part", f"/events/forum/sessions/{booked.code}/captions/part",
    ]  # fmt: skip
    assert {path: get(path).status_code for path in refused} == dict.fromkeys(refused, 404)
    assert "Workshop" not in page_of(get(f"{own}captions/")).text
    with make.inside():
        registrations.add_to_agenda(db.session.get_one(Registration, person.id), db.session.get_one(Session, booked.id))
    assert captions.read(f"{own}captions/{booked.code}/part") == ["For those with a seat"]
    assert get(f"{own}captions/{booked.code}/part").headers["Cache-Control"] == "private, no-cache"


def test_the_ticket_leads_to_them(captions: Captions, make: Factories, ticket_type: TicketType) -> None:
    person = make.registration(captions.event, ticket_type)
    page = make.page_path(person)
    assert "Live captions" not in page_of(captions.client.get(page)).text
    captions.open(is_public=False)
    assert "Live captions" in page_of(captions.client.get(page)).text
    assert "Traditional" not in page_of(captions.client.get(f"{page}captions/")).text


def test_a_screen_shows_them_and_writes_nothing(captions: Captions) -> None:
    feed = captions.open(is_public=False)
    captions.write(feed, "One")
    writer, screen = captions.links(feed)
    assert captions.read(f"{screen}part") == ["One"]
    token = screen.split("/")[3]
    assert captions.client.post(f"/captions/{token}/", data=sent("Forged")).status_code == 404
    assert captions.client.get(f"/captions/screen/{writer.split('/')[2]}/").status_code == 404
    assert captions.written(feed) == ["One"]


def test_renewed_links_end_the_old_ones(captions: Captions, team: FlaskClient) -> None:
    feed = captions.open()
    old_writer, old_screen = captions.links(feed)
    team.post(f"{captions.admin}{feed}/renew")
    assert [captions.client.get(one).status_code for one in (old_writer, old_screen)] == [404, 404]
    assert [captions.client.get(one).status_code for one in captions.links(feed)] == [200, 200]


def test_closed_captions_take_no_more_and_stay_to_be_read(captions: Captions, team: FlaskClient) -> None:
    feed = captions.open()
    writer, _screen = captions.links(feed)
    captions.write(feed, "One")
    team.post(f"{captions.admin}{feed}/close")
    answer = captions.client.post(writer, data=sent("Two"), headers={"Accept": "application/json"})
    words = "The team has closed these captions. Ask them to open them again."
    assert (answer.status_code, answer.json) == (422, {"error": words})
    assert words in page_of(captions.client.post(writer, data=sent("Two"))).text
    assert captions.read(f"{captions.public}part") == ["One"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (sent(""), "Write something first."),
        (sent("x" * 501), "A line has at most 500 characters. Break it in two."),
        (sent("\n".join(map(str, range(101)))), "At most 100 lines at once. Send the rest after them."),
        (sent("Hello", "short"), None), (sent("Hello", "with blanks in it"), "This page is damaged. Load it again."),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_and_nothing_is(
    captions: Captions, wrong: dict[str, str], words: str | None
) -> None:
    feed = captions.open()
    writer, _screen = captions.links(feed)
    answer = captions.client.post(writer, data=wrong, headers={"Accept": "application/json"})
    assert (answer.status_code, captions.written(feed)) == (422, [])
    assert words is None or answer.json == {"error": words}


@ON_SQLITE
def test_a_full_feed_takes_no_more(captions: Captions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.captions, "MOST_LINES", 1)
    feed = captions.open()
    writer, _screen = captions.links(feed)
    answers = [captions.client.post(writer, data=sent(text, f"key-of-{text}")).status_code for text in ("one", "two")]
    assert (answers, captions.written(feed)) == ([303, 422], ["one"])


def test_what_is_written_stays_words(captions: Captions) -> None:
    feed = captions.open()
    captions.write(feed, "<script>alert(1)</script>", "{{ 7 * 7 }}")
    assert captions.read(f"{captions.public}part") == ["<script>alert(1)</script>", "{{ 7 * 7 }}"]
    assert b"<script>alert" not in captions.client.get(f"{captions.public}part").data


@ON_SQLITE
@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"language": ""}, {"audience": "friends"}])
def test_what_the_team_cannot_open_is_refused(captions: Captions, team: FlaskClient, wrong: dict[str, str]) -> None:
    assert team.post(captions.admin, data={"language": "en", "audience": "public"} | wrong).status_code == 422
    with captions.make.inside():
        assert queries.feeds_of(captions.session.id) == []


def test_another_sessions_captions_are_not_to_be_changed_here(captions: Captions, team: FlaskClient) -> None:
    feed = captions.open()
    other = captions.make.session(captions.event, "Another")
    answer = team.post(f"/admin/events/forum/sessions/{other.code}/captions/{feed}/close")
    assert (answer.status_code, captions.written(feed)) == (404, [])


def test_deleted_they_are_gone_with_their_lines(captions: Captions, team: FlaskClient) -> None:
    feed = captions.open()
    captions.write(feed, "One", "Two")
    asked = page_of(team.post(f"{captions.admin}{feed}/delete"))
    assert "2 lines of captions go with it." in asked.text
    team.post(f"{captions.admin}{feed}/delete", data={"confirmed": "y"})
    with captions.make.inside():
        assert db.session.scalar(select(func.count(CaptionLine.id))) == 0
    assert captions.client.get(captions.public).status_code == 404


def test_the_table_has_every_line_and_no_formula(captions: Captions, team: FlaskClient) -> None:
    feed = captions.open()
    captions.write(feed, "=1+1", "Two")
    rows: list[Any] = team.get(f"{captions.admin}{feed}/captions.csv").data.decode("utf-8-sig").splitlines()
    assert [row.split(",", 1)[1] for row in rows] == ["text", "'=1+1", "Two"]


def test_many_captioners_at_once_lose_no_line_and_number_each_once(captions: Captions) -> None:
    feed = captions.open()

    def write(number: int) -> None:
        captions.write(feed, *(f"{number}.{line}" for line in range(5)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    found = captions.written(feed)
    assert sorted(found) == sorted(f"{number}.{line}" for number in range(24) for line in range(5))
    in_order = {number: [text for text in found if text.startswith(f"{number}.")] for number in range(24)}
    assert in_order == {number: [f"{number}.{line}" for line in range(5)] for number in range(24)}
