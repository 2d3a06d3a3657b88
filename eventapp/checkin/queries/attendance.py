"""Who was where, when, and for how long."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from eventapp.checkin.attendance import Stay, minutes_present, stays
from eventapp.checkin.models import BadgeIssuer, Certificate, ForeignBadge, Gate, Scan
from eventapp.checkin.queries.gates import gates_of, rules_by_place
from eventapp.checkin.queries.scans import ENTERED, former_holders, passages_by_holder, passages_by_person
from eventapp.checkin.verdicts import Passage
from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.search import search_patterns


@dataclass(frozen=True)
class Visit:
    """One person at one place. No `stays` where somebody had booked and did not come. `name` and `company` are those of
    who came, also where the place was passed on afterwards."""

    person: Registration
    stays: list[Stay]
    has_booked: bool = False
    name: str = ""
    company: str = ""

    @property
    def minutes(self) -> int | None:
        return minutes_present(self.stays)

    @property
    def is_inside(self) -> bool:
        return bool(self.stays) and self.stays[-1].left_at is None


def visits(event_id: int, session: Session | None = None) -> list[Visit]:
    """Everybody who came into the venue, or into one session (with who booked it and stayed away), by name."""
    place = f"session:{session.id}" if session else ""
    reentry = rules_by_place(event_id, gates_of(event_id)).get(place, {})
    by_holder = passages_by_holder(Scan.event_id == event_id, Scan.gate_id.in_(reentry))
    booked = _booked(session) if session else set()
    came = {registration_id for registration_id, _holder in by_holder}
    people = (
        select(Registration)
        .options(joinedload(Registration.ticket_type))
        .where(Registration.event_id == event_id, Registration.id.in_([*came, *booked]))
    )
    by_id = {person.id: person for person in db.session.scalars(people)}
    former = former_holders(key for key, holder in by_holder if by_id[key].holder != holder)
    found = []
    for (registration_id, holder), passages in by_holder.items():
        person = by_id[registration_id]
        is_theirs = person.holder == holder
        name, company = (person.name, person.company) if is_theirs else former.get((registration_id, holder), ("–", ""))
        has_booked = is_theirs and registration_id in booked
        found.append(Visit(person, stays(passages, reentry), has_booked, name, company))
    seen = {one.person.id for one in found if one.person.id in booked and one.has_booked}
    found += [Visit(by_id[key], [], True, by_id[key].name, by_id[key].company) for key in booked - seen]
    return sorted((one for one in found if one.stays or one.has_booked), key=lambda one: one.name.casefold())


ABSENT_SHOWN = 100


def absent(event_id: int, gate: Gate, text: str = "") -> list[Registration]:
    """Who is confirmed and has not come to the gate's place, by name, as far as they are shown; `text` narrows."""
    together = [one.id for one in gates_of(event_id) if one.place == gate.place]
    came = select(Scan.registration_id).where(
        Scan.event_id == event_id, Scan.gate_id.in_(together), Scan.registration_id.is_not(None), ENTERED
    )
    query = select(Registration).options(joinedload(Registration.ticket_type)).where(
        Registration.event_id == event_id, Registration.state == "confirmed", Registration.id.not_in(came)
    )  # fmt: skip
    for pattern in search_patterns(text):
        query = query.where(Registration.search_text.like(pattern, escape="\\"))
    return list(db.session.scalars(query.order_by(func.lower(Registration.name), Registration.id).limit(ABSENT_SHOWN)))


def stays_of(registration: Registration) -> list[Stay]:
    """When who has the place now was in the venue; where only the doors inside are watched, when they were in there."""
    gates = gates_of(registration.event_id)
    own = (Scan.registration_id == registration.id, Scan.holder == registration.holder)
    for wanted in ([gate for gate in gates if not gate.place], gates):
        passages = _passages(registration.event_id, wanted, *own).get(registration.id)
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


def certificate_count(event_id: int) -> int:
    """How many people have fetched their certificate."""
    query = select(func.count(Certificate.id)).join(Registration, Registration.id == Certificate.registration_id)
    return db.session.scalar(query.where(Registration.event_id == event_id)) or 0


def certificate_by_code(code: str) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.code == code))
