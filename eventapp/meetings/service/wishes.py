"""Whom people wish to meet in a round, in their order; and what the organisers owe."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import delete, func, select

from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import MeetingProfile, MeetingWish
from eventapp.meetings.service.errors import NotAdmitted, NotReachable, TooManyRequests
from eventapp.meetings.service.requests import takes_part
from eventapp.meetings.service.settings import lock_meetings

MOST_WISHES = 50


@transactional
def wish(profile: MeetingProfile, other: MeetingProfile) -> None:
    """Put somebody at the end of one's wishes; once there they stay where they are.

    Raises NotAdmitted, NotReachable or TooManyRequests.
    """
    settings = lock_meetings(profile.event_id)
    if not takes_part(settings, profile):
        raise NotAdmitted
    is_hidden = other.registration_id in queries.hidden_from(profile.registration_id) | {profile.registration_id}
    if is_hidden or other.event_id != profile.event_id or not takes_part(settings, other):
        raise NotReachable
    known = queries.wishes_of(profile.registration_id)
    if any(one.wished_id == other.registration_id for one in known):
        return
    if len(known) >= MOST_WISHES:
        raise TooManyRequests(MOST_WISHES)
    db.session.add(
        MeetingWish(
            event_id=profile.event_id, registration_id=profile.registration_id, wished_id=other.registration_id,
            rank=1 + max((one.rank for one in known), default=0),
        )
    )  # fmt: skip


@transactional
def wish_for_many(event: Event, pairs: Iterable[tuple[MeetingProfile, MeetingProfile]]) -> None:
    """The same for many who have no wishes yet, in the order given: for whoever brings an event's people."""
    lock_meetings(event.id)
    ranks: Counter[int] = Counter()
    for profile, other in pairs:
        ranks[profile.registration_id] += 1
        db.session.add(
            MeetingWish(
                event_id=event.id, registration_id=profile.registration_id, wished_id=other.registration_id,
                rank=ranks[profile.registration_id],
            )
        )  # fmt: skip
    db.session.flush()


@transactional
def take_wish_back(profile: MeetingProfile, wish_id: int) -> None:
    """What the organisers owe stays theirs."""
    lock_meetings(profile.event_id)
    own = (MeetingWish.id == wish_id, MeetingWish.registration_id == profile.registration_id)
    db.session.execute(delete(MeetingWish).where(*own, ~MeetingWish.is_owed))


@transactional
def move_wish_up(profile: MeetingProfile, wish_id: int) -> None:
    """Change places with the one before; the first stays the first."""
    lock_meetings(profile.event_id)
    known = queries.wishes_of(profile.registration_id)
    place = next((number for number, one in enumerate(known) if one.id == wish_id), 0)
    if place:
        known[place - 1], known[place] = known[place], known[place - 1]
    for number, one in enumerate(known):
        one.rank = number + 1


@transactional
def owe_meetings(event: Event, pairs: list[tuple[MeetingProfile, MeetingProfile]]) -> int:
    """Say that these people have to meet in the next round, whatever they wish. Returns how many are new."""
    lock_meetings(event.id)
    known = {(one.registration_id, one.wished_id): one for one in queries.wishes_of_event(event.id)}
    new = 0
    for profile, other in pairs:
        mine, theirs = profile.registration_id, other.registration_id
        found = known.get((mine, theirs)) or known.get((theirs, mine))
        if found is None:
            found = MeetingWish(event_id=event.id, registration_id=mine, wished_id=theirs, rank=1)
            db.session.add(found)
            known[mine, theirs] = found
        new += not found.is_owed
        found.is_owed = True
    audit.record("meetings.owed", event, event_id=event.id, after={"pairs": len(pairs), "new": new})
    return new


@transactional
def forget_owed(event: Event) -> None:
    """Nothing has to be any more; what people wish stays."""
    lock_meetings(event.id)
    for one in queries.wishes_of_event(event.id):
        if one.is_owed:
            db.session.delete(one)
    audit.record("meetings.owed", event, event_id=event.id, after={"pairs": 0})


def number_of_wishes(event_id: int) -> tuple[int, int]:
    """How many wishes there are, and how many of them are owed."""
    query = select(func.count(), func.count().filter(MeetingWish.is_owed)).where(MeetingWish.event_id == event_id)
    wishes, owed = db.session.execute(query).one()
    return wishes, owed
