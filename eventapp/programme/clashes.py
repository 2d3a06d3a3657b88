"""What cannot be true at once: two sessions in one room, one speaker in two."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from eventapp.core.types import LocalizedText
from eventapp.programme.drafts import SessionWithDraft


@dataclass(frozen=True)
class Clash:
    """Two sessions that overlap in time and share `what`, which is called `name`."""

    what: Literal["room", "speaker"]
    name: LocalizedText
    first: SessionWithDraft
    second: SessionWithDraft


def find_clashes(sessions: Iterable[SessionWithDraft]) -> list[Clash]:
    """All clashes among `sessions`, by time. Touching ends do not clash; cancelled and unscheduled ones never do."""
    placed = [session for session in sessions if session.starts_at is not None and not session.is_cancelled]
    clashes = [
        Clash("room", first.room.name, first, second)
        for first, second in _overlaps(placed, lambda session: [session.room_id] if session.room_id else [])
        if first.room is not None
    ]
    speakers = {speaker.id: speaker for session in placed for speaker in session.speakers}
    for first, second in _overlaps(placed, lambda session: [speaker.id for speaker in session.speakers]):
        shared = {speaker.id for speaker in first.speakers} & {speaker.id for speaker in second.speakers}
        clashes += [Clash("speaker", speakers[speaker_id].name, first, second) for speaker_id in sorted(shared)]
    return sorted(clashes, key=lambda clash: (clash.first.starts_at, clash.what, clash.first.id, clash.second.id))


def _overlaps(
    sessions: list[SessionWithDraft], keys: Callable[[SessionWithDraft], list[int]]
) -> Iterator[tuple[SessionWithDraft, SessionWithDraft]]:
    """Each overlapping pair that shares a key, once, the earlier one first."""
    by_key: dict[int, list[SessionWithDraft]] = defaultdict(list)
    for session in sessions:
        for key in keys(session):
            by_key[key].append(session)
    seen: set[tuple[int, int]] = set()
    for group in by_key.values():
        group.sort(key=lambda session: (session.starts_at, session.id))
        for index, first in enumerate(group):
            for second in group[index + 1 :]:
                assert first.ends_at is not None
                assert second.starts_at is not None
                if second.starts_at >= first.ends_at:
                    break
                if (first.id, second.id) not in seen:
                    seen.add((first.id, second.id))
                    yield first, second
