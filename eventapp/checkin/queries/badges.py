"""Badges of other organisers, and those that were printed here."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp.checkin.badge_numbers import BadgeKey, fits, normal_number
from eventapp.checkin.models import BadgeDesign, BadgeIssuer, BadgePrint, ForeignBadge
from eventapp.core.db import db
from eventapp.registration.models import Registration


class BadgeFound(NamedTuple):
    """A badge that a code may be: from an issuer's list, or by its pattern alone."""

    key: BadgeKey
    issuer: str
    name: str
    company: str


def issuer(event_id: int, issuer_id: int) -> BadgeIssuer | None:
    return db.session.scalar(select(BadgeIssuer).where(BadgeIssuer.event_id == event_id, BadgeIssuer.id == issuer_id))


def badges_of_number(event_id: int, text: str) -> list[BadgeFound]:
    """Every issuer's badge of this number, in the order of the issuers."""
    number = normal_number(text)
    if not number:
        return []
    query = (
        select(BadgeIssuer, ForeignBadge)
        .outerjoin(ForeignBadge, (ForeignBadge.issuer_id == BadgeIssuer.id) & (ForeignBadge.number == number))
        .where(BadgeIssuer.event_id == event_id)
        .order_by(BadgeIssuer.id)
    )
    found: list[tuple[BadgeIssuer, ForeignBadge | None]] = [(row[0], row[1]) for row in db.session.execute(query)]
    return [
        BadgeFound(BadgeKey(one.id, number), one.name, badge.name if badge else "", badge.company if badge else "")
        for one, badge in found
        if badge is not None or fits(one.pattern, number)
    ]


def foreign_badge(key: BadgeKey) -> ForeignBadge | None:
    query = select(ForeignBadge).options(joinedload(ForeignBadge.registration))
    return db.session.scalar(query.where(ForeignBadge.issuer_id == key.issuer_id, ForeignBadge.number == key.number))


def badge_counts(event_id: int) -> dict[int, tuple[int, int]]:
    """(badges known, of whom registered here) by issuer."""
    query = (
        select(ForeignBadge.issuer_id, func.count(), func.count(ForeignBadge.registration_id))
        .join(BadgeIssuer, BadgeIssuer.id == ForeignBadge.issuer_id)
        .where(BadgeIssuer.event_id == event_id)
        .group_by(ForeignBadge.issuer_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def badge_design(event_id: int) -> BadgeDesign:
    """The event's design; the usual one where nobody chose."""
    found = db.session.get(BadgeDesign, event_id)
    return found or BadgeDesign(
        event_id=event_id, layout="band", paper="a6", shows_company=True, shows_job_title=True, shows_country=False,
        shows_qr=True, logo=None,
    )  # fmt: skip


def prints_of(registration_id: int) -> list[datetime]:
    """When this person's badge was printed."""
    query = select(BadgePrint.printed_at).where(BadgePrint.registration_id == registration_id)
    return list(db.session.scalars(query.order_by(BadgePrint.id)))


def badge_print_counts(event_id: int) -> tuple[int, int, int]:
    """(confirmed people, of whom have a printed badge, printings in all)."""
    confirmed = select(func.count()).where(Registration.event_id == event_id, Registration.state == "confirmed")
    printed = (
        select(func.count(func.distinct(BadgePrint.registration_id)), func.count())
        .join(Registration, Registration.id == BadgePrint.registration_id)
        .where(Registration.event_id == event_id)
    )
    people, printings = db.session.execute(printed).one()
    return db.session.scalar(confirmed) or 0, people, printings


def people_for_badges(
    event_id: int, ticket_type_id: int | None, sort: str, *, only_new: bool = False
) -> list[Registration]:
    """Who is confirmed and named, by name or by company; with `only_new` without those whose badge was printed."""
    query = (
        select(Registration)
        .options(joinedload(Registration.ticket_type))
        .where(Registration.event_id == event_id, Registration.state == "confirmed", Registration.is_named)
    )
    if ticket_type_id is not None:
        query = query.where(Registration.ticket_type_id == ticket_type_id)
    if only_new:
        query = query.where(Registration.id.not_in(select(BadgePrint.registration_id)))
    people = db.session.scalars(query)
    by_name = sorted(people, key=lambda person: ((person.romanised_name or person.name).casefold(), person.serial))
    return sorted(by_name, key=lambda person: person.company_key) if sort == "company" else by_name
