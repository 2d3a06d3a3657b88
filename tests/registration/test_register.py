"""The registration form, as people fill it in."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration.models import Consent, Registration, TicketType
from tests.factories import Factories
from tests.pages import page_of

NO_ADDRESS = "This is not an email address. It looks like name@example.org."
KEY = "a-submission-key-of-24ch"


def form(ticket_type: TicketType, /, **changes: str) -> dict[str, str]:
    values = {
        "ticket_type": str(ticket_type.id),
        "name": "Chan Tai Man 陳大文",
        "email": "taiman@example.org",
        "company": "Harbour Pictures",
        "job_title": "Producer",
        "country": "HK",
        "phone": "+852 5123 4567",
        "consent": "y",
        "submission_key": KEY,
    }
    return {**values, **changes}


def stored(make: Factories) -> list[Registration]:
    with make.inside():
        return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def test_a_complete_form_registers_and_leads_to_the_private_page(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    answer = client.post("/events/forum/register/", data=form(ticket_type), headers={"Accept-Language": "zh-HK"})
    (registration,) = stored(make)
    assert answer.status_code == 303
    assert answer.location == make.page_path(registration)
    assert (registration.name, registration.email, registration.company, registration.country) == (
        "Chan Tai Man 陳大文", "taiman@example.org", "Harbour Pictures", "HK",
    )  # fmt: skip
    assert (registration.state, registration.locale, registration.serial) == ("confirmed", "zh-Hant", 1)


def test_the_private_page_shows_the_name_and_code(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    answer = client.post("/events/forum/register/", data=form(ticket_type))
    page = page_of(client.get(answer.location))
    (registration,) = stored(make)
    assert page.heading == "You are registered, Chan Tai Man 陳大文"
    assert registration.spoken_code in page.text


def test_what_was_agreed_to_is_kept_as_it_was_shown(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    shown = page_of(client.get("/events/forum/register/"))
    client.post("/events/forum/register/", data=form(ticket_type))
    with make.inside():
        consent = db.session.scalars(select(Consent)).one()
    assert consent.text in shown.text
    assert consent.locale == "en"


def test_a_confirmation_mail_is_owed_in_the_readers_language(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    client.post("/events/forum/register/?lang=zh-Hans", data=form(ticket_type))
    with make.inside():
        mail = db.session.scalars(select(Mail)).one()
    assert (mail.kind, mail.recipient, mail.locale, mail.state) == (
        "confirmed", "taiman@example.org", "zh-Hans", "queued",
    )  # fmt: skip


def test_the_same_form_sent_twice_is_one_registration(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    first = client.post("/events/forum/register/", data=form(ticket_type))
    second = client.post("/events/forum/register/", data=form(ticket_type))
    assert first.location == second.location
    assert len(stored(make)) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Enter your name as it should appear on your badge."),
        ("name", "x" * 121, "Field cannot be longer than 120 characters."),
        ("email", "nobody", "This is not an email address. It looks like name@example.org."),
        (
            "email",
            "a@b.example\r\nBcc: all@example.org",
            "This is not an email address. It looks like name@example.org.",
        ),
        ("phone", "call me", "Use digits, such as +852 5123 4567."),
        ("country", "XX", "Not a valid choice."),
        ("consent", "", "Without this we cannot register you."),
        ("ticket_type", "", "Choose a ticket."),
        ("ticket_type", "one", "Choose a ticket."),
    ],
)
def test_a_wrong_field_is_explained_and_everything_typed_is_kept(
    client: FlaskClient, make: Factories, ticket_type: TicketType, field: str, value: str, message: str
) -> None:
    answer = client.post("/events/forum/register/", data=form(ticket_type, **{field: value}))
    page = page_of(answer)
    assert answer.status_code == 422
    assert message in page.errors
    assert page.values["company"] == "Harbour Pictures"
    assert page.values["submission_key"] == KEY
    assert stored(make) == []


def test_without_address_and_mobile_number_nobody_can_be_reached(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    answer = client.post("/events/forum/register/", data=form(ticket_type, email="", phone=""))
    assert (answer.status_code, page_of(answer).errors) == (
        422, ["Enter your email address, or a mobile number further down."],
    )  # fmt: skip
    assert stored(make) == []


def test_hostile_text_is_shown_as_text(client: FlaskClient, make: Factories, ticket_type: TicketType) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    answer = client.post("/events/forum/register/", data=form(ticket_type, name=hostile))
    page = client.get(answer.location)
    assert stored(make)[0].name == hostile
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_line_ends_never_enter_a_name(client: FlaskClient, make: Factories, ticket_type: TicketType) -> None:
    client.post("/events/forum/register/", data=form(ticket_type, name="Ada\r\nBcc: all@example.org\x00"))
    assert stored(make)[0].name == "Ada Bcc: all@example.org"


def test_another_events_ticket_cannot_be_chosen(client: FlaskClient, make: Factories, ticket_type: TicketType) -> None:
    foreign = make.ticket_type(make.event("other"))
    answer = client.post("/events/forum/register/", data=form(foreign))
    assert answer.status_code == 409
    assert page_of(answer).errors == ["There is no such ticket. What you wrote is kept: choose one from the list."]
    assert stored(make) == []


def test_a_ticket_of_the_team_cannot_be_chosen(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    staff = make.ticket_type(event, "Guest", visibility="staff")
    answer = client.post("/events/forum/register/", data=form(staff))
    assert "Guest" not in page_of(answer).text
    assert stored(make) == []


def test_the_last_seat_goes_once_and_the_next_person_keeps_what_they_wrote(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    small, large = make.ticket_type(event, "Small", capacity=1), make.ticket_type(event, "Large")
    client.post("/events/forum/register/", data=form(small))
    answer = client.post("/events/forum/register/", data=form(small, submission_key="another-submission-key-2"))
    page = page_of(answer)
    assert answer.status_code == 409
    assert page.errors == [
        "The last of these tickets was taken a moment ago. What you wrote is kept: choose another ticket."
    ]
    assert page.values["name"] == "Chan Tai Man 陳大文"
    assert [one.ticket_type_id for one in stored(make)] == [small.id]
    assert large.name["en"] in page.text


def test_a_full_event_says_so(client: FlaskClient, make: Factories) -> None:
    event = make.event("small", capacity=1)
    ticket_type = make.ticket_type(event)
    make.registration(event, ticket_type)
    answer = client.post("/events/small/register/", data=form(ticket_type))
    assert answer.status_code == 409
    assert page_of(client.get("/events/small/register/")).heading == "All places are taken."


def test_registration_that_has_not_opened_says_when_it_will(client: FlaskClient, make: Factories) -> None:
    opens_at = datetime.now(UTC) + timedelta(days=2)
    event = make.event("later", registration_opens_at=opens_at)
    ticket_type = make.ticket_type(event)
    answer = client.post("/events/later/register/", data=form(ticket_type))
    assert answer.status_code == 409
    assert page_of(answer).heading.startswith("Registration opens on ")
    assert stored(make) == []


def test_registration_that_has_closed_says_so(client: FlaskClient, make: Factories) -> None:
    event = make.event("closed", registration_closes_at=datetime.now(UTC) - timedelta(hours=1))
    ticket_type = make.ticket_type(event)
    answer = client.post("/events/closed/register/", data=form(ticket_type))
    assert (answer.status_code, page_of(answer).heading) == (409, "Registration is closed.")


def test_a_ticket_that_needs_approval_waits_and_holds_its_seat(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True, capacity=1)
    answer = client.post("/events/forum/register/", data=form(press))
    (registration,) = stored(make)
    assert registration.state == "pending"
    assert page_of(client.get(answer.location)).heading.startswith("We have your registration")
    with make.inside():
        assert db.session.scalar(select(TicketType.taken).where(TicketType.id == press.id)) == 1
        assert db.session.scalars(select(Mail.kind)).all() == ["pending"]


@pytest.mark.parametrize("slug", ["draft", "nothing-here", "..%2f..%2fetc"])
def test_events_that_are_not_public_have_no_form(client: FlaskClient, make: Factories, slug: str) -> None:
    make.event("draft", published=False)
    assert client.get(f"/events/{slug}/register/").status_code == 404


def test_a_form_without_its_key_is_refused_with_advice(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    answer = client.post("/events/forum/register/", data=form(ticket_type, submission_key=""))
    assert answer.status_code == 422
    assert "This page is damaged. Load it again." in page_of(answer).text
    assert stored(make) == []


def test_a_body_that_is_too_large_is_refused(client: FlaskClient, make: Factories, ticket_type: TicketType) -> None:
    answer = client.post("/events/forum/register/", data=form(ticket_type, company="x" * 13_000_000))
    assert answer.status_code == 413
    assert page_of(answer).heading == "That was too much at once"


def test_seats_are_counted_once_for_each_registration(make: Factories, event: Event, ticket_type: TicketType) -> None:
    for _ in range(3):
        make.registration(event, ticket_type)
    with make.inside():
        assert db.session.scalar(select(Event.taken)) == 3
        assert db.session.scalar(select(TicketType.taken)) == 3
        assert db.session.scalar(select(func.max(Registration.serial))) == 3
