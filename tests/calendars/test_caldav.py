"""The CalDAV server before real clients: the caldav library, and vdirsyncer on a running instance."""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import caldav
import pytest
from caldav.lib.error import AuthorizationError, DAVError
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree

from eventapp.calendars import service
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from tests.factories import Factories, text, tomorrow
from tests.server import Server, Servers

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
EMPTY_SYNC = """<d:sync-collection xmlns:d="DAV:"><d:sync-token>{}</d:sync-token><d:sync-level>1</d:sync-level>
<d:prop><d:getetag/></d:prop></d:sync-collection>"""


@dataclass
class Account:
    """Somebody with a device: what they type into it."""

    registration: Registration
    user_name: str
    password: str
    path: str

    @property
    def headers(self) -> dict[str, str]:
        pair = f"{self.user_name}:{self.password}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def account_of(make: Factories, event: Event, **changes: Any) -> Account:
    ticket_type = make.ticket_type(event)
    registration = make.registration(event, ticket_type, **changes)
    with make.inside():
        found = db.session.get_one(Registration, registration.id)
        _made, password = service.create_app_password(found, "My phone")
        return Account(registration, found.spoken_code, password, make.page_path(registration))


@pytest.fixture
def talk(make: Factories, event: Event) -> Session:
    return make.session(event, "Short drama")


@pytest.fixture
def account(make: Factories, event: Event, talk: Session, client: FlaskClient) -> Account:
    account = account_of(make, event, name="Ada Wong", email="ada@example.org")
    client.post(f"{account.path}agenda/{talk.code}", data={"choice": "add"})
    return account


@pytest.fixture
def server(database_url: str, shared_folder: Path, servers: Servers, account: Account) -> Server:
    return servers.at(database_url, shared_folder)


@pytest.fixture
def principal(server: Server, account: Account) -> Iterator[caldav.Principal]:
    """Found as a phone finds it: from the server's name alone."""
    address = f"{server.url}/.well-known/caldav"
    with caldav.DAVClient(url=address, username=account.user_name, password=account.password) as client:
        yield client.principal()


def summaries(calendar: caldav.Calendar) -> set[str]:
    return {str(item.icalendar_component["SUMMARY"]) for item in calendar.events()}


def report(client: FlaskClient, path: str, body: str, **headers: str) -> tuple[int, etree._Element]:
    answer = client.open(path, method="REPORT", data=body, headers={"Depth": "1", **headers})
    return answer.status_code, etree.fromstring(answer.data)


def synced(client: FlaskClient, path: str, token: str, headers: dict[str, str]) -> tuple[dict[str, str], set[str], str]:
    """What changed since a token (address: validator), what is gone, and the next token."""
    status, root = report(client, path, EMPTY_SYNC.format(token), **headers)
    assert status == 207, etree.tostring(root)
    changed, gone = {}, set()
    for response in root.iter(f"{DAV}response"):
        href = response.findtext(f"{DAV}href")
        if response.find(f"{DAV}status") is not None:
            gone.add(href)
        else:
            changed[href] = response.findtext(f".//{DAV}getetag")
    return changed, gone, root.findtext(f"{DAV}sync-token")


def test_a_client_finds_both_calendars_from_the_servers_name(principal: caldav.Principal) -> None:
    calendars = {calendar.get_display_name(): summaries(calendar) for calendar in principal.calendars()}
    assert calendars == {"The Forum · my agenda": {"The Forum", "Short drama"}, "The Forum": {"Short drama"}}


def test_a_client_gets_what_changed_and_nothing_else(
    principal: caldav.Principal, make: Factories, client: FlaskClient, account: Account, event: Event, talk: Session
) -> None:
    other = make.session(event, "Keynote", starts_at=tomorrow(4), ends_at=tomorrow(5))
    agenda = next(one for one in principal.calendars() if "agenda" in str(one.url))
    known = agenda.objects_by_sync_token()
    assert len(list(known)) == 2
    client.post(f"{account.path}agenda/{other.code}", data={"choice": "add"})
    make.change_session(talk, starts_at=tomorrow(6), ends_at=tomorrow(7))
    fresh = list(agenda.objects_by_sync_token(sync_token=known.sync_token, load_objects=True))
    found = {str(item.icalendar_component["SUMMARY"]): item.icalendar_component for item in fresh}
    assert set(found) == {"Keynote", "Short drama"}
    assert found["Short drama"].decoded("DTSTART") == tomorrow(6)
    assert found["Short drama"]["SEQUENCE"] == 1


