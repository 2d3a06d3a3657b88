"""Meetings as the two people make them: asked for, answered, moved, handed over, called off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.meetings import queries
from eventapp.meetings.models import (
    Meeting,
    MeetingMessage,
    MeetingParticipant,
    MeetingProfile,
    MeetingProposal,
    MeetingSettings,
)
from eventapp.meetings.service.diary import end, hold, leave, note, tell, tell_diaries
from eventapp.meetings.service.errors import (
    AnsweredAlready,
    AskedAlready,
    DeclinedBefore,
    MeetingsClosed,
    NoTable,
    NotAdmitted,
    NoTimeTogether,
    NotReachable,
    NotYours,
    TimeUnfit,
    TooManyMessages,
    TooManyRequests,
)
from eventapp.meetings.service.settings import lock_meetings
from eventapp.meetings.service.times import Times
from eventapp.meetings.slots import Slot

MOST_PROPOSED = 10
MOST_DECLINED = 2
"""After so many refusals by the same person one does not ask again."""
MOST_MESSAGES = 200
LONGEST_MESSAGE = 2_000
"""Characters; a purpose is no longer either."""


@dataclass(frozen=True)
class Request:
    """What somebody asks for: why, at which of these times, or at any."""

    purpose: str
    starts_at: tuple[datetime, ...] = ()
    message: str = ""

    @property
    def any_time(self) -> bool:
        return not self.starts_at


@transactional
def request_meeting(requester: MeetingProfile, recipient: MeetingProfile, request: Request) -> Meeting:
    """Ask somebody for a meeting.

    Raises MeetingsClosed, NotAdmitted, NotReachable, AskedAlready, DeclinedBefore, TooManyRequests, TimeUnfit or
    TimeTaken; nothing is written then.
    """
    settings = lock_meetings(requester.event_id)
    _check_open(settings)
    _check_two(settings, requester, recipient)
    times = Times(settings, requester, recipient)
    _check_proposals(times, request.starts_at, requester)
    now = clock.now().replace(microsecond=0)
    meeting = Meeting(
        event_id=requester.event_id, purpose=request.purpose, proposed_by="requester", any_time=request.any_time,
        created_at=now, changed_at=now,
    )  # fmt: skip
    meeting.participants = [
        MeetingParticipant(registration_id=requester.registration_id, side="requester"),
        MeetingParticipant(registration_id=recipient.registration_id, side="recipient"),
    ]
    set_proposals(meeting, request.starts_at)
    db.session.add(meeting)
    db.session.flush()
    _write(meeting, requester, request.message)
    note(meeting, "requested", to=recipient.code)
    tell(meeting, "asked", [recipient.registration_id])
    return meeting


@transactional
def accept(
    meeting: Meeting, by: MeetingProfile, starts_at: datetime | None = None, *, turn: int | None = None
) -> Meeting:
    """Say yes to one of the proposed times; without `starts_at` to the first that suits both.

    `turn` is the meeting's when the answer was offered. Raises AnsweredAlready where something happened since,
    NotYours for who proposed it, TimeUnfit for a time that was not proposed, TimeTaken, DayFull, NoTable or
    NoTimeTogether.
    """
    settings = _locked(meeting, by, turn)
    _check_open(settings, until=False)
    if not meeting.waits_for(by.registration_id):
        raise NotYours
    times = Times.of(settings, meeting)
    proposed = [one.starts_at for one in meeting.proposals]
    if starts_at is not None and not meeting.any_time and starts_at not in proposed:
        raise TimeUnfit
    if starts_at is None and len(proposed) == 1:
        starts_at = proposed[0]
    slot = times.slot_at(starts_at) if starts_at is not None else _first_together(times, proposed)
    times.check(slot, by.registration_id, agreed=_agreed(meeting, by, proposed, slot))
    _confirm(meeting, times, slot, told=[meeting.other(by.registration_id).registration_id, by.registration_id])
    return meeting


@transactional
def decline(meeting: Meeting, by: MeetingProfile, message: str = "", *, turn: int | None = None) -> Meeting:
    """Say no: to a request, which ends it, or to another time, after which the confirmed one stays.

    Raises AnsweredAlready or NotYours.
    """
    _locked(meeting, by, turn)
    if not meeting.waits_for(by.registration_id):
        raise NotYours
    other = meeting.other(by.registration_id).registration_id
    _write(meeting, by, message)
    meeting.turn += 1
    if meeting.is_on:
        meeting.proposed_by, meeting.any_time = None, False
        meeting.proposals.clear()
        note(meeting, "move_declined")
        tell(meeting, "stays", [other])
    else:
        end(meeting, "declined")
        note(meeting, "declined")
        tell(meeting, "off", [other], how="declined")
    return meeting


@transactional
def propose(
    meeting: Meeting, by: MeetingProfile, starts_at: Iterable[datetime], message: str = "", *, turn: int | None = None
) -> Meeting:
    """Offer other times: instead of those that were asked for, or to move what is confirmed. The other side answers.

    A confirmed meeting stays where it is until then. Raises AnsweredAlready, NotYours, TimeUnfit or TimeTaken.
    """
    settings = _locked(meeting, by, turn)
    _check_open(settings, until=False)
    side = meeting.side_of(by.registration_id)
    wanted = tuple(sorted(set(starts_at)))
    if not meeting.is_open or side is None or (meeting.is_on and not wanted):
        raise NotYours
    _check_proposals(Times.of(settings, meeting), wanted, by)
    meeting.proposed_by, meeting.any_time = side, not wanted
    meeting.turn += 1
    set_proposals(meeting, wanted)
    _write(meeting, by, message)
    note(meeting, "proposed", times=[one.isoformat() for one in wanted])
    tell(meeting, "asked", [meeting.other(by.registration_id).registration_id])
    return meeting


@transactional
def cancel(meeting: Meeting, by: MeetingProfile, message: str = "", *, turn: int | None = None) -> Meeting:
    """Call it off, or take a request back. Raises AnsweredAlready, or NotYours where it is off already or over."""
    _locked(meeting, by, turn)
    if not meeting.is_open or (meeting.ends_at is not None and meeting.is_on and meeting.ends_at <= clock.now()):
        raise NotYours
    _write(meeting, by, message)
    call_off(meeting, told=[meeting.other(by.registration_id).registration_id, by.registration_id])
    return meeting


def call_off(meeting: Meeting, told: Iterable[int]) -> None:
    """The same inside a transaction that has locked the event's meetings. These people hear of it."""
    was_on = meeting.is_on
    meeting.turn += 1
    end(meeting, "cancelled")
    note(meeting, "cancelled")
    tell(meeting, "off", told, how="cancelled" if was_on else "withdrawn")


