"""Who was where, when, and for how long."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from eventapp.checkin.attendance import Stay, minutes_present, stays
from eventapp.checkin.models import BadgeIssuer, Certificate, ForeignBadge, Gate, Scan
from eventapp.checkin.queries.doors import gates_of
from eventapp.checkin.queries.scans import passages_by_person
from eventapp.checkin.verdicts import Passage
from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration


@dataclass(frozen=True)
class Visit:
    """One person at one place. No `stays` where somebody had booked and did not come."""

    person: Registration
    stays: list[Stay]
    has_booked: bool = False

    @property
    def minutes(self) -> int | None:
        return minutes_present(self.stays)

    @property
    def is_inside(self) -> bool:
        return bool(self.stays) and self.stays[-1].left_at is None


def visits(event_id: int, session: Session | None = None) -> list[Visit]:
    """Everybody who came into the venue, or into one session (with who booked it and stayed away), by name."""
    place = f"session:{session.id}" if session else ""
    gates = [gate for gate in gates_of(event_id) if gate.place == place]
    by_person = _passages(event_id, gates)
    booked = _booked(session) if session else set()
    people = (
        select(Registration)
        .options(joinedload(Registration.ticket_type))
        .where(Registration.event_id == event_id, Registration.id.in_([*by_person, *booked]))
    )
    reentry = {gate.id: gate.reentry for gate in gates}
    found = [
        Visit(person, stays(by_person.get(person.id, ()), reentry), person.id in booked)
        for person in db.session.scalars(people)
    ]
    return sorted((one for one in found if one.stays or one.has_booked), key=lambda one: one.person.name.casefold())


def stays_of(registration: Registration) -> list[Stay]:
    """When somebody was in the venue; where only the doors inside are watched, when they were in there."""
    gates, own = gates_of(registration.event_id), Scan.registration_id == registration.id
    for wanted in ([gate for gate in gates if not gate.place], gates):
        passages = _passages(registration.event_id, wanted, own).get(registration.id)
        if passages:
            return stays(passages, {gate.id: gate.reentry for gate in wanted})
    return []


def _passages(event_id: int, gates: list[Gate], *wanted: ColumnElement[bool]) -> dict[int, list[Passage]]:
    return passages_by_person(Scan.event_id == event_id, Scan.gate_id.in_([gate.id for gate in gates]), *wanted)


def _booked(session: Session) -> set[int]:
    query = select(AgendaItem.registration_id).where(AgendaItem.session_id == session.id, AgendaItem.is_booking)
    return set(db.session.scalars(query))


def sessions_with_gates(event_id: int) -> list[Session]:
    """The sessions at whose doors somebody scans, by time."""
    query = select(Session).where(
        Session.id.in_(select(Gate.session_id).where(Gate.event_id == event_id, Gate.session_id.is_not(None)))
    )
    return list(db.session.scalars(query.order_by(Session.starts_at, Session.id)))


def badge_attendance(issuer: BadgeIssuer) -> list[tuple[ForeignBadge, list[Stay]]]:
    """Every badge of an issuer, with when its holder was in the venue."""
    query = (
        select(ForeignBadge).options(joinedload(ForeignBadge.registration)).where(ForeignBadge.issuer_id == issuer.id)
    )
    gates = [gate for gate in gates_of(issuer.event_id) if not gate.place]
    passages = _passages(issuer.event_id, gates)
    reentry = {gate.id: gate.reentry for gate in gates}
    return [
        (badge, stays(passages.get(badge.registration_id or 0, ()), reentry))
        for badge in db.session.scalars(query.order_by(ForeignBadge.number))
    ]


def certificate_of(registration_id: int) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.registration_id == registration_id))


def certificate_by_code(code: str) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.code == code))
