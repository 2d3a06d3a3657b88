"""An event that moves: what its sessions do, who hears of it, and that a change taken back is told to nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.events.rescheduling import ProgrammeMove, Reschedule
from eventapp.events.service import details_of, update_event
from eventapp.programme.models import Session
from eventapp.programme.service import Place, move_session
from tests.factories import Factories, text, tomorrow
from tests.mailserver import deliver_due
from tests.pages import SURE, page_of

HONG_KONG, LONDON = ZoneInfo("Asia/Hong_Kong"), ZoneInfo("Europe/London")
NINE = datetime(2027, 3, 15, 1, tzinfo=UTC)  # at nine in Hong Kong

zones = st.sampled_from([HONG_KONG, LONDON, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")])
instants = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda instant: instant.replace(second=0, microsecond=0)
)
moves: st.SearchStrategy[ProgrammeMove] = st.sampled_from(["along", "clock", "stay"])


def moved(start: datetime, programme: ProgrammeMove, zone: ZoneInfo = HONG_KONG) -> Reschedule:
    return Reschedule(NINE, HONG_KONG, start, start + timedelta(hours=8), zone, programme)


def test_along_moves_by_the_days_and_hours_that_the_event_moves_by() -> None:
    move = moved(NINE + timedelta(days=2, hours=1), "along")
    assert move.moved(NINE + timedelta(minutes=30)) == NINE + timedelta(days=2, hours=1, minutes=30)


def test_clock_keeps_the_hour_and_moves_the_day() -> None:
    move = moved(NINE + timedelta(days=2, hours=1), "clock")
    assert move.moved(NINE + timedelta(minutes=30)) == NINE + timedelta(days=2, minutes=30)


def test_along_into_another_zone_keeps_what_the_clock_of_the_place_says() -> None:
    start = datetime(2027, 3, 15, 9, tzinfo=LONDON).astimezone(UTC)
    assert moved(start, "along", LONDON).moved(NINE + timedelta(hours=2)) == datetime(2027, 3, 15, 11, tzinfo=LONDON)


def test_ways_to_move_that_come_to_the_same_are_offered_once() -> None:
    choices = [moved(start, "along").choices for start in (NINE, NINE + timedelta(days=1), NINE + timedelta(hours=1))]
    assert choices == [(), ("along", "stay"), ("along", "clock", "stay")]


@given(instants, zones, instants, zones, instants, st.integers(5, 2000), moves)
def test_a_session_keeps_its_length_wherever_it_goes(
    old: datetime, old_zone: ZoneInfo, new: datetime, new_zone: ZoneInfo, begins: datetime, minutes: int, how: Any
) -> None:
    move = Reschedule(old, old_zone, new, new + timedelta(days=1), new_zone, how)
    starts_at, ends_at = move.moved_slot(begins, begins + timedelta(minutes=minutes))
    assert ends_at - starts_at == timedelta(minutes=minutes)


@given(instants, zones, instants, instants)
def test_the_session_that_opens_the_event_still_opens_it(
    old: datetime, zone: ZoneInfo, new: datetime, begins: datetime
) -> None:
    new = new.astimezone(zone).replace(hour=12).astimezone(UTC)  # an hour that no zone leaves out
    assert Reschedule(old, zone, new, new + timedelta(days=1), zone, "along").moved(old) == new


@given(instants, zones, st.integers(-400, 400), instants)
def test_there_and_back_again_is_where_one_began(old: datetime, zone: ZoneInfo, days: int, begins: datetime) -> None:
    old = old.astimezone(ZoneInfo("UTC"))
    utc = ZoneInfo("UTC")
    new = old + timedelta(days=days)
    there = Reschedule(old, utc, new, new + timedelta(days=1), utc, "along").moved(begins)
    assert Reschedule(new, utc, old, old + timedelta(days=1), utc, "along").moved(there) == begins


class TestStored:
    @pytest.fixture
    def event(self, make: Factories) -> Event:
        event = make.event()
        make.session(event, "Opening", starts_at=tomorrow(2), ends_at=tomorrow(3))
        make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")
        with make.inside():
            deliver_due()
        return event

    def move(self, make: Factories, event: Event, *, by: timedelta, **options: Any) -> None:
        with make.inside():
            found = db.session.get_one(Event, event.id)
            details = details_of(found)
            later = replace(details, starts_at=details.starts_at + by, ends_at=details.ends_at + by)
            update_event(found, later, **options)

    def mails(self, make: Factories) -> list[tuple[str, str]]:
        """What leaves in the next hour."""
        with make.inside(), clock.frozen_at(clock.now() + timedelta(hours=1)):
            before = set(db.session.scalars(select(Mail.id).where(Mail.state != "queued")))
            deliver_due()
            found = db.session.scalars(select(Mail).where(Mail.state.in_(("kept", "sent"))).order_by(Mail.id))
            return [(mail.kind, mail.recipient) for mail in found if mail.id not in before]

    def test_sessions_move_along_in_the_feed_at_once_and_count_up(
        self, client: FlaskClient, make: Factories, event: Event
    ) -> None:
        def entry() -> Any:
            (found,) = Calendar.from_ical(client.get("/events/forum/calendar.ics").data).walk("VEVENT")
            return found

        before = entry()
        self.move(make, event, by=timedelta(days=1), programme="along")
        after = entry()
        assert after.decoded("DTSTART") - before.decoded("DTSTART") == timedelta(days=1)
        assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)

    def test_a_draft_of_a_session_moves_too_and_stays_a_draft(self, make: Factories, event: Event) -> None:
        with make.inside():
            session = db.session.scalars(select(Session)).one()
            move_session(session, Place(tomorrow(5), tomorrow(6), None))
        self.move(make, event, by=timedelta(days=1), programme="along")
        with make.inside():
            found = db.session.scalars(select(Session)).one()
            drafted = datetime.fromisoformat((found.draft or {})["starts_at"])
            assert (found.starts_at, drafted) == (tomorrow(2) + timedelta(days=1), tomorrow(5) + timedelta(days=1))

    def test_the_registered_get_one_mail_after_five_minutes(self, make: Factories, event: Event) -> None:
        self.move(make, event, by=timedelta(days=1), programme="along")
        with make.inside():
            deliver_due()
            assert db.session.scalars(select(Mail.state).where(Mail.kind == "event_moved")).all() == ["queued"]
        assert self.mails(make) == [("event_moved", "ada@example.org")]

    def test_a_move_taken_back_in_time_is_told_to_nobody(self, make: Factories, event: Event) -> None:
        self.move(make, event, by=timedelta(days=1), programme="along")
        self.move(make, event, by=timedelta(days=-1), programme="along")
        assert self.mails(make) == []

    def test_a_move_back_is_told_to_those_who_heard_of_the_first(self, make: Factories, event: Event) -> None:
        self.move(make, event, by=timedelta(days=1), programme="along")
        first = self.mails(make)
        self.move(make, event, by=timedelta(days=-1), programme="along")
        assert (first, self.mails(make)) == ([("event_moved", "ada@example.org")],) * 2

    def test_nobody_is_written_to_where_the_organiser_says_so(self, make: Factories, event: Event) -> None:
        self.move(make, event, by=timedelta(days=1), programme="along", tells=False)
        assert self.mails(make) == []

    def test_a_second_day_stands_in_the_mail(self, make: Factories, event: Event) -> None:
        with make.inside():
            found = db.session.get_one(Event, event.id)
            details = details_of(found)
            ends = details.ends_at + timedelta(days=1)
            update_event(found, replace(details, ends_at=ends, venue=text("Another hall")))
        assert self.mails(make) == [("event_moved", "ada@example.org")]
        with make.inside():
            mail = db.session.scalars(select(Mail).where(Mail.kind == "event_moved")).one()
            zone = ZoneInfo("Asia/Hong_Kong")
            days = [f"{day.astimezone(zone).day} {day.astimezone(zone):%B}" for day in (details.starts_at, ends)]
            assert [day in (mail.text or "") or day.split()[0] in (mail.text or "") for day in days] == [True, True]


class TestThePage:
    @pytest.fixture
    def owner(self, make: Factories) -> User:
        return make.user()

    @pytest.fixture
    def event(self, make: Factories, owner: User) -> Event:
        event = make.event(owner=owner)
        make.session(event, "Opening", starts_at=tomorrow(2), ends_at=tomorrow(3))
        make.registration(event, make.ticket_type(event))
        return event

    @pytest.fixture
    def team(self, sign_in: Callable[[User], FlaskClient], owner: User, event: Event) -> FlaskClient:
        return sign_in(owner)

    def form(self, day: int) -> dict[str, str]:
        start = (tomorrow(1) + timedelta(days=day)).astimezone(HONG_KONG)
        return {
            "name-en": "The Forum", "name-zh_hant": "論壇", "timezone": "Asia/Hong_Kong", "venue-en": "The Hall",
            "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=10):%Y-%m-%dT%H:%M}",
            "main_locale": "en", "contact_email": "hello@example.org", "accent": "jade",
        }  # fmt: skip

    def start(self, make: Factories) -> tuple[datetime, datetime | None]:
        with make.inside():
            event, session = db.session.scalars(select(Event)).one(), db.session.scalars(select(Session)).one()
            return event.starts_at, session.starts_at

    def test_it_asks_and_stores_nothing_yet(self, team: FlaskClient, make: Factories) -> None:
        before = self.start(make)
        page = page_of(team.post("/admin/events/forum/settings", data=self.form(1)))
        assert (page.heading, self.start(make)) == ("The event moves", before)
        assert [option.split(" 1 ")[0] for option in page.texts("//label[@class='choice']")] == [
            "They move along with the event", "They stay where they are",
        ]  # fmt: skip

    @pytest.mark.parametrize(("programme", "days"), [("along", 1), ("stay", 0), ("elsewhere", 0)])
    def test_the_answer_decides(self, team: FlaskClient, make: Factories, programme: str, days: int) -> None:
        event, session = self.start(make)
        team.post("/admin/events/forum/settings", data={**self.form(1), **SURE, "programme": programme})
        assert session is not None
        assert self.start(make) == (event + timedelta(days=1), session + timedelta(days=days))

    def test_a_new_contact_address_alone_is_saved_without_a_question(self, team: FlaskClient, make: Factories) -> None:
        values = {**self.form(0), "contact_email": "new@example.org"}
        assert team.post("/admin/events/forum/settings", data=values).status_code == 303
        with make.inside():
            assert db.session.scalars(select(Event.contact_email)).one() == "new@example.org"
