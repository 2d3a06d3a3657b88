"""Who comes for a company: with its seats, or put there by the team."""

from sqlalchemy import select

from eventapp.companies.models import Company, CompanyPerson, CompanySeats
from eventapp.companies.service.errors import PersonUnknown, SeatsBelowTaken, WrongTicketType
from eventapp.core import audit, clock
from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import CodeDetails


@transactional
def set_seats(company: Company, ticket_type: TicketType, places: int) -> CompanySeats:
    """How many people of a company register with a ticket type, by an access code of its own.

    Raises WrongTicketType where no code opens it, SeatsBelowTaken.
    """
    event = db.session.get_one(Event, company.event_id)
    if ticket_type.event_id != event.id or ticket_type.visibility != "code":
        raise WrongTicketType
    label = company.name.text(event.main_locale, event.main_locale)[:100]
    known = next((seats for seats in _seats_of(company) if seats.access_code.ticket_type_id == ticket_type.id), None)
    if known is None:
        details = CodeDetails(ticket_type_id=ticket_type.id, label=label, capacity=places)
        (code,) = registrations.create_codes(event, 1, details)
        known = CompanySeats(company_id=company.id, access_code_id=code.id)
        db.session.add(known)
        db.session.flush()
    else:
        try:
            registrations.update_code(
                known.access_code,
                CodeDetails(ticket_type.id, label, places, known.access_code.expires_at),
            )
        except CapacityBelowTaken as error:
            raise SeatsBelowTaken(error.taken) from None
    audit.record(
        "company.seats_set", company, event_id=event.id,
        after={"ticket_type_id": ticket_type.id, "places": places},
    )  # fmt: skip
    return known


def _seats_of(company: Company) -> list[CompanySeats]:
    return list(db.session.scalars(select(CompanySeats).where(CompanySeats.company_id == company.id)))


@transactional
def add_person(company: Company, code: str) -> Registration:
    """Say that somebody comes for this company; they come for no other then. Raises PersonUnknown."""
    person = db.session.scalar(
        select(Registration).where(Registration.event_id == company.event_id, Registration.code == normal_code(code))
    )
    if person is None or not person.is_active:
        raise PersonUnknown
    known = db.session.get(CompanyPerson, person.id)
    if known is None:
        db.session.add(CompanyPerson(registration_id=person.id, company_id=company.id))
    elif known.company_id == company.id:
        return person
    else:
        known.company_id = company.id
    company.changed_at = clock.now()
    audit.record("company.person_added", company, event_id=company.event_id, after={"registration_id": person.id})
    return person


@transactional
def remove_person(company: Company, code: str) -> None:
    """Who registered with the company's own seats stays its own."""
    person = db.session.scalar(
        select(Registration).where(Registration.event_id == company.event_id, Registration.code == normal_code(code))
    )
    known = db.session.get(CompanyPerson, person.id) if person is not None else None
    if person is None or known is None or known.company_id != company.id:
        raise PersonUnknown
    db.session.delete(known)
    audit.record("company.person_removed", company, event_id=company.event_id, before={"registration_id": person.id})
