"""Reads about meetings. A meeting comes with its people and its table, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from eventapp.companies.models import Company, CompanyPerson, CompanySeats
from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings.models import (
    Meeting,
    MeetingBlock,
    MeetingHours,
    MeetingMessage,
    MeetingParticipant,
    MeetingProfile,
    MeetingRound,
    MeetingSettings,
    MeetingTable,
    MeetingWish,
    MeetingZone,
)
from eventapp.meetings.slots import Engagements, Slot, limit_of, slots_in
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.search import search_patterns

PAGE = 60
WHOLE_MEETING = (
    selectinload(Meeting.participants).joinedload(MeetingParticipant.profile).joinedload(MeetingProfile.registration),
    selectinload(Meeting.proposals),
    joinedload(Meeting.table).joinedload(MeetingTable.zone).joinedload(MeetingZone.company),
)
"""A meeting comes with all that a page shows of it."""


class MeetingFilter(NamedTuple):
    """What the team looks for among meetings."""

    words: str = ""
    status: str = ""
    presence: str = ""


def settings_of(event_id: int) -> MeetingSettings | None:
    return db.session.get(MeetingSettings, event_id)


def hours_of(event_id: int) -> list[MeetingHours]:
    """In order of time."""
    query = select(MeetingHours).where(MeetingHours.event_id == event_id)
    return list(db.session.scalars(query.order_by(MeetingHours.starts_at, MeetingHours.id)))


def slots_of(settings: MeetingSettings) -> list[Slot]:
    return slots_in(hours_of(settings.event_id), settings.slot_minutes, settings.pause_minutes)


def zones_of(event_id: int) -> list[MeetingZone]:
    """With their tables, in order: common ones first."""
    query = (
        select(MeetingZone).where(MeetingZone.event_id == event_id)
        .options(selectinload(MeetingZone.tables), joinedload(MeetingZone.company), joinedload(MeetingZone.hall))
    )  # fmt: skip
    return list(
        db.session.scalars(query.order_by(MeetingZone.company_id.is_not(None), MeetingZone.position, MeetingZone.id))
    )


def zone(event_id: int, zone_id: int) -> MeetingZone | None:
    query = select(MeetingZone).where(MeetingZone.event_id == event_id, MeetingZone.id == zone_id)
    return db.session.scalar(query.options(selectinload(MeetingZone.tables)))


def profile_of(registration_id: int) -> MeetingProfile | None:
    return db.session.get(MeetingProfile, registration_id)


def profile_by_code(event_id: int, code: str) -> MeetingProfile | None:
    query = select(MeetingProfile).where(MeetingProfile.event_id == event_id, MeetingProfile.code == normal_code(code))
    return db.session.scalar(query.options(joinedload(MeetingProfile.registration)))


def people_on(event_id: int, *, leaving_out: Collection[int] = (), words: str = "") -> list[MeetingProfile]:
    """Who takes part and whose registration is confirmed, by name."""
    query = (
        select(MeetingProfile)
        .join(MeetingProfile.registration)
        .options(contains_eager(MeetingProfile.registration))
        .where(MeetingProfile.event_id == event_id, MeetingProfile.is_on, Registration.state == "confirmed")
    )
    if leaving_out:
        query = query.where(MeetingProfile.registration_id.not_in(list(leaving_out)))
    for pattern in search_patterns(words):
        query = query.where(MeetingProfile.search_text.like(pattern, escape="\\"))
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


def meetings_of(registration_id: int) -> list[Meeting]:
    """Every meeting that somebody is part of, those with a time first, in its order."""
    query = (
        select(Meeting)
        .join(Meeting.participants)
        .where(MeetingParticipant.registration_id == registration_id, MeetingParticipant.side.is_not(None))
        .options(*WHOLE_MEETING)
    )
    return list(db.session.scalars(query.order_by(Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)))


def meeting_by_code(event_id: int, code: str) -> Meeting | None:
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.code == normal_code(code))
    return db.session.scalar(query.options(*WHOLE_MEETING))


def meeting_by_uid(uid: UUID) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.uid == uid).options(*WHOLE_MEETING))


def meeting_by_id(meeting_id: int) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(*WHOLE_MEETING))


def between(one: int, other: int) -> list[Meeting]:
    """Every meeting of these two, the latest first."""
    first, second = aliased(MeetingParticipant), aliased(MeetingParticipant)
    query = (
        select(Meeting)
        .join(first, (first.meeting_id == Meeting.id) & (first.registration_id == one) & first.side.is_not(None))
        .join(second, (second.meeting_id == Meeting.id) & (second.registration_id == other) & second.side.is_not(None))
        .options(*WHOLE_MEETING)
    )
    return list(db.session.scalars(query.order_by(Meeting.id.desc())))


def open_requests(registration_id: int) -> int:
    """How many of one's own requests wait for an answer."""
    query = (
        select(func.count(Meeting.id))
        .join(Meeting.participants)
        .where(
            MeetingParticipant.registration_id == registration_id,
            MeetingParticipant.side == "requester",
            Meeting.status == "requested",
        )
    )
    return db.session.scalar(query) or 0


