"""The mails about meetings: asked, confirmed, off; each with links that answer in one step and with the invitation."""

from typing import Any

from flask_babel import gettext as _

from eventapp.calendars.invitations import meeting_invitation
from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Attachment, Composed, Mail
from eventapp.core.templating import clock_time, long_date, time_span
from eventapp.meetings.models import Meeting
from eventapp.meetings.naming import person_name, table_name
from eventapp.meetings.queries import meeting_by_id, messages_of
from eventapp.messages.mails import Links, calendar_file, compose, enqueue_mail, registration_of, values_of
from eventapp.registration.links import page_token
from eventapp.registration.models import Registration

MOST_TIMES = 4
"""Times that can be accepted straight from a mail; more are on the page."""


@signals.meeting_changed.connect
def _owe_mail(meeting: Meeting, what: str, registration_id: int, details: dict[str, Any]) -> None:
    """One mail a step. What was said of an earlier step and is still to go out is not said any more."""
    registration = db.session.get_one(Registration, registration_id)
    kind = "meeting_off" if what == "left" else f"meeting_{what}"
    told = {**details, "meeting_id": meeting.id, "turn": meeting.turn, "what": what}
    enqueue_mail(kind, registration, details=told)


@outbox.composer("meeting_asked")
def meeting_asked(mail: Mail) -> Composed:
    meeting, registration = _meeting_of(mail)
    if meeting.turn != mail.details["turn"] or not meeting.is_open:
        raise outbox.NotWanted  # answered, or asked anew
    times = [one.starts_at for one in meeting.proposals]
    zone = registration.event.timezone
    with speaking(mail.locale):
        moments = [f"{long_date(one, zone)}, {clock_time(one, zone)}" for one in times]
        buttons = [
            (_("Accept: %(time)s", time=words), _link(registration, meeting, "accept", at=moment.isoformat()))
            for moment, words in zip(times, moments, strict=True)
        ]
        if meeting.any_time:
            buttons = [(_("Accept the first time that suits both"), _link(registration, meeting, "accept"))]
        shown: Links = (
            *buttons[:MOST_TIMES],
            (_("Decline"), _link(registration, meeting, "decline")),
            (_("Propose another time, or write back"), _page(registration, meeting)),
        )
        when = "; ".join(moments) or _("at any time")
    return _about(mail, registration, meeting, shown, meeting_when=when)


@outbox.composer("meeting_confirmed")
def meeting_confirmed(mail: Mail) -> Composed:
    meeting, registration = _meeting_of(mail)
    if not meeting.is_on or meeting.turn != mail.details["turn"] or meeting.side_of(registration.id) is None:
        raise outbox.NotWanted  # a later step is told instead
    attachment = calendar_file(meeting_invitation(registration, meeting, "REQUEST"), "REQUEST")
    return _about(mail, registration, meeting, _to_page(mail, registration, meeting), attachments=(attachment,))


@outbox.composer("meeting_off")
def meeting_off(mail: Mail) -> Composed:
    """Takes it out of the calendar that an earlier mail put it into."""
    meeting, registration = _meeting_of(mail)
    participant = next(one for one in meeting.participants if one.registration_id == registration.id)
    has_left = participant.side is None
    if (meeting.is_on and not has_left) or (mail.details["what"] == "left" and not has_left):
        raise outbox.NotWanted
    was_in_calendar = participant.left_starts_at if has_left else meeting.starts_at
    attachments: tuple[Attachment, ...] = ()
    if was_in_calendar is not None:
        attachments = (calendar_file(meeting_invitation(registration, meeting, "CANCEL"), "CANCEL"),)
    return _about(mail, registration, meeting, (), attachments=attachments)


@outbox.composer("meeting_stays")
@outbox.composer("meeting_message")
def meeting_goes_on(mail: Mail) -> Composed:
    meeting, registration = _meeting_of(mail)
    if not meeting.is_open or meeting.side_of(registration.id) is None:
        raise outbox.NotWanted
    return _about(mail, registration, meeting, _to_page(mail, registration, meeting))


def _meeting_of(mail: Mail) -> tuple[Meeting, Registration]:
    registration = registration_of(mail)
    meeting = meeting_by_id(mail.details["meeting_id"])
    if meeting is None or not any(one.registration_id == registration.id for one in meeting.participants):
        raise outbox.NotWanted
    return meeting, registration


def _about(
    mail: Mail,
    registration: Registration,
    meeting: Meeting,
    shown: Links,
    *,
    meeting_when: str = "",
    attachments: tuple[Attachment, ...] = (),
) -> Composed:
    event = registration.event
    with speaking(mail.locale):
        where = table_name(meeting.table, mail.locale, event.main_locale) if meeting.is_on else ""
        values = {
            **values_of(registration, mail.locale),
            "person": person_name(meeting.other(registration.id).profile),
            "meeting_when": meeting_when or _when(meeting, registration),
            "meeting_where": where or _("where the two of you agree"),
            "purpose": meeting.purpose,
            "message": mail.details.get("text") or _last_message(meeting, registration),
        }
    return compose(mail, event, values, links=shown, attachments=attachments)


def _when(meeting: Meeting, registration: Registration) -> str:
    if meeting.starts_at is None or meeting.ends_at is None:
        return _("no time had been agreed")
    return time_span(meeting.starts_at, meeting.ends_at, registration.event.timezone)


def _last_message(meeting: Meeting, registration: Registration) -> str:
    """What the other side wrote last, where nothing was answered to it."""
    messages = messages_of(meeting)
    return messages[-1].text if messages and messages[-1].registration_id != registration.id else ""


def _to_page(mail: Mail, registration: Registration, meeting: Meeting) -> Links:
    with speaking(mail.locale):
        return ((_("Open the meeting"), _page(registration, meeting)),)


def _page(registration: Registration, meeting: Meeting) -> str:
    return absolute_url("meetings.meeting", token=page_token(registration), code=meeting.code)


def _link(registration: Registration, meeting: Meeting, deed: str, **more: str) -> str:
    token = page_token(registration)
    return absolute_url("meetings.answer", token=token, code=meeting.code, deed=deed, turn=meeting.turn, **more)
