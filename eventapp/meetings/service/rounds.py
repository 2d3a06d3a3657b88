"""Rounds: asked for, made in the background, looked at, and confirmed all at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from eventapp.core import audit, clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import SIDES, Meeting, MeetingParticipant, MeetingProfile, MeetingRound, MeetingTable
from eventapp.meetings.round_problems import RoundProblem, round_problem
from eventapp.meetings.rounds.problem import Round
from eventapp.meetings.service.diary import changed, hold, tell
from eventapp.meetings.service.errors import NotYours
from eventapp.meetings.service.settings import lock_meetings
from eventapp.meetings.slots import Engagements, Slot

SILENCE = timedelta(seconds=30)
"""A round whose maker gave no sign for so long is begun anew: its process has ended."""


@dataclass(frozen=True)
class Work:
    """A round to be made: the problem, for how long, and what its positions stand for."""

    round_id: int
    seconds: int
    problem: Round
    known: RoundProblem


@transactional
def ask_for_round(event: Event, seconds: int, *, may_move: bool = False) -> MeetingRound:
    """Have a round be made. One that is at work already goes on instead."""
    lock_meetings(event.id)
    at_work = next((one for one in queries.rounds_of(event.id) if one.is_at_work), None)
    if at_work is not None:
        return at_work
    made = MeetingRound(event_id=event.id, seconds=seconds, may_move=may_move, created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.record("meeting_round.asked", made, event_id=event.id, after={"seconds": seconds, "may_move": may_move})
    after_commit(jobs.look_soon)
    return made


@transactional
def stop_round(made: MeetingRound) -> None:
    """The best that was found so far will do."""
    db.session.execute(
        update(MeetingRound).where(MeetingRound.id == made.id, MeetingRound.state.in_(("queued", "running")))
        .values(is_stopped=True)
    )  # fmt: skip


@transactional
def discard_round(made: MeetingRound) -> None:
    """Nothing comes of it. Raises NotYours once it is confirmed."""
    lock_meetings(made.event_id)
    if made.state == "confirmed":
        raise NotYours
    made.state, made.ended_at, made.is_stopped = "discarded", clock.now(), True
    audit.record("meeting_round.discarded", made, event_id=made.event_id)


@transactional
def begin_round() -> Work | None:
    """Take a round that waits, or one whose maker has ended; None where there is none."""
    now = clock.now()
    is_waiting = MeetingRound.state == "queued"
    is_silent = (MeetingRound.state == "running") & (MeetingRound.heard_at < now - SILENCE)
    found = db.session.scalar(select(MeetingRound).where(is_waiting | is_silent).order_by(MeetingRound.id).limit(1))
    if found is None:
        return None
    settings = lock_meetings(found.event_id)
    if not found.is_at_work or (found.state == "running" and found.heard_at and found.heard_at >= now - SILENCE):
        return None  # somebody else was faster
    event = db.session.get_one(Event, found.event_id)
    known = round_problem(event, settings, now, may_move=found.may_move)
    found.state, found.started_at, found.heard_at = "running", now, now
    found.wishes = len(known.pairs) - len(known.problem.kept)
    if not known.slots or not found.wishes:
        found.state, found.ended_at, found.is_best = "made", now, True
        return None
    return Work(found.id, found.seconds, known.problem, known)


@transactional
def hear_of_round(work: Work, answer: dict[str, Any]) -> bool:
    """Write down what its maker found. Returns whether it may stop: nobody wants it any more, or it will do."""
    found = db.session.get(MeetingRound, work.round_id)
    if found is None or found.state != "running":
        return True
    now, known = clock.now(), work.known
    found.heard_at = now
    timetable = {int(wish): int(slot) for wish, slot in answer.get("timetable", ())}
    if timetable:
        found.value = answer["value"]
        found.first_value = found.first_value or answer.get("first_value", answer["value"])
        found.timetable = [
            [*known.pairs[wish], known.slots[slot].starts_at.isoformat(), wish in known.problem.before]
            for wish, slot in sorted(timetable.items(), key=lambda pair: (pair[1], pair[0]))
            if wish not in known.problem.kept
        ]
        found.met = len(found.timetable)
    if answer.get("is_last"):
        found.bound, found.is_best, found.first_value = answer["bound"], answer["is_best"], answer["first_value"]
        found.unmet = [
            [*known.pairs[wish], why, known.people[person] if person is not None else None]
            for wish, (why, person) in answer["reasons"]
        ]
        found.state, found.ended_at = "made", now
    return found.is_stopped


@transactional
def end_round(work: Work, failure: str = "") -> None:
    """Its maker has ended before its last word: what it found is what there is, unless there is nothing."""
    found = db.session.get(MeetingRound, work.round_id)
    if found is not None and found.state == "running":
        found.state = "failed" if failure or not found.timetable else "made"
        found.failure, found.ended_at = failure[:500], clock.now()


@dataclass(frozen=True)
class Confirmed:
    """How many meetings a round made, how many it moved, and how many could not be as things had changed meanwhile."""

    made: int = 0
    moved: int = 0
    left_out: int = 0


@transactional
def confirm_round(made: MeetingRound, *, tells: bool = True) -> Confirmed:
    """Have all its meetings be, and everybody hear of theirs. What cannot be any more is left out.

    Raises NotYours for a round that is not made, or was confirmed already.
    """
    settings = lock_meetings(made.event_id)
    if made.state != "made":
        raise NotYours
    event = db.session.get_one(Event, made.event_id)
    confirming = _Confirming(event, round_problem(event, settings, clock.now(), may_move=made.may_move))
    for requester_id, recipient_id, starts_at, _was_there in made.timetable:
        confirming.take((requester_id, recipient_id), datetime.fromisoformat(starts_at))
    result = confirming.write(tells=tells)
    made.state, made.ended_at = "confirmed", clock.now()
    audit.record("meeting_round.confirmed", made, event_id=made.event_id, after=vars(result))
    return result


class _Confirming:
    """The meetings of a round one after the other, each looked at as things stand now."""

    def __init__(self, event: Event, known: RoundProblem) -> None:
        self.event, self.known = event, known
        self.slots = {slot.starts_at: slot for slot in known.slots}
        self.place = dict(zip(known.pairs, (wish.place for wish in known.problem.wishes), strict=True))
        self.profiles = queries.profiles_of(known.people)
        settings = lock_meetings(event.id)
        confirmed = queries.confirmed_meetings(event.id)
        self.before = {frozenset(_people(one)): one for one in confirmed}
        self.requests = {frozenset(_people(one)): one for one in queries.requests_of_event(event.id)}
        movable = {known.pairs[wish] for wish in known.problem.before}
        self.moving = {frozenset(pair) for pair in movable}
        found = queries.engagements(event, settings, self.profiles.values())
        stays = {
            (key, one.starts_at) for one in confirmed if frozenset(_people(one)) in self.moving for key in _people(one)
        }
        self.engagements = {
            key: Engagements(
                one.busy, [slot for slot in one.meetings if (key, slot.starts_at) not in stays], one.unavailable,
                one.day_limit, one.zone,
            )
            for key, one in found.items()
        }  # fmt: skip
        self.promised: dict[Slot, set[int]] = {}
        for meeting in confirmed:
            if frozenset(_people(meeting)) not in self.moving and meeting.starts_at and meeting.ends_at:
                for slot in known.slots:
                    if slot.meets(meeting.starts_at, meeting.ends_at) and meeting.table_id is not None:
                        self.promised.setdefault(slot, set()).add(meeting.table_id)
        self.taken: list[tuple[tuple[int, int], Slot, MeetingTable | None]] = []
        self.left_out = 0

    def take(self, pair: tuple[int, int], starts_at: datetime) -> None:
        slot, people = self.slots.get(starts_at), [self.engagements.get(key) for key in pair]
        if slot is None or pair not in self.place or any(one is None or not one.suits(slot) for one in people):
            self.left_out += 1
            return
        tables = self.known.tables[self.place[pair]]
        promised = self.promised.setdefault(slot, set())
        known = self.before.get(frozenset(pair))
        free = [table for table in tables if table.id not in promised]
        if tables and not free:
            self.left_out += 1
            return
        same = [table for table in free if known is not None and known.table_id == table.id]
        table = next(iter(same or free), None)
        if table is not None:
            promised.add(table.id)
        for key in pair:
            one = self.engagements[key]
            one.meetings.append(slot)  # type: ignore[attr-defined]
        self.taken.append((pair, slot, table))

    def write(self, *, tells: bool) -> Confirmed:
        """Those that move first let go of where they were: two may change places."""
        moves = [one for one in self.taken if frozenset(one[0]) in self.moving]
        moved = [one for one in moves if self.before[frozenset(one[0])].starts_at != one[1].starts_at]
        new = [one for one in self.taken if frozenset(one[0]) not in self.moving]
        _free(self.before[frozenset(pair)] for pair, _slot, _table in moved)
        for pair, slot, table in moved:
            meeting = self.before[frozenset(pair)]
            meeting.status = "confirmed"
            meeting.turn += 1
            hold(meeting, slot, table)
            if tells:
                tell(meeting, "confirmed", _people(meeting), how="moved")
        asked = [one for one in new if frozenset(one[0]) in self.requests]
        for pair, slot, table in asked:
            meeting = self.requests[frozenset(pair)]
            meeting.turn += 1
            hold(meeting, slot, table)
        made = self._make([one for one in new if frozenset(one[0]) not in self.requests])
        if tells:
            for meeting in (*made, *(self.requests[frozenset(pair)] for pair, _slot, _table in asked)):
                tell(meeting, "confirmed", _people(meeting), how="confirmed")
        return Confirmed(len(new), len(moved), self.left_out)

    def _make(self, wanted: list[tuple[tuple[int, int], Slot, MeetingTable | None]]) -> list[Meeting]:
        """All at once: a market's round has thousands."""
        now = clock.now().replace(microsecond=0)
        made = [
            Meeting(
                event_id=self.event.id, status="confirmed", starts_at=slot.starts_at, ends_at=slot.ends_at,
                held_from=slot.starts_at, table_id=table.id if table else None, is_from_round=True, created_at=now,
                changed_at=now,
                participants=[
                    MeetingParticipant(registration_id=key, side=side, held_from=slot.starts_at)
                    for side, key in zip(SIDES, pair, strict=True)
                ],
            )
            for pair, slot, table in wanted
        ]  # fmt: skip
        db.session.add_all(made)
        db.session.flush()
        for key in dict.fromkeys(key for pair, _slot, _table in wanted for key in pair):
            changed(self.profiles[key])
        return made


def _free(meetings: Iterable[Meeting]) -> None:
    """As in diary.let_go, many at once."""
    for meeting in meetings:
        meeting.status, meeting.proposed_by, meeting.held_from = "requested", meeting.proposed_by or "requester", None
        for one in meeting.participants:
            one.held_from = None
    db.session.flush()


def _people(meeting: Meeting) -> list[int]:
    return [one.registration_id for one in meeting.participants if one.side is not None]


def people_named(made: MeetingRound) -> dict[int, MeetingProfile]:
    """The people that a round speaks of, by registration."""
    named = {key for requester, recipient, *_more in (*made.timetable, *made.unmet) for key in (requester, recipient)}
    return queries.profiles_of(named)
