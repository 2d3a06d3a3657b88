"""Fills an empty instance with the demo's forum, through the same services that people use."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import g
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.accounts.service import create_user
from eventapp.calendars.service import Reply, record_replies
from eventapp.checkin.service import IssuerDetails, create_gate, create_issuer
from eventapp.core import clock, delivery, outbox
from eventapp.core.db import db, transactional
from eventapp.core.locales import speaking
from eventapp.demo.forum import (
    ASKED,
    CONFIRMED,
    INTERPRETERS,
    LOUNGE,
    MAIN_ENTRANCE,
    MARKET_BADGES,
    REGISTRATION_OPENED,
    ROOMS,
    SLUG,
    SPEAKERS,
    TICKET_TYPES,
    TRACKS,
    TYPES,
    WORKSHOP_DOOR,
    ZONE,
    Slot,
    at,
    event_details,
    forum_day,
)
from eventapp.demo.people import Person, guests
from eventapp.demo.programme import IDEA, SLOTS
from eventapp.demo.registration import (
    ACCESS_CODE,
    FOLLOW_UP,
    INVITEES,
    answers_of,
    follow_up_questions,
    press_letter,
    questions,
)
from eventapp.demo.rehearsal import add_rehearsal
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import create_event, publish
from eventapp.messages import campaigns
from eventapp.messages.service import create_campaign
from eventapp.programme import service as programme
from eventapp.programme.models import Session
from eventapp.programme.queries import all_sessions, speakers_of
from eventapp.programme.service import SessionDetails
from eventapp.registration import service as registration
from eventapp.registration.models import Answer, Invitation, Question, Registration, TicketType
from eventapp.registration.queries import follow_up_replies

WAITING = 4
WORKSHOP_SEATS = 24
EMAIL = "organiser@example.org"
PASSWORD = "new-vision-demo"  # noqa: S105  # well known on purpose: it opens from this machine only


def is_seeded() -> bool:
    return event_by_slug(SLUG) is not None


@transactional
def seed() -> Event:
    """The forum, its programme, its team and its guests, as if weeks of work had passed."""
    g.actor = "demo"
    today = clock.now().astimezone(ZONE).date()
    opened_at = at(today - REGISTRATION_OPENED, "09:00")
    with clock.frozen_at(opened_at - timedelta(days=9)):
        organiser = create_user(EMAIL, "Demo Organiser", PASSWORD, is_admin=True, is_demo=True)
        event, ticket_types = _forum(organiser)
    with clock.frozen_at(opened_at):
        publish(event)
    people = guests(today)
    ids = _questions(event, ticket_types)
    waiting = [person for person in people if person.ticket == "exhibitor"][-WAITING:]
    for number, person in enumerate(people):
        if waiting and person is waiting[0]:
            _sell_out(ticket_types["exhibitor"])
        _register(event, ticket_types[person.ticket], person, number, ids)
    _book_seats(event)
    _invite(event, ticket_types)
    _answer_invitations(event)
    _follow_up(event, ticket_types["exhibitor"])
    _work_on_programme(event)
    create_campaign(event, campaigns.reminder(event), "Demo Organiser")
    _deliver_mails()
    return event


def _answer_invitations(event: Event) -> None:
    """Four of five people's calendars have answered, most of them with yes."""
    query = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
    people = [one for one in db.session.scalars(query.order_by(Registration.id)) if one.email]
    now = clock.now()
    replies = []
    for number, person in enumerate(people):
        subjects = [event.uid, *(item.session.uid for item in person.agenda if item.is_booking)]
        for place, uid in enumerate(subjects):
            if (number + place) % 5:
                answer = ("ACCEPTED", "ACCEPTED", "ACCEPTED", "TENTATIVE", "ACCEPTED", "DECLINED")[(number + place) % 6]
                comment = "I have to be in Shenzhen that morning." if answer == "DECLINED" and number % 4 == 1 else ""
                replies.append(Reply(uid, person.email.lower(), person.email.lower(), answer, 0, now, comment))
    record_replies(replies)


