"""Reads answers to invitations (RFC 5546 section 3.2.3) out of mails, as calendar apps send them (RFC 6047)."""

import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventapp.calendars.models import ANSWERS
from eventapp.core.types import clean_text

if TYPE_CHECKING:
    from icalendar import Component

LARGEST_MAIL = 4 * 1024 * 1024
_LONGEST_COMMENT = 2_000


class NoReply(Exception):
    """A mail that is no answer to an invitation of ours; the message says why."""


@dataclass(frozen=True)
class Reply:
    """One answer: who says what about which entry. `sender` is the mail's own, `attendee` the answer's."""

    uid: UUID
    sender: str
    attendee: str
    answer: str
    sequence: int
    answered_at: datetime
    comment: str = ""


def replies_in(mail: bytes) -> list[Reply]:
    """All answers in one mail. Raises NoReply where there is none that can be read."""
    if len(mail) > LARGEST_MAIL:
        raise NoReply("the mail is larger than 4 MB")
    message = message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    sender = _sender(message)
    found = [reply for content in _calendars(message) for reply in _answers(content, sender)]
    if not found:
        raise NoReply("there is no METHOD:REPLY in it")
    return found


def _sender(message: EmailMessage) -> str:
    try:
        addresses = [address for _name, address in getaddresses([str(message.get("From", ""))]) if "@" in address]
    except (ValueError, IndexError, LookupError) as error:
        raise NoReply("its sender cannot be read") from error
    if len(addresses) != 1:
        raise NoReply("it does not come from one sender")
    return addresses[0].lower()


def _calendars(message: EmailMessage) -> Iterator[bytes]:
    for part in message.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content


def _answers(content: bytes, sender: str) -> Iterator[Reply]:
    from icalendar import Calendar  # takes a tenth of a second to load, and few ask for this

    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise NoReply("its calendar cannot be read") from error
    for calendar in calendars:
        if str(calendar.get("METHOD", "")).upper() == "REPLY":
            for entry in calendar.walk("VEVENT"):
                yield _answer(entry, sender)


def _answer(entry: "Component", sender: str) -> Reply:
    attendees = _several(entry.get("ATTENDEE"))
    if len(attendees) != 1:
        raise NoReply("an answer has exactly one ATTENDEE")
    answer = str(attendees[0].params.get("PARTSTAT", "")).upper()
    if answer not in ANSWERS:
        raise NoReply(f"PARTSTAT {answer[:40]!r} is no answer")
    try:
        uid, sequence = UUID(str(entry["UID"])), int(entry.get("SEQUENCE", 0))
        stamped = entry.decoded("DTSTAMP")
    except (ValueError, KeyError, TypeError) as error:
        raise NoReply("UID, SEQUENCE or DTSTAMP cannot be read") from error
    if not isinstance(stamped, datetime):
        raise NoReply("DTSTAMP is no time")
    comment = "\n".join(str(one) for one in _several(entry.get("COMMENT")))
    return Reply(
        uid=uid,
        sender=sender,
        attendee=str(attendees[0]).lower().removeprefix("mailto:"),
        answer=answer,
        sequence=min(max(sequence, 0), 2**31 - 1),
        answered_at=stamped.replace(tzinfo=stamped.tzinfo or UTC),
        comment=clean_text(comment)[:_LONGEST_COMMENT],
    )


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