def messages_of(meeting: Meeting) -> list[MeetingMessage]:
    query = select(MeetingMessage).where(MeetingMessage.meeting_id == meeting.id)
    whole = joinedload(MeetingMessage.author).joinedload(MeetingProfile.registration)
    return list(db.session.scalars(query.options(whole).order_by(MeetingMessage.id)))


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


def promised_tables(event_id: int, slots: Collection[Slot], *, but: int | None = None) -> dict[Slot, set[int]]:
    """The tables that are promised while each of these slots lasts; `but` is a meeting that does not count."""
    if not slots:
        return {}
    query = select(Meeting.table_id, Meeting.starts_at, Meeting.ends_at).where(
        Meeting.event_id == event_id,
        Meeting.status == "confirmed",
        Meeting.id != (but or 0),
        Meeting.starts_at < max(one.ends_at for one in slots),
        Meeting.ends_at > min(one.starts_at for one in slots),
    )
    taken = [
        (table, Slot(starts_at, ends_at))
        for table, starts_at, ends_at in db.session.execute(query)
        if table is not None and starts_at is not None and ends_at is not None
    ]
    return {slot: {table for table, held in taken if slot.meets(*held)} for slot in slots}


def find_meetings(event_id: int, wanted: MeetingFilter, page: int = 1) -> tuple[list[Meeting], bool]:
    """A page of an event's meetings, by time, and whether there are more."""
    query = select(Meeting).where(Meeting.event_id == event_id).options(*WHOLE_MEETING)
    if wanted.status:
        query = query.where(Meeting.status == wanted.status)
    if wanted.presence:
        query = query.where(
            or_(Meeting.requester_presence == wanted.presence, Meeting.recipient_presence == wanted.presence)
        )
    for pattern in search_patterns(wanted.words):
        of_somebody = (
            select(MeetingParticipant.meeting_id)
            .join(Registration, Registration.id == MeetingParticipant.registration_id)
            .where(Registration.search_text.like(pattern, escape="\\"))
        )
        query = query.where(Meeting.id.in_(of_somebody))
    query = query.order_by(Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)
    found = list(db.session.scalars(query.offset((page - 1) * PAGE).limit(PAGE + 1)))
    return found[:PAGE], len(found) > PAGE


def status_counts(event_id: int) -> dict[str, int]:
    query = select(Meeting.status, func.count()).where(Meeting.event_id == event_id).group_by(Meeting.status)
    return dict(db.session.execute(query).all())


def confirmed_meetings(event_id: int) -> list[Meeting]:
    """By time."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.status == "confirmed").options(*WHOLE_MEETING)
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))


def for_calendar(registration_id: int) -> list[tuple[Meeting, MeetingParticipant]]:
    """What one person's calendar must know of: meetings that have or had a time, those handed over too, by id."""
    query = (
        select(Meeting, MeetingParticipant)
        .join(MeetingParticipant, MeetingParticipant.meeting_id == Meeting.id)
        .where(
            MeetingParticipant.registration_id == registration_id,
            or_(
                MeetingParticipant.side.is_not(None) & Meeting.starts_at.is_not(None),
                MeetingParticipant.left_starts_at.is_not(None),
            ),
        )
        .options(*WHOLE_MEETING)
    )
    return list(db.session.execute(query.order_by(Meeting.id)).all())


def halls_around(people: Collection[int], slot: Slot, minutes: int, *, but: int | None = None) -> set[int]:
    """The halls in which these people are less than so many minutes before or after a slot."""
    query = (
        select(MeetingZone.hall_id)
        .join(MeetingTable, MeetingTable.zone_id == MeetingZone.id)
        .join(Meeting, Meeting.table_id == MeetingTable.id)
        .join(MeetingParticipant, MeetingParticipant.meeting_id == Meeting.id)
        .where(
            MeetingParticipant.registration_id.in_(list(people)),
            MeetingParticipant.held_from.is_not(None),
            Meeting.id != (but or 0),
            Meeting.starts_at < slot.ends_at + timedelta(minutes=minutes),
            Meeting.ends_at > slot.starts_at - timedelta(minutes=minutes),
            MeetingZone.hall_id.is_not(None),
        )
    )
    return {one for one in db.session.scalars(query) if one is not None}


