"""What the owner of a registration sees and does on the private page."""

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories, tomorrow
from tests.pages import page_of


@pytest.fixture
def registration(make: Factories, event: Event) -> Registration:
    return make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")


@pytest.fixture
def path(make: Factories, registration: Registration) -> str:
    return make.page_path(registration)


def calendar_link(client: FlaskClient, path: str) -> str:
    (address,) = page_of(client.get(path)).tree.xpath("//*[@id='calendar-url']/@value")
    return str(address)


def again(make: Factories, registration: Registration) -> Registration:
    with make.inside():
        return db.session.get_one(Registration, registration.id)


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "..", "%00"])
def test_a_wrong_link_shows_nothing(client: FlaskClient, registration: Registration, token: str) -> None:
    assert client.get(f"/r/{token}/").status_code == 404


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"], headers["Referrer-Policy"]) == (
        "private, no-store", "noindex", "no-referrer",
    )  # fmt: skip


def test_the_ticket_comes_as_svg_and_pdf(client: FlaskClient, path: str) -> None:
    svg, pdf = client.get(f"{path}ticket.svg"), client.get(f"{path}ticket.pdf")
    assert (svg.content_type, svg.data[:4]) == ("image/svg+xml", b"<svg")
    assert (pdf.content_type, pdf.data[:5]) == ("application/pdf", b"%PDF-")


def test_the_same_ticket_is_the_same_file(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}ticket.pdf").data == client.get(f"{path}ticket.pdf").data


def test_details_are_changed_and_the_ticket_stays_valid(
    client: FlaskClient, make: Factories, registration: Registration, path: str
) -> None:
    data = {"name": "Ada Lovelace", "email": "ada@example.com", "country": "GB", "locale": "zh-Hant"}
    assert client.post(f"{path}edit", data=data).location == path
    changed = again(make, registration)
    assert (changed.name, changed.email, changed.country, changed.locale) == (
        "Ada Lovelace", "ada@example.com", "GB", "zh-Hant",
    )  # fmt: skip
    assert changed.ticket_version == registration.ticket_version
    assert changed.revision == registration.revision + 1


def test_wrong_details_are_explained_and_nothing_changes(
    client: FlaskClient, make: Factories, registration: Registration, path: str
) -> None:
    answer = client.post(f"{path}edit", data={"name": "", "email": "x", "country": "", "locale": "tlh"})
    assert answer.status_code == 422
    assert page_of(answer).errors == [
        "Enter your name as it should appear on your badge.",
        "This is not an email address. It looks like name@example.org.",
        "Not a valid choice.",
    ]
    assert again(make, registration).name == "Ada Wong"


def test_cancelling_frees_the_seat_and_mails_a_cancellation(
    client: FlaskClient, make: Factories, event: Event, registration: Registration, path: str
) -> None:
    assert "Cancel my registration?" in page_of(client.get(f"{path}cancel")).text
    client.post(f"{path}cancel")
    assert again(make, registration).state == "cancelled"
    assert page_of(client.get(path)).heading == "Your registration is cancelled"
    with make.inside():
        assert db.session.scalar(select(TicketType.taken)) == 0
        assert db.session.scalar(select(Event.taken).where(Event.id == event.id)) == 0
        assert db.session.scalars(select(Mail.kind).order_by(Mail.id)).all() == ["confirmed", "cancelled"]


def test_cancelling_twice_frees_one_seat(
    client: FlaskClient, make: Factories, event: Event, path: str, registration: Registration
) -> None:
    make.registration(event, TicketType(id=registration.ticket_type_id))
    client.post(f"{path}cancel")
    client.post(f"{path}cancel")
    with make.inside():
        assert db.session.scalar(select(Event.taken)) == 1


def test_a_cancelled_ticket_has_no_code_any_more(client: FlaskClient, path: str) -> None:
    client.post(f"{path}cancel")
    assert client.get(f"{path}ticket.svg").status_code == 404
    assert client.get(f"{path}ticket.pdf").status_code == 404


def test_opening_the_cancel_page_cancels_nothing(
    client: FlaskClient, make: Factories, registration: Registration, path: str
) -> None:
    client.get(f"{path}cancel")
    assert again(make, registration).state == "confirmed"


def test_chosen_sessions_are_in_the_agenda_and_the_calendar(
    client: FlaskClient, make: Factories, event: Event, path: str
) -> None:
    talk = make.session(event, "Short drama")
    make.session(event, "Another talk")
    client.post(f"{path}agenda/{talk.code}", data={"choice": "add"})
    assert "Short drama" in page_of(client.get(path)).text
    calendar = Calendar.from_ical(client.get(f"{path}calendar.ics").data)
    assert [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")] == ["The Forum", "Short drama"]


def test_a_removed_session_leaves_the_agenda(client: FlaskClient, make: Factories, event: Event, path: str) -> None:
    talk = make.session(event, "Short drama")
    client.post(f"{path}agenda/{talk.code}", data={"choice": "add"})
    client.post(f"{path}agenda/{talk.code}", data={"choice": "remove"})
    calendar = Calendar.from_ical(client.get(f"{path}calendar.ics").data)
    assert [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")] == ["The Forum"]


def test_another_events_session_cannot_be_chosen(client: FlaskClient, make: Factories, path: str) -> None:
    foreign = make.session(make.event("other"))
    assert client.post(f"{path}agenda/{foreign.code}").status_code == 404


def test_a_draft_session_cannot_be_chosen(client: FlaskClient, make: Factories, event: Event, path: str) -> None:
    draft = make.session(event, status="draft")
    assert client.post(f"{path}agenda/{draft.code}").status_code == 404


def test_the_last_seat_of_a_session_goes_once(make: Factories, event: Event, registration: Registration) -> None:
    talk = make.session(event)
    other = make.registration(event, TicketType(id=registration.ticket_type_id))
    with make.inside():
        found = db.session.get_one(type(talk), talk.id)
        found.needs_booking, found.capacity = True, 1
        db.session.commit()
        service.add_to_agenda(db.session.get_one(Registration, registration.id), found)
        with pytest.raises(service.SessionFull):
            service.add_to_agenda(db.session.get_one(Registration, other.id), found)
        assert service.seat_errors() == []


def test_renewing_the_calendar_link_ends_the_old_one_with_an_explanation(
    client: FlaskClient, make: Factories, registration: Registration, path: str
) -> None:
    old = calendar_link(client, path)
    client.post(f"{path}calendar")
    new = calendar_link(client, path)
    farewell = client.get(old)
    assert farewell.status_code == 410
    (entry,) = Calendar.from_ical(farewell.data).walk("VEVENT")
    assert str(entry["SUMMARY"]) == "This calendar link has ended: subscribe again"
    assert client.get(new).status_code == 200


def test_after_the_event_nothing_can_be_changed(client: FlaskClient, make: Factories) -> None:
    from datetime import timedelta

    from eventapp.core import clock

    event = make.event("past")
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    with clock.frozen_at(tomorrow(12) + timedelta(days=1)):
        client.post(f"{path}cancel")
        client.post(f"{path}edit", data={"name": "Other", "email": "a@example.org", "country": "", "locale": "en"})
    with make.inside():
        found = db.session.scalars(select(Registration)).one()
    assert (found.state, found.name) == ("confirmed", found.name)
    assert found.name != "Other"