@transactional
def hand_over(meeting: Meeting, by: MeetingProfile, to: MeetingProfile, *, turn: int | None = None) -> Meeting:
    """Have a colleague go instead. Time and table stay.

    Raises AnsweredAlready, NotYours for who is no colleague or takes no part, TimeTaken or DayFull where they cannot.
    """
    settings = _locked(meeting, by, turn)
    if not colleagues_of(by, [to]):
        raise NotYours
    take_over(settings, meeting, by.registration_id, to)
    tell(meeting, "left", [by.registration_id] if meeting.is_on else [])
    return meeting


def take_over(settings: MeetingSettings, meeting: Meeting, leaving_id: int, to: MeetingProfile) -> None:
    """Have somebody take another's part, inside a transaction that holds the event's meetings.

    Raises NotYours for who takes no part or is the other side already, TimeTaken or DayFull where they cannot.
    """
    leaving = next(one for one in meeting.participants if one.registration_id == leaving_id)
    side, other = leaving.side, meeting.other(leaving_id)
    if side is None or not meeting.is_open or to.registration_id == other.registration_id:
        raise NotYours
    if not takes_part(settings, to) or queries.is_blocked(to.registration_id, by=other.registration_id):
        raise NotYours
    if meeting.is_on:
        assert meeting.starts_at is not None
        assert meeting.ends_at is not None
        Times(settings, to, other.profile, but=meeting.id).check(Slot(meeting.starts_at, meeting.ends_at), None)
    leave(meeting, leaving)
    arriving = next((one for one in meeting.participants if one.registration_id == to.registration_id), None)
    if arriving is None:
        arriving = MeetingParticipant(registration_id=to.registration_id)
        meeting.participants.append(arriving)
    arriving.side, arriving.held_from = side, meeting.held_from
    arriving.left_starts_at = arriving.left_ends_at = arriving.left_sequence = arriving.left_at = None
    meeting.sequence += meeting.starts_at is not None
    meeting.turn += 1
    db.session.flush()
    tell_diaries(meeting)
    note(meeting, "handed_over", to=to.code)
    if meeting.is_on:
        tell(meeting, "confirmed", [to.registration_id, other.registration_id], how="handed_over")
    elif meeting.proposed_by != side:
        tell(meeting, "asked", [to.registration_id])


@transactional
def write_message(meeting: Meeting, by: MeetingProfile, text: str) -> None:
    """Say something to the other side. Raises TooManyMessages, or NotYours once the meeting is off."""
    _locked(meeting, by, None)
    if not meeting.is_open:
        raise NotYours
    _write(meeting, by, text)
    tell(meeting, "message", [meeting.other(by.registration_id).registration_id], text=text)


@transactional
def note_presence(meeting: Meeting, by: MeetingProfile, presence: str | None) -> None:
    """Say whether the other side came; only once it has begun. Raises NotYours."""
    _locked(meeting, by, None)
    if not meeting.is_on or meeting.starts_at is None or meeting.starts_at > clock.now():
        raise NotYours
    side = meeting.other(by.registration_id).side
    assert side is not None
    set_presence(meeting, side, presence)


def set_presence(meeting: Meeting, side: str, presence: str | None) -> None:
    """The same inside a transaction, about one side."""
    setattr(meeting, f"{side}_presence", presence)
    note(meeting, "presence_noted", side=side, presence=presence)