def test_a_client_follows_an_event_that_moves_is_taken_back_and_returns(
    principal: caldav.Principal, make: Factories, event: Event, talk: Session
) -> None:
    programme = next(one for one in principal.calendars() if "programme" in str(one.url))
    agenda = next(one for one in principal.calendars() if "agenda" in str(one.url))
    token, seen = programme.objects_by_sync_token().sync_token, []
    with make.inside():
        found = db.session.get_one(Event, event.id)
        details = events.details_of(found)
        later = {name: getattr(details, name) + timedelta(days=1) for name in ("starts_at", "ends_at")}
        events.update_event(found, replace(details, **later), programme="along")
    steps = (lambda _event: None, events.unpublish, events.publish)
    for step in steps:
        with make.inside():
            step(db.session.get_one(Event, event.id))
        fresh = programme.objects_by_sync_token(sync_token=token, load_objects=True)
        (entry,) = [item.icalendar_component for item in fresh]
        token = fresh.sync_token
        seen.append((entry.decoded("DTSTART"), str(entry.get("STATUS", "CONFIRMED"))))
    day_after = tomorrow(2) + timedelta(days=1)
    assert seen == [(day_after, "CONFIRMED"), (day_after, "CANCELLED"), (day_after, "CONFIRMED")]
    starts = {str(one.icalendar_component["SUMMARY"]): one.icalendar_component.decoded("DTSTART")
              for one in agenda.events()}  # fmt: skip
    assert starts == {"The Forum": event.starts_at + timedelta(days=1), "Short drama": day_after}


def test_a_client_searches_by_time(principal: caldav.Principal, make: Factories, event: Event) -> None:
    make.session(event, "Evening", starts_at=tomorrow(9), ends_at=tomorrow(10))
    programme = next(one for one in principal.calendars() if "programme" in str(one.url))
    found = programme.search(start=tomorrow(8), end=tomorrow(11), event=True, expand=False)
    assert [str(item.icalendar_component["SUMMARY"]) for item in found] == ["Evening"]


def test_nothing_can_be_written(principal: caldav.Principal, talk: Session) -> None:
    agenda = next(one for one in principal.calendars() if "agenda" in str(one.url))
    (item,) = [one for one in agenda.events() if str(talk.uid) in str(one.url)]
    with pytest.raises((AuthorizationError, DAVError)):
        item.delete()
    assert summaries(agenda) == {"The Forum", "Short drama"}


def test_a_wrong_password_opens_nothing(server: Server, account: Account) -> None:
    with (
        caldav.DAVClient(url=f"{server.url}/caldav/", username=account.user_name, password="wrong") as client,
        pytest.raises(AuthorizationError),
    ):
        client.principal()


