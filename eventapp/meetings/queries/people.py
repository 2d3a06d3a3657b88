"""Who takes part, whom they do not want to meet, the company they come for, and when they are busy."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventapp.companies.models import Company, CompanyPerson, CompanySeats
from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings.models import (
    Meeting,
    MeetingBlock,
    MeetingParticipant,
    MeetingProfile,
    MeetingSettings,
)
from eventapp.meetings.slots import Engagements, Slot, limit_of
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.search import search_patterns


def profile_of(registration_id: int) -> MeetingProfile | None:
    return db.session.get(MeetingProfile, registration_id)


def profile_by_code(event_id: int, code: str) -> MeetingProfile | None:
    query = select(MeetingProfile).where(MeetingProfile.event_id == event_id, MeetingProfile.code == normal_code(code))
    return db.session.scalar(query.options(joinedload(MeetingProfile.registration)))


def profiles_of(ids: Collection[int]) -> dict[int, MeetingProfile]:
    """By registration."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), 500):
        query = select(MeetingProfile).where(MeetingProfile.registration_id.in_(wanted[start : start + 500]))
        for one in db.session.scalars(query.options(joinedload(MeetingProfile.registration))):
            found[one.registration_id] = one
    return found


def people_on(event_id: int) -> list[MeetingProfile]:
    """Who takes part and whose registration is confirmed, by name."""
    query = (
        select(MeetingProfile)
        .join(MeetingProfile.registration)
        .options(contains_eager(MeetingProfile.registration))
        .where(MeetingProfile.event_id == event_id, MeetingProfile.is_on, Registration.state == "confirmed")
    )
    return list(db.session.scalars(query.order_by(Registration.name, Registration.id)))


class InterestRow(NamedTuple):
    """What somebody says of themselves, as suggestions compare it, with what tells their company."""

    registration_id: int
    access_code_id: int | None
    wanted: list[str]
    offered: list[str]
    genres: list[str]
    territories: list[str]
    languages: list[str]
    stages: list[str]
    regimes: list[str]


_INTERESTS = (
    MeetingProfile.registration_id, Registration.access_code_id, MeetingProfile.wanted, MeetingProfile.offered,
    MeetingProfile.genres, MeetingProfile.territories, MeetingProfile.languages, MeetingProfile.stages,
    MeetingProfile.regimes,
)  # fmt: skip


def interests_of(
    settings: MeetingSettings,
    *,
    leaving_out: Collection[int] = (),
    words: str = "",
    only: Collection[int] | None = None,
) -> list[InterestRow]:
    """Of everybody who takes part, or of `only` some, by name: a market has thousands, and a page shows thirty."""
    query = select(*_INTERESTS).join(MeetingProfile.registration).where(*_takes_part(settings))
    if only is not None:
        query = query.where(MeetingProfile.registration_id.in_(list(only)))
    elif leaving_out:
        query = query.where(MeetingProfile.registration_id.not_in(list(leaving_out)))
    for pattern in search_patterns(words):
        query = query.where(MeetingProfile.search_text.like(pattern, escape="\\"))
    return [InterestRow(*row) for row in db.session.execute(query.order_by(Registration.name, Registration.id))]


def _takes_part(settings: MeetingSettings) -> list[ColumnElement[bool]]:
    """That somebody is on, confirmed, and of a class that meets."""
    found: list[ColumnElement[bool]] = [
        MeetingProfile.event_id == settings.event_id, MeetingProfile.is_on.expression,
        Registration.state == "confirmed",
    ]  # fmt: skip
    if settings.badge_classes:
        found.append(Registration.badge_class.in_(settings.badge_classes))
    return found


def company_ids(event_id: int, people: Iterable[InterestRow]) -> dict[int, int]:
    """The company of the directory that each of these people comes for, by registration."""
    seats = select(CompanySeats.access_code_id, CompanySeats.company_id).join(CompanySeats.company)
    put = select(CompanyPerson.registration_id, CompanyPerson.company_id).join(
        Company, Company.id == CompanyPerson.company_id
    )
    by_code = dict(db.session.execute(seats.where(Company.event_id == event_id)).all())
    placed = dict(db.session.execute(put.where(Company.event_id == event_id)).all())
    found = {}
    for one in people:
        company = placed.get(one.registration_id) or by_code.get(one.access_code_id or 0)
        if company is not None:
            found[one.registration_id] = company
    return found


