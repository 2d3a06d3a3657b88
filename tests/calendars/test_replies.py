"""Answers to invitations: read from mails as calendar apps send them, in any order, from nobody but who was invited."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.calendars import service
from eventapp.calendars.invitations import session_invitation
from eventapp.calendars.models import AppPassword, InvitationReply
from eventapp.calendars.replies import replies_in
from eventapp.config import Settings
from eventapp.core.db import db
from eventapp.core.outbox import Mail, compose
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of

TOKEN = "a token of sixteen"
SENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, calendar_mailbox="calendar@events.example.org", inbound_token=TOKEN)


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(invites_to_sessions=True, declining_frees_seats=True)


@pytest.fixture
def talk(make: Factories, event: Event) -> Session:
    return make.session(event, "Short drama", needs_booking=True, capacity=1)


@pytest.fixture
def ada(make: Factories, event: Event, ticket_type: TicketType, talk: Session) -> Registration:
    return make.registration(
        event, ticket_type, name="Ada Wong", email="ada@example.org", choices=Choices(session_ids=(talk.id,))
    )


def answer(
    uid: object, partstat: str, *, address: str = "ada@example.org", sender: str = "", at: datetime = SENT,
    sequence: int = 0, comment: str = "", kind: str = "text/calendar", method: str = "REPLY",
) -> bytes:  # fmt: skip
    """A mail as Outlook, Google and Apple send it: the answer is a part beside the words."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}",
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}", f"SEQUENCE:{sequence}", "ORGANIZER:mailto:calendar+forum@events.example.org",
        f'ATTENDEE;CN="Ada";PARTSTAT={partstat}:MAILTO:{address.upper()}', "DTSTART:20261214T010000Z",
        f"COMMENT:{comment}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Ada <{sender or address}>", "calendar+forum@events.example.org"
    mail["Subject"] = f"{partstat}: Short drama"
    mail.set_content("Ada has answered.")
    main, subtype = kind.split("/")
    mail.add_attachment("\r\n".join(lines).encode(), maintype=main, subtype=subtype, params={"method": method})
    return mail.as_bytes()


def receive(make: Factories, mail: bytes) -> list[str]:
    with make.inside():
        return [reply.answer for reply in service.receive_mail(mail)]


def stored(make: Factories) -> list[tuple[int | None, str]]:
    with make.inside():
        found = db.session.scalars(select(InvitationReply).order_by(InvitationReply.id))
        return [(reply.session_id, reply.answer) for reply in found]


