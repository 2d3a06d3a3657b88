"""Reads about registrations."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, joinedload

from eventapp.core.audit import AuditEntry
from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.core.moved_links import moved_to
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import (
    ACTIVE_STATES,
    STANDING,
    AgendaItem,
    AttendeeImport,
    Registration,
    RetiredLink,
    RetiredTicket,
    SavedView,
    in_line,
    stands_as,
)
from eventapp.registration.search import search_patterns


def whole_registrations() -> Select[Registration]:
    """Registrations with their events and ticket types."""
    return select(Registration).options(joinedload(Registration.event), joinedload(Registration.ticket_type))


def registration_by_token(token: str) -> Registration | None:
    """The registration of a private page's link, also of one that another instance made."""
    found = db.session.scalar(whole_registrations().where(Registration.token_hash == secret_hash(token)))
    if found is None and (moved := moved_to("page", token)) is not None:
        return registration_by_id(moved)
    return found


def registrations_at(email: str) -> list[Registration]:
    """What is registered at an address and has not ended, in every event that the public sees; the next event first."""
    query = whole_registrations().join(Event, Event.id == Registration.event_id).where(
        func.lower(Registration.email) == email.strip().lower(), Registration.email != "",
        Registration.state.in_(ACTIVE_STATES), Registration.erased_at.is_(None),
        (Event.status != "draft") | Event.was_public,
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Event.starts_at, Registration.id).limit(500)))


def registration_by_id(registration_id: int) -> Registration | None:
    return db.session.scalar(whole_registrations().where(Registration.id == registration_id))


def registration_by_code(event_id: int, code: str) -> Registration | None:
    return db.session.scalar(whole_registrations().where(Registration.event_id == event_id, Registration.code == code))


def registration_by_former_code(event_id: int, code: str) -> Registration | None:
    """Whose ticket a code was before a newer one replaced it."""
    query = whole_registrations().join(RetiredTicket, RetiredTicket.registration_id == Registration.id)
    return db.session.scalar(query.where(RetiredTicket.event_id == event_id, RetiredTicket.code == code))


def registration_by_submission(event_id: int, submission_key: str) -> Registration | None:
    query = whole_registrations().where(
        Registration.event_id == event_id, Registration.submission_key == submission_key
    )
    return db.session.scalar(query)


def agenda_of(registration: Registration) -> dict[int, bool]:
    """Session ids in a person's agenda; the value is false while they only wait for a seat."""
    has_place = AgendaItem.waiting_since.is_(None)
    query = select(AgendaItem.session_id, has_place).where(AgendaItem.registration_id == registration.id)
    return {session_id: bool(value) for session_id, value in db.session.execute(query)}


def agenda_items_of(registration_id: int) -> dict[int, AgendaItem]:
    """A person's agenda by session id."""
    query = select(AgendaItem).where(AgendaItem.registration_id == registration_id)
    return {item.session_id: item for item in db.session.scalars(query)}


def registrations_by_email(event_id: int, address: str) -> list[Registration]:
    """Everybody of an event with this mail address, the confirmed first."""
    query = whole_registrations().where(
        Registration.event_id == event_id, func.lower(Registration.email) == address.lower()
    )
    return list(db.session.scalars(query.order_by(Registration.state != "confirmed", Registration.id)))


def agenda_item(registration_id: int, session_id: int) -> AgendaItem | None:
    query = select(AgendaItem).where(AgendaItem.registration_id == registration_id, AgendaItem.session_id == session_id)
    return db.session.scalar(query)


def bookable_sessions(event_id: int) -> list[Session]:
    """Confirmed sessions in which seats are booked, by time."""
    query = (
        select(Session)
        .options(joinedload(Session.room))
        .where(Session.event_id == event_id, Session.status == "confirmed", Session.needs_booking)
        .where(Session.starts_at.is_not(None))
    )
    return list(db.session.scalars(query.order_by(Session.starts_at, Session.id)))


def chosen_sessions(event_id: int) -> list[Session]:
    """The sessions that somebody has in their agenda, by time; cancelled ones too."""
    chosen = select(AgendaItem.session_id).join(Registration).where(Registration.event_id == event_id)
    query = select(Session).where(Session.event_id == event_id, Session.id.in_(chosen))
    return list(db.session.scalars(query.order_by(Session.last_starts_at, Session.id)))


def place_in_line(registration: Registration) -> int:
    """The position in the waiting list of this person's ticket, from 1."""
    before = select(func.count(Registration.id)).where(
        Registration.ticket_type_id == registration.ticket_type_id,
        in_line(),
        (Registration.waitlisted_at < registration.waitlisted_at)
        | ((Registration.waitlisted_at == registration.waitlisted_at) & (Registration.id < registration.id)),
    )
    return (db.session.scalar(before) or 0) + 1


def waiting_list_of(event_id: int) -> list[Registration]:
    """Everybody who waits, in order of their turn; who has an offer comes first."""
    query = whole_registrations().where(Registration.event_id == event_id, stands_as("waitlisted"))
    order = (Registration.offer_ends_at.is_(None), Registration.waitlisted_at, Registration.id)
    return list(db.session.scalars(query.order_by(*order).limit(1_000)))


def to_be_approved(event_id: int, ticket_type_id: int | None = None, text: str = "") -> list[Registration]:
    """The inbox of approvals: named people who wait for a decision, the oldest first."""
    query = whole_registrations().where(Registration.event_id == event_id, stands_as("pending"))
    if ticket_type_id is not None:
        query = query.where(Registration.ticket_type_id == ticket_type_id)
    for pattern in search_patterns(text):
        query = query.where(Registration.search_text.like(pattern, escape="\\"))
    return list(db.session.scalars(query.order_by(Registration.created_at, Registration.id).limit(200)))


