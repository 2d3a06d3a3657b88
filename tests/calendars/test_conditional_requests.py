"""Polling: who has the newest copy gets 304 and nothing else, and nobody ever gets a wrong 304."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from eventapp.core import clock
from eventapp.events.models import Event
from eventapp.programme.models import Session
from tests.factories import Factories, text

FEED = "/events/forum/calendar.ics"


@pytest.fixture
def session(make: Factories, event: Event) -> Session:
    return make.session(event)


@pytest.fixture
def still_clock(event: Event, session: Session) -> Iterator[None]:
    """Everything happens within one second."""
    with clock.frozen_at(session.changed_at + timedelta(seconds=5)):
        yield


def test_a_feed_promises_how_it_may_be_kept(client: FlaskClient, session: Session) -> None:
    answer = client.get(FEED)
    headers = answer.headers
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert headers["ETag"].startswith('"')
    assert headers["Last-Modified"].endswith("GMT")
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"


def test_no_cookie_even_for_who_sends_one(client: FlaskClient, session: Session) -> None:
    client.set_cookie("eventapp", "nonsense")
    answer = client.get(FEED)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_newest_copy_gets_304(client: FlaskClient, session: Session, encoding: str) -> None:
    first = client.get(FEED, headers={"Accept-Encoding": encoding})
    again = client.get(FEED, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{}, "other"'])
def test_validators_are_read_as_rfc_9110_writes_them(client: FlaskClient, session: Session, form: str) -> None:
    etag = client.get(FEED).headers["ETag"]
    assert client.get(FEED, headers={"If-None-Match": form.format(etag)}).status_code == 304


def test_a_date_alone_is_enough(client: FlaskClient, session: Session) -> None:
    last = client.get(FEED).headers["Last-Modified"]
    assert client.get(FEED, headers={"If-Modified-Since": last}).status_code == 304


def test_a_date_is_ignored_beside_a_validator(client: FlaskClient, session: Session) -> None:
    last = client.get(FEED).headers["Last-Modified"]
    answer = client.get(FEED, headers={"If-None-Match": '"old"', "If-Modified-Since": last})
    assert answer.status_code == 200


@pytest.mark.parametrize("date", ["yesterday", "", "Thu, 99 Foo 2026 00:00:00 GMT", http_date(0)])
def test_an_old_or_broken_date_gets_everything(client: FlaskClient, session: Session, date: str) -> None:
    assert client.get(FEED, headers={"If-Modified-Since": date}).status_code == 200


def test_head_has_the_same_headers_and_no_body(client: FlaskClient, session: Session) -> None:
    full, head = client.get(FEED), client.head(FEED)
    assert head.data == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == full.headers[name]


def test_compression_changes_the_bytes_and_nothing_else(client: FlaskClient, session: Session) -> None:
    import gzip

    packed = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get(FEED).data
    assert packed.headers["ETag"] != client.get(FEED).headers["ETag"]


def test_two_changes_within_one_second_are_two_versions(
    client: FlaskClient, make: Factories, session: Session, still_clock: None
) -> None:
    make.change_session(session, title=text("First"))
    first = client.get(FEED)
    make.change_session(session, title=text("Second"))
    by_tag = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert [b"Second" in answer.data for answer in (by_tag, by_date)] == [True, True]


def test_a_change_elsewhere_is_no_change_here(client: FlaskClient, make: Factories, session: Session) -> None:
    first = client.get(FEED)
    make.session(make.event("other"))
    assert client.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_languages_have_validators_of_their_own(client: FlaskClient, session: Session) -> None:
    etag = client.get(FEED).headers["ETag"]
    assert client.get(f"{FEED}?lang=zh-Hant", headers={"If-None-Match": etag}).status_code == 200


def test_a_registration_changes_no_public_feed(
    client: FlaskClient, make: Factories, event: Event, session: Session
) -> None:
    ticket_type = make.ticket_type(event)
    etag = client.get(FEED).headers["ETag"]
    make.registration(event, ticket_type)
    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 304


def test_a_personal_feed_is_private_and_follows_the_agenda(
    client: FlaskClient, make: Factories, event: Event, session: Session
) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    first = client.get(f"{path}calendar.ics")
    assert first.headers["Cache-Control"] == "private, no-cache"
    unchanged = client.get(f"{path}calendar.ics", headers={"If-None-Match": first.headers["ETag"]})
    client.post(f"{path}agenda/{session.code}", data={"choice": "add"})
    changed = client.get(f"{path}calendar.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert b"A talk" in changed.data


def test_no_date_stands_for_two_states_of_a_feed_that_two_things_change(
    client: FlaskClient, make: Factories, event: Event, session: Session
) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    seen: dict[str, bytes] = {}
    begin = clock.now() + timedelta(minutes=5)
    for step in range(24):
        with clock.frozen_at(begin + timedelta(seconds=step // 3)):
            if step % 2:
                make.change_session(session, title=text(f"Title {step}"))
            else:
                choice = "add" if step % 4 else "remove"
                client.post(f"{path}agenda/{session.code}", data={"choice": choice})
            answer = client.get(f"{path}calendar.ics")
            said = answer.headers.get("Last-Modified")
            assert said is None or seen.setdefault(said, answer.data) == answer.data
    with clock.frozen_at(begin + timedelta(minutes=5)):
        last = client.get(f"{path}calendar.ics")
        by_date = {"If-Modified-Since": last.headers["Last-Modified"]}
        assert client.get(f"{path}calendar.ics", headers=by_date).status_code == 304


def test_a_personal_feed_speaks_its_owners_language_or_the_asked_one(
    client: FlaskClient, make: Factories, event: Event, session: Session
) -> None:
    path = make.page_path(make.registration(event, make.ticket_type(event), locale="zh-Hant"))
    assert "論壇" in client.get(f"{path}calendar.ics").text
    assert "論壇" not in client.get(f"{path}calendar.ics?lang=en").text
