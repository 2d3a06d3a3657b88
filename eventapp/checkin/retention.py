"""What the door knows of people, and how it is removed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select, update

from eventapp.checkin.models import BadgeIssuer, BadgePrint, Certificate, ForeignBadge, Resolution, Scan
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.retention import RetentionPurpose, add_retention_purpose
from eventapp.registration.models import Registration


def _kept(event: Event) -> dict[Any, tuple[ColumnElement[bool], ...]]:
    """The tables, each with what of it belongs to an event and is not forgotten."""
    people = select(Registration.id).where(Registration.event_id == event.id)
    issuers = select(BadgeIssuer.id).where(BadgeIssuer.event_id == event.id)
    named = (ForeignBadge.name != "") | (ForeignBadge.company != "")
    return {
        Certificate: (Certificate.registration_id.in_(people),),
        BadgePrint: (BadgePrint.registration_id.in_(people),),
        ForeignBadge: (ForeignBadge.issuer_id.in_(issuers), named),
        Scan: (Scan.event_id == event.id,),
    }


def _number(event: Event) -> int:
    return sum(db.session.scalar(select(func.count(model.id)).where(*of)) or 0 for model, of in _kept(event).items())


def _remove(event: Event, most: int) -> int:
    left = most
    for model, of in _kept(event).items():
        ids = list(db.session.scalars(select(model.id).where(*of).limit(left))) if left else []
        left -= len(ids)
        if model is ForeignBadge:
            db.session.execute(update(ForeignBadge).where(ForeignBadge.id.in_(ids)).values(name="", company=""))
            continue
        if model is Scan:
            db.session.execute(delete(Resolution).where(Resolution.scan_id.in_(ids)))
        db.session.execute(delete(model).where(model.id.in_(ids)))
    return most - left


add_retention_purpose(RetentionPurpose(
    40, "attendance", _l("Attendance"),
    _l("Scans, certificates, prints of badges, and the names on other organisers' badges."), _number, _remove,
))  # fmt: skip