def duplicates_of(event_id: int) -> list[list[Registration]]:
    """Groups of active registrations that look like one person: the same address, or name and company alike."""
    query = whole_registrations().where(
        Registration.event_id == event_id,
        Registration.state.in_(ACTIVE_STATES),
        Registration.is_named,
    )
    mail, person = func.lower(Registration.email), func.lower(Registration.name)
    same_mail = _several(event_id, mail).where(Registration.email != "")
    same_person = _several(event_id, person, Registration.company_key).where(Registration.company_key != "")
    found: dict[tuple[str, ...], list[Registration]] = {}
    pairs = db.session.execute(same_person.limit(200)).all()
    addresses = [row[0] for row in db.session.execute(same_mail.limit(200))]
    for row in db.session.scalars(query.where(mail.in_(addresses)).order_by(Registration.id)):
        found.setdefault(("mail", row.email.lower()), []).append(row)
    names = {row[0] for row in pairs}
    for row in db.session.scalars(query.where(person.in_(names)).order_by(Registration.id)):
        found.setdefault(("person", row.name.lower(), row.company_key), []).append(row)
    groups = {tuple(row.id for row in rows): rows for rows in found.values() if len(rows) > 1}
    return list(groups.values())


def _several(event_id: int, *columns: Any) -> Select[Any]:
    query = select(*columns).where(
        Registration.event_id == event_id,
        Registration.state.in_(ACTIVE_STATES),
        Registration.is_named,
    )
    return query.group_by(*columns).having(func.count(Registration.id) > 1)


def retired_link(token: str) -> RetiredLink | None:
    """What became of a former link."""
    return db.session.get(RetiredLink, secret_hash(token))


def saved_views_of(event_id: int) -> list[SavedView]:
    return list(db.session.scalars(select(SavedView).where(SavedView.event_id == event_id).order_by(SavedView.name)))


def saved_view(event_id: int, view_id: int) -> SavedView | None:
    return db.session.scalar(select(SavedView).where(SavedView.event_id == event_id, SavedView.id == view_id))


def attendee_imports_of(event_id: int) -> list[AttendeeImport]:
    """The latest first, without their content."""
    query = select(AttendeeImport).where(AttendeeImport.event_id == event_id)
    query = query.options(defer(AttendeeImport.content), defer(AttendeeImport.people))
    return list(db.session.scalars(query.order_by(AttendeeImport.id.desc()).limit(20)))


def attendee_import(event_id: int, import_id: int) -> AttendeeImport | None:
    query = select(AttendeeImport).where(AttendeeImport.event_id == event_id, AttendeeImport.id == import_id)
    return db.session.scalar(query.options(defer(AttendeeImport.content), defer(AttendeeImport.people)))


def counts_by_standing(event_id: int) -> dict[str, int]:
    """How many there are of each standing; what waits for a decision is `pending`, and nothing else is."""
    query = select(STANDING, func.count()).where(Registration.event_id == event_id)
    return dict(db.session.execute(query.group_by(STANDING)).all())


def confirmed_by_type(event_id: int) -> dict[int, int]:
    """Confirmed registrations by ticket type id."""
    query = select(Registration.ticket_type_id, func.count()).where(
        Registration.event_id == event_id, Registration.state == "confirmed"
    )
    return dict(db.session.execute(query.group_by(Registration.ticket_type_id)).all())


def confirmed_by_country(event_id: int, limit: int = 8) -> list[tuple[str, int]]:
    """(ISO country code, confirmed registrations), the most first."""
    number = func.count().label("number")
    query = select(Registration.country, number).where(
        Registration.event_id == event_id, Registration.state == "confirmed", Registration.country.is_not(None)
    )
    rows = db.session.execute(query.group_by(Registration.country).order_by(number.desc(), Registration.country))
    return [(str(country), count) for country, count in rows.fetchmany(limit)]


def confirmed_by_company(event_id: int, limit: int = 8) -> list[tuple[str, int]]:
    """(company as somebody wrote it, confirmed registrations), the most first."""
    number = func.count().label("number")
    query = select(func.min(Registration.company), number).where(
        Registration.event_id == event_id, Registration.state == "confirmed", Registration.company_key != ""
    )
    rows = db.session.execute(
        query.group_by(Registration.company_key).order_by(number.desc(), Registration.company_key)
    )
    return [(str(company), count) for company, count in rows.fetchmany(limit)]


def registered_before(event: Event, moment: datetime) -> int:
    """How many that still stand had come in before an instant."""
    query = select(func.count()).where(
        Registration.event_id == event.id, Registration.state.in_(("confirmed", "pending")),
        Registration.created_at < moment,
    )  # fmt: skip
    return db.session.scalar(query) or 0


def registrations_by_day(event: Event) -> list[tuple[date, int]]:
    """(day at the event's place, registrations that came in and still stand), without the days that had none."""
    instants = db.session.scalars(
        select(Registration.created_at).where(
            Registration.event_id == event.id, Registration.state.in_(("confirmed", "pending"))
        )
    )
    return _by_day(list(instants), event.zone)


def _by_day(instants: list[datetime], zone: ZoneInfo) -> list[tuple[date, int]]:
    numbers: dict[date, int] = {}
    for instant in instants:
        day = instant.astimezone(zone).date()
        numbers[day] = numbers.get(day, 0) + 1
    return sorted(numbers.items())


def history_of(registration: Registration) -> list[AuditEntry]:
    """Everything that happened to a registration, the latest first."""
    query = select(AuditEntry).where(
        AuditEntry.subject_type == "Registration", AuditEntry.subject_id == registration.id
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(200)))