def test_vdirsyncer_keeps_a_folder_in_step(
    server: Server, account: Account, make: Factories, talk: Session, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text(f"""
[general]
status_path = "{tmp_path}/status"
[pair mine]
a = "here"
b = "there"
collections = ["agenda"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{tmp_path}/calendars"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{server.url}/caldav/"
username = "{account.user_name}"
password = "{account.password}"
read_only = true
""")

    def sync(*words: str) -> dict[str, str]:
        command = [sys.executable, "-m", "vdirsyncer", "-c", str(config), *words]
        subprocess.run(command, input="y\ny\n", text=True, check=True, capture_output=True, timeout=60)
        files = (tmp_path / "calendars" / "agenda").glob("*.ics")
        entries = [Calendar.from_ical(file.read_bytes()).walk("VEVENT")[0] for file in files]
        return {str(entry["SUMMARY"]): str(entry["STATUS"]) for entry in entries}

    sync("discover")
    assert sync("sync") == {"The Forum": "CONFIRMED", "Short drama": "CONFIRMED"}
    make.change_session(talk, status="cancelled")
    assert sync("sync") == {"The Forum": "CONFIRMED", "Cancelled: Short drama": "CANCELLED"}


def test_a_token_outlives_the_process_and_says_what_is_gone(
    client: FlaskClient, make: Factories, account: Account, talk: Session
) -> None:
    path = f"/caldav/{account.registration.code}/agenda/"
    changed, gone, token = synced(client, path, "", account.headers)
    assert (len(changed), gone) == (2, set())
    assert synced(client, path, token, account.headers) == ({}, set(), token)
    client.post(f"{account.path}agenda/{talk.code}", data={"choice": "remove"})
    changed, gone, later = synced(client, path, token, account.headers)
    assert (gone, later != token) == ({f"{path}{talk.uid}.ics"}, True)
    client.post(f"{account.path}agenda/{talk.code}", data={"choice": "add"})
    changed, gone, _last = synced(client, path, later, account.headers)
    assert (set(changed), gone) == ({f"{path}{talk.uid}.ics"}, set())


@pytest.mark.parametrize("token", ["urn:eventapp:sync:nonsense", "http://example.org/sync/5", "1", "' OR 1=1"])
def test_a_token_of_somebody_elses_asks_to_begin_anew(client: FlaskClient, account: Account, token: str) -> None:
    path = f"/caldav/{account.registration.code}/agenda/"
    status, root = report(client, path, EMPTY_SYNC.format(token), **account.headers)
    assert (status, root[0].tag) == (403, f"{DAV}valid-sync-token")


def test_several_are_fetched_at_once_and_what_is_not_there_is_said(
    client: FlaskClient, account: Account, talk: Session
) -> None:
    path = f"/caldav/{account.registration.code}/agenda/"
    body = f"""<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/>
    <c:calendar-data/></d:prop><d:href>{path}{talk.uid}.ics</d:href><d:href>{path}none.ics</d:href>
    <d:href>/etc/passwd</d:href></c:calendar-multiget>"""
    status, root = report(client, path, body, **account.headers)
    answers = {one.findtext(f"{DAV}href"): one for one in root}
    (entry,) = Calendar.from_ical(answers[f"{path}{talk.uid}.ics"].findtext(f".//{CALDAV}calendar-data")).walk("VEVENT")
    assert (status, str(entry["UID"]), str(entry["ATTENDEE"])) == (207, str(talk.uid), "mailto:ada@example.org")
    assert [answers[one].findtext(f"{DAV}status") for one in (f"{path}none.ics", "/etc/passwd")] == [
        "HTTP/1.1 404 Not Found"
    ] * 2


QUERY = """<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR">{}</c:comp-filter></c:filter></c:calendar-query>"""
EVENTS = '<c:comp-filter name="VEVENT">{}</c:comp-filter>'


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 1),
        (EVENTS.format(""), 1),
        ('<c:comp-filter name="VTODO"/>', 0),
        (EVENTS.format('<c:prop-filter name="SUMMARY"><c:text-match>drama</c:text-match></c:prop-filter>'), 1),
        (EVENTS.format('<c:prop-filter name="SUMMARY"><c:text-match>opera</c:text-match></c:prop-filter>'), 0),
        (
            EVENTS.format(
                '<c:prop-filter name="SUMMARY">'
                '<c:text-match negate-condition="yes">opera</c:text-match></c:prop-filter>'
            ),
            1,
        ),
        (EVENTS.format('<c:prop-filter name="RRULE"><c:is-not-defined/></c:prop-filter>'), 1),
        (EVENTS.format('<c:comp-filter name="VALARM"/>'), 0),
    ],
)
def test_a_query_gets_what_it_asks_for(
    client: FlaskClient, event: Event, talk: Session, asked: str, number: int
) -> None:
    status, root = report(client, "/caldav/events/forum/", QUERY.format(asked))
    assert (status, len(root)) == (207, number)


@pytest.mark.parametrize(
    "asked",
    [
        EVENTS.format('<c:prop-filter name="X-OWN"><c:text-match>a</c:text-match></c:prop-filter>'),
        EVENTS.format('<c:time-range start="yesterday"/>'),
        "<c:nonsense/>",
    ],
)
def test_a_filter_that_is_not_understood_is_refused_and_never_passed_over(
    client: FlaskClient, event: Event, talk: Session, asked: str
) -> None:
    status, root = report(client, "/caldav/events/forum/", QUERY.format(asked))
    assert (status, root[0].tag) == (403, f"{CALDAV}supported-filter")


