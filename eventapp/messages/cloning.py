"""An event's own mail texts, for its clone."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event
from eventapp.messages.models import MailText

Ids = dict[tuple[str, int], int]


def _texts(event: Event, clone: Event, _shift: timedelta, _ids: Ids) -> None:
    for own in db.session.scalars(select(MailText).where(MailText.event_id == event.id)):
        db.session.add(MailText(event_id=clone.id, kind=own.kind, subject=own.subject, body=own.body))


add_clone_part(ClonePart(60, "texts", _l("Email templates"), _texts))