def mails(make: Factories, kind: str) -> list[Mail]:
    with make.inside():
        return list(db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def calendar_in(make: Factories, mail: Mail) -> Any:
    with make.inside():
        (attachment,) = [
            one for one in compose(db.session.get_one(Mail, mail.id)).attachments if one.name == "invitation.ics"
        ]
    calendar = Calendar.from_ical(attachment.content)
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
@pytest.mark.parametrize("part", ["text/calendar", "application/ics"])
def test_an_answer_to_the_event_is_recorded(
    make: Factories, event: Event, ada: Registration, partstat: str, part: str
) -> None:
    assert receive(make, answer(event.uid, partstat, kind=part)) == [partstat]
    assert stored(make) == [(None, partstat)]


def test_who_books_is_invited_and_asked(make: Factories, ada: Registration, talk: Session) -> None:
    (mail,) = mails(make, "session_invited")
    method, entry = calendar_in(make, mail)
    assert (method, str(entry["UID"]), str(entry["ORGANIZER"])) == (
        "REQUEST", str(talk.uid), "mailto:calendar+forum@events.example.org",
    )  # fmt: skip
    assert (entry["ATTENDEE"].params["RSVP"], str(entry["ATTENDEE"])) == ("TRUE", "mailto:ada@example.org")


def test_a_decline_gives_the_seat_to_who_waits(
    make: Factories, event: Event, ticket_type: TicketType, ada: Registration, talk: Session
) -> None:
    li = make.registration(event, ticket_type, name="Li Si", email="li@example.org")
    with make.inside():
        registrations.add_to_agenda(
            db.session.get_one(Registration, li.id), db.session.get_one(Session, talk.id), wait=True
        )
    receive(make, answer(talk.uid, "DECLINED", comment="I am in Shenzhen"))
    with make.inside():
        booked = {
            one.id: [item.is_booking for item in one.agenda]
            for one in db.session.scalars(select(Registration).where(Registration.event_id == event.id))
        }
        assert db.session.scalars(select(InvitationReply.comment)).one() == "I am in Shenzhen"
    assert booked == {ada.id: [], li.id: [True]}
    assert mails(make, "session_off") == []
    (mail,) = mails(make, "session_seat")
    assert calendar_in(make, mail)[0] == "REQUEST"


def test_a_decline_keeps_the_seat_where_the_event_says_so(make: Factories, ticket_type: TicketType) -> None:
    event = make.event("other", invites_to_sessions=True)
    talk = make.session(event, needs_booking=True, capacity=1)
    li = make.registration(
        event, make.ticket_type(event), email="ada@example.org", choices=Choices(session_ids=(talk.id,))
    )
    receive(make, answer(talk.uid, "DECLINED"))
    with make.inside():
        assert [item.is_booking for item in db.session.get_one(Registration, li.id).agenda] == [True]


def test_who_declined_a_time_that_moved_since_keeps_the_seat_and_is_asked_again(
    make: Factories, ada: Registration, talk: Session
) -> None:
    make.change_session(talk, starts_at=tomorrow(6), ends_at=tomorrow(7))
    receive(make, answer(talk.uid, "DECLINED", sequence=0))
    with make.inside():
        assert [item.is_booking for item in db.session.get_one(Registration, ada.id).agenda] == [True]
    receive(make, answer(talk.uid, "DECLINED", sequence=1))
    with make.inside():
        assert db.session.get_one(Registration, ada.id).agenda == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_latest_answer_counts_in_whatever_order_they_arrive(
    make: Factories, event: Event, ada: Registration, order: tuple[int, ...]
) -> None:
    sent = [
        answer(event.uid, partstat, at=SENT + timedelta(minutes=minute))
        for minute, partstat in enumerate(("DECLINED", "ACCEPTED", "TENTATIVE"))
    ]
    for index in (*order, *order):
        receive(make, sent[index])
    assert stored(make) == [(None, "TENTATIVE")]


def test_ten_who_answer_at_once_are_all_recorded(make: Factories, event: Event, ticket_type: TicketType) -> None:
    people = [make.registration(event, ticket_type, email=f"guest{number}@example.org") for number in range(10)]

    def one(number: int) -> list[str]:
        return receive(make, answer(event.uid, "ACCEPTED", address=f"guest{number % 10}@example.org"))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(30))) == [["ACCEPTED"]] * 30
    assert stored(make) == [(None, "ACCEPTED")] * len(people)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "stranger@example.org"}, "nobody with this address was invited"),
        ({"sender": "mallory@example.org"}, "sent by somebody other than who answers"),
        ({"method": "REQUEST"}, "no METHOD:REPLY"),
        ({"partstat": "NEEDS-ACTION"}, "is no answer"),
        ({"partstat": "X-WILL;X=1"}, "is no answer"),
        ({"uid": "d7f0f7a0-0000-4000-8000-000000000000"}, "no event, session or meeting of ours"),
        ({"uid": "no-uuid"}, "cannot be read"),
        ({"kind": "text/plain"}, "no METHOD:REPLY"),
    ],
)
def test_what_is_no_answer_of_ours_is_refused_and_nothing_is_written(
    make: Factories, event: Event, ada: Registration, changes: dict[str, Any], words: str
) -> None:
    values = {"uid": event.uid, "partstat": "DECLINED"} | changes
    with pytest.raises(service.NoReply, match=words):
        receive(make, answer(values.pop("uid"), values.pop("partstat"), **values))
    assert stored(make) == []


@pytest.mark.parametrize(
    "mail", [b"", b"no mail", b"\xff" * 2000, b"From: a@b.c\r\nContent-Type: text/calendar\r\n\r\nBEGIN:"]
)
def test_what_is_no_mail_is_refused(app: Flask, mail: bytes) -> None:
    with pytest.raises(service.NoReply):
        replies_in(mail)


def test_a_mail_service_hands_mails_over(make: Factories, client: FlaskClient, event: Event, ada: Registration) -> None:
    mail = answer(event.uid, "ACCEPTED")
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answers = [
        client.post("/webhooks/mail", data=mail, headers=bearer, content_type="message/rfc822"),
        client.post("/webhooks/mail", data={"body-mime": mail.decode()}, headers=bearer),
        client.post("/webhooks/mail", data={"email": (BytesIO(mail), "mail.eml")}, headers=bearer),
    ]
    assert [one.json for one in answers] == [{"recorded": 1}] * 3
    refused = [
        client.post("/webhooks/mail", data=mail),
        client.post("/webhooks/mail", data=mail, headers={"Authorization": "Bearer wrong"}),
        client.post("/webhooks/mail", headers=bearer),
        client.post("/webhooks/mail", data=b"no mail", headers=bearer),
    ]
    assert [(one.status_code, "Set-Cookie" in one.headers) for one in refused] == [
        (401, False), (401, False), (400, False), (422, False),
    ]  # fmt: skip
    assert stored(make) == [(None, "ACCEPTED")]