@pytest.mark.parametrize(
    "body",
    [
        "<",
        "<a><b></a>",
        "no xml",
        "\0",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><d:propfind xmlns:d="DAV:"><d:prop>&x;',
    ],
)
def test_what_is_no_xml_is_refused(client: FlaskClient, event: Event, body: str) -> None:
    assert client.open("/caldav/events/forum/", method="PROPFIND", data=body, headers={"Depth": "0"}).status_code == 400


def test_entities_stay_unread(client: FlaskClient, event: Event) -> None:
    body = """<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <d:sync-collection xmlns:d="DAV:"><d:sync-token>&x;</d:sync-token></d:sync-collection>"""
    answer = client.open("/caldav/events/forum/", method="REPORT", data=body)
    assert "root:" not in answer.text


def test_the_public_programme_needs_no_sign_in_and_shows_no_draft(
    client: FlaskClient, make: Factories, event: Event, talk: Session
) -> None:
    make.session(event, "Secret", status="draft")
    changed, gone, _token = synced(client, "/caldav/events/forum/", "", {})
    assert (set(changed), gone) == ({f"/caldav/events/forum/{talk.uid}.ics"}, set())


def test_nobody_reads_somebody_elses_calendar(
    client: FlaskClient, make: Factories, event: Event, account: Account
) -> None:
    stranger = account_of(make, event, name="Li Si", email="li@example.org")
    path = f"/caldav/{account.registration.code}/agenda/"
    answers = [
        client.get(path).status_code,
        client.get(path, headers=stranger.headers).status_code,
        client.open(path, method="PROPFIND", headers={"Depth": "0"}).status_code,
        client.get(path, headers={"Authorization": "Basic !!!"}).status_code,
        client.get(path, headers=account.headers).status_code,
    ]
    assert answers == [401, 404, 401, 401, 200]


def test_a_removed_device_reads_nothing_any_more(client: FlaskClient, make: Factories, account: Account) -> None:
    path = f"/caldav/{account.registration.code}/agenda/"
    assert client.get(path, headers=account.headers).status_code == 200
    page = client.get(f"{account.path}calendar/").text
    assert "My phone" in page
    client.post(f"{account.path}calendar/passwords/1/revoke")
    assert client.get(path, headers=account.headers).status_code == 401
    assert "My phone" not in client.get(f"{account.path}calendar/").text


def test_who_has_the_place_now_does_not_inherit_devices(
    client: FlaskClient, make: Factories, event: Event, account: Account
) -> None:
    from eventapp.registration.service import transfer
    from tests.factories import person

    with make.inside():
        transfer(db.session.get_one(Registration, account.registration.id), person(name="Li Si"))
    path = f"/caldav/{account.registration.code}/agenda/"
    assert client.get(path, headers=account.headers).status_code == 401


def test_options_say_what_can_be_done(client: FlaskClient, event: Event) -> None:
    answer = client.options("/caldav/events/forum/")
    assert (answer.headers["DAV"], answer.headers["Allow"]) == (
        "1, 3, calendar-access", "OPTIONS, GET, HEAD, PROPFIND, REPORT",
    )  # fmt: skip
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "MKCALENDAR", "PROPPATCH", "POST", "MOVE"])
def test_writing_is_refused_with_the_reason(client: FlaskClient, event: Event, talk: Session, method: str) -> None:
    answer = client.open(f"/caldav/events/forum/{talk.uid}.ics", method=method, data=b"BEGIN:VCALENDAR")
    assert (answer.status_code, etree.fromstring(answer.data)[0].tag) == (403, f"{DAV}need-privileges")


def test_ten_devices_that_sync_at_once_agree(app: Flask, make: Factories, account: Account, talk: Session) -> None:
    """Before anybody ever asked, and while the programme changes under them."""
    path = f"/caldav/{account.registration.code}/agenda/"

    def sync(number: int) -> tuple[dict[str, str], set[str], str]:
        if number == 5:
            make.change_session(talk, title=text("Another title"))
        return synced(app.test_client(), path, "", account.headers)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(sync, range(20)))
    last = synced(app.test_client(), path, "", account.headers)
    assert {len(changed) for changed, _gone, _token in found} == {2}
    by_token: dict[str, set[str]] = {}
    for changed, _gone, token in [*found, last]:
        by_token.setdefault(token, set()).add(repr(sorted(changed.items())))
    assert {len(states) for states in by_token.values()} == {1}
    assert synced(app.test_client(), path, last[2], account.headers) == ({}, set(), last[2])
