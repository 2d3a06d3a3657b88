"""The desk: people who come without a ticket, without a phone, or with a name that is spelt wrong."""

from dataclasses import fields, replace
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.checkin.models import Device, Gate, Scan
from eventapp.checkin.queries import KnownDevice
from eventapp.checkin.service.scans import NewScan, record_scans
from eventapp.checkin.verdicts import Outcome
from eventapp.core import clock
from eventapp.core.codes import random_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.queries import registration_by_submission
from eventapp.registration.service import RegistrationDetails, correct_details, register_by_team


@transactional
def register_at_desk(
    event: Event,
    ticket_type: TicketType,
    details: RegistrationDetails,
    submission_key: str,
    *,
    gate: Gate | None,
    user: User,
    reason_beyond: str = "",
) -> tuple[Registration, Outcome | None]:
    """Register somebody who came without a ticket and, where there is a `gate`, let them in at once.

    With a `reason_beyond` also where no place is left. The same submission twice is one person, who came in once.
    Raises SoldOut, CompanyFull, CompanyNeeded.
    """
    made = registration_by_submission(event.id, submission_key)
    if made is None:
        made = register_by_team(
            event,
            ticket_type,
            details,
            submission_key=submission_key,
            tells=bool(details.email),
            reason_beyond=reason_beyond,
        )
    return made, None if gate is None else admit_at_desk(made, gate, user)


@transactional
def admit_at_desk(person: Registration, gate: Gate, user: User) -> Outcome:
    """Have somebody come in without a phone: a scan by the desk itself, judged like every other."""
    known = _desk_at(gate, user)
    last = db.session.scalar(select(func.max(Scan.device_seq)).where(Scan.device_id == known.id)) or 0
    scan = NewScan(uuid4(), person.code, "entry", clock.now(), last + 1, "desk")
    db.session.flush()
    return record_scans(known, [scan])[0].outcome


def _desk_at(gate: Gate, user: User) -> KnownDevice:
    """The desk as a device: one for each person behind it and gate, whose token nobody has."""
    name = f"{_('Desk')}: {user.name}"[:80]
    query = select(Device).where(Device.gate_id == gate.id, Device.name == name, Device.revoked_at.is_(None))
    desk = db.session.scalars(query.order_by(Device.id)).first()
    if desk is None:
        desk = Device(
            event_id=gate.event_id, gate_id=gate.id, name=name, token_hash=secret_hash(random_secret()),
            paired_at=clock.now(),
        )  # fmt: skip
        db.session.add(desk)
    desk.seen_at = clock.now()
    db.session.flush()
    return KnownDevice(*(getattr(desk, name) for name in KnownDevice._fields))


@transactional
def correct_on_the_spot(person: Registration, name: str, company: str, job_title: str) -> None:
    """What stands on the badge, put right at the desk, whatever the time. Raises CompanyFull."""
    details = RegistrationDetails(**{field.name: getattr(person, field.name) for field in fields(RegistrationDetails)})
    correct_details(person, replace(details, name=name, company=company, job_title=job_title))
