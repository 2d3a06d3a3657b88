"""The organiser's meetings: settings, tables, the list, arranging, moving, who came, figures and tables out."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.service import clone_event
from eventapp.meetings import queries
from eventapp.meetings.admin_forms import numbers_in
from eventapp.meetings.models import Meeting, MeetingTable
from tests.factories import Factories
from tests.meetings.conftest import ADMIN, Market, slot


def settings_form(**changes: str) -> dict[str, str]:
    return {
        "is_open": "y", "slot_minutes": "30", "pause_minutes": "10", "most_open_requests": "20", "walking_minutes": "5",
        "hours-0-starts_at": "2027-03-01T10:00", "hours-0-ends_at": "2027-03-01T12:00",
        "hours-1-starts_at": "", "hours-1-ends_at": "", **changes,
    }  # fmt: skip


def test_hours_are_those_of_the_events_place(market: Market, team: FlaskClient) -> None:
    assert team.post(f"{ADMIN}/settings", data=settings_form()).status_code == 303
    with market.make.inside():
        settings = queries.settings_of(market.event.id)
        assert settings is not None
        slots = [one.starts_at.isoformat() for one in queries.slots_of(settings)]
    assert slots == [f"2027-03-01T{time}:00+00:00" for time in ("02:00", "02:40", "03:20")]
    assert 'value="2027-03-01T10:00"' in team.get(f"{ADMIN}/settings").text


@pytest.mark.parametrize(
    "bad",
    [
        {"slot_minutes": "0"},
        {"slot_minutes": "x"},
        {"pause_minutes": "-1"},
        {"day_limit": "0"},
        {"most_open_requests": "9999999999999999999999"},
        {"hours-0-ends_at": "2027-03-01T09:00"},
        {"hours-0-ends_at": ""},
        {"weights-genre": "11"},
        {"class_limits-vip": "-4"},
        {"badge_classes": "astronaut"},
    ],
)
def test_settings_that_cannot_be_change_nothing(market: Market, team: FlaskClient, bad: dict[str, str]) -> None:
    answer = team.post(f"{ADMIN}/settings", data=settings_form(**bad))
    assert (answer.status_code, "Not saved yet" in answer.text) == (422, True)
    with market.make.inside():
        settings = queries.settings_of(market.event.id)
        assert settings is not None
        assert (settings.slot_minutes, settings.pause_minutes, len(queries.slots_of(settings))) == (30, 0, 8)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1-3", ["1", "2", "3"]),
        ("08-10", ["08", "09", "10"]),
        ("A1–A3, B", ["A1", "A2", "A3", "B"]),
        ("1, 1, 2", ["1", "2"]),
        ("1 - 3; 7", ["1", "2", "3", "7"]),
    ],
)
def test_numbers_of_tables_are_read_as_people_write_them(typed: str, numbers: list[str]) -> None:
    assert numbers_in(typed) == numbers


@pytest.mark.parametrize("numbers", ["", " , ", "<b>", "x" * 40, "1-9999"])
def test_numbers_that_are_none_are_refused_in_words(market: Market, team: FlaskClient, numbers: str) -> None:
    answer = team.post(f"{ADMIN}/tables/new", data={"name-en": "More", "numbers": numbers})
    with market.make.inside():
        assert (answer.status_code, len(queries.zones_of(market.event.id))) == (422, 1)


def test_a_table_that_is_promised_does_not_go(market: Market, team: FlaskClient) -> None:
    market.confirmed(market.person(), market.person(), 0)
    with market.make.inside():
        zone_id = queries.zones_of(market.event.id)[0].id
    answer = team.post(f"{ADMIN}/tables/{zone_id}", data={"name-en": "Common tables", "numbers": "2-3"})
    gone = team.post(f"{ADMIN}/tables/{zone_id}/delete", follow_redirects=True)
    words = "1 meeting is promised at a table that would go"
    with market.make.inside():
        numbers = list(db.session.scalars(select(MeetingTable.number).order_by(MeetingTable.number)))
    assert (words in answer.text, words in gone.text, numbers) == (True, True, ["1", "2", "3"])


def test_a_table_is_given_to_one_person_and_back(market: Market, team: FlaskClient) -> None:
    wong = market.person("Ada Wong")
    with market.make.inside():
        zone = queries.zones_of(market.event.id)[0]
        zone_id, table_id, name = zone.id, zone.tables[0].id, f"Ada Wong · {market.profile(wong).code}"
    holders = []
    for person in (name, "nobody", ""):
        team.post(f"{ADMIN}/tables/{zone_id}/give", data={"table": table_id, "person": person})
        with market.make.inside():
            holders.append(db.session.get_one(MeetingTable, table_id).holder_id)
    assert holders == [wong.id, wong.id, None]


def test_the_team_arranges_a_meeting_and_moves_it(market: Market, team: FlaskClient) -> None:
    wong, lee = market.person("Ada Wong"), market.person("Lee Mei")
    with market.make.inside():
        names = [f"{one.name} · {market.profile(one).code}" for one in (wong, lee)]
    made = team.post(f"{ADMIN}/new", data={"requester": names[0], "recipient": names[1], "starts_at": ""})
    code = made.headers["Location"].rpartition("/")[2]
    team.post(f"{ADMIN}/list/{code}/move", data={"starts_at": slot(4).isoformat()})
    with market.make.inside():
        found = market.meeting(code)
        assert (found.status, found.starts_at, found.sequence) == ("confirmed", slot(4), 1)
    team.post(f"{ADMIN}/list/{code}/cancel")
    with market.make.inside():
        assert market.meeting(code).status == "cancelled"


@pytest.mark.parametrize("people", [("nobody", "nobody"), ("one", "one"), ("", "one")])
def test_a_meeting_of_one_or_of_nobody_is_not_arranged(
    market: Market, team: FlaskClient, people: tuple[str, str]
) -> None:
    wong = market.person("Ada Wong")
    with market.make.inside():
        name = f"Ada Wong · {market.profile(wong).code}"
    one, other = (name if who == "one" else who for who in people)
    answer = team.post(f"{ADMIN}/new", data={"requester": one, "recipient": other, "starts_at": ""})
    with market.make.inside():
        assert (answer.status_code, list(db.session.scalars(select(Meeting.id)))) == (422, [])


def test_the_check_in_notes_who_came_and_takes_it_back(market: Market, team: FlaskClient) -> None:
    code = market.confirmed(market.person("Ada Wong"), market.person("Lee Mei"), 2)
    page = team.get(f"{ADMIN}/check-in", query_string={"at": slot(2).isoformat()}).text
    assert "Ada Wong" in page
    noted = []
    for presence in ("late", "", "absent"):
        team.post(f"{ADMIN}/list/{code}/presence/requester", data={"presence": presence})
        with market.make.inside():
            noted.append(market.meeting(code).requester_presence)
    bad = team.post(f"{ADMIN}/list/{code}/presence/requester", data={"presence": "asleep"})
    assert (noted, bad.status_code) == (["late", None, "absent"], 422)


def test_figures_say_who_waits_who_has_few_and_who_did_not_come(market: Market, team: FlaskClient) -> None:
    wong, lee, chan = market.person("Ada Wong"), market.person("Lee Mei"), market.person("Chan Siu")
    code = market.confirmed(wong, lee, 2)
    waiting = market.request(chan, lee, 3)
    with market.make.inside():
        market.meeting(waiting).changed_at -= timedelta(days=2)
        db.session.commit()
    team.post(f"{ADMIN}/list/{code}/presence/recipient", data={"presence": "absent"})
    page = team.get(f"{ADMIN}/").text
    waits = page.partition('id="waiting"')[2].partition("</section>")[0]
    absent = page.partition("No-shows</h2>")[2].partition("</section>")[0]
    assert ("Chan Siu" in waits, "Lee Mei" in absent, "Ada Wong" in absent) == (True, True, False)


def test_the_list_is_searched_filtered_and_exported(market: Market, team: FlaskClient) -> None:
    market.confirmed(market.person("Ada Wong"), market.person("=HYPERLINK(1)"), 2)
    market.request(market.person("Chan Siu"), market.person("Ng"), 3)
    assert "Ada Wong" in team.get(f"{ADMIN}/list?words=wong").text
    assert "Ada Wong" not in team.get(f"{ADMIN}/list?status=requested").text
    rows = list(csv.DictReader(io.StringIO(team.get(f"{ADMIN}/list.csv").data.decode("utf-8-sig"))))
    assert [(one["requester"], one["recipient"], one["status"]) for one in rows] == [
        ("Ada Wong", "'=HYPERLINK(1)", "confirmed"), ("Chan Siu", "Ng", "requested"),
    ]  # fmt: skip
    assert team.get(f"{ADMIN}/list.exe").status_code == 404


def test_signs_and_diaries_are_documents(market: Market, team: FlaskClient) -> None:
    market.confirmed(market.person("黃愛達"), market.person("Lee Mei"), 2)
    heads = [team.get(f"{ADMIN}/{name}").data[:5] for name in ("tables/signs.pdf", "diaries.pdf")]
    assert heads == [b"%PDF-", b"%PDF-"]


def test_a_clone_takes_hours_and_tables_along_but_nobody(market: Market, make: Factories) -> None:
    market.person()
    with make.inside():
        event = db.session.get_one(Event, market.event.id)
        owner = make.user("next@example.org")
        starts_at = event.starts_at + timedelta(days=365)
        clone = clone_event(event, "next", event.name, starts_at, parts=["meetings"], owner=owner)
        settings = queries.settings_of(clone.id)
        assert settings is not None
        assert (settings.is_open, [one.starts_at - slot(0) for one in queries.slots_of(settings)][:1]) == (
            False, [timedelta(days=365)],
        )  # fmt: skip
        assert [len(zone.tables) for zone in queries.zones_of(clone.id)] == [3]
        assert queries.people_on(clone.id) == []
