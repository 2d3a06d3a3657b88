"""The mails that carry invitations (RFC 6047): to booked sessions, when they or the event move, and when they are off.

Sessions invite only where the event's settings say so; the event itself invites with the confirmation.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from eventapp.calendars.invitations import Method, session_invitation
from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import clock_time, long_date
from eventapp.events.models import Event
from eventapp.messages.mails import (
    about,
    calendar_file,
    calendar_of,
    enqueue_mail,
    overlap_note,
    registration_of,
    time_and_place,
)
from eventapp.messages.queries import last_told
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration

SECOND_THOUGHTS = timedelta(minutes=5)
"""Settings are often saved twice in a row: only what they say in the end is mailed."""


@signals.agenda_changed.connect
def _owe_invitation(
    registration: Registration, session_id: int, is_in: bool, is_booking: bool, is_told: bool = False
) -> None:
    """Who takes a seat is invited, and who gives it back is told so, unless they hear of it otherwise."""
    if is_booking and not is_told and registration.event.invites_to_sessions:
        enqueue_session_mail("session_invited" if is_in else "session_off", registration, session_id)


@signals.event_moved.connect
def _owe_move(event: Event) -> None:
    if not event.is_published:
        return
    people = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
    for registration in db.session.scalars(people.order_by(Registration.id)):
        outbox.withdraw("Registration", registration.id, ("event_moved",))
        enqueue_mail("event_moved", registration, delay=SECOND_THOUGHTS)
    if event.invites_to_sessions:
        for registration, session_id in _bookings_of(event.id):
            enqueue_session_mail("session_moved", registration, session_id, delay=SECOND_THOUGHTS)


def enqueue_session_mail(
    kind: str, registration: Registration, session_id: int, *, delay: timedelta = timedelta(0)
) -> None:
    enqueue_mail(kind, registration, delay=delay, details={"session_id": session_id})


def _bookings_of(event_id: int) -> Iterable[tuple[Registration, int]]:
    query = (
        select(Registration, AgendaItem.session_id)
        .join(AgendaItem, AgendaItem.registration_id == Registration.id)
        .where(Registration.event_id == event_id, Registration.state == "confirmed", AgendaItem.is_booking)
        .order_by(Registration.id, AgendaItem.session_id)
    )
    return [(registration, session_id) for registration, session_id in db.session.execute(query)]


@outbox.composer("event_moved")
def event_moved(mail: Mail) -> Composed:
    """The invitation anew, with a higher SEQUENCE: calendars move the event by themselves.

    Whoever was told this time and place last hears nothing: the change was taken back before they heard of it.
    """
    registration = registration_of(mail)
    if not registration.is_confirmed:
        raise outbox.NotWanted
    is_told_already = last_told(registration) == time_and_place(registration.event)
    if is_told_already and mail.delivered_at is None:
        raise outbox.NotWanted
    return about(mail, registration, attachments=(calendar_of(registration, "REQUEST"),), has_facts=True)


@outbox.composer("session_invited")
@outbox.composer("session_moved")
def session_invited(mail: Mail) -> Composed:
    registration, session = registration_of(mail), _session(mail)
    item = next((one for one in registration.agenda if one.session_id == session.id), None)
    if item is None or not item.is_booking or not registration.is_confirmed or session.status != "confirmed":
        raise outbox.NotWanted
    return _about_session(mail, registration, session, "REQUEST")


@outbox.composer("session_off")
def session_off(mail: Mail) -> Composed:
    registration, session = registration_of(mail), _session(mail)
    is_back = any(one.session_id == session.id and one.is_booking for one in registration.agenda)
    if is_back and registration.is_confirmed and session.status == "confirmed" and session.is_scheduled:
        raise outbox.NotWanted
    return _about_session(mail, registration, session, "CANCEL")


def _about_session(mail: Mail, registration: Registration, session: Session, method: Method) -> Composed:
    if session.last_starts_at is None or session.last_ends_at is None:
        raise outbox.NotWanted
    event = registration.event
    zone = event.timezone
    with speaking(mail.locale):
        hours = f"{clock_time(session.last_starts_at, zone)}–{clock_time(session.last_ends_at, zone)}"
        moment = f"{long_date(session.last_starts_at, zone)}, {hours}"
    values = {
        "session": session.title.text(mail.locale, event.main_locale),
        "session_when": moment,
        "session_where": session.room.name.text(mail.locale, event.main_locale) if session.room else "–",
    }
    attachments = (calendar_file(session_invitation(registration, session, method), method),)
    return about(mail, registration, values, attachments=attachments, note=overlap_note(registration, mail.locale))


def _session(mail: Mail) -> Session:
    return db.session.get_one(Session, mail.details["session_id"])
