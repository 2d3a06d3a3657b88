"""Reads about companies. They come with their stands and categories, in a fixed number of queries."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventapp.companies.models import (
    Company,
    CompanyCategory,
    CompanyCategoryLink,
    CompanyDirectory,
    CompanyLogo,
    CompanyPerson,
    CompanySeats,
    CompanyStand,
    Hall,
    HallPlan,
    Stand,
    StandEvent,
)
from eventapp.core.codes import normal_code, secret_hash
from eventapp.core.db import db
from eventapp.core.moved_links import moved_to
from eventapp.events.models import Event
from eventapp.registration.models import AccessCode, Registration
from eventapp.registration.search import search_patterns

PAGE = 60
AnyColumns = TypeVar("AnyColumns")
WHOLE_COMPANY = (
    selectinload(Company.category_links).joinedload(CompanyCategoryLink.category),
    selectinload(Company.stand_links).joinedload(CompanyStand.stand).joinedload(Stand.hall),
)
"""A company comes with all that a list shows of it."""


class Wanted(NamedTuple):
    """What somebody looks for in a directory. `states` are those that they may see."""

    words: str = ""
    category_id: int | None = None
    country: str = ""
    hall_id: int | None = None
    states: tuple[str, ...] = ("published",)


def directory(event_id: int) -> CompanyDirectory | None:
    return db.session.get(CompanyDirectory, event_id)


def find_companies(event_id: int, wanted: Wanted, page: int = 1) -> tuple[list[Company], bool]:
    """A page of those that fit, by name, and whether there are more."""
    query = _fitting(select(Company), event_id, wanted).options(*WHOLE_COMPANY)
    query = query.order_by(Company.sort_name, Company.id).offset((page - 1) * PAGE).limit(PAGE + 1)
    found = list(db.session.scalars(query))
    return found[:PAGE], len(found) > PAGE


def count_companies(event_id: int, wanted: Wanted) -> int:
    return db.session.scalar(_fitting(select(func.count(Company.id)), event_id, wanted)) or 0


def all_companies(event_id: int, states: Collection[str] = ("published",)) -> list[Company]:
    """By name."""
    query = select(Company).where(Company.event_id == event_id, Company.state.in_(states)).options(*WHOLE_COMPANY)
    return list(db.session.scalars(query.order_by(Company.sort_name, Company.id)))


def _fitting(query: Select[AnyColumns], event_id: int, wanted: Wanted) -> Select[AnyColumns]:
    query = query.where(Company.event_id == event_id, Company.state.in_(wanted.states))
    for pattern in search_patterns(wanted.words):
        at_stand = (
            select(CompanyStand.company_id).join(Stand, Stand.id == CompanyStand.stand_id)
            .where(func.lower(Stand.number) == pattern.strip("%"))
        )  # fmt: skip
        query = query.where(or_(Company.search_text.like(pattern, escape="\\"), Company.id.in_(at_stand)))
    if wanted.country:
        query = query.where(Company.country == wanted.country)
    if wanted.category_id is not None:
        within = select(CompanyCategory.id).where(
            (CompanyCategory.id == wanted.category_id) | (CompanyCategory.parent_id == wanted.category_id)
        )
        does = select(CompanyCategoryLink.company_id).where(CompanyCategoryLink.category_id.in_(within))
        query = query.where(Company.id.in_(does))
    if wanted.hall_id is not None:
        there = (
            select(CompanyStand.company_id).join(Stand, Stand.id == CompanyStand.stand_id)
            .where(Stand.hall_id == wanted.hall_id)
        )  # fmt: skip
        query = query.where(Company.id.in_(there))
    return query


def state_counts(event_id: int) -> dict[str, int]:
    query = select(Company.state, func.count()).where(Company.event_id == event_id).group_by(Company.state)
    return dict(db.session.execute(query).all())


def countries_of(event_id: int) -> list[str]:
    """The codes of the countries that public companies come from."""
    query = select(Company.country).where(
        Company.event_id == event_id, Company.state == "published", Company.country.is_not(None)
    )
    return [code for code in db.session.scalars(query.distinct()) if code]


def company_by_code(event_id: int, code: str) -> Company | None:
    query = select(Company).where(Company.event_id == event_id, Company.code == normal_code(code))
    return db.session.scalar(query.options(*WHOLE_COMPANY))


def company_by_uid(uid: UUID) -> Company | None:
    return db.session.scalar(select(Company).where(Company.uid == uid))


def public_company(event_id: int, code: str) -> Company | None:
    found = company_by_code(event_id, code)
    return found if found is not None and found.is_published else None


def company_by_link(token: str) -> Company | None:
    """The company whose private link has this secret."""
    found = db.session.scalar(select(Company).where(Company.link_hash == secret_hash(token)).options(*WHOLE_COMPANY))
    if found is None and (moved := moved_to("company", token)) is not None:
        return db.session.get(Company, moved)
    return found


def event_of(company: Company) -> Event:
    return db.session.get_one(Event, company.event_id)


def logo_of(company: Company) -> CompanyLogo | None:
    return db.session.get(CompanyLogo, company.id)


def categories_of(event_id: int) -> list[CompanyCategory]:
    """Each with its parts after it, in their order."""
    query = select(CompanyCategory).where(CompanyCategory.event_id == event_id)
    found = list(db.session.scalars(query.order_by(CompanyCategory.position, CompanyCategory.id)))
    widest = [one for one in found if one.parent_id is None]
    return [one for wide in widest for one in (wide, *(part for part in found if part.parent_id == wide.id))]


def category(event_id: int, category_id: int) -> CompanyCategory | None:
    query = select(CompanyCategory).where(CompanyCategory.event_id == event_id, CompanyCategory.id == category_id)
    return db.session.scalar(query)


def category_counts(event_id: int) -> dict[int, int]:
    """How many public companies are in each category itself."""
    query = (
        select(CompanyCategoryLink.category_id, func.count())
        .join(Company, Company.id == CompanyCategoryLink.company_id)
        .where(Company.event_id == event_id, Company.state == "published")
        .group_by(CompanyCategoryLink.category_id)
    )
    return dict(db.session.execute(query).all())


def halls_of(event_id: int) -> list[Hall]:
    return list(db.session.scalars(select(Hall).where(Hall.event_id == event_id).order_by(Hall.position, Hall.id)))


def hall(event_id: int, hall_id: int) -> Hall | None:
    return db.session.scalar(select(Hall).where(Hall.event_id == event_id, Hall.id == hall_id))


def plan_of(hall: Hall) -> HallPlan | None:
    return db.session.get(HallPlan, hall.id)


def stands_of(hall: Hall) -> list[Stand]:
    """By number as people count: A2 before A10. They come with the companies that are there."""
    return _by_number(select(Stand).where(Stand.hall_id == hall.id))


def _by_number(query: Select[Stand]) -> list[Stand]:
    whole = selectinload(Stand.company_links).joinedload(CompanyStand.company)
    return sorted(db.session.scalars(query.options(whole)), key=lambda stand: in_order_of_numbers(stand.number))


def in_order_of_numbers(number: str) -> tuple[tuple[int, int, str], ...]:
    """Digits count as numbers, so that 1-A2 comes before 1-A10."""
    parts: list[str] = []
    for character in number:
        if parts and parts[-1].isdigit() == character.isdigit():
            parts[-1] += character
        else:
            parts.append(character)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts)


def stand_counts(event_id: int) -> dict[int, tuple[int, int]]:
    """Of each hall: how many stands it has, and how many of them are marked on its plan."""
    query = (
        select(Stand.hall_id, func.count(), func.count(Stand.x))
        .join(Hall, Hall.id == Stand.hall_id)
        .where(Hall.event_id == event_id)
        .group_by(Stand.hall_id)
    )
    return {hall_id: (stands, marked) for hall_id, stands, marked in db.session.execute(query)}


def seats_of(company: Company) -> list[CompanySeats]:
    query = select(CompanySeats).where(CompanySeats.company_id == company.id)
    whole = joinedload(CompanySeats.access_code).joinedload(AccessCode.ticket_type)
    return list(db.session.scalars(query.options(whole).order_by(CompanySeats.id)))


def people_of(company: Company) -> list[tuple[Registration, bool]]:
    """Who comes for a company, by name, and whether the team put them there."""
    codes = select(CompanySeats.access_code_id).where(CompanySeats.company_id == company.id)
    put = select(CompanyPerson.registration_id).where(CompanyPerson.company_id == company.id)
    elsewhere = select(CompanyPerson.registration_id).where(CompanyPerson.company_id != company.id)
    query = select(Registration).where(
        Registration.event_id == company.event_id,
        Registration.erased_at.is_(None),
        Registration.id.in_(put) | (Registration.access_code_id.in_(codes) & Registration.id.not_in(elsewhere)),
    )
    placed = set(db.session.scalars(put))
    return [(one, one.id in placed) for one in db.session.scalars(query.order_by(Registration.name, Registration.id))]


def company_of_person(registration: Registration) -> Company | None:
    """The company that somebody comes for: the one they were put to, or whose seat they have."""
    put = db.session.get(CompanyPerson, registration.id)
    if put is not None:
        return db.session.get(Company, put.company_id)
    if registration.access_code_id is None:
        return None
    query = select(Company).join(CompanySeats, CompanySeats.company_id == Company.id)
    return db.session.scalar(query.where(CompanySeats.access_code_id == registration.access_code_id))


def stand_events_of(company: Company) -> list[StandEvent]:
    """By time, cancelled ones too."""
    query = select(StandEvent).where(StandEvent.company_id == company.id)
    return list(db.session.scalars(query.order_by(StandEvent.starts_at, StandEvent.id)))


def stand_event(company: Company, stand_event_id: int) -> StandEvent | None:
    query = select(StandEvent).where(StandEvent.company_id == company.id, StandEvent.id == stand_event_id)
    return db.session.scalar(query)


def announced_stand_events(event_id: int, code: str = "") -> list[StandEvent]:
    """What calendars must know of: what happens at the stands of companies that are public or ever were, by time; with
    `code`, of one of them."""
    query = (
        select(StandEvent)
        .join(StandEvent.company)
        .where(Company.event_id == event_id, Company.was_public)
        .options(
            contains_eager(StandEvent.company).selectinload(Company.stand_links).joinedload(CompanyStand.stand)
            .joinedload(Stand.hall)
        )
    )  # fmt: skip
    if code:
        query = query.where(Company.code == code)
    return list(db.session.scalars(query.order_by(StandEvent.starts_at, StandEvent.id)))


def marked_stands(halls: Iterable[Hall]) -> dict[int, list[Stand]]:
    """The stands that are on the halls' plans, with the public companies that are there."""
    ids = [hall.id for hall in halls]
    found: dict[int, list[Stand]] = {one: [] for one in ids}
    for stand in _by_number(select(Stand).where(Stand.hall_id.in_(ids), Stand.x.is_not(None))):
        found[stand.hall_id].append(stand)
    return found
