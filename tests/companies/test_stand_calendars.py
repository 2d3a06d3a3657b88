"""What happens at stands, in calendars: moved, cancelled, and never a ghost."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from icalendar import Calendar

from eventapp.companies import service
from eventapp.companies.models import Company, StandEvent
from eventapp.companies.service import StandEventDetails, StandPlace
from eventapp.core.db import db
from eventapp.events.models import Event
from tests.calendars.linter import problems
from tests.companies.conftest import PUBLIC
from tests.databases import ON_SQLITE
from tests.factories import Factories, text, tomorrow

ALL = f"{PUBLIC}/calendar.ics"


@pytest.fixture
def screening(make: Factories, company: Company) -> StandEvent:
    return happening(make, company)


def happening(make: Factories, company: Company, title: str = "Screening", hour: int = 3) -> StandEvent:
    with make.inside():
        details = StandEventDetails(text(title), tomorrow(hour), tomorrow(hour + 1))
        return service.create_stand_event(db.session.get_one(Company, company.id), details)


def told(client: FlaskClient, path: str = ALL) -> dict[str, tuple[str, str, int, str, datetime]]:
    """(title, status, SEQUENCE, place, beginning) of each entry of a feed, by UID."""
    entries = Calendar.from_ical(client.get(path).data).walk("VEVENT")
    return {
        str(one["UID"]): (
            str(one["SUMMARY"]), str(one["STATUS"]), int(one["SEQUENCE"]), str(one["LOCATION"]), one["DTSTART"].dt
        )
        for one in entries
    }  # fmt: skip


def change(make: Factories, one: StandEvent, hours: int) -> None:
    with make.inside():
        found = db.session.get_one(StandEvent, one.id)
        length = timedelta(hours=hours)
        details = StandEventDetails(found.title, found.starts_at + length, found.ends_at + length)
        service.update_stand_event(found, details)


def test_a_feed_says_what_happens_where(
    make: Factories, event: Event, client: FlaskClient, company: Company, screening: StandEvent
) -> None:
    assert told(client)[str(screening.uid)] == (
        "Harbour Pictures: Screening", "CONFIRMED", 0, "The Hall", screening.starts_at,
    )  # fmt: skip
    assert told(client, f"{PUBLIC}/{company.code}/calendar.ics") == told(client)
    assert problems(client.get(ALL).data) == []


def test_what_moves_has_a_higher_sequence_and_the_same_uid(
    make: Factories, client: FlaskClient, screening: StandEvent
) -> None:
    change(make, screening, hours=1)
    _title, status, sequence, _place, begins = told(client)[str(screening.uid)]
    assert (status, sequence, begins) == ("CONFIRMED", 1, screening.starts_at + timedelta(hours=1))


def test_what_is_cancelled_stays_as_cancelled_and_may_come_back(
    make: Factories, client: FlaskClient, screening: StandEvent
) -> None:
    with make.inside():
        service.cancel_stand_event(db.session.get_one(StandEvent, screening.id))
    assert told(client)[str(screening.uid)][:3] == ("Cancelled: Harbour Pictures: Screening", "CANCELLED", 1)
    with make.inside():
        service.restore_stand_event(db.session.get_one(StandEvent, screening.id))
    assert told(client)[str(screening.uid)][:3] == ("Harbour Pictures: Screening", "CONFIRMED", 2)


def test_a_company_that_is_hidden_has_its_entries_cancelled(
    make: Factories, event: Event, client: FlaskClient, company: Company, screening: StandEvent
) -> None:
    make.company(event, "Another")
    with make.inside():
        service.set_state(db.session.get_one(Company, company.id), "hidden")
    assert told(client, f"{PUBLIC}/{company.code}/calendar.ics")[str(screening.uid)][1:3] == ("CANCELLED", 1)
    assert told(client)[str(screening.uid)][1:3] == ("CANCELLED", 1)
    with make.inside():
        service.set_state(db.session.get_one(Company, company.id), "published")
    assert told(client)[str(screening.uid)][1:3] == ("CONFIRMED", 2)


def test_a_company_that_moves_takes_its_entries_along(
    make: Factories, event: Event, client: FlaskClient, company: Company, screening: StandEvent
) -> None:
    hall = make.hall(event)
    with make.inside():
        again = db.session.get_one(Company, company.id)
        details = service.details_of(again)
        service.update_company(
            again, service.CompanyDetails(**{**vars(details), "stands": (StandPlace(hall.id, "A1"),)})
        )
    assert told(client)[str(screening.uid)][2:4] == (1, "Hall 1 A1, The Hall")


def test_a_company_whose_entries_are_in_calendars_is_hidden_and_not_deleted(
    make: Factories, company: Company, screening: StandEvent
) -> None:
    with make.inside(), pytest.raises(service.CompanyInUse):
        service.delete_company(db.session.get_one(Company, company.id))


def test_who_has_it_already_gets_304_until_something_changes(
    make: Factories, client: FlaskClient, screening: StandEvent
) -> None:
    first = client.get(ALL)
    known = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert [client.get(ALL, headers=one).status_code for one in (known, since)] == [304, 304]
    change(make, screening, hours=1)
    assert [client.get(ALL, headers=one).status_code for one in (known, since)] == [200, 200]


@ON_SQLITE
@pytest.mark.parametrize("form", ["ics", "jcal", "jscal", "xcs"])
def test_every_format_has_it_and_none_sets_a_cookie(client: FlaskClient, screening: StandEvent, form: str) -> None:
    answer = client.get(f"{PUBLIC}/calendar.{form}")
    assert (answer.status_code, "Set-Cookie" in answer.headers, str(screening.uid) in answer.text) == (200, False, True)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15, deadline=None
)
@given(some.lists(some.sampled_from(("move", "cancel", "restore", "hide", "show", "reword")), max_size=8))
@ON_SQLITE
def test_sequence_never_falls_whatever_is_done(
    make: Factories, client: FlaskClient, company: Company, deeds: list[str]
) -> None:
    one = happening(make, company, f"Reception {len(deeds)}")
    before = 0
    for deed in deeds:
        with make.inside():
            found, owner = db.session.get_one(StandEvent, one.id), db.session.get_one(Company, company.id)
            if deed == "cancel":
                service.cancel_stand_event(found)
            elif deed == "restore":
                service.restore_stand_event(found)
            elif deed in ("hide", "show"):
                service.set_state(owner, "hidden" if deed == "hide" else "published")
            elif deed == "reword":
                service.update_stand_event(found, StandEventDetails(text(deed), found.starts_at, found.ends_at))
        if deed == "move":
            change(make, one, hours=1)
        path = f"{PUBLIC}/{company.code}/calendar.ics"
        sequence = told(client, path)[str(one.uid)][2]
        assert sequence >= before
        before = sequence
