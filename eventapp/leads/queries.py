"""Reads about leads. Only what a person agreed to is ever read into a `KnownLead`."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.checkin.models import ForeignBadge
from eventapp.companies.models import Company
from eventapp.core.codes import normal_code, secret_hash
from eventapp.core.db import db
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.leads.models import (
    DETAILS,
    Lead,
    LeadConsent,
    LeadDevice,
    LeadNote,
    LeadPairing,
    LeadQuestion,
    LeadSettings,
)
from eventapp.registration.models import Registration

SHARED_ALWAYS = ("name", "company")


class KnownLead(NamedTuple):
    """A lead as its company may see it: `shared` is empty unless the person agreed."""

    lead: Lead
    shared: dict[str, str]


def shared_by(lead: Lead) -> dict[str, str]:
    """Name, company and what else the person agreed to give this company, as it is now; nothing where they have not."""
    return _shared(lead, lead.registration)


def _shared(agreed: Any, person: Any) -> dict[str, str]:
    """The same from what has the state and details of a lead, and from what has the columns of a registration."""
    if agreed.state != "agreed":
        return {}
    return {name: getattr(person, name) or "" for name in (*SHARED_ALWAYS, *agreed.details)}


def settings_of(event_id: int) -> LeadSettings | None:
    return db.session.get(LeadSettings, event_id)


def is_open(event_id: int) -> bool:
    """Whether exhibitors may scan badges."""
    settings = settings_of(event_id)
    return settings is not None and settings.is_open


def consent_of(registration_id: int) -> LeadConsent | None:
    return db.session.get(LeadConsent, registration_id)


def leads_of_company(company_id: int) -> list[KnownLead]:
    """The latest first, with their notes and the phones that made them."""
    query = select(Lead).where(Lead.company_id == company_id).options(
        joinedload(Lead.registration), selectinload(Lead.notes).joinedload(LeadNote.device)
    )  # fmt: skip
    found = db.session.scalars(query.order_by(Lead.scanned_at.desc(), Lead.id.desc()))
    return [KnownLead(lead, shared_by(lead)) for lead in found]


def lead_counts(company_id: int) -> dict[str, int]:
    query = select(Lead.state, func.count()).where(Lead.company_id == company_id).group_by(Lead.state)
    return dict(db.session.execute(query).all())


def leads_of_person(registration_id: int) -> list[Lead]:
    """The companies that scanned somebody's badge, the latest first; as they are stored now."""
    query = select(Lead).where(Lead.registration_id == registration_id).execution_options(populate_existing=True)
    whole = joinedload(Lead.company).selectinload(Company.stand_links)
    return list(db.session.scalars(query.options(whole).order_by(Lead.scanned_at.desc(), Lead.id.desc())))


def was_scanned(registration_id: int) -> bool:
    """Whether any company ever scanned somebody's badge."""
    return db.session.scalar(select(Lead.id).where(Lead.registration_id == registration_id).limit(1)) is not None


def waiting_count(registration_id: int) -> int:
    """How many companies wait for somebody's yes."""
    query = select(func.count(Lead.id)).where(Lead.registration_id == registration_id, Lead.state == "waiting")
    return db.session.scalar(query) or 0


def notes_about(registration_id: int) -> list[LeadNote]:
    query = select(LeadNote).join(Lead).where(Lead.registration_id == registration_id)
    return list(db.session.scalars(query.options(joinedload(LeadNote.lead)).order_by(LeadNote.id)))


_NOTES_OF_DEVICE = PreparedQuery(
    select(
        LeadNote.uuid, Lead.state, Lead.details, *(getattr(Registration, name) for name in (*SHARED_ALWAYS, *DETAILS))
    )
    .join(Lead, Lead.id == LeadNote.lead_id)
    .join(Registration, Registration.id == Lead.registration_id)
    .where(LeadNote.device_id == bindparam("device_id"))
    .order_by(LeadNote.id)
)
"""Every phone asks for it all day long."""


def notes_of_device(device_id: int) -> list[tuple[UUID, str, dict[str, str]]]:
    """What a phone has sent: the note's UUID, the lead's state, and what the person shares."""
    rows = _NOTES_OF_DEVICE.all(device_id=device_id)
    return [(row.uuid, row.state, _shared(row, row)) for row in rows]


def lead_of_person(registration_id: int, lead_id: int) -> Lead | None:
    return db.session.scalar(select(Lead).where(Lead.registration_id == registration_id, Lead.id == lead_id))


def questions_of(company_id: int) -> list[LeadQuestion]:
    query = select(LeadQuestion).where(LeadQuestion.company_id == company_id)
    return list(db.session.scalars(query.order_by(LeadQuestion.position, LeadQuestion.id)))


def devices_of(company_id: int) -> list[LeadDevice]:
    """Those that work first."""
    query = select(LeadDevice).where(LeadDevice.company_id == company_id)
    return list(db.session.scalars(query.order_by(LeadDevice.revoked_at.is_not(None), LeadDevice.id.desc())))


def device(company_id: int, device_id: int) -> LeadDevice | None:
    query = select(LeadDevice).where(LeadDevice.company_id == company_id, LeadDevice.id == device_id)
    return db.session.scalar(query)


def device_by_token(token: str) -> LeadDevice | None:
    """The exhibitor's phone of a bearer token, unless it is revoked."""
    query = select(LeadDevice).where(LeadDevice.token_hash == secret_hash(token), LeadDevice.revoked_at.is_(None))
    return db.session.scalar(query.options(joinedload(LeadDevice.company)))


def pairing_by_code(code: str) -> LeadPairing | None:
    return db.session.scalar(select(LeadPairing).where(LeadPairing.code_hash == secret_hash(normal_code(code))))


def registration_by_serial(event_id: int, serial: int) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(Registration.event_id == event_id, Registration.serial == serial)
    )


def registration_by_badge(issuer_id: int, number: str) -> Registration | None:
    """Who came with another organiser's badge."""
    query = select(Registration).join(ForeignBadge, ForeignBadge.registration_id == Registration.id)
    return db.session.scalar(query.where(ForeignBadge.issuer_id == issuer_id, ForeignBadge.number == number))


class CompanyFigures(NamedTuple):
    """How far a company has come: phones that work, and leads by state. No names."""

    company: Company
    devices: int
    leads: int
    agreed: int
    waiting: int


def figures(event_id: int) -> list[CompanyFigures]:
    """Of every company that has a phone or a lead, those with the most leads first."""
    states = {
        name: select(func.count(Lead.id)).where(Lead.company_id == Company.id, condition).scalar_subquery()
        for name, condition in {
            "leads": Lead.id.is_not(None), "agreed": Lead.state == "agreed", "waiting": Lead.state == "waiting",
        }.items()
    }  # fmt: skip
    works = LeadDevice.revoked_at.is_(None)
    devices = select(func.count(LeadDevice.id)).where(LeadDevice.company_id == Company.id, works).scalar_subquery()
    query = (
        select(Company, devices, states["leads"], states["agreed"], states["waiting"])
        .where(Company.event_id == event_id, or_(devices > 0, states["leads"] > 0))
        .order_by(states["leads"].desc(), Company.sort_name, Company.id)
    )
    return [CompanyFigures(*row) for row in db.session.execute(query)]


def agreed_people(event_id: int) -> int:
    """How many people let exhibitors scan their badge."""
    query = select(func.count()).select_from(LeadConsent).join(Registration)
    return db.session.scalar(query.where(Registration.event_id == event_id, LeadConsent.is_given)) or 0
