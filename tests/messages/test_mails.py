"""The mails about a registration, delivered to a real server or kept to be read."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.registration import service
from eventapp.registration.models import Registration
from tests.factories import Factories
from tests.mailserver import Inbox, deliver_due, mailserver, parts
from tests.pages import page_of


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailserver() as inbox:
        yield inbox


@pytest.fixture
def app(app_with: Callable[[Settings], Flask], settings: Settings, inbox: Inbox) -> Flask:
    return app_with(replace(settings, smtp_url=inbox.url, mail_from="events@example.org"))


def deliver(make: Factories) -> list[Mail]:
    with make.inside():
        deliver_due()
        return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def test_the_confirmation_arrives_with_ticket_and_invitation(make: Factories, inbox: Inbox) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")
    (mail,) = deliver(make)
    (arrived,) = inbox.mails
    assert mail.state == "sent"
    assert (arrived["Subject"], arrived["To"], arrived["Reply-To"]) == (
        "Your ticket: The Forum", "Ada Wong <ada@example.org>", "hello@example.org",
    )  # fmt: skip
    assert arrived["From"] == "The Forum <events@example.org>"
    found = parts(arrived)
    link = "http://localhost" + make.page_path(registration)
    assert link in found["text/plain"].get_content()
    assert link in found["text/html"].get_content()
    assert found["application/pdf"].get_content()[:5] == b"%PDF-"
    assert found["text/calendar"]["Content-Type"].params["method"] == "REQUEST"
    calendar = Calendar.from_ical(found["text/calendar"].get_content())
    assert [str(entry["ATTENDEE"]) for entry in calendar.walk("VEVENT")] == ["mailto:ada@example.org"]


@pytest.mark.parametrize(
    ("locale", "subject", "greeting"),
    [("zh-Hant", "你的門票：論壇", "Ada 你好："), ("zh-Hans", "你的门票：论坛", "Ada 你好：")],
)
def test_it_speaks_the_readers_language(
    make: Factories, inbox: Inbox, locale: str, subject: str, greeting: str
) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="Ada", locale=locale)
    deliver(make)
    (arrived,) = inbox.mails
    assert (arrived["Subject"], arrived["Content-Language"]) == (subject, locale)
    assert greeting in parts(arrived)["text/plain"].get_content()


def test_the_html_shows_hostile_names_as_text(make: Factories, inbox: Inbox) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="<script>alert(1)</script>")
    deliver(make)
    found = parts(inbox.mails[0])
    assert "<script>" not in found["text/html"].get_content()
    assert "<script>alert(1)</script>" in found["text/plain"].get_content()


def test_a_cancellation_carries_the_invitations_end(make: Factories, inbox: Inbox) -> None:
    event = make.event()
    registration = make.registration(event, make.ticket_type(event))
    deliver(make)
    with make.inside():
        service.cancel(db.session.get_one(Registration, registration.id))
    deliver(make)
    calendar = parts(inbox.mails[1])["text/calendar"]
    assert calendar["Content-Type"].params["method"] == "CANCEL"


def test_approval_and_refusal_are_mailed(make: Factories, inbox: Inbox) -> None:
    event = make.event()
    press = make.ticket_type(event, "Press", needs_approval=True)
    yes, no = make.registration(event, press), make.registration(event, press)
    with make.inside():
        service.approve(db.session.get_one(Registration, yes.id))
        service.decline(db.session.get_one(Registration, no.id), "The list is full.")
    deliver(make)
    assert [str(mail["Subject"]) for mail in inbox.mails] == [
        "We have your registration: The Forum",
        "We have your registration: The Forum",
        "Your ticket: The Forum",
        "About your registration: The Forum",
    ]
    assert "The list is full." in parts(inbox.mails[3])["text/plain"].get_content()


def test_a_refused_mail_is_tried_again_with_the_same_id(make: Factories, inbox: Inbox) -> None:
    from datetime import timedelta

    from eventapp.core import clock

    event = make.event()
    make.registration(event, make.ticket_type(event))
    inbox.refusals = 1
    (mail,) = deliver(make)
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert "451" in mail.failure
    assert inbox.mails == []
    with clock.frozen_at(mail.due_at + timedelta(seconds=1)):
        (again,) = deliver(make)
    assert (again.state, again.failure) == ("sent", "")
    assert inbox.mails[0]["Message-ID"] == mail.message_id


def test_delivering_twice_sends_once(make: Factories, inbox: Inbox) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    deliver(make)
    deliver(make)
    assert len(inbox.mails) == 1


def test_a_mail_given_up_can_be_tried_again_by_the_organiser(
    client: FlaskClient, make: Factories, inbox: Inbox, sign_in: Callable[[User], FlaskClient]
) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    with make.inside():
        mail = db.session.scalars(select(Mail)).one()
        mail.state, mail.attempts, mail.failure = "failed", 8, "SMTPServerDisconnected"
        db.session.commit()
    sign_in(make.member(event, "registration"))
    client.post(f"/admin/events/forum/messages/{mail.id}/retry")
    assert [(one.state, one.attempts) for one in deliver(make)] == [("sent", 1)]


def test_without_a_server_mail_is_kept_and_can_be_read(
    app_with: Callable[[Settings], Flask], settings: Settings
) -> None:
    app = app_with(settings)
    make, client = Factories(app), app.test_client()
    owner = make.user()
    event = make.event(owner=owner)
    make.registration(event, make.ticket_type(event), name="Ada Wong")
    (mail,) = deliver(make)
    assert mail.state == "kept"
    client.post("/login", data={"email": owner.email, "password": "correct horse battery"})
    listed = page_of(client.get("/admin/events/forum/messages/"))
    assert "Your ticket: The Forum" in listed.text
    shown = page_of(client.get(f"/admin/events/forum/messages/{mail.id}"))
    assert shown.heading == "Your ticket: The Forum"
    frame = client.get(f"/admin/events/forum/messages/{mail.id}/html")
    assert "Dear Ada Wong," in frame.text
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert client.get(f"/admin/events/forum/messages/{mail.id}/attachments/0").data[:5] == b"%PDF-"
    assert client.get(f"/admin/events/forum/messages/{mail.id}/attachments/9").status_code == 404
