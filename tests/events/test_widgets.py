"""Parts of an event's pages on organisers' own sites: who may show them, and what they hold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events import service
from eventapp.events.models import Event
from eventapp.events.service import NoSite, origin_of
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of

WIDGETS = "/admin/events/forum/widgets/"
NAMES = ("schedule", "register", "countdown")


@pytest.fixture
def owner(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))


def who_may_frame(client: FlaskClient, name: str) -> str:
    policy = client.get(f"/events/forum/embed/{name}/").headers["Content-Security-Policy"]
    (found,) = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return found.removeprefix("frame-ancestors ")


def test_only_the_sites_of_the_list_may_frame_them_and_no_other_page(
    owner: FlaskClient, client: FlaskClient, make: Factories, event: Event
) -> None:
    assert {who_may_frame(client, name) for name in NAMES} == {"'self'"}
    sites = "https://www.example.org/events?x=1\n\n  example.net:8443 \nhttps://www.example.org"
    assert owner.post(WIDGETS, data={"sites": sites}).location == WIDGETS
    allowed = "'self' https://www.example.org https://example.net:8443"
    assert {who_may_frame(client, name) for name in NAMES} == {allowed}
    for path in ("/", "/events/forum/", "/events/forum/register/", "/login", WIDGETS):
        assert "frame-ancestors 'none'" in owner.get(path).headers["Content-Security-Policy"]
    assert page_of(owner.get(WIDGETS)).values["sites"].strip() == "https://www.example.org\nhttps://example.net:8443"


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"), ("Example.ORG/path", "https://example.org"),
        ("http://localhost:8080/", "http://localhost:8080"), ("https://影視.hk", "https://xn--p3t115g.hk"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_its_site(written: str, origin: str) -> None:
    assert origin_of(written) == origin


@pytest.mark.parametrize(
    "written",
    ["*", "https://*.example.org", "javascript:alert(1)", "ftp://example.org", "https://", "a b", "https://a;b",
     "https://a.org; script-src *", "https://a:b@c.org", "https://a.org:99999", "'unsafe-inline'", "https://[::1",
     "https://a.org\x00", "x" * 300],
)  # fmt: skip
def test_what_is_no_site_is_refused_and_named(owner: FlaskClient, client: FlaskClient, written: str) -> None:
    with pytest.raises(NoSite):
        origin_of(written)
    answer = owner.post(WIDGETS, data={"sites": f"https://example.org\n{written}"})
    if answer.status_code == 303:  # a form's text has no control characters any more
        assert (written, who_may_frame(client, "schedule")) == (
            "https://a.org\x00",
            "'self' https://example.org https://a.org",
        )
    else:
        assert (answer.status_code, "is no address of a site." in page_of(answer).text) == (422, True)
        assert who_may_frame(client, "schedule") == "'self'"


def test_more_sites_than_a_header_holds_are_refused(owner: FlaskClient) -> None:
    sites = "\n".join(f"https://{number}.example.org" for number in range(21))
    answer = owner.post(WIDGETS, data={"sites": sites})
    assert "List at most 20 sites." in page_of(answer).text


def test_the_programme_is_shown_a_day_at_a_time(make: Factories, client: FlaskClient, event: Event) -> None:
    make.session(event, "First day")
    begins = tomorrow(2) + timedelta(days=1)
    make.session(event, "Second day", starts_at=begins, ends_at=begins + timedelta(hours=1))
    page = page_of(client.get("/events/forum/embed/schedule/"))
    assert (page.texts("//h3"), len(page.texts("//nav/a"))) == (["First day"], 2)
    second = page.attributes("//nav/a", "href")[1]
    assert page_of(client.get(f"/events/forum/embed/schedule/{second}")).texts("//h3") == ["Second day"]
    for odd in ("?day=all", "?day=1999-01-01", "?day=<script>", "?day=9999-99-99"):
        assert page_of(client.get(f"/events/forum/embed/schedule/{odd}")).texts("//h3") == ["First day"]


def test_what_is_a_draft_is_not_shown(make: Factories, client: FlaskClient) -> None:
    make.event("draft", published=False)
    assert {client.get(f"/events/draft/embed/{name}/").status_code for name in NAMES} == {404}


def test_tickets_are_shown_as_they_stand(make: Factories, client: FlaskClient, event: Event) -> None:
    full = make.ticket_type(event, "Press", capacity=1)
    make.ticket_type(event, "Delegate", capacity=12)
    make.registration(event, full)
    page = page_of(client.get("/events/forum/embed/register/"))
    assert page.texts("//li//strong") == ["Press", "Delegate"]
    assert ("Sold out" in page.text, "12 places left" in page.text) == (True, True)
    assert page.attributes("//main/a", "href") == ["/events/forum/register/"]


def test_it_counts_down_to_the_beginning(make: Factories, client: FlaskClient, event: Event) -> None:
    with clock.frozen_at(event.starts_at - timedelta(days=3, hours=4, minutes=5)):
        assert page_of(client.get("/events/forum/embed/countdown/")).texts("//dd") == ["3", "4", "5"]
    with clock.frozen_at(event.starts_at + timedelta(minutes=1)):
        assert "On now" in page_of(client.get("/events/forum/embed/countdown/")).text
    with clock.frozen_at(event.ends_at):
        assert "This event is over." in page_of(client.get("/events/forum/embed/countdown/")).text


def test_they_speak_the_language_that_is_asked_for_and_set_no_cookie(
    make: Factories, client: FlaskClient, event: Event
) -> None:
    make.session(event, "Opening")
    with make.inside():
        assert db.session.get_one(Event, event.id).name == text("The Forum", zh_Hant="論壇")
    for name in NAMES:
        answer = client.get(f"/events/forum/embed/{name}/?lang=zh-Hant")
        assert ('<html lang="zh-Hant"' in answer.text, answer.headers.get("Set-Cookie")) == (True, None)


def test_any_site_may_load_the_script_which_is_small(client: FlaskClient) -> None:
    answer = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert (answer.mimetype, len(answer.data) < 15_000, answer.headers["Content-Encoding"]) == (
        "text/javascript", True, "gzip",
    )  # fmt: skip


def test_the_lines_to_paste_name_this_site_and_event(owner: FlaskClient) -> None:
    page = page_of(owner.get(f"{WIDGETS}?language=zh-Hant"))
    assert page.texts("//textarea[@id='schedule-lines']") == [
        '<script type="module" src="http://localhost/embed.js"></script> '
        '<eventapp-schedule event="forum" lang="zh-Hant"> '
        '<a href="http://localhost/events/forum/schedule/">Programme</a> </eventapp-schedule>'
    ]


def test_a_widget_that_reads_a_list_changes_nothing_else(make: Factories, event: Event) -> None:
    with make.inside():
        found = db.session.get_one(Event, event.id)
        before = found.revision
        service.set_widget_sites(found, ["https://example.org"])
        assert found.revision == before