def colleagues_of(profile: MeetingProfile, people: Collection[MeetingProfile]) -> list[MeetingProfile]:
    """Those of these people who come for the same company: of the directory, or by its name."""
    companies = queries.companies_of([one.registration for one in (profile, *people)])
    mine = companies.get(profile.registration_id)

    def is_colleague(one: MeetingProfile) -> bool:
        theirs = companies.get(one.registration_id)
        if mine is not None and theirs is not None:
            return mine.id == theirs.id
        key = profile.registration.company_key
        return bool(key) and key == one.registration.company_key

    return [
        one
        for one in people
        if one.event_id == profile.event_id and one.registration_id != profile.registration_id and is_colleague(one)
    ]


def _locked(meeting: Meeting, by: MeetingProfile, turn: int | None) -> MeetingSettings:
    """Hold the event's meetings. Raises NotYours for who is not part of it, AnsweredAlready where it has gone on."""
    settings = lock_meetings(meeting.event_id)
    if turn is not None and turn != meeting.turn:
        raise AnsweredAlready
    if meeting.side_of(by.registration_id) is None or not by.registration.is_confirmed:
        raise NotYours
    return settings


def _first_together(times: Times, proposed: list[datetime]) -> Slot:
    found = next((slot for slot in times.possible() if not proposed or slot.starts_at in proposed), None)
    if found is None:
        raise NoTimeTogether
    return found


def _agreed(meeting: Meeting, by: MeetingProfile, proposed: list[datetime], slot: Slot) -> list[int]:
    """Who named this very time: who accepts it, and who proposed it, unless any time was said to suit."""
    other = meeting.other(by.registration_id).registration_id
    return [by.registration_id, *([other] if slot.starts_at in proposed else [])]


def _confirm(meeting: Meeting, times: Times, slot: Slot, told: list[int]) -> None:
    how = "moved" if meeting.is_on else "confirmed"
    table = times.table(slot, meeting.table_id if meeting.is_on else None)
    meeting.turn += 1
    hold(meeting, slot, table)
    note(meeting, how, starts_at=slot.starts_at, table=table.number if table else None)
    tell(meeting, "confirmed", told, how=how)


def _check_open(settings: MeetingSettings, *, until: bool = True) -> None:
    closes = settings.requests_until if until else None
    if not settings.is_open or (closes is not None and closes <= clock.now()):
        raise MeetingsClosed


def _check_two(settings: MeetingSettings, requester: MeetingProfile, recipient: MeetingProfile) -> None:
    if not takes_part(settings, requester):
        raise NotAdmitted
    mine, theirs = requester.registration_id, recipient.registration_id
    if mine == theirs or requester.event_id != recipient.event_id or not takes_part(settings, recipient):
        raise NotReachable
    if theirs in queries.hidden_from(mine):
        raise NotReachable
    known = queries.between(mine, theirs)
    if (still := next((one for one in known if one.is_open), None)) is not None:
        raise AskedAlready(still.code)
    declined = [one for one in known if one.status == "declined" and one.side_of(mine) == "requester"]
    if len(declined) >= MOST_DECLINED:
        raise DeclinedBefore
    if queries.open_requests(mine) >= settings.most_open_requests:
        raise TooManyRequests(settings.most_open_requests)


def takes_part(settings: MeetingSettings, profile: MeetingProfile) -> bool:
    """Whether somebody can be met: they said so, and their registration lets them."""
    return profile.is_on and may_take_part(settings, profile)


def may_take_part(settings: MeetingSettings, profile: MeetingProfile) -> bool:
    """Whether somebody's registration lets them: confirmed, and of a class that the event has meet."""
    registration = profile.registration
    return registration.is_confirmed and (
        not settings.badge_classes or registration.badge_class in settings.badge_classes
    )


def _check_proposals(times: Times, starts_at: tuple[datetime, ...], proposing: MeetingProfile) -> None:
    """That whoever proposes can come at each of these times themselves."""
    if len(starts_at) > MOST_PROPOSED:
        raise TimeUnfit
    own = proposing.registration_id
    for moment in starts_at:
        times.check(times.slot_at(moment), own, agreed=[own], people=[own])
    if starts_at and all(_is_hopeless(times, times.slot_at(moment)) for moment in starts_at):
        raise NoTimeTogether


def _is_hopeless(times: Times, slot: Slot) -> bool:
    """Whether no table is free then: nobody can say yes to it as things stand."""
    try:
        times.table(slot)
    except NoTable:
        return True
    return False


def set_proposals(meeting: Meeting, starts_at: Iterable[datetime]) -> None:
    """Have these times be proposed instead of those before, inside a transaction."""
    meeting.proposals.clear()
    db.session.flush()
    meeting.proposals.extend(MeetingProposal(starts_at=one) for one in starts_at)


def _write(meeting: Meeting, by: MeetingProfile, text: str) -> None:
    if not text:
        return
    written = select(func.count(MeetingMessage.id)).where(MeetingMessage.meeting_id == meeting.id)
    if (db.session.scalar(written) or 0) >= MOST_MESSAGES:
        raise TooManyMessages
    db.session.add(
        MeetingMessage(meeting_id=meeting.id, registration_id=by.registration_id, text=text, created_at=clock.now())
    )
    db.session.flush()
