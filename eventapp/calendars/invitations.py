"""iTIP messages (RFC 5546) that go out with mails: invitations, what changed of them, and their end."""

from dataclasses import replace
from typing import Literal

from eventapp.calendars import icalendar_format
from eventapp.calendars.entries import Attendee, Entry, EntryBuilder, mailbox_of, stamp
from eventapp.calendars.feeds import personal_event, personal_session
from eventapp.calendars.files import CalendarFile
from eventapp.calendars.meeting_entries import meeting_entry
from eventapp.calendars.queries import answers_of, sequence_offset
from eventapp.core.locales import speaking
from eventapp.meetings.models import Meeting
from eventapp.programme.models import Session
from eventapp.registration.links import page_url
from eventapp.registration.models import Registration
from eventapp.registration.queries import agenda_item

Method = Literal["REQUEST", "CANCEL"]


def invitation(registration: Registration, method: Method) -> bytes:
    """The event as an invitation to this one person, who has accepted it by registering."""
    with speaking(registration.locale):
        builder = EntryBuilder(registration.event, registration.locale)
        entry = personal_event(builder, registration, page=page_url(registration), answers=answers_of(registration.id))
        if method == "CANCEL" and entry.is_on:
            entry = replace(entry, is_on=False)
        return _message(registration, entry, method)


def cancellation_of_event(registration: Registration, name: str, email: str, locale: str, sequence: int) -> bytes:
    """A CANCEL of the event for somebody who has passed their place on; `sequence` is the registration's as it was."""
    with speaking(locale):
        builder = EntryBuilder(registration.event, locale)
        entry = builder.whole_event(is_on=False, sequence=sequence)
        return _message(registration, replace(entry, attendee=Attendee(name, email)), "CANCEL")


def session_invitation(registration: Registration, session: Session, method: Method) -> bytes:
    """A booked session as an invitation of its own; CANCEL where the session is off or the seat is given back."""
    with speaking(registration.locale):
        builder = EntryBuilder(registration.event, registration.locale)
        item = agenda_item(registration.id, session.id)
        turns = sequence_offset("agenda", registration.id, session.id)
        answers = answers_of(registration.id)
        entry = personal_session(builder, registration, session, item, turns=turns, answers=answers)
        if method == "CANCEL" and entry.is_on:
            entry = replace(entry, is_on=False, is_busy=False, stream="")
        return _message(registration, entry, method)


def meeting_invitation(registration: Registration, meeting: Meeting, method: Method) -> bytes:
    """A meeting as an invitation of its own; CANCEL where it is off, or somebody else goes."""
    participant = next(one for one in meeting.participants if one.registration_id == registration.id)
    with speaking(registration.locale):
        builder = EntryBuilder(registration.event, registration.locale)
        entry = meeting_entry(builder, registration, meeting, participant)
        if method == "CANCEL" and entry.is_on:
            entry = replace(entry, is_on=False, is_busy=False)
        return _message(registration, entry, method)


def _message(registration: Registration, entry: Entry, method: Method) -> bytes:
    """One entry as a message: it speaks to one person, and asks for an answer where answers are read."""
    event = registration.event
    attendee = entry.attendee
    if attendee is not None:
        attendee = replace(attendee, is_asked=method == "REQUEST" and bool(mailbox_of(event)))
    moment = max(entry.changed_at, stamp(registration.changed_at))
    told = replace(entry, attendee=attendee, alarm_minutes=None, changed_at=moment)
    return icalendar_format.write(CalendarFile("", "", entry.url, [told], registration.locale, method=method))
