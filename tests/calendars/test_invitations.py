"""iTIP messages: the invitation that comes with a ticket, and the one that takes it back."""

from typing import Any

from icalendar import Calendar, Component

from eventapp.calendars.invitations import invitation
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.events.service import EventDetails
from eventapp.registration import service
from eventapp.registration.models import Registration
from tests.factories import Factories, tomorrow


def message(make: Factories, registration: Registration, method: Any) -> tuple[Calendar, Component]:
    with make.inside():
        calendar = Calendar.from_ical(invitation(db.session.get_one(Registration, registration.id), method))
    (entry,) = calendar.walk("VEVENT")
    return calendar, entry


def test_an_invitation_is_a_request_to_one_person(make: Factories) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")
    calendar, entry = message(make, registration, "REQUEST")
    assert str(calendar["METHOD"]) == "REQUEST"
    assert (str(entry["UID"]), entry["SEQUENCE"], str(entry["STATUS"])) == (str(event.uid), 0, "CONFIRMED")
    assert (str(entry["ORGANIZER"]), str(entry["ATTENDEE"])) == ("mailto:hello@example.org", "mailto:ada@example.org")
    assert dict(entry["ATTENDEE"].params) == {
        "CN": "Ada Wong", "PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE",
    }  # fmt: skip
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (event.starts_at, event.ends_at)


def test_it_speaks_the_persons_language_and_links_their_own_page(make: Factories) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event), locale="zh-Hant")
    _, entry = message(make, registration, "REQUEST")
    assert str(entry["SUMMARY"]) == "論壇"
    assert str(entry["URL"]) == "http://localhost" + make.page_path(registration)


def test_a_subscriptions_properties_are_not_in_a_message(make: Factories) -> None:
    event = make.event()
    calendar, _ = message(make, make.registration(event, make.ticket_type(event)), "REQUEST")
    assert {"REFRESH-INTERVAL", "X-PUBLISHED-TTL", "SOURCE", "NAME"} & set(calendar) == set()


def test_a_moved_event_invites_with_a_higher_sequence(make: Factories) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event))
    with make.inside():
        found = db.session.get_one(Event, event.id)
        values = {name: getattr(found, name) for name in EventDetails.__dataclass_fields__}
        events.update_event(found, EventDetails(**{**values, "starts_at": tomorrow(3)}))
    _, entry = message(make, registration, "REQUEST")
    assert (entry["SEQUENCE"], entry.decoded("DTSTART")) == (1, tomorrow(3))


def test_a_cancellation_takes_the_event_out_again(make: Factories) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event))
    with make.inside():
        service.cancel(db.session.get_one(Registration, registration.id))
    calendar, entry = message(make, registration, "CANCEL")
    assert (str(calendar["METHOD"]), str(entry["STATUS"]), entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert str(entry["UID"]) == str(event.uid)


def test_a_name_with_line_ends_injects_nothing(make: Factories) -> None:
    event = make.event()
    hostile = 'Ada"\r\nATTENDEE:mailto:all@example.org\r\nX:'
    registration = make.registration(event, make.ticket_type(event), name=hostile)
    _, entry = message(make, registration, "REQUEST")
    assert str(entry["ATTENDEE"]) == f"mailto:{registration.email}"
