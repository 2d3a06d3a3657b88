"""Proposals for the schedule: asked for, worked out in the background, looked at, taken."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventapp.core import audit, clock, jobs, workers
from eventapp.core.db import after_commit, db, transactional
from eventapp.events.models import Event
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.models import Room, ScheduleProposal, Session
from eventapp.programme.queries import rooms_of, sessions_with_drafts
from eventapp.programme.service.drafts import Place, move_session
from eventapp.programme.solver import Answer, Problem, Task, minutes_since, solve
from eventapp.programme.timetable import day_of

TAKEN_OVER_AFTER = timedelta(minutes=5)
"""The solver takes fifteen seconds: a worker of another machine that took longer is gone."""


@transactional
def ask_for_proposal(event: Event, options: dict[str, Any]) -> ScheduleProposal:
    """Have a schedule worked out. `options`: step (minutes), apart, big_rooms, may_move."""
    proposal = ScheduleProposal(
        event_id=event.id, actor=audit.acting()[1], options=options, result={}, created_at=clock.now()
    )
    db.session.add(proposal)
    db.session.flush()
    after_commit(jobs.look_soon)
    return proposal


@jobs.looks_around
def work_out_proposals() -> bool:
    """Work out one proposal; True where another may be waiting. One whose worker died is begun again."""
    proposal_id = _claim()
    if proposal_id is None:
        return False
    proposal = db.session.get_one(ScheduleProposal, proposal_id)
    event = proposal.event
    try:
        sessions, rooms = sessions_with_drafts(event.id), rooms_of(event.id)
        origin = event.starts_at.replace(second=0, microsecond=0)
        problem = problem_of(event, sessions, rooms, proposal.options, origin)
        result = _as_result(sessions, rooms, solve(problem), origin)
    except Exception:
        _finish(proposal_id, "failed", {})
        raise
    _finish(proposal_id, "done", result)
    return True


@transactional
def _claim() -> int | None:
    waiting = db.session.scalars(
        select(ScheduleProposal).where(ScheduleProposal.state.in_(("queued", "running"))).order_by(ScheduleProposal.id)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    for proposal in waiting:
        is_left = workers.has_let_go(proposal.claimed_by, proposal.claimed_at, TAKEN_OVER_AFTER)
        if proposal.state == "queued" or is_left:
            proposal.state, proposal.claimed_by, proposal.claimed_at = "running", workers.own_name(), clock.now()
            return proposal.id
    return None


@transactional
def _finish(proposal_id: int, state: str, result: dict[str, Any]) -> None:
    proposal = db.session.get_one(ScheduleProposal, proposal_id)
    proposal.state, proposal.result, proposal.finished_at = state, result, clock.now()


@transactional
def apply_proposal(proposal: ScheduleProposal) -> int:
    """Move the sessions as proposed, in the draft. What somebody moved meanwhile stays. Returns how many moved."""
    moved = 0
    sessions = {
        session.code: session
        for session in db.session.scalars(select(Session).where(Session.event_id == proposal.event_id))
    }
    for place in proposal.result.get("places", ()):
        session = sessions.get(place["code"])
        if session is not None and session.draft_version == place["version"]:
            starts_at = datetime.fromisoformat(place["starts_at"])
            ends_at = starts_at + timedelta(minutes=place["minutes"])
            moved += move_session(session, Place(starts_at, ends_at, place["room_id"]))
    proposal.state = "applied"
    audit.record("schedule.proposal_applied", proposal, event_id=proposal.event_id, after={"moved": moved})
    return moved


@transactional
def discard_proposal(proposal: ScheduleProposal) -> None:
    db.session.delete(proposal)


def problem_of(
    event: Event, sessions: Sequence[SessionWithDraft], rooms: Sequence[Room], options: dict[str, Any], origin: datetime
) -> Problem:
    """The schedule as numbers: minutes since `origin`, rooms by their place in `rooms`."""
    index = {room.id: place for place, room in enumerate(rooms)}
    tasks = []
    for session in sessions:
        if session.is_cancelled or (session.is_scheduled and session.room_id is None):
            continue
        at = None
        if session.starts_at is not None and session.room_id is not None:
            at = (minutes_since(origin, session.starts_at), index[session.room_id])
        windows = tuple(
            tuple((minutes_since(origin, begin), minutes_since(origin, end)) for begin, end in speaker.windows)
            for speaker in session.speakers
            if speaker.availability
        )
        tasks.append(
            Task(
                code=session.released.code, minutes=session.minutes, track=session.track_id, at=at, windows=windows,
                speakers=tuple(speaker.id for speaker in session.speakers), audience=session.audience,
                is_fixed=at is not None and (session.is_break or not options.get("may_move")),
            )
        )  # fmt: skip
    return Problem(
        tasks=tuple(tasks),
        days=tuple(_days(event, sessions, origin)),
        seats=tuple(room.capacity for room in rooms),
        step=int(options.get("step", 15)),
        changeover=event.changeover_minutes,
        apart=bool(options.get("apart", True)),
        big_rooms=bool(options.get("big_rooms", True)),
    )


def _days(event: Event, sessions: Sequence[SessionWithDraft], origin: datetime) -> list[tuple[int, int]]:
    """Each day from the hour at which the event begins to that at which it ends, without what fills all rooms."""
    first, last = day_of(event.starts_at, event.zone), day_of(event.ends_at - timedelta(minutes=1), event.zone)
    opens, closes = event.local(event.starts_at).time(), event.local(event.ends_at).time()
    if closes <= opens:
        opens, closes = opens.replace(hour=9, minute=0), closes.replace(hour=18, minute=0)
    everywhere = sorted(
        (minutes_since(origin, one.starts_at), minutes_since(origin, one.ends_at))
        for one in sessions
        if one.starts_at and one.ends_at and one.room_id is None and not one.is_cancelled
    )
    windows: list[tuple[int, int]] = []
    for offset in range((last - first).days + 1):
        date = first + timedelta(days=offset)
        begin, end = (
            minutes_since(origin, datetime.combine(date, time, event.zone).astimezone(UTC)) for time in (opens, closes)
        )
        for starts, ends in everywhere:
            if begin < ends and starts < end:
                if starts > begin:
                    windows.append((begin, starts))
                begin = max(begin, ends)
        if begin < end:
            windows.append((begin, end))
    return windows


def _as_result(
    sessions: Sequence[SessionWithDraft], rooms: Sequence[Room], answer: Answer, origin: datetime
) -> dict[str, Any]:
    known = {one.released.code: one for one in sessions}
    places = []
    for code, (begin, room) in sorted(answer.places.items(), key=lambda item: (item[1], item[0])):
        session = known[code]
        starts_at = origin + timedelta(minutes=begin)
        if session.starts_at != starts_at or session.room_id != rooms[room].id:
            places.append(
                {
                    "code": code, "starts_at": starts_at.isoformat(), "minutes": session.minutes,
                    "room_id": rooms[room].id, "version": session.released.draft_version,
                }
            )  # fmt: skip
    return {"places": places, "left_out": answer.left_out, "is_best": answer.is_best}
