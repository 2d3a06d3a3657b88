"""What search engines, link previews and browsers find."""

import re
from io import BytesIO
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from eventapp.core.link_pictures import HEIGHT, WIDTH, LinkPicture, draw
from eventapp.events.models import Event
from tests.factories import Factories, text
from tests.pages import page_of

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def event(make: Factories) -> Event:
    """A forum with a room, a session and a speaker."""
    event = make.event(tagline=text('Who <b>speaks</b> & "why"'))
    room, speaker = make.room(event), make.speaker(event, post=text("Director"))
    make.session(event, "Opening", speakers=(speaker,), room_id=room.id)
    return event


def addresses(client: FlaskClient, path: str) -> list[str]:
    """The paths that a sitemap names."""
    answer = client.get(path)
    assert answer.content_type == "application/xml"
    return [urlsplit(one).path for one in etree.fromstring(answer.data).xpath("//s:loc/text()", namespaces=NAMESPACE)]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("/events/forum/", True), ("/events/forum/calendar.ics", True), ("/r/secret/calendar.ics", True),
        ("/events/forum/picture.png", True), ("/admin/", False), ("/login", False), ("/api/v1/events", False),
    ],
)  # fmt: skip
def test_robots_may_read_what_is_public(client: FlaskClient, path: str, allowed: bool) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    assert (robots.can_fetch("Google-Calendar-Importer", path), robots.site_maps()) == (
        allowed, ["http://localhost/sitemap.xml"],
    )  # fmt: skip


def test_private_pages_are_for_no_index(make: Factories, client: FlaskClient, event: Event) -> None:
    guest = make.registration(event, make.ticket_type(event))
    page = page_of(client.get(make.page_path(guest)))
    assert page.attributes("//meta[@name='robots']", "content") == ["noindex"]


def test_the_sitemap_leads_to_every_public_page(make: Factories, client: FlaskClient, event: Event) -> None:
    make.event("draft", published=False)
    assert addresses(client, "/sitemap.xml") == ["/events/forum/sitemap.xml"]
    found = addresses(client, "/events/forum/sitemap.xml")
    shapes = [re.sub(r"/[0-9A-Z]{8}/", "/CODE/", path) for path in found]
    assert shapes == [
        "/events/forum/", "/events/forum/schedule/", "/events/forum/speakers/", "/events/forum/changes/",
        "/events/forum/sessions/CODE/", "/events/forum/speakers/CODE/",
    ]  # fmt: skip
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)
    assert client.get("/events/draft/sitemap.xml").status_code == 404


@pytest.mark.parametrize("locale", ["en", "zh-Hant"])
def test_a_shared_link_shows_its_title_and_a_picture(client: FlaskClient, event: Event, locale: str) -> None:
    for path in ("/events/forum/", *addresses(client, "/events/forum/sitemap.xml")[4:]):
        page = page_of(client.get(f"{path}?lang={locale}"))
        (picture,) = page.attributes("//meta[@property='og:image']", "content")
        answer = client.get(picture.removeprefix("http://localhost"))
        assert (answer.content_type, Image.open(BytesIO(answer.data)).size) == ("image/png", (WIDTH, HEIGHT))
        assert page.attributes("//link[@rel='canonical']", "href") == [f"http://localhost{path}?lang={locale}"]
        assert page.attributes("//link[@rel='alternate'][@hreflang]", "hreflang") == [
            "en", "zh-Hant", "zh-Hans", "x-default",
        ]  # fmt: skip
        (title,) = page.attributes("//meta[@property='og:title']", "content")
        assert title in page.texts("//h1")[0]


def test_a_tagline_is_told_as_it_was_written(client: FlaskClient, event: Event) -> None:
    page = page_of(client.get("/events/forum/"))
    assert page.attributes("//meta[@property='og:description']", "content") == ['Who <b>speaks</b> & "why"']


def test_a_picture_follows_a_change(make: Factories, client: FlaskClient, event: Event) -> None:
    session = make.session(event, "First")
    path = f"/events/forum/sessions/{session.code}/picture.png"
    before = client.get(path)
    assert client.get(path, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    make.change_session(session, title=text("Second"))
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.data != before.data) == (200, True)


@pytest.mark.parametrize("path", ["sessions/NOTHERE2", "speakers/NOTHERE2"])
def test_what_is_not_there_has_no_picture(client: FlaskClient, event: Event, path: str) -> None:
    assert client.get(f"/events/forum/{path}/picture.png").status_code == 404


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from(["en", "zh-Hant", "zh-Hans"]))
def test_any_words_make_a_picture(words: str, locale: str) -> None:
    picture = LinkPicture(words, words, (words, words), "#0b6a9b", locale)
    assert Image.open(BytesIO(draw(picture))).size == (WIDTH, HEIGHT)


def test_the_manifest_names_an_icon_that_is_there(client: FlaskClient) -> None:
    manifest = client.get("/site.webmanifest")
    with client.get(manifest.json["icons"][0]["src"]) as icon:
        assert (manifest.content_type, icon.status_code) == ("application/manifest+json", 200)