def near_colleagues(profile: MeetingProfile) -> list[MeetingProfile]:
    """Who takes part and may come for the same company: by its name, its seats, or since the team put them there."""
    own, company = profile.registration, companies_of([profile.registration]).get(profile.registration_id)
    may_be: list[ColumnElement[bool]] = [Registration.company_key == own.company_key] if own.company_key else []
    if company is not None:
        codes = select(CompanySeats.access_code_id).where(CompanySeats.company_id == company.id)
        put = select(CompanyPerson.registration_id).where(CompanyPerson.company_id == company.id)
        may_be += [Registration.access_code_id.in_(codes), Registration.id.in_(put)]
    if not may_be:
        return []
    query = (
        select(MeetingProfile)
        .join(MeetingProfile.registration)
        .options(contains_eager(MeetingProfile.registration))
        .where(MeetingProfile.event_id == profile.event_id, MeetingProfile.is_on, Registration.state == "confirmed")
        .where(or_(*may_be))
    )
    return list(db.session.scalars(query.order_by(Registration.name, Registration.id)))


def hidden_from(registration_id: int) -> set[int]:
    """Whom this person blocked, and who blocked them."""
    query = select(MeetingBlock.registration_id, MeetingBlock.blocked_id).where(
        or_(MeetingBlock.registration_id == registration_id, MeetingBlock.blocked_id == registration_id)
    )
    return {one for pair in db.session.execute(query) for one in pair} - {registration_id}


def blocked_by(registration_id: int) -> list[MeetingProfile]:
    query = (
        select(MeetingProfile).join(MeetingBlock, MeetingBlock.blocked_id == MeetingProfile.registration_id)
        .options(joinedload(MeetingProfile.registration)).where(MeetingBlock.registration_id == registration_id)
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(MeetingBlock.created_at)))


def is_blocked(registration_id: int, by: int) -> bool:
    return db.session.get(MeetingBlock, (by, registration_id)) is not None


def blocked_pairs(event_id: int) -> set[frozenset[int]]:
    """Who is not to meet, since one of them wants no requests from the other."""
    query = (
        select(MeetingBlock.registration_id, MeetingBlock.blocked_id)
        .join(MeetingProfile, MeetingProfile.registration_id == MeetingBlock.registration_id)
        .where(MeetingProfile.event_id == event_id)
    )
    return {frozenset((one, other)) for one, other in db.session.execute(query)}


def companies_of(registrations: Collection[Registration]) -> dict[int, Company]:
    """The company of the directory that each of these people comes for, by registration."""
    ids = [one.id for one in registrations]
    codes = {one.access_code_id for one in registrations if one.access_code_id is not None}
    by_code = dict(
        db.session.execute(
            select(CompanySeats.access_code_id, Company)
            .join(Company, Company.id == CompanySeats.company_id)
            .where(CompanySeats.access_code_id.in_(codes))
        ).all()
    )
    put = dict(
        db.session.execute(
            select(CompanyPerson.registration_id, Company)
            .join(Company, Company.id == CompanyPerson.company_id)
            .where(CompanyPerson.registration_id.in_(ids))
        ).all()
    )
    found = {one.id: by_code[one.access_code_id] for one in registrations if one.access_code_id in by_code}
    return {**found, **put}


def engagements(
    event: Event, settings: MeetingSettings, people: Iterable[MeetingProfile], *, but: int | None = None
) -> dict[int, Engagements]:
    """What each of these people has already, by registration; `but` is a meeting that does not count."""
    profiles = {one.registration_id: one for one in people}
    sessions, meetings = _booked(list(profiles)), _held(list(profiles), but)
    return {
        key: Engagements(
            busy=sessions.get(key, ()),
            meetings=meetings.get(key, ()),
            unavailable={datetime.fromisoformat(one) for one in profile.unavailable},
            day_limit=limit_of(profile.registration.badge_class, settings.day_limit, settings.class_limits),
            zone=event.zone,
        )
        for key, profile in profiles.items()
    }


def _booked(ids: Sequence[int]) -> dict[int, list[Slot]]:
    """The times of sessions in which people have a seat."""
    query = (
        select(AgendaItem.registration_id, Session.starts_at, Session.ends_at)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(
            AgendaItem.is_booking,
            Session.status == "confirmed",
            Session.starts_at.is_not(None),
            Session.ends_at.is_not(None),
        )
    )
    return _by_person(query, AgendaItem.registration_id.expression, ids)


def _held(ids: Sequence[int], but: int | None) -> dict[int, list[Slot]]:
    """The times of people's confirmed meetings."""
    query = (
        select(MeetingParticipant.registration_id, Meeting.starts_at, Meeting.ends_at)
        .join(Meeting, Meeting.id == MeetingParticipant.meeting_id)
        .where(MeetingParticipant.held_from.is_not(None), Meeting.id != (but or 0))
    )
    return _by_person(query, MeetingParticipant.registration_id.expression, ids)


def _by_person(query: Any, column: ColumnElement[int], ids: Sequence[int]) -> dict[int, list[Slot]]:
    found: dict[int, list[Slot]] = {}
    for start in range(0, len(ids), 500):
        for key, starts_at, ends_at in db.session.execute(query.where(column.in_(ids[start : start + 500]))):
            found.setdefault(key, []).append(Slot(starts_at, ends_at))
    return found