def diaries_of(people: Sequence[int]) -> dict[int, list[Meeting]]:
    """The confirmed meetings of each of these people, by time."""
    found: dict[int, list[Meeting]] = {}
    for start in range(0, len(people), 500):
        query = (
            select(MeetingParticipant.registration_id, Meeting)
            .join(Meeting, Meeting.id == MeetingParticipant.meeting_id)
            .where(
                MeetingParticipant.registration_id.in_(people[start : start + 500]),
                MeetingParticipant.held_from.is_not(None),
            )
            .options(*WHOLE_MEETING)
        )
        for key, meeting in db.session.execute(query.order_by(Meeting.starts_at, Meeting.id)):
            found.setdefault(key, []).append(meeting)
    return found


def unanswered(event_id: int, since: datetime, most: int) -> list[Meeting]:
    """Requests that nobody has touched since then, the oldest first."""
    query = (
        select(Meeting)
        .where(Meeting.event_id == event_id, Meeting.status == "requested", Meeting.changed_at <= since)
        .options(*WHOLE_MEETING)
    )
    return list(db.session.scalars(query.order_by(Meeting.changed_at, Meeting.id).limit(most)))


def meetings_around(event_id: int, begins: datetime, ends: datetime) -> list[Meeting]:
    """The confirmed meetings of a stretch of time, by time and table."""
    query = (
        select(Meeting)
        .where(
            Meeting.event_id == event_id, Meeting.status == "confirmed", Meeting.starts_at < ends,
            Meeting.ends_at > begins,
        )
        .options(*WHOLE_MEETING)
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.table_id, Meeting.id)))


def all_meetings(event_id: int) -> list[Meeting]:
    """By time, requests without one last."""
    query = select(Meeting).where(Meeting.event_id == event_id).options(*WHOLE_MEETING)
    return list(db.session.scalars(query.order_by(Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)))


def wishes_of_event(event_id: int) -> list[MeetingWish]:
    """In the order of their making."""
    query = select(MeetingWish).where(MeetingWish.event_id == event_id)
    return list(db.session.scalars(query.order_by(MeetingWish.id)))


def wishes_of(registration_id: int) -> list[MeetingWish]:
    """What somebody wishes, the most wished first, with the people."""
    query = select(MeetingWish).where(MeetingWish.registration_id == registration_id)
    whole = joinedload(MeetingWish.wished).joinedload(MeetingProfile.registration)
    return list(db.session.scalars(query.options(whole).order_by(MeetingWish.rank, MeetingWish.id)))


def requests_of_event(event_id: int) -> list[Meeting]:
    """Those that wait for an answer, in the order of their making."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.status == "requested")
    return list(db.session.scalars(query.options(*WHOLE_MEETING).order_by(Meeting.id)))


def blocked_pairs(event_id: int) -> set[frozenset[int]]:
    """Who is not to meet, since one of them wants no requests from the other."""
    query = (
        select(MeetingBlock.registration_id, MeetingBlock.blocked_id)
        .join(MeetingProfile, MeetingProfile.registration_id == MeetingBlock.registration_id)
        .where(MeetingProfile.event_id == event_id)
    )
    return {frozenset((one, other)) for one, other in db.session.execute(query)}


def rounds_of(event_id: int) -> list[MeetingRound]:
    """The latest first."""
    query = select(MeetingRound).where(MeetingRound.event_id == event_id)
    return list(db.session.scalars(query.order_by(MeetingRound.id.desc()).limit(20)))


def round_of(event_id: int, round_id: int) -> MeetingRound | None:
    query = select(MeetingRound).where(MeetingRound.event_id == event_id, MeetingRound.id == round_id)
    return db.session.scalar(query)


def profiles_of(ids: Collection[int]) -> dict[int, MeetingProfile]:
    """By registration."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), 500):
        query = select(MeetingProfile).where(MeetingProfile.registration_id.in_(wanted[start : start + 500]))
        for one in db.session.scalars(query.options(joinedload(MeetingProfile.registration))):
            found[one.registration_id] = one
    return found
