"""A place that passes on, data that is handed out, a person who is forgotten, a link that is lost."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import links, service
from eventapp.registration.models import Answer, Consent, LinkRequest, Registration, TicketType
from eventapp.registration.service import Choices
from eventapp.registration.tickets import sign_ticket
from tests.factories import Factories, tomorrow
from tests.pages import page_of

NEW = {
    "name": "Ben Ito",
    "email": "ben@example.org",
    "company": "Lantern",
    "country": "JP",
    "phone": "",
    "consent": "y",
}


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(transfers_until=tomorrow(1))


@pytest.fixture
def ada(make: Factories, event: Event, ticket_type: TicketType) -> Registration:
    return make.registration(event, ticket_type, name="Ada Wong", email="ada@example.org")


def again(make: Factories, one: Registration) -> Registration:
    with make.inside():
        return db.session.get_one(Registration, one.id)


def scan(client: FlaskClient, make: Factories, event: Event, ticket: str) -> str:
    device, token = make.device(make.gate(event))
    body = {"uuid": str(device.uid), "ticket": ticket, "scanned_at": clock.now().isoformat(), "device_seq": 1}
    answer = client.post("/checkin/api/scans", json={"scans": [body]}, headers={"Authorization": f"Bearer {token}"})
    return answer.json["results"][0]["outcome"]


def test_the_old_ticket_dies_at_the_door_and_in_the_calendar(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    path = make.page_path(ada)
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        old_ticket, old_feed = sign_ticket(found), links.calendar_url(found).removeprefix("http://localhost")
    page = page_of(client.post(f"{path}transfer", data=NEW))
    assert page.heading == "Ben Ito has your place now"
    assert scan(client, make, event, old_ticket) == "revoked"
    feed = client.get(old_feed)
    assert (feed.status_code, "STATUS:CANCELLED" in feed.text) == (200, True)
    gone = client.get(path)
    assert (gone.status_code, page_of(gone).heading) == (410, "This ticket was transferred")
    new = make.page_path(again(make, ada))
    assert page_of(client.get(new)).heading == "You are registered, Ben Ito"
    with make.inside():
        mails = [(mail.kind, mail.recipient) for mail in db.session.scalars(select(Mail).order_by(Mail.id))]
    assert mails == [
        ("confirmed", "ada@example.org"), ("transferred", "ada@example.org"), ("confirmed", "ben@example.org"),
    ]  # fmt: skip


def test_what_is_wrong_in_a_transfer_is_explained_and_nothing_changes(
    client: FlaskClient, make: Factories, ada: Registration
) -> None:
    answer = client.post(f"{make.page_path(ada)}transfer", data={**NEW, "name": "", "consent": ""})
    assert page_of(answer).errors == [
        "Enter your name as it should appear on your badge.", "Without their consent we cannot register them.",
    ]  # fmt: skip
    assert again(make, ada).name == "Ada Wong"


def test_after_its_hour_a_place_stays(client: FlaskClient, make: Factories, ada: Registration) -> None:
    path = make.page_path(ada)
    with clock.frozen_at(tomorrow(2)):
        page = page_of(client.post(f"{path}transfer", data=NEW, follow_redirects=True))
    assert "This ticket can no longer be transferred." in page.text
    assert again(make, ada).name == "Ada Wong"


def test_an_accreditation_does_not_pass_to_who_is_not_approved(make: Factories, event: Event) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True, badge_class="press")
    talk = make.session(event, needs_booking=True, capacity=1)
    one = make.registration(event, press, choices=Choices(session_ids=(talk.id,)))
    with make.inside():
        found = db.session.get_one(Registration, one.id)
        service.approve(found)
        service.transfer(found, service.RegistrationDetails("Ben", "ben@example.org"))
        assert (found.state, found.badge_class, found.confirmed_at) == ("pending", None, None)
        assert [item.is_booking for item in found.agenda] == [False]
        assert service.seat_errors() == []


def test_everything_stored_is_handed_out(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "text", "Why?")
    one = make.registration(
        event, ticket_type, name="陳大文", choices=Choices(answers={asked.id: "Films"}, consents=("Yes, I agree.",))
    )
    answer = client.get(f"{make.page_path(one)}data.json")
    data = json.loads(answer.text)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (data["name"], data["answers"], data["consents"][0]["text"]) == (
        "陳大文", {"Why?": "Films"}, "Yes, I agree.",
    )  # fmt: skip
    assert [entry["what"] for entry in data["history"]] == ["registration.created"]


def test_who_is_erased_leaves_nothing_personal_behind(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "text", "Why?")
    one = make.registration(
        event, ticket_type, name="Ada Secret", email="secret@example.org", company="Secret Films",
        phone="+852 5999 8888", choices=Choices(answers={asked.id: "Secret reasons"}, consents=("Secret consent",)),
    )  # fmt: skip
    path = make.page_path(one)
    client.post(
        f"{path}edit", data={"name": "Ada Secret 2", "email": "secret@example.org", "country": "", "locale": "en"}
    )
    page = page_of(client.post(f"{path}erase"))
    assert page.heading == "Everything about you is erased"
    assert client.get(path).status_code == 410
    with make.inside():
        assert db.session.scalar(select(func.count(Answer.id))) == 0
        assert db.session.scalar(select(func.count(Consent.id))) == 0
        everything = [
            str(row)
            for model in (Registration, Mail, AuditEntry)
            for row in db.session.execute(select(model.__table__))
        ]
        assert [row for row in everything if "ecret" in row or "5999" in row] == []
        assert service.seat_errors() == []


def test_erasing_twice_and_looking_at_the_page_erase_nothing_more(
    client: FlaskClient, make: Factories, ada: Registration
) -> None:
    path = make.page_path(ada)
    client.get(f"{path}erase")
    assert again(make, ada).name == "Ada Wong"
    client.post(f"{path}erase")
    assert client.post(f"{path}erase").status_code == 410


def lost(client: FlaskClient, email: str) -> str:
    answer = client.post("/events/forum/register/lost", data={"email": email}, follow_redirects=True)
    return page_of(answer).text


def test_a_lost_link_is_mailed_and_nobody_learns_who_is_registered(
    client: FlaskClient, make: Factories, ada: Registration
) -> None:
    told = [lost(client, email) for email in ("ADA@example.org", "nobody@example.org")]
    assert told[0] == told[1]
    with make.inside():
        assert db.session.scalar(select(func.count(LinkRequest.id))) == 2
        service.answer_requests()
        mails = db.session.scalars(select(Mail).where(Mail.kind == "links")).all()
        assert [mail.recipient for mail in mails] == ["ada@example.org"]
        assert db.session.scalar(select(func.count(LinkRequest.id))) == 0


def test_general_mails_are_declined_and_wanted_again(client: FlaskClient, make: Factories, ada: Registration) -> None:
    with make.inside():
        link = links.unsubscribe_url(db.session.get_one(Registration, ada.id)).removeprefix("http://localhost")
    client.get(link)
    assert again(make, ada).no_campaigns is False
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert again(make, ada).no_campaigns is True
    client.post(f"{make.page_path(ada)}campaigns", data={"choice": "accept"})
    assert again(make, ada).no_campaigns is False
    assert client.get("/unsubscribe/forged.token").status_code == 404


def test_without_a_mail_address_the_phone_finds_the_person(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    one = make.registration(
        event, ticket_type, name="陳大文", email="", phone="+852 5123 4567", romanised_name="CHAN Tai Man"
    )
    page = page_of(client.get(make.page_path(one)))
    assert "this page's link is all you have" in page.text
    with make.inside():
        assert db.session.scalars(select(Mail)).all() == []
        from eventapp.registration.queries import RegistrationFilter, find_registrations

        for typed in ("4567", "chan tai", "Tai Man Chan", "陈大文"):
            assert [row.id for row in find_registrations(event.id, RegistrationFilter(typed)).registrations] == [one.id]
