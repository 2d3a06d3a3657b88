"""Rounds: asked for, made in the background, looked at, and confirmed all at once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from eventapp.core import audit, clock, jobs
from eventapp.core.db import after_commit, db, transactional
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import (
    SIDES,
    Meeting,
    MeetingParticipant,
    MeetingProfile,
    MeetingRound,
    MeetingSettings,
    MeetingTable,
)
from eventapp.meetings.round_problems import RoundProblem, round_problem
from eventapp.meetings.rounds.problem import Round
from eventapp.meetings.service.diary import changed, hold, let_go, tell
from eventapp.meetings.service.errors import NotYours
from eventapp.meetings.service.settings import lock_meetings
from eventapp.meetings.slots import Slot

PORTION = 100
"""Meetings that are confirmed in one transaction: others have their turn between two."""
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
    if made.state in ("confirming", "confirmed"):
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
    if found.state not in ("queued", "running") or (
        found.state == "running" and found.heard_at and found.heard_at >= now - SILENCE
    ):
        return None  # somebody else was faster
    event = db.session.get_one(Event, found.event_id)
    known = round_problem(event, settings, now, may_move=found.may_move)
    found.state, found.started_at, found.heard_at = "running", now, now
    found.wishes = len(known.pairs) - len(known.problem.kept)
    found.places = [[table.id for table in tables] for tables in known.tables]
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
            [
                *known.pairs[wish],
                known.slots[slot].starts_at.isoformat(),
                wish in known.problem.before,
                known.problem.wishes[wish].place,
            ]
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


@transactional
def confirm_round(made: MeetingRound, *, tells: bool = True) -> None:
    """Have all its meetings be, and everybody hear of theirs: in the background, a portion at a time.

    Raises NotYours for a round that is not made, or was confirmed already.
    """
    lock_meetings(made.event_id)
    if made.state != "made":
        raise NotYours
    made.state, made.tells, made.position = "confirming", tells, 0
    # What moves comes first, all at once: two may change places.
    made.timetable = sorted(made.timetable, key=lambda entry: not entry[3])
    audit.record("meeting_round.confirmed", made, event_id=made.event_id, after={"meetings": len(made.timetable)})
    after_commit(jobs.look_soon)


@transactional
def confirm_portion(round_id: int) -> bool:
    """Make the next meetings of a round that is being confirmed; what cannot be any more is left out and counted.

    Returns whether there are more of them.
    """
    made = db.session.get_one(MeetingRound, round_id)
    lock_meetings(made.event_id)
    if made.state != "confirming":
        return False
    begins, number = made.position, PORTION
    if begins == 0:
        number = max(number, sum(bool(entry[3]) for entry in made.timetable))
    _Portion(made, made.timetable[begins : begins + number]).confirm()
    made.position = min(begins + number, len(made.timetable))
    if made.position < len(made.timetable):
        return True
    made.state, made.ended_at = "confirmed", clock.now()
    return False


Taken = tuple[tuple[int, int], Slot, int | None]
"""Two people, when they meet, and at which table."""


class _Portion:
    """Some meetings of a round, each looked at as things stand now."""

    def __init__(self, made: MeetingRound, entries: list[list[Any]]) -> None:
        self.made, self.entries = made, entries
        settings = lock_meetings(made.event_id)
        event = db.session.get_one(Event, made.event_id)
        people = {key for entry in entries for key in entry[:2]}
        self.profiles = queries.profiles_of(people)
        self.slots = {slot.starts_at: slot for slot in queries.slots_of(settings)}
        self.between = queries.between_these(event.id, people)
        self.moving = {id(entry): one for entry in entries if (one := self._moving(entry)) is not None}
        self._look(event, settings)

    def _look(self, event: Event, settings: MeetingSettings) -> None:
        """When people are busy and tables promised, as if what moves were nowhere."""
        leaving = {(part.registration_id, one.starts_at) for one in self.moving.values() for part in one.participants}
        self.engagements = {
            key: replace(one, meetings=[slot for slot in one.meetings if (key, slot.starts_at) not in leaving])
            for key, one in queries.engagements(event, settings, self.profiles.values()).items()
        }
        tables = {table for entry in self.entries for table in self.made.places[entry[4]]}
        wanted = {entry[2] for entry in self.entries}
        slots = [slot for slot in self.slots.values() if slot.starts_at.isoformat() in wanted]
        but = [one.id for one in self.moving.values()]
        self.promised = queries.promised_tables(event.id, slots, tables, but=but)
        self.event, self.settings = event, settings

    def _moving(self, entry: list[Any]) -> Meeting | None:
        """The meeting of a former round that this entry would move."""
        found = self.between.get(frozenset(entry[:2]))
        if found is None or not entry[3] or not found.is_on or not found.is_from_round:
            return None
        return found if found.starts_at != datetime.fromisoformat(entry[2]) else None

    def confirm(self) -> None:
        self._move()
        new: list[Taken] = []
        for entry in self.entries:
            known = self.between.get(frozenset(entry[:2]))
            if known is not None and known.is_on:
                continue  # it is where it has to be, or the two have agreed on it meanwhile
            taken = self._take(entry)
            if taken is None:
                self.made.left_out += 1
            elif known is None:
                new.append(taken)
            else:
                self.made.made += 1
                self._hold(known, taken, "confirmed")
        self._make(new)

    def _move(self) -> None:
        """All that moves or none of it: each may need the place that another leaves."""
        entries = [entry for entry in self.entries if id(entry) in self.moving]
        taken = [self._take(entry) for entry in entries]
        if None in taken:
            self.made.left_out += len(entries)
            self.moving = {}
            self._look(self.event, self.settings)
            return
        for meeting in self.moving.values():
            let_go(meeting)
        for entry, one in zip(entries, taken, strict=True):
            assert one is not None
            self.made.moved += 1
            self._hold(self.moving[id(entry)], one, "moved")

    def _take(self, entry: list[Any]) -> Taken | None:
        """Time, people and a table for an entry; nothing where one of them is gone."""
        pair, slot = (entry[0], entry[1]), self.slots.get(datetime.fromisoformat(entry[2]))
        people = [self.engagements.get(key) for key in pair]
        if slot is None or any(one is None or not one.suits(slot) for one in people):
            return None
        if not all(self.profiles[key].is_on and self.profiles[key].registration.is_confirmed for key in pair):
            return None
        tables, promised = self.made.places[entry[4]], self.promised.setdefault(slot, set())
        free = [table for table in tables if table not in promised]
        if tables and not free:
            return None
        if free:
            promised.add(free[0])
        for key in pair:
            self.engagements[key] = replace(self.engagements[key], meetings=[*self.engagements[key].meetings, slot])
        return pair, slot, free[0] if free else None

    def _hold(self, meeting: Meeting, taken: Taken, how: str) -> None:
        """A meeting that is there already: moved, or asked for and answered so."""
        _pair, slot, table_id = taken
        meeting.turn += 1
        hold(meeting, slot, db.session.get(MeetingTable, table_id) if table_id is not None else None)
        if self.made.tells:
            tell(meeting, "confirmed", meeting.people, how=how)

    def _make(self, wanted: list[Taken]) -> None:
        """All new ones of the portion at once."""
        now = clock.now().replace(microsecond=0)
        found = [
            Meeting(
                event_id=self.made.event_id, status="confirmed", starts_at=slot.starts_at, ends_at=slot.ends_at,
                held_from=slot.starts_at, table_id=table_id, is_from_round=True, created_at=now, changed_at=now,
                participants=[
                    MeetingParticipant(registration_id=key, side=side, held_from=slot.starts_at)
                    for side, key in zip(SIDES, pair, strict=True)
                ],
            )
            for pair, slot, table_id in wanted
        ]  # fmt: skip
        db.session.add_all(found)
        db.session.flush()
        self.made.made += len(found)
        for meeting, (pair, _slot, _table) in zip(found, wanted, strict=True):
            for key in pair:
                changed(self.profiles[key])
            if self.made.tells:
                tell(meeting, "confirmed", pair, how="confirmed")


def people_named(made: MeetingRound) -> dict[int, MeetingProfile]:
    """The people that a round speaks of, by registration."""
    named = {key for requester, recipient, *_more in (*made.timetable, *made.unmet) for key in (requester, recipient)}
    return queries.profiles_of(named)
