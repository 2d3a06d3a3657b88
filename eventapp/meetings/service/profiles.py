"""Taking part in meetings: what somebody says of themselves, when they can, and whom they want no requests from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from eventapp.core import clock
from eventapp.core.db import db, insert_unless_there, transactional
from eventapp.core.romanisation import romanised
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingBlock, MeetingProfile
from eventapp.meetings.service.errors import MeetingsClosed, NotAdmitted, NotReachable
from eventapp.meetings.service.requests import call_off, may_take_part
from eventapp.meetings.service.settings import lock_meetings
from eventapp.registration.models import Registration
from eventapp.registration.search import in_both_scripts
from eventapp.registration.service.changes import lock, note

LONGEST_SEARCH_TEXT = 4_000
"""Characters."""


@dataclass(frozen=True)
class ProfileDetails:
    """See MeetingProfile; `unavailable` are the beginnings of slots."""

    seeks: str = ""
    offers: str = ""
    wanted: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    unavailable: tuple[datetime, ...] = ()
    place: str = "own"


_LISTS = ("wanted", "offered", "genres", "territories", "languages", "stages", "regimes")


@transactional
def switch_on(registration: Registration, details: ProfileDetails) -> MeetingProfile:
    """Take part, or say something else of oneself. Raises MeetingsClosed or NotAdmitted."""
    lock(registration)
    settings = lock_meetings(registration.event_id)
    if not settings.is_open:
        raise MeetingsClosed
    profile = profile_for(registration)
    if not may_take_part(settings, profile):
        raise NotAdmitted
    was_on = profile.is_on
    profile.is_on = True
    fill_profile(profile, details)
    note(registration, "meetings.profile_saved" if was_on else "meetings.switched_on")
    return profile


@transactional
def switch_many_on(event: Event, people: Iterable[tuple[Registration, ProfileDetails]]) -> list[MeetingProfile]:
    """Have many take part at once, who have never said anything of themselves: for whoever brings an event's people."""
    lock_meetings(event.id)
    now, made = clock.now().replace(microsecond=0), []
    for registration, details in people:
        profile = MeetingProfile(
            registration=registration, event_id=event.id, created_at=now, diary_changed_at=now, place=details.place
        )
        fill_profile(profile, details)
        made.append(profile)
    db.session.add_all(made)
    db.session.flush()
    return made


def index_profile(profile: MeetingProfile) -> None:
    """Work out what others find somebody by."""
    person = profile.registration
    names = " ".join((person.name, person.romanised_name, person.company, person.job_title))
    words = " ".join((names, profile.seeks, profile.offers)).casefold()
    profile.search_text = " ".join((*romanised(names), *in_both_scripts(words)))[:LONGEST_SEARCH_TEXT]


@transactional
def switch_off(profile: MeetingProfile) -> None:
    """Take part no more: every meeting to come is called off, and nobody finds this person any longer."""
    lock(profile.registration)
    lock_meetings(profile.event_id)
    if profile.is_on:
        profile.is_on = False
        _call_off_all(profile, tells_them=True)
        note(profile.registration, "meetings.switched_off")


@transactional
def block(profile: MeetingProfile, other: MeetingProfile) -> None:
    """Want no more requests from somebody: what is open between the two is called off, and neither finds the other.

    Raises NotReachable for oneself or somebody of another event.
    """
    lock_meetings(profile.event_id)
    if profile.registration_id == other.registration_id or profile.event_id != other.event_id:
        raise NotReachable
    values = {
        "registration_id": profile.registration_id, "blocked_id": other.registration_id, "created_at": clock.now(),
    }  # fmt: skip
    db.session.execute(insert_unless_there(MeetingBlock).values(**values))
    for meeting in queries.between(profile.registration_id, other.registration_id):
        if _is_to_come(meeting):
            call_off(meeting, told=[profile.registration_id, other.registration_id])


@transactional
def unblock(profile: MeetingProfile, other: MeetingProfile) -> None:
    lock_meetings(profile.event_id)
    db.session.execute(
        delete(MeetingBlock).where(
            MeetingBlock.registration_id == profile.registration_id, MeetingBlock.blocked_id == other.registration_id
        )
    )


def fill_profile(profile: MeetingProfile, details: ProfileDetails) -> None:
    """Write what somebody says of themselves, inside a transaction."""
    profile.seeks, profile.offers, profile.place = details.seeks, details.offers, details.place
    for name in _LISTS:
        setattr(profile, name, list(getattr(details, name)))
    profile.unavailable = sorted(one.isoformat() for one in details.unavailable)
    index_profile(profile)


def details_of_profile(profile: MeetingProfile) -> ProfileDetails:
    """As they are."""
    several: dict[str, Any] = {name: tuple(getattr(profile, name)) for name in _LISTS}
    unavailable = tuple(datetime.fromisoformat(one) for one in profile.unavailable)
    return ProfileDetails(profile.seeks, profile.offers, place=profile.place, unavailable=unavailable, **several)


def profile_for(registration: Registration) -> MeetingProfile:
    """Somebody's row, made where there is none yet, inside a transaction."""
    found = queries.profile_of(registration.id)
    if found is None:
        now = clock.now().replace(microsecond=0)
        found = MeetingProfile(
            registration_id=registration.id, event_id=registration.event_id, is_on=False, created_at=now,
            diary_changed_at=now,
        )  # fmt: skip
        db.session.add(found)
        db.session.flush()
    return found


def _call_off_all(profile: MeetingProfile, *, tells_them: bool) -> None:
    own: list[int] = [profile.registration_id] if tells_them else []
    for meeting in queries.meetings_of(profile.registration_id):
        if _is_to_come(meeting):
            call_off(meeting, told=[meeting.other(profile.registration_id).registration_id, *own])


def _is_to_come(meeting: Meeting) -> bool:
    is_over = meeting.is_on and meeting.ends_at is not None and meeting.ends_at <= clock.now()
    return meeting.is_open and not is_over


def leave_with_registration(registration: Registration, *, tells_them: bool) -> MeetingProfile | None:
    """Inside a transaction: call everything off of somebody who comes no more. Their profile, where they have one.

    With `tells_them` they too are sent what takes the meetings out of their calendar.
    """
    if queries.profile_of(registration.id) is None:
        return None
    lock_meetings(registration.event_id)
    profile = queries.profile_of(registration.id)
    assert profile is not None
    _call_off_all(profile, tells_them=tells_them)
    return profile


def forget_profile(profile: MeetingProfile) -> None:
    """Inside a transaction: nothing of what somebody said is left; their former meetings keep that there was one."""
    empty: dict[str, Any] = dict.fromkeys(("seeks", "offers", "search_text"), "")
    for name, value in {**empty, "is_on": False, "place": "own", "unavailable": []}.items():
        setattr(profile, name, value)
    for name in _LISTS:
        setattr(profile, name, [])
    own = profile.registration_id
    db.session.execute(
        delete(MeetingBlock).where((MeetingBlock.registration_id == own) | (MeetingBlock.blocked_id == own))
    )
