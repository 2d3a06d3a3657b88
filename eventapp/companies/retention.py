"""How companies are reached is known to the team alone, and removed in time; what is public stays."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from eventapp.companies.models import Company
from eventapp.core.db import db
from eventapp.core.outbox import forget
from eventapp.events.models import Event
from eventapp.events.retention import RetentionPurpose, add_retention_purpose


def _kept(event: Event) -> tuple[ColumnElement[bool], ...]:
    return Company.event_id == event.id, or_(
        Company.email.is_not(None), Company.phone != "", Company.contact_name != ""
    )  # fmt: skip


def _number(event: Event) -> int:
    return db.session.scalar(select(func.count(Company.id)).where(*_kept(event))) or 0


def _remove(event: Event, most: int) -> int:
    found = list(db.session.scalars(select(Company).where(*_kept(event)).limit(most)))
    for company in found:
        company.email, company.link_hash = None, None
        company.phone = company.contact_name = ""
        forget("Company", company.id)
    return len(found)


add_retention_purpose(RetentionPurpose(
    65, "companies", _l("Companies' contact details"),
    _l("Who answers for a company, and how to reach them. Its public page stays."), _number, _remove,
))  # fmt: skip
