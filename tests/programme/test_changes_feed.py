"""The feed of what changed in the programme (RFC 4287)."""

from flask.testing import FlaskClient
from lxml import etree, html

from eventapp.events.models import Event
from tests.factories import Factories, text

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = "/events/forum/changes.atom"


def test_each_version_is_an_entry_with_its_changes(make: Factories, client: FlaskClient, event: Event) -> None:
    session = make.session(event, "Opening <b>& more")
    make.release(session, title=text("Welcome <i>& more"))
    make.release(session, status="cancelled")
    answer = client.get(FEED)
    feed = etree.fromstring(answer.data)
    entries = feed.xpath("a:entry", namespaces=ATOM)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert feed.xpath("a:id/text()", namespaces=ATOM) == [f"urn:uuid:{event.uid}"]
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["Version 2", "Version 1"]
    assert feed.xpath("a:updated/text()", namespaces=ATOM) == entries[0].xpath("a:updated/text()", namespaces=ATOM)
    latest = html.fromstring(entries[0].xpath("a:content/text()", namespaces=ATOM)[0])
    assert " ".join(latest.text_content().split()) == "Welcome <i>& more Cancelled"
    assert feed.xpath("a:entry[1]/a:link/@href", namespaces=ATOM) == [
        "http://localhost/events/forum/changes/#version-2"
    ]  # fmt: skip


def test_it_is_a_feed_before_the_first_version_too(client: FlaskClient, event: Event) -> None:
    feed = etree.fromstring(client.get(f"{FEED}?lang=zh-Hant").data)
    assert (feed.xpath("a:entry", namespaces=ATOM), len(feed.xpath("a:updated", namespaces=ATOM))) == ([], 1)


def test_what_has_not_changed_is_not_sent_again(make: Factories, client: FlaskClient, event: Event) -> None:
    session = make.session(event, "Opening")
    known = {"If-None-Match": client.get(FEED).headers["ETag"]}
    assert client.get(FEED, headers=known).status_code == 304
    make.release(session, title=text("Welcome"))
    assert client.get(FEED, headers=known).status_code == 200


def test_an_event_that_is_not_public_has_none(make: Factories, client: FlaskClient) -> None:
    make.event("draft", published=False)
    assert client.get("/events/draft/changes.atom").status_code == 404
