"""What the organiser wants to know of an event's meetings: how full it gets, who waits, who has few."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingParticipant, MeetingProfile, MeetingSettings, MeetingTable
from eventapp.meetings.models import MeetingZone as Zone
from eventapp.meetings.slots import Slot, limit_of

FEW = 2
"""Whoever has fewer meetings than that is told of as somebody with few."""
MOST_NAMED = 20
PATIENCE = timedelta(days=1)
"""After that a request without an answer is one that waits long."""


class Load(NamedTuple):
    """How many meetings are on while a slot lasts."""

    slot: Slot
    meetings: int


class Figures(NamedTuple):
    """People who take part, meetings by how they stand, and what the organiser should look at.

    `held` are meetings that are over, `both_came` those of them of which nobody noted that somebody was absent.
    `waiting` are requests that have waited long. `few` and `full` are people with how many meetings they have: fewer
    than FEW, and as many on some day as they take.
    """

    people: int
    statuses: dict[str, int]
    held: int
    both_came: int
    absences: list[tuple[MeetingProfile, int]]
    waiting: list[Meeting]
    few: list[tuple[MeetingProfile, int]]
    full: list[tuple[MeetingProfile, int]]
    load: list[Load]
    tables: int


def figures_of(event: Event, settings: MeetingSettings, at: datetime) -> Figures:
    people = queries.people_on(event.id)
    meetings = _times(event.id)
    counts = _counts(event.id)
    times = Counter(Slot(row.starts_at, row.ends_at) for row in meetings)
    over = [row for row in meetings if row.ends_at <= at]
    return Figures(
        people=len(people),
        statuses=queries.status_counts(event.id),
        held=len(over),
        both_came=sum("absent" not in (row.requester_presence, row.recipient_presence) for row in over),
        absences=_absences(event.id, people),
        waiting=queries.unanswered(event.id, at - PATIENCE, MOST_NAMED),
        few=[(one, counts[one.registration_id]) for one in people if counts[one.registration_id] < FEW],
        full=_full(event, settings, people, counts),
        load=[
            Load(slot, sum(number for held, number in times.items() if slot.meets(*held)))
            for slot in queries.slots_of(settings)
        ],
        tables=_tables(event.id),
    )


def _times(event_id: int) -> list[Any]:
    """When confirmed meetings are, and who was noted to have come: a market has thousands, so no more of them."""
    query = select(Meeting.starts_at, Meeting.ends_at, Meeting.requester_presence, Meeting.recipient_presence).where(
        Meeting.event_id == event_id, Meeting.status == "confirmed"
    )
    return list(db.session.execute(query))


def _counts(event_id: int) -> Counter[int]:
    """How many confirmed meetings each person has."""
    query = (
        select(MeetingParticipant.registration_id, func.count())
        .join(MeetingProfile, MeetingProfile.registration_id == MeetingParticipant.registration_id)
        .where(MeetingProfile.event_id == event_id, MeetingParticipant.held_from.is_not(None))
        .group_by(MeetingParticipant.registration_id)
    )
    return Counter(dict(db.session.execute(query).all()))


def _full(
    event: Event, settings: MeetingSettings, people: list[MeetingProfile], counts: Counter[int]
) -> list[tuple[MeetingProfile, int]]:
    limited = [
        one
        for one in people
        if counts[one.registration_id]
        and limit_of(one.registration.badge_class, settings.day_limit, settings.class_limits) is not None
    ]
    engagements = queries.engagements(event, settings, limited)
    days = {slot.starts_at.astimezone(event.zone).date() for slot in queries.slots_of(settings)}
    return [
        (one, counts[one.registration_id])
        for one in limited
        if any(engagements[one.registration_id].is_full(day) for day in days)
    ]


def _absences(event_id: int, people: list[MeetingProfile]) -> list[tuple[MeetingProfile, int]]:
    """Who did not come to how many meetings, the most first."""
    found: Counter[int] = Counter()
    for side, column in (("requester", Meeting.requester_presence), ("recipient", Meeting.recipient_presence)):
        query = (
            select(MeetingParticipant.registration_id)
            .join(Meeting, Meeting.id == MeetingParticipant.meeting_id)
            .where(Meeting.event_id == event_id, MeetingParticipant.side == side, column == "absent")
        )
        found.update(db.session.scalars(query))
    known = {one.registration_id: one for one in people}
    return [(known[key], number) for key, number in found.most_common(MOST_NAMED) if key in known]


def _tables(event_id: int) -> int:
    query = select(func.count(MeetingTable.id)).join(Zone, Zone.id == MeetingTable.zone_id)
    return db.session.scalar(query.where(Zone.event_id == event_id)) or 0
