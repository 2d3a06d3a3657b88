"""Fills an empty instance with the demo's forum, through the same services that people use."""

from datetime import timedelta

from flask import g
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.accounts.service import create_user
from eventapp.checkin.service import create_gate
from eventapp.core import clock, outbox
from eventapp.core.db import db, transactional
from eventapp.core.locales import speaking
from eventapp.demo.forum import (
    GATES,
    REGISTRATION_OPENED,
    ROOMS,
    SLUG,
    SPEAKERS,
    TICKET_TYPES,
    TRACKS,
    TYPES,
    ZONE,
    Slot,
    at,
    event_details,
    forum_day,
)
from eventapp.demo.people import Person, guests
from eventapp.demo.programme import SLOTS
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import create_event, publish
from eventapp.programme import service as programme
from eventapp.programme.models import Session
from eventapp.programme.service import SessionDetails
from eventapp.registration import service as registration
from eventapp.registration.models import TicketType

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
        event, kinds = _forum(organiser)
    with clock.frozen_at(opened_at):
        publish(event)
    for number, person in enumerate(guests(today)):
        _register(event, kinds[person.ticket], person, number)
    _deliver_mails()
    return event


def _forum(organiser: User) -> tuple[Event, dict[str, TicketType]]:
    today = (clock.now() + timedelta(days=9) + REGISTRATION_OPENED).astimezone(ZONE).date()
    day = forum_day(today)
    event = create_event(SLUG, event_details(day, today), organiser)
    rooms = {key: programme.create_room(event, details).id for key, details in ROOMS.items()}
    tracks = {key: programme.create_track(event, details).id for key, details in TRACKS.items()}
    types = {key: programme.create_type(event, details).id for key, details in TYPES.items()}
    speakers = {key: programme.create_speaker(event, details).id for key, details in SPEAKERS.items()}

    def place(slot: Slot) -> Session:
        details = SessionDetails(
            title=slot.title,
            abstract=slot.abstract,
            language=slot.language,
            track_id=tracks[slot.track] if slot.track else None,
            room_id=rooms[slot.room] if slot.room else None,
            type_id=types[slot.kind],
            starts_at=at(day, slot.begins),
            ends_at=at(day, slot.ends),
            speakers=tuple((speakers[key], role) for key, role in slot.speakers),
        )
        return programme.create_session(event, details)

    for slot in SLOTS:
        place(slot)
    for name in GATES:
        create_gate(event, name)
    kinds = {key: registration.create_ticket_type(event, details) for key, details in TICKET_TYPES.items()}
    return event, kinds


def _register(event: Event, kind: TicketType, person: Person, number: int) -> None:
    with clock.frozen_at(person.registered_at), speaking(person.details.locale):
        found = registration.register_by_team(event, kind, person.details, submission_key=f"demo-guest-{number:012}")
    with clock.frozen_at(person.registered_at + timedelta(hours=3, minutes=number % 50)):
        if kind.needs_approval and person.state == "confirmed":
            registration.approve(found)
        elif person.state == "declined":
            registration.decline(found, "The list of accredited media for this forum is full.")
        elif person.state == "cancelled":
            registration.cancel(found)


def _deliver_mails() -> None:
    """The outbox as it would stand: every mail written when it was owed."""
    db.session.flush()
    for mail in db.session.scalars(select(outbox.Mail).order_by(outbox.Mail.id)).all():
        with clock.frozen_at(mail.created_at + timedelta(seconds=2)):
            if outbox.claim(mail.id):
                outbox.deliver(mail.id)
