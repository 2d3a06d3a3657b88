"""Answers to invitations, as they arrive by mail: recorded in whatever order they come, and seats given back."""

from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import delete, select

from eventapp.calendars.feeds import own_sequence
from eventapp.calendars.models import InvitationReply
from eventapp.calendars.queries import reply_of, sequence_offset
from eventapp.calendars.replies import NoReply, Reply, replies_in
from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import registration_erased, registration_transferred
from eventapp.events.models import Event
from eventapp.meetings.models import Meeting
from eventapp.meetings.queries import meeting_by_uid, profile_of
from eventapp.meetings.service import LONGEST_MESSAGE, NotYours, cancel
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from eventapp.registration.queries import agenda_item, registrations_by_email
from eventapp.registration.service import NotAllowed, remove_from_agenda
from eventapp.registration.service.changes import lock, note, touch


@transactional
def receive_mail(mail: bytes) -> list[InvitationReply]:
    """Record every answer in a mail; one that is older than what we know changes nothing.

    Raises NoReply where the mail holds no answer to an invitation of ours, from the person who was invited; nothing is
    written then.
    """
    return record_replies(replies_in(mail))


@transactional
def record_replies(replies: Iterable[Reply]) -> list[InvitationReply]:
    """The same for answers that were read already. Raises NoReply."""
    found = []
    for reply in replies:
        meeting = meeting_by_uid(reply.uid)
        if meeting is None:
            found.append(_record(reply))
        else:
            _answer_meeting(reply, meeting)
    return found


def _answer_meeting(reply: Reply, meeting: Meeting) -> None:
    """A meeting that one of the two declines is off. Who declined a time that has been moved since is asked again."""
    event = db.session.get_one(Event, meeting.event_id)
    people = [one for one in _people(reply, event) if meeting.side_of(one.id) is not None]
    if not people:
        raise NoReply("nobody with this address was invited")
    profile = profile_of(people[0].id)
    if reply.answer == "DECLINED" and profile is not None and reply.sequence >= meeting.sequence:
        with suppress(NotYours):  # it is off or over already
            cancel(meeting, profile, reply.comment[:LONGEST_MESSAGE])


def _record(reply: Reply) -> InvitationReply:
    event, session = _subject(reply)
    registration = _person(reply, event, session)
    lock(registration)
    known = reply_of(registration.id, session.id if session else None)
    if known is not None and (reply.sequence, reply.answered_at) <= (known.sequence, known.answered_at):
        return known
    before = known.answer if known else None
    if known is None:
        known = InvitationReply(registration_id=registration.id, session_id=session.id if session else None)
        db.session.add(known)
    known.answer, known.comment = reply.answer, reply.comment
    known.sequence, known.answered_at, known.received_at = reply.sequence, reply.answered_at, clock.now()
    touch(registration)
    code = session.code if session else event.slug
    note(
        registration, "registration.answered_invitation", before={"answer": before},
        after={"answer": reply.answer, "to": code},
    )  # fmt: skip
    if session is not None and reply.answer == "DECLINED":
        _give_seat_back(event, registration, session, reply)
    return known


def _subject(reply: Reply) -> tuple[Event, Session | None]:
    event = db.session.scalar(select(Event).where(Event.uid == reply.uid))
    if event is not None:
        return event, None
    session = db.session.scalar(select(Session).where(Session.uid == reply.uid))
    if session is None:
        raise NoReply("its UID is no event, session or meeting of ours")
    return db.session.get_one(Event, session.event_id), session


def _person(reply: Reply, event: Event, session: Session | None) -> Registration:
    """Who was invited."""
    people = _people(reply, event)
    if session is not None:
        people.sort(key=lambda one: agenda_item(one.id, session.id) is None)
    return people[0]


def _people(reply: Reply, event: Event) -> list[Registration]:
    """Everybody with this address. A mail's sender is as sure as mail is, so it must be the one who answers."""
    if reply.sender != reply.attendee:
        raise NoReply("it was sent by somebody other than who answers")
    people = [one for one in registrations_by_email(event.id, reply.attendee) if one.confirmed_at is not None]
    if not people:
        raise NoReply("nobody with this address was invited")
    return people


def _give_seat_back(event: Event, registration: Registration, session: Session, reply: Reply) -> None:
    """Where the event says so. Who declined a time that has been moved since is asked again, and keeps the seat."""
    item = agenda_item(registration.id, session.id)
    now = own_sequence(registration, session, sequence_offset("agenda", registration.id, session.id))
    if event.declining_frees_seats and item is not None and item.is_booking and reply.sequence >= now:
        try:
            remove_from_agenda(registration, session, is_told=True)
        except NotAllowed:  # the event is over, and so is the matter of seats
            return


@registration_transferred.connect
@registration_erased.connect
def _forget_answers(registration: Registration, **_more: object) -> None:
    """What somebody else answered says nothing of who has the place now."""
    db.session.execute(
        delete(InvitationReply)
        .where(InvitationReply.registration_id == registration.id)
        .execution_options(synchronize_session="fetch")
    )
