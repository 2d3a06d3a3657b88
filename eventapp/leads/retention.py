"""Leads are removed in time, with what exhibitors noted and what people agreed to."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select

from eventapp.companies.models import Company
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.retention import RetentionPurpose, add_retention_purpose
from eventapp.leads.models import Lead, LeadConsent, LeadDevice, LeadNote, LeadPairing
from eventapp.registration.models import Registration


def _kept(event: Event) -> dict[Any, ColumnElement[bool]]:
    """The tables, each with what of it belongs to an event; what names others comes first."""
    companies = select(Company.id).where(Company.event_id == event.id)
    leads = select(Lead.id).where(Lead.company_id.in_(companies))
    people = select(Registration.id).where(Registration.event_id == event.id)
    return {
        LeadNote.id: LeadNote.lead_id.in_(leads),
        Lead.id: Lead.company_id.in_(companies),
        LeadDevice.id: LeadDevice.company_id.in_(companies),
        LeadPairing.id: LeadPairing.company_id.in_(companies),
        LeadConsent.registration_id: LeadConsent.registration_id.in_(people),
    }


def _number(event: Event) -> int:
    return sum(db.session.scalar(select(func.count(key)).where(of)) or 0 for key, of in _kept(event).items())


def _remove(event: Event, most: int) -> int:
    left = most
    for key, of in _kept(event).items():
        ids = list(db.session.scalars(select(key).where(of).limit(left))) if left else []
        left -= len(ids)
        db.session.execute(delete(key.class_).where(key.in_(ids)))
    return most - left


add_retention_purpose(RetentionPurpose(
    66, "leads", _l("Leads of exhibitors"),
    _l("Whom exhibitors scanned, what they noted, and what people agreed to."), _number, _remove,
))  # fmt: skip
