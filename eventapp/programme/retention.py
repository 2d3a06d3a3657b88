"""What only the team knows of speakers, and how it is removed; what is on the public pages stays."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Text, cast, func, or_, select

from eventapp.core.db import db
from eventapp.core.outbox import forget
from eventapp.events.models import Event
from eventapp.events.retention import RetentionPurpose, add_retention_purpose
from eventapp.programme.models import Speaker


def _kept(event: Event) -> tuple[ColumnElement[bool], ...]:
    words = (Speaker.phone, Speaker.travel_needs, Speaker.technical_needs)
    lists = ((Speaker.availability, "[]"), (Speaker.answers, "{}"))
    said = [column != "" for column in words] + [cast(column, Text) != empty for column, empty in lists]
    return Speaker.event_id == event.id, or_(Speaker.email.is_not(None), *said)


def _number(event: Event) -> int:
    return db.session.scalar(select(func.count(Speaker.id)).where(*_kept(event))) or 0


def _remove(event: Event, most: int) -> int:
    found = list(db.session.scalars(select(Speaker).where(*_kept(event)).limit(most)))
    for speaker in found:
        speaker.email, speaker.link_hash = None, None
        speaker.phone = speaker.travel_needs = speaker.technical_needs = ""
        speaker.availability, speaker.answers = [], {}
        forget("Speaker", speaker.id)
    return len(found)


add_retention_purpose(RetentionPurpose(
    60, "speakers", _l("Speakers' contact details"),
    _l("How to reach them, what they need and when they can. Their public pages stay."), _number, _remove,
))  # fmt: skip
