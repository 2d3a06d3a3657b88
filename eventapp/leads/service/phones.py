"""Exhibitors' phones: invited by their company's own page, paired, seen, revoked."""

from datetime import datetime

from sqlalchemy import func, select, update

from eventapp.checkin.service.devices import PAIRING_LASTS, SEEN_EVERY, claim_pairing
from eventapp.companies.models import Company
from eventapp.core import audit, clock
from eventapp.core.codes import public_code, random_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.leads import queries
from eventapp.leads.models import LeadDevice, LeadPairing
from eventapp.leads.service.errors import LeadsClosed, PairingInvalid, TooManyPhones

MOST_PHONES = 40


@transactional
def open_pairing(company: Company, name: str = "") -> str:
    """A code that makes one phone this company's within a quarter of an hour. Raises LeadsClosed, TooManyPhones."""
    if not queries.is_open(company.event_id):
        raise LeadsClosed
    if sum(one.revoked_at is None for one in queries.devices_of(company.id)) >= MOST_PHONES:
        raise TooManyPhones
    code = public_code()
    expires_at = clock.now() + PAIRING_LASTS
    db.session.add(LeadPairing(company_id=company.id, code_hash=secret_hash(code), expires_at=expires_at, name=name))
    audit.record("company.lead_pairing_opened", company, event_id=company.event_id)
    return code


@transactional
def pair_phone(code: str, name: str) -> tuple[LeadDevice, str]:
    """Turn a pairing code into a phone and its token, once. Raises PairingInvalid."""
    now = clock.now()
    pairing = queries.pairing_by_code(code)
    if pairing is None:
        raise PairingInvalid
    if not claim_pairing(pairing, now):
        raise PairingInvalid
    token = random_secret()
    device = LeadDevice(
        company_id=pairing.company_id,
        name=name or pairing.name or _numbered_name(pairing.company_id),
        token_hash=secret_hash(token),
        paired_at=now,
        seen_at=now,
    )
    db.session.add(device)
    db.session.flush()
    _note(device, "company.lead_phone_paired")
    return device, token


def _numbered_name(company_id: int) -> str:
    """`Harbour Pictures 2` for the second phone of that company."""
    company = db.session.get_one(Company, company_id)
    number = db.session.scalar(select(func.count(LeadDevice.id)).where(LeadDevice.company_id == company_id)) or 0
    return f"{company.name.text('en')[:70]} {number + 1}"


@transactional
def revoke_phone(device: LeadDevice) -> None:
    """The phone's token stops working with its next request; what it sent stays."""
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        _note(device, "company.lead_phone_revoked")


def _note(device: LeadDevice, action: str) -> None:
    company = db.session.get_one(Company, device.company_id)
    audit.record(action, company, event_id=company.event_id, after={"name": device.name})


def is_due(device: LeadDevice, now: datetime) -> bool:
    """Whether it is time to write down that a phone is in touch."""
    return now - device.seen_at >= SEEN_EVERY


@transactional
def note_seen(device: LeadDevice) -> None:
    db.session.execute(update(LeadDevice).where(LeadDevice.id == device.id).values(seen_at=clock.now()))