def test_the_organiser_sees_how_many_will_come(
    make: Factories, event: Event, ticket_type: TicketType, ada: Registration, talk: Session,
    sign_in: Callable[[User], FlaskClient],
) -> None:  # fmt: skip
    make.registration(event, ticket_type, email="li@example.org")
    receive(make, answer(event.uid, "ACCEPTED", comment="<script>alert(1)</script>"))
    receive(make, answer(talk.uid, "TENTATIVE"))
    team = sign_in(make.member(event, "registration"))
    page = team.get("/admin/events/forum/attendance/")
    assert "1 accepted, 0 tentative, 0 declined, 1 silent" in page.text
    assert "0 accepted, 1 tentative, 0 declined, 0 silent" in page.text
    table = team.get("/admin/events/forum/attendance.csv").data.decode("utf-8-sig").splitlines()
    assert table[1:] == ["The Forum,2,0,1,0,0,1", "Short drama,1,1,0,1,0,0"]
    answers = team.get("/admin/events/forum/attendance/event")
    assert "Ada Wong" in page_of(answers).text
    assert "<script>alert" not in answers.text
    session_page = page_of(team.get(f"/admin/events/forum/attendance/sessions/{talk.code}"))
    assert (session_page.heading, "Tentative" in session_page.text) == ("Short drama", True)


def test_ones_own_calendar_shows_ones_own_answer(
    make: Factories, client: FlaskClient, ada: Registration, talk: Session
) -> None:
    path = make.page_path(ada)
    receive(make, answer(talk.uid, "TENTATIVE"))
    entries = Calendar.from_ical(client.get(f"{path}calendar.ics").data).walk("VEVENT")
    found = {str(entry["UID"]): entry["ATTENDEE"].params["PARTSTAT"] for entry in entries}
    assert found[str(talk.uid)] == "TENTATIVE"


def test_a_session_that_moves_or_is_off_says_so_to_who_booked(
    make: Factories, event: Event, ada: Registration, talk: Session
) -> None:
    from eventapp.programme import service as programme

    def edit(**changes: Any) -> None:
        with make.inside():
            found = db.session.get_one(Session, talk.id)
            details = programme.details_with_draft(found)
            programme.edit_session(found, replace(details, **changes))
            programme.release_programme(db.session.get_one(Event, event.id))

    edit(starts_at=tomorrow(5), ends_at=tomorrow(6))
    (moved,) = mails(make, "session_moved")
    method, entry = calendar_in(make, moved)
    assert (method, entry["SEQUENCE"], entry.decoded("DTSTART")) == ("REQUEST", 1, tomorrow(5))
    edit(status="cancelled")
    (off,) = mails(make, "session_off")
    method, entry = calendar_in(make, off)
    assert (method, str(entry["STATUS"]), entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert mails(make, "programme_changes") == []


def test_a_seat_given_back_and_taken_again_is_newer_each_time(
    make: Factories, client: FlaskClient, ada: Registration, talk: Session
) -> None:
    path = make.page_path(ada)
    for choice in ("remove", "add"):
        client.post(f"{path}agenda/{talk.code}", data={"choice": choice})
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        session = db.session.get_one(Session, talk.id)
        (entry,) = Calendar.from_ical(session_invitation(found, session, "REQUEST")).walk("VEVENT")
    assert entry["SEQUENCE"] == 2
    assert len(mails(make, "session_off")) == 1
    assert len(mails(make, "session_invited")) == 2


def test_an_event_that_moves_invites_everybody_anew_and_once(
    make: Factories, event: Event, ticket_type: TicketType, ada: Registration
) -> None:
    make.registration(event, ticket_type, email="li@example.org")
    for place in ("First House", "Second House"):
        with make.inside():
            found = db.session.get_one(Event, event.id)
            events.update_event(found, replace(events.details_of(found), venue=text(place)))
    waiting = [mail for mail in mails(make, "event_moved") if mail.state == "queued"]
    assert sorted(mail.recipient for mail in waiting) == ["ada@example.org", "li@example.org"]
    method, entry = calendar_in(make, waiting[0])
    assert (method, str(entry["LOCATION"]), entry["SEQUENCE"]) == ("REQUEST", "Second House", 2)


def test_what_the_former_person_answered_says_nothing_of_the_new_one(
    make: Factories, event: Event, ada: Registration
) -> None:
    from tests.factories import person

    receive(make, answer(event.uid, "DECLINED"))
    with make.inside():
        registrations.transfer(db.session.get_one(Registration, ada.id), person(name="Li Si"))
    assert stored(make) == []


def test_a_person_can_take_along_and_erase_what_their_calendar_said(
    make: Factories, client: FlaskClient, event: Event, ada: Registration, talk: Session
) -> None:
    path = make.page_path(ada)
    receive(make, answer(talk.uid, "TENTATIVE", comment="I may be late"))
    client.post(f"{path}calendar/passwords", data={"label": "My phone"})
    data = client.get(f"{path}data.json").json
    assert [(one["to"], one["answer"], one["comment"]) for one in data["calendar_answers"]] == [
        ("Short drama", "TENTATIVE", "I may be late")
    ]
    assert [one["name"] for one in data["calendar_devices"]] == ["My phone"]
    with make.inside():
        registrations.erase(db.session.get_one(Registration, ada.id))
        assert db.session.scalars(select(AppPassword)).all() == []
    assert stored(make) == []
