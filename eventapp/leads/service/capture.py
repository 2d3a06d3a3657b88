"""Badges that an exhibitor's phone scanned, and what it noted: each is stored once, however often and late it comes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from eventapp.checkin.badge_numbers import key_from
from eventapp.checkin.queries import badges_of_number
from eventapp.core import clock
from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.leads import queries
from eventapp.leads.models import Lead, LeadDevice, LeadNote
from eventapp.leads.service.consents import lock_person
from eventapp.leads.service.errors import LeadsClosed
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_code
from eventapp.registration.tickets import TicketForged, TicketUnknown, public_keys, read_ticket

CLOCK_TOLERANCE = timedelta(minutes=5)
LENGTH_OF_CODE = 8


@dataclass(frozen=True)
class NewNote:
    """What a phone sends: `ticket` is what was read or typed, `revision` counts the changes made on the phone."""

    uuid: UUID
    ticket: str
    scanned_at: datetime
    revision: int
    text: str = ""
    rating: str | None = None
    answers: dict[str, str] = field(default_factory=dict)


class Captured(NamedTuple):
    """What became of it: a lead's state, or why there is none (`unknown`, `forged`, `revoked`, `not_valid`)."""

    uuid: UUID
    state: str
    shared: dict[str, str]


def capture(device: LeadDevice, note: NewNote) -> Captured:
    """Raises LeadsClosed."""
    event_id = device.company.event_id
    if not queries.is_open(event_id):
        raise LeadsClosed
    return _capture(device, note, event_id)


class _Shown(NamedTuple):
    """Whom a ticket points at, and the version of it that was shown; or what it is refused as."""

    registration: Registration | None
    version: int | None = None
    refused: str = "unknown"


@transactional
def _capture(device: LeadDevice, note: NewNote, event_id: int) -> Captured:
    known = db.session.scalar(select(LeadNote).where(LeadNote.uuid == note.uuid))
    if known is not None:
        return _change(device, known, note)
    shown = _read(event_id, note.ticket)
    if shown.registration is None:
        return Captured(note.uuid, shown.refused, {})
    person = shown.registration
    lock_person(person)
    db.session.refresh(person)
    if shown.version is not None and shown.version < person.ticket_version:
        return Captured(note.uuid, "revoked", {})
    if not person.is_confirmed or person.erased_at is not None:
        return Captured(note.uuid, "not_valid", {})
    lead = _lead_of(device, person, note.scanned_at)
    made = LeadNote(uuid=note.uuid, lead_id=lead.id, device_id=device.id, scanned_at=_moment(note.scanned_at))
    db.session.add(made)
    _fill(made, lead, note)
    db.session.flush()
    return Captured(note.uuid, lead.state, queries.shared_by(lead))


def _change(device: LeadDevice, known: LeadNote, note: NewNote) -> Captured:
    """A later change of the same phone's; another phone's note, whose number nobody else knows, is not touched."""
    if known.device_id != device.id:
        return Captured(note.uuid, "unknown", {})
    lead = known.lead
    lock_person(lead.registration)
    db.session.refresh(lead)
    db.session.refresh(known)
    if note.revision > known.revision:
        _fill(known, lead, note)
    return Captured(note.uuid, lead.state, queries.shared_by(lead))


def _fill(known: LeadNote, lead: Lead, note: NewNote) -> None:
    """Of who took back what they agreed to nothing is noted."""
    known.revision = note.revision
    if lead.state == "withdrawn":
        return
    asked = {one.code: one for one in queries.questions_of(lead.company_id)}
    known.text, known.rating = note.text, note.rating
    known.answers = {
        key: said for key, said in note.answers.items()
        if said and key in asked and (not asked[key].options or said in asked[key].options)
    }  # fmt: skip


def _lead_of(device: LeadDevice, person: Registration, scanned_at: datetime) -> Lead:
    """The company's lead of this locked person, made where this is the first scan."""
    query = select(Lead).where(Lead.company_id == device.company_id, Lead.registration_id == person.id)
    lead = db.session.scalar(query)
    if lead is None:
        consent = queries.consent_of(person.id)
        lead = Lead(company_id=device.company_id, registration_id=person.id, scanned_at=_moment(scanned_at))
        lead.registration, lead.state, lead.details = person, "waiting", []
        if consent is not None and consent.is_given:
            lead.state, lead.details, lead.answered_at = "agreed", list(consent.details), clock.now()
        db.session.add(lead)
        db.session.flush()
    return lead


def _moment(scanned_at: datetime) -> datetime:
    """A phone's clock may be far ahead."""
    return min(scanned_at, clock.now() + CLOCK_TOLERANCE)


def _read(event_id: int, ticket: str) -> _Shown:
    """A signed ticket, a code that was typed, or another organiser's badge whose holder came in with it."""
    if len(code := normal_code(ticket)) == LENGTH_OF_CODE:
        found = registration_by_code(event_id, code)
        if found is not None:
            return _Shown(found)
    if ticket.startswith("EA1."):
        try:
            claims = read_ticket(ticket, event_id, public_keys(event_id))
        except TicketUnknown:
            return _Shown(None)
        except TicketForged:
            return _Shown(None, refused="forged")
        return _Shown(queries.registration_by_serial(event_id, claims.serial), claims.version)
    key = key_from(ticket)
    badges = [one.key for one in badges_of_number(event_id, key.number if key else ticket)]
    if key is not None:
        badges = [one for one in badges if one == key]
    holders = [queries.registration_by_badge(one.issuer_id, one.number) for one in badges]
    known = [one for one in holders if one is not None]
    return _Shown(known[0]) if len(known) == 1 else _Shown(None)
