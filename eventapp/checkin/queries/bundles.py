"""What phones are told, all of it or what changed since."""

from typing import Any

from sqlalchemy import Row, func, select

from eventapp.checkin.models import BadgeIssuer, ForeignBadge, Scan
from eventapp.core.db import db
from eventapp.programme.models import Room, Session
from eventapp.registration.models import STANDING, AgendaItem, Registration, RetiredTicket, TicketType

BUNDLE_SIZE = 5_000
MOST_IDS = 1_000
PASSED = ("admitted", "already_admitted")


def changed_registrations(event_id: int, after: int) -> list[Row[Any]]:
    """Registrations that changed after a cursor, in that order, at most BUNDLE_SIZE."""
    query = (
        select(
            Registration.id, Registration.serial, Registration.code, Registration.name, Registration.company,
            STANDING.label("standing"),
            Registration.ticket_type_id, Registration.ticket_version, Registration.cursor, Registration.romanised_name,
            Registration.phone, Registration.door_note,
            func.coalesce(Registration.badge_class, TicketType.badge_class).label("badge_class"),
            ForeignBadge.issuer_id, ForeignBadge.number,
        )
        .join(TicketType, TicketType.id == Registration.ticket_type_id)
        .outerjoin(ForeignBadge, ForeignBadge.registration_id == Registration.id)
        .where(Registration.event_id == event_id, Registration.cursor > after)
        .order_by(Registration.cursor)
        .limit(BUNDLE_SIZE)
    )  # fmt: skip
    return list(db.session.execute(query))


def former_codes(registration_ids: list[int]) -> dict[int, list[list[Any]]]:
    """The tickets of these people that newer ones replaced, as [code, version, why]."""
    found: dict[int, list[list[Any]]] = {}
    for start in range(0, len(registration_ids), MOST_IDS):
        query = select(RetiredTicket).where(
            RetiredTicket.registration_id.in_(registration_ids[start : start + MOST_IDS])
        )
        for one in db.session.scalars(query.order_by(RetiredTicket.version)):
            found.setdefault(one.registration_id, []).append([one.code, one.version, one.reason])
    return found


def passages_after(event_id: int, after: int) -> list[Row[Any]]:
    """Scans that let somebody pass, or tried to, or took that back, after an id, in that order, at most BUNDLE_SIZE."""
    query = (
        select(
            Scan.id, Scan.uuid, Registration.serial, Scan.scanned_at, Scan.direction, Scan.gate_id, Scan.received_at,
            Scan.undoes, Scan.device_id, (Scan.reason != "").label("is_override"),
        )
        .join(Registration, Registration.id == Scan.registration_id)
        .where(Scan.event_id == event_id, Scan.id > after, Scan.outcome.in_(PASSED))
        .order_by(Scan.id)
        .limit(BUNDLE_SIZE)
    )  # fmt: skip
    return list(db.session.execute(query))


def session_seats(session_id: int) -> tuple[int | None, list[int]]:
    """How many a session holds (its own capacity, else its room's), and the serials of who booked it."""
    held = func.coalesce(Session.capacity, Room.capacity)
    capacity = db.session.scalar(select(held).outerjoin(Session.room).where(Session.id == session_id))
    query = (
        select(Registration.serial)
        .join(AgendaItem, AgendaItem.registration_id == Registration.id)
        .where(AgendaItem.session_id == session_id, AgendaItem.is_booking)
        .order_by(Registration.serial)
    )
    return capacity, list(db.session.scalars(query))


def issuers_of(event_id: int) -> list[BadgeIssuer]:
    return list(
        db.session.scalars(select(BadgeIssuer).where(BadgeIssuer.event_id == event_id).order_by(BadgeIssuer.id))
    )


def listed_badges(event_id: int) -> dict[int, list[tuple[str, str, str]]]:
    """(number, name, company) of every badge on the lists, by issuer."""
    query = (
        select(ForeignBadge.issuer_id, ForeignBadge.number, ForeignBadge.name, ForeignBadge.company)
        .join(BadgeIssuer, BadgeIssuer.id == ForeignBadge.issuer_id)
        .where(BadgeIssuer.event_id == event_id)
        .order_by(ForeignBadge.id)
    )
    listed: dict[int, list[tuple[str, str, str]]] = {}
    for issuer_id, *badge in db.session.execute(query):
        listed.setdefault(issuer_id, []).append((badge[0], badge[1], badge[2]))
    return listed
