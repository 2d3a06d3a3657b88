"""What an organiser should look at again: clashes, absences, rooms too small, interpreters and headsets missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.clashes import find_clashes
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.models import Speaker

KINDS = ("room", "speaker", "away", "small", "interpreter", "headsets", "break", "pause", "outside")


@dataclass(frozen=True)
class ScheduleWarning:
    """`kind` is one of KINDS; `name` is the room or person, `numbers` what the explanation counts."""

    kind: str
    sessions: tuple[SessionWithDraft, ...]
    name: LocalizedText = field(default_factory=LocalizedText)
    numbers: dict[str, int] = field(default_factory=dict)


def find_warnings(event: Event, sessions: Iterable[SessionWithDraft]) -> list[ScheduleWarning]:
    """All of them, by time."""
    placed = [one for one in sessions if one.starts_at is not None and not one.is_cancelled]
    found = [ScheduleWarning(clash.what, (clash.first, clash.second), clash.name) for clash in find_clashes(placed)]
    for session in placed:
        found += _of_one(event, session)
    found += _short_breaks(event, placed)
    found += _into_pauses(placed)
    found += _headsets(event, placed)
    return sorted(found, key=lambda one: (one.sessions[0].starts_at, KINDS.index(one.kind), one.sessions[0].id))


def _of_one(event: Event, session: SessionWithDraft) -> list[ScheduleWarning]:
    assert session.starts_at is not None
    assert session.ends_at is not None
    found = [
        ScheduleWarning("away", (session,), speaker.name)
        for speaker in session.speakers
        if not speaker.is_available(session.starts_at, session.ends_at)
    ]
    if session.room is not None and session.room.capacity is not None and session.audience > session.room.capacity:
        numbers = {"seats": session.room.capacity, "people": session.audience}
        found.append(ScheduleWarning("small", (session,), session.room.name, numbers))
    if session.interpretation and not any(role == "interpreter" for _, role in session.appearances):
        found.append(ScheduleWarning("interpreter", (session,)))
    if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
        found.append(ScheduleWarning("outside", (session,)))
    return found


def _short_breaks(event: Event, placed: Sequence[SessionWithDraft]) -> list[ScheduleWarning]:
    """A speaker who has to change rooms in less time than that takes."""
    needed = timedelta(minutes=event.changeover_minutes)
    by_speaker: dict[int, list[SessionWithDraft]] = {}
    people: dict[int, Speaker] = {}
    for session in placed:
        for speaker in session.speakers:
            people[speaker.id] = speaker
            by_speaker.setdefault(speaker.id, []).append(session)
    found = []
    for speaker_id, own in by_speaker.items():
        own.sort(key=lambda one: (one.starts_at, one.id))
        for first, second in pairwise(own):
            gap: Any = second.starts_at - first.ends_at  # type: ignore[operator]
            if timedelta(0) <= gap < needed and first.room_id != second.room_id:
                minutes = {"minutes": int(gap.total_seconds()) // 60, "needed": event.changeover_minutes}
                found.append(ScheduleWarning("break", (first, second), people[speaker_id].name, minutes))
    return found


def _into_pauses(placed: Sequence[SessionWithDraft]) -> list[ScheduleWarning]:
    """Sessions that run into a break such as lunch, and those beside a break that is for everybody (without a room)."""
    breaks = [one for one in placed if one.is_break]
    return [
        ScheduleWarning("pause", (session, pause), pause.title)
        for session in placed
        for pause in breaks
        if not session.is_break and session.room_id != pause.room_id and _runs_into(session, pause)
    ]


def _runs_into(session: SessionWithDraft, pause: SessionWithDraft) -> bool:
    begins: Any = session.starts_at
    ends: Any = session.ends_at
    if begins >= pause.ends_at or ends <= pause.starts_at:
        return False
    return pause.room_id is None or begins < pause.starts_at


def _headsets(event: Event, placed: Sequence[SessionWithDraft]) -> list[ScheduleWarning]:
    """The moments at which more headsets are wanted than there are."""
    if event.headsets is None:
        return []
    wanting = [one for one in placed if one.interpretation and headsets_wanted(one)]
    found = []
    for session in wanting:
        assert session.starts_at is not None
        together = [one for one in wanting if one.starts_at <= session.starts_at < one.ends_at]  # type: ignore[operator]
        wanted = sum(headsets_wanted(one) for one in together)
        if wanted > event.headsets:
            others = tuple(one for one in together if one is not session)
            found.append(
                ScheduleWarning("headsets", (session, *others), numbers={"wanted": wanted, "stock": event.headsets})
            )
    return found


def headsets_wanted(session: SessionWithDraft) -> int:
    """As many as the team says, else one for each person expected."""
    return session.audience if session.released.headsets is None else session.released.headsets
