"""Meetings. Each comes with its people and its table, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.meetings.models import (
    Meeting,
    MeetingMessage,
    MeetingParticipant,
    MeetingProfile,
    MeetingTable,
    MeetingZone,
)
from eventapp.registration.models import Registration
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


def messages_by(registration_id: int) -> list[MeetingMessage]:
    """Everything that somebody wrote, in whatever meeting."""
    query = select(MeetingMessage).where(MeetingMessage.registration_id == registration_id)
    return list(db.session.scalars(query.order_by(MeetingMessage.id)))


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


def all_meetings(event_id: int) -> list[Meeting]:
    """By time, requests without one last."""
    query = select(Meeting).where(Meeting.event_id == event_id).options(*WHOLE_MEETING)
    return list(db.session.scalars(query.order_by(Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)))


def confirmed_meetings(event_id: int) -> list[Meeting]:
    """By time."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.status == "confirmed").options(*WHOLE_MEETING)
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))


def requests_of_event(event_id: int) -> list[Meeting]:
    """Those that wait for an answer, in the order of their making."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.status == "requested")
    return list(db.session.scalars(query.options(*WHOLE_MEETING).order_by(Meeting.id)))


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


def between_these(event_id: int, people: Collection[int]) -> dict[frozenset[int], Meeting]:
    """What is confirmed or asked for among these people, by the two."""
    mine = (
        select(MeetingParticipant.meeting_id)
        .where(MeetingParticipant.registration_id.in_(list(people)), MeetingParticipant.side.is_not(None))
        .group_by(MeetingParticipant.meeting_id)
        .having(func.count() == 2)
    )
    query = select(Meeting).where(
        Meeting.event_id == event_id, Meeting.status.in_(("requested", "confirmed")), Meeting.id.in_(mine)
    )
    found = db.session.scalars(query.options(*WHOLE_MEETING).order_by(Meeting.id))
    return {frozenset(one.people): one for one in found}
