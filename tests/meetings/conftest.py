"""What the tests of meetings begin with: an event that has people meet, and people who want to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.models import Meeting, MeetingProfile
from eventapp.meetings.service import ProfileDetails, Request, SettingsDetails, ZoneDetails
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories, text, tomorrow

ADMIN = "/admin/events/forum/meetings"
HALF_HOUR = timedelta(minutes=30)


def slot(number: int) -> datetime:
    """The beginning of one of the eight slots of the day."""
    return tomorrow(2) + number * HALF_HOUR


@dataclass
class Market:
    """An event with eight slots of half an hour and three tables. Rows come back detached."""

    make: Factories
    event: Event
    ticket_type: TicketType

    def settings(self, **changes: Any) -> None:
        whole = SettingsDetails(is_open=True, hours=((slot(0), slot(8)),))
        with self.make.inside():
            service.set_settings(db.session.get_one(Event, self.event.id), replace(whole, **changes))

    def zone(self, name: str = "Common tables", numbers: tuple[str, ...] = ("1", "2", "3"), **changes: Any) -> int:
        with self.make.inside():
            made = service.create_zone(
                db.session.get_one(Event, self.event.id), ZoneDetails(text(name), numbers, **changes)
            )
            return made.id

    def person(self, name: str = "", *, details: ProfileDetails | None = None, **changes: Any) -> Registration:
        """Somebody who takes part."""
        if name:
            changes["name"] = name
        registration = self.make.registration(self.event, self.ticket_type, **changes)
        with self.make.inside():
            service.switch_on(db.session.get_one(Registration, registration.id), details or ProfileDetails())
        return registration

    def profile(self, person: Registration) -> MeetingProfile:
        """Inside a context."""
        return db.session.get_one(MeetingProfile, person.id)

    def request(
        self, one: Registration, other: Registration, *slots: int, purpose: str = "A co-production"
    ) -> str:  # fmt: skip
        """A request for a meeting; its code."""
        with self.make.inside():
            request = Request(purpose, tuple(slot(number) for number in slots))
            return service.request_meeting(self.profile(one), self.profile(other), request).code

    def meeting(self, code: str) -> Meeting:
        """Inside a context."""
        found = queries.meeting_by_code(self.event.id, code)
        assert found is not None
        return found

    def act(self, deed: Callable[..., Any], code: str, by: Registration, *more: Any, **others: Any) -> None:
        """One of the two does something."""
        with self.make.inside():
            deed(self.meeting(code), self.profile(by), *more, **others)

    def confirmed(self, one: Registration, other: Registration, number: int) -> str:
        code = self.request(one, other, number)
        self.act(service.accept, code, other, slot(number))
        return code


@pytest.fixture
def market(make: Factories, app: Flask) -> Market:
    event = make.event()
    made = Market(make, event, make.ticket_type(event))
    made.settings()
    made.zone()
    return made


@pytest.fixture
def team(market: Market, sign_in: Callable[[User], FlaskClient], make: Factories) -> FlaskClient:
    return sign_in(make.member(market.event, "owner"))