def _questions(event: Event, ticket_types: dict[str, TicketType]) -> dict[str, int]:
    """The questions' ids by name."""
    details = questions({name: ticket_type.id for name, ticket_type in ticket_types.items()})
    ids: dict[str, int] = {}
    for name, asked in details.items():
        condition: dict[str, Any] = {}
        if name == "wanted":
            condition = {"depends_on_id": ids["reason"], "depends_on_values": ["buy"]}
        ids[name] = registration.create_question(event, replace(asked, **condition)).id
    return ids


def _follow_up(event: Event, ticket_type: TicketType) -> None:
    """Exhibitors were asked about the dinner; a good half has answered."""
    details = replace(FOLLOW_UP, ticket_type_ids=(ticket_type.id,), closes_at=event.starts_at - timedelta(days=7))
    form = registration.create_follow_up(event, details)
    dinner, arrival = (registration.create_question(event, asked, form) for asked in follow_up_questions())
    registration.send_follow_up(form)
    keys = [option["key"] for option in dinner.options]
    for number, reply in enumerate(follow_up_replies(form)):
        if number % 5 < 3:
            answers = {dinner.id: keys[number % 3], arrival.id: f"{9 + number % 8}:30"}
            registration.answer_follow_up(reply.registration, form, answers)


def _sell_out(ticket_type: TicketType) -> None:
    """From here on this ticket has a waiting list."""
    names = registration.TicketTypeDetails.__dataclass_fields__
    db.session.refresh(ticket_type)
    details = registration.TicketTypeDetails(**{name: getattr(ticket_type, name) for name in names})
    registration.update_ticket_type(ticket_type, replace(details, capacity=ticket_type.taken))


def _book_seats(event: Event) -> None:
    """Workshops: one is full and people wait, one nearly, one has room."""
    sessions = [session for session in all_sessions(event.id) if session.needs_booking]
    people = db.session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed").limit(60)
    ).all()
    for session, wanted in zip(sessions, (WORKSHOP_SEATS + 3, WORKSHOP_SEATS - 4, 9), strict=False):
        for person in people[:wanted]:
            with suppress(registration.SessionsOverlap):
                registration.add_to_agenda(person, session, wait=True)


def _work_on_programme(event: Event) -> None:
    """The workshop in the middle of its work: speakers asked, some silent; one change and one idea not released."""
    names = {SPEAKERS[key].name.text("en"): key for key in ASKED}
    for speaker in speakers_of(event.id):
        key = names.get(speaker.name.text("en"))
        if key is None:
            continue
        speaker.email = f"{key}@example.org"
        programme.ask_speaker(speaker)
        if key in CONFIRMED:
            speaker.confirmed_at = clock.now()
    sessions = {session.title.text("en"): session for session in all_sessions(event.id)}
    clinic = sessions["Clinic: the co-production contract, clause by clause"]
    details = programme.details_with_draft(clinic)
    assert details.ends_at is not None
    longer = replace(details, ends_at=details.ends_at + timedelta(minutes=15), internal_notes="Print 24 copies.")
    programme.edit_session(clinic, longer)
    programme.draft_session(event, IDEA)
    add_rehearsal(sessions["Subtitles and dubbing in twenty languages, overnight"], "Demo Organiser")


def _invite(event: Event, ticket_types: dict[str, TicketType]) -> None:
    """Guests of the forum, some of whom have answered; and codes for buyers."""
    registration.invite(event, ticket_types["guest"], INVITEES)
    invitations = db.session.scalars(select(Invitation).where(Invitation.event_id == event.id)).all()
    for invitation in invitations[:3]:
        registration.note_opened(invitation)
    registration.decline_invitation(invitations[1])
    until = event.starts_at - timedelta(days=1)
    details = registration.CodeDetails(ticket_types["buyer"].id, "Mailing to buyers", 30, until)
    registration.create_code(event, ACCESS_CODE, details)


