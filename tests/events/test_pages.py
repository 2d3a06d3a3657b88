"""The public pages: cached exactly, in the reader's language, the same for everybody."""

import json

import pytest
from flask.testing import FlaskClient

from eventapp.events.models import Event
from tests.factories import Factories, text
from tests.pages import page_of

PAGES = ("/", "/events/forum/", "/events/forum/schedule/", "/events/forum/speakers/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_did_not_change_is_not_sent_again(client: FlaskClient, event: Event, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("path", PAGES)
def test_languages_never_mix(client: FlaskClient, event: Event, path: str) -> None:
    english = client.get(path, headers={"Accept-Language": "en"})
    chinese = client.get(path, headers={"Accept-Language": "zh-HK"})
    assert page_of(english).tree.get("lang") == "en"
    assert page_of(chinese).tree.get("lang") == "zh-Hant"
    assert "論壇" in chinese.text
    assert english.headers["ETag"] != chinese.headers["ETag"]


def test_a_new_session_is_on_the_page_at_once(client: FlaskClient, make: Factories, event: Event) -> None:
    before = client.get("/events/forum/schedule/")
    make.session(event, "Short drama")
    after = client.get("/events/forum/schedule/", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, "Short drama" in page_of(after).text) == (200, True)


def test_a_draft_session_is_nowhere(client: FlaskClient, make: Factories, event: Event) -> None:
    speaker = make.speaker(event, "Ada Hidden")
    session = make.session(event, "Secret talk", status="draft", speakers=(speaker,))
    for path in PAGES:
        page = client.get(path).text
        assert ("Secret talk" in page, "Ada Hidden" in page) == (False, False)
    assert client.get(f"/events/forum/sessions/{session.code}/").status_code == 404
    assert client.get(f"/events/forum/speakers/{speaker.code}/").status_code == 404


def test_a_cancelled_session_says_so(client: FlaskClient, make: Factories, event: Event) -> None:
    session = make.session(event, "Short drama")
    make.change_session(session, status="cancelled")
    page = page_of(client.get(f"/events/forum/sessions/{session.code}/"))
    assert "This session will not take place." in page.text
    assert "Cancelled" in page_of(client.get("/events/forum/schedule/")).text


def test_a_text_in_the_other_script_is_converted_and_marked(client: FlaskClient, make: Factories, event: Event) -> None:
    session = make.session(event)
    make.change_session(session, abstract=text("In English", zh_Hant="觀眾與講者"))
    page = page_of(client.get(f"/events/forum/sessions/{session.code}/?lang=zh-Hans"))
    assert "观众与讲者" in page.text
    assert "由另一种中文字体自动转换。" in page.text


def test_search_engines_get_the_event_as_schema_org_describes_it(client: FlaskClient, event: Event) -> None:
    (script,) = page_of(client.get("/events/forum/")).tree.xpath("//script[@type='application/ld+json']/text()")
    described = json.loads(script)
    assert (described["@type"], described["name"], described["location"]["name"]) == ("Event", "The Forum", "The Hall")
    assert described["startDate"] == event.local(event.starts_at).isoformat()


@pytest.mark.parametrize("target", ["/events/forum/", "/events/forum/schedule/?a=1"])
def test_a_language_is_remembered_and_leads_back(client: FlaskClient, event: Event, target: str) -> None:
    answer = client.get("/lang/zh-Hant", query_string={"next": target})
    assert answer.location == target
    assert page_of(client.get("/events/forum/")).tree.get("lang") == "zh-Hant"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "\\\\evil.example", "/\nx"])
def test_a_language_link_never_leads_off_the_site(client: FlaskClient, target: str) -> None:
    assert client.get("/lang/en", query_string={"next": target}).location == "/"


def test_an_unknown_language_is_not_found(client: FlaskClient) -> None:
    assert client.get("/lang/tlh").status_code == 404


def test_every_answer_is_guarded(client: FlaskClient, event: Event) -> None:
    for path in (*PAGES, "/login", "/nothing", "/calendar.ics"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'; ")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_the_scanner_alone_may_run_webassembly(client: FlaskClient) -> None:
    assert "'wasm-unsafe-eval'" in client.get("/checkin/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/nothing", "/events/none/", "/events/forum/sessions/NOTHERE2/", "/static/../x"])
def test_what_is_not_there_says_what_to_do(client: FlaskClient, event: Event, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, page_of(answer).heading) == (404, "There is no such page")


def test_the_home_page_parts_coming_from_past(client: FlaskClient, make: Factories, event: Event) -> None:
    from datetime import timedelta

    from eventapp.core import clock

    assert page_of(client.get("/")).texts("//h2") == ["The Forum"]
    with clock.frozen_at(event.ends_at + timedelta(days=1)):
        assert "Past events" in page_of(client.get("/")).texts("//h2 | //h1")


def test_an_instance_says_that_it_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"database": "answers", "migrations": "current", "disk": "writable"}
    assert client.get("/metrics").status_code == 404