def _forum(organiser: User) -> tuple[Event, dict[str, TicketType]]:
    today = (clock.now() + timedelta(days=9) + REGISTRATION_OPENED).astimezone(ZONE).date()
    day = forum_day(today)
    event = create_event(SLUG, event_details(day, today), organiser)
    rooms = {key: programme.create_room(event, details).id for key, details in ROOMS.items()}
    tracks = {key: programme.create_track(event, details).id for key, details in TRACKS.items()}
    types = {key: programme.create_type(event, details).id for key, details in TYPES.items()}
    speakers = {key: programme.create_speaker(event, details).id for key, details in SPEAKERS.items()}
    interpreters = programme.create_speaker(event, INTERPRETERS).id

    def place(slot: Slot) -> Session:
        heard = tuple(code for code in ("en", "yue", "cmn") if slot.room == "hall" and code != slot.language)
        details = SessionDetails(
            title=slot.title,
            abstract=slot.abstract,
            language=slot.language,
            track_id=tracks[slot.track] if slot.track else None,
            room_id=rooms[slot.room] if slot.room else None,
            type_id=types[slot.kind],
            starts_at=at(day, slot.begins),
            ends_at=at(day, slot.ends),
            speakers=(
                *((speakers[key], role) for key, role in slot.speakers),
                *(((interpreters, "interpreter"),) if heard else ()),
            ),
            interpretation=heard,
            needs_booking=slot.kind == "workshop",
            capacity=WORKSHOP_SEATS if slot.kind == "workshop" else None,
        )
        return programme.create_session(event, details)

    placed = [(slot, place(slot)) for slot in SLOTS]
    workshop = next(session for slot, session in placed if slot.kind == "workshop")
    for gate in (MAIN_ENTRANCE, replace(WORKSHOP_DOOR, session_id=workshop.id), LOUNGE):
        create_gate(event, gate)
    ticket_types = {key: registration.create_ticket_type(event, details) for key, details in TICKET_TYPES.items()}
    name, pattern = MARKET_BADGES
    create_issuer(event, IssuerDetails(name, ticket_types["delegate"].id, pattern))
    return event, ticket_types


def _register(event: Event, ticket_type: TicketType, person: Person, number: int, ids: dict[str, int]) -> None:
    key = f"demo-guest-{number:012}"
    choices = registration.Choices(answers=answers_of(number, person.ticket, ids), may_wait=True)
    with clock.frozen_at(person.registered_at), speaking(person.details.locale):
        if person.ticket == "exhibitor":
            found = registration.register(event, ticket_type.id, person.details, submission_key=key, choices=choices)
        else:
            found = registration.register_by_team(
                event, ticket_type, person.details, submission_key=key, choices=choices
            )
        if found.state == "pending":
            _send_letter(event, found, ids["letter"])
        if person.state in ("declined", "cancelled"):
            _deliver_mails()
    with clock.frozen_at(person.registered_at + timedelta(hours=3, minutes=number % 50)):
        if ticket_type.needs_approval and person.state == "confirmed":
            registration.approve(found)
        elif person.state == "declined":
            registration.decline(found, "The list of accredited media for this forum is full.")
        elif person.state == "cancelled" and found.is_confirmed and ticket_type.waiting == 0:
            registration.cancel(found)


def _send_letter(event: Event, found: Registration, question_id: int) -> None:
    question = db.session.get_one(Question, question_id)
    upload = registration.keep_upload(
        event.id, found.submission_key, question, name="letter.pdf", content_type="application/pdf",
        content=press_letter(),
    )  # fmt: skip
    upload.registration_id = found.id
    db.session.add(Answer(registration_id=found.id, question_id=question_id, value=upload.id))


def _deliver_mails() -> None:
    """The outbox as it would stand: every mail written when it was owed."""
    db.session.flush()
    owed = select(outbox.Mail).where(outbox.Mail.state == "queued").order_by(outbox.Mail.id)
    for mail in db.session.scalars(owed).all():
        with clock.frozen_at(mail.created_at + timedelta(seconds=2)):
            if delivery.claim(mail.id):
                delivery.deliver(mail.id)
