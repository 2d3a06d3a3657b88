"""The programme as the team has it: what was released, with the changes since laid over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from eventapp.core.types import LocalizedText
from eventapp.programme.models import Room, Session, SessionType, Speaker, Track

DRAFTED = (
    "title", "subtitle", "abstract", "description", "language", "interpretation", "links", "stream_url", "track_id",
    "room_id", "type_id", "starts_at", "ends_at", "status", "speakers",
)  # fmt: skip
"""What waits for a release. Seats, and what only the team sees, hold at once."""
_TEXTS = ("title", "subtitle", "abstract", "description")
_INSTANTS = ("starts_at", "ends_at")


class AppearanceWithDraft(NamedTuple):
    speaker: Speaker
    role: str


@dataclass(frozen=True)
class SessionWithDraft:
    """A session as the team has it. `released` is the stored row: what the public sees, and what is never drafted."""

    released: Session
    title: LocalizedText
    subtitle: LocalizedText
    abstract: LocalizedText
    description: LocalizedText
    language: str | None
    interpretation: list[str]
    links: list[list[str]]
    stream_url: str | None
    track: Track | None
    room: Room | None
    type: SessionType | None
    starts_at: datetime | None
    ends_at: datetime | None
    status: str
    appearances: list[AppearanceWithDraft]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.released, name)

    @property
    def track_id(self) -> int | None:
        return self.track.id if self.track else None

    @property
    def room_id(self) -> int | None:
        return self.room.id if self.room else None

    @property
    def type_id(self) -> int | None:
        return self.type.id if self.type else None

    @property
    def speakers(self) -> list[Speaker]:
        return [appearance.speaker for appearance in self.appearances]

    @property
    def on_stage(self) -> list[Speaker]:
        """Those whom visitors come for: everybody but the interpreters."""
        return [appearance.speaker for appearance in self.appearances if appearance.role != "interpreter"]

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def is_scheduled(self) -> bool:
        return self.starts_at is not None

    @property
    def is_break(self) -> bool:
        return self.type is not None and self.type.is_break

    @property
    def languages(self) -> list[str]:
        return [language for language in (self.language, *self.interpretation) if language]

    @property
    def minutes(self) -> int:
        """How long it lasts, or should."""
        if self.starts_at is not None and self.ends_at is not None:
            return int((self.ends_at - self.starts_at).total_seconds()) // 60
        return self.released.planned_minutes or (self.type.default_minutes if self.type else 45)

    @property
    def audience(self) -> int:
        """How many people are to be expected: those who booked, or the team's guess where that is more."""
        return max(self.released.taken, self.released.expected_audience or 0)

    @property
    def change(self) -> Literal["", "new", "changed"]:
        """What a release would make of it."""
        if not self.released.draft:
            return ""
        return "new" if self.released.status == "draft" else "changed"


class Surroundings(NamedTuple):
    """An event's rooms, tracks, types and speakers by id."""

    rooms: Mapping[int, Room]
    tracks: Mapping[int, Track]
    types: Mapping[int, SessionType]
    speakers: Mapping[int, Speaker]


def as_json(name: str, value: Any) -> Any:
    """A drafted field's value as the column holds it."""
    if name in _INSTANTS:
        return value.isoformat() if value is not None else None
    if name in ("speakers", "links"):
        return [list(pair) for pair in value]
    if name == "interpretation":
        return list(value)
    return dict(value) if name in _TEXTS else value


def from_json(name: str, value: Any) -> Any:
    """The value again."""
    if name in _INSTANTS:
        return datetime.fromisoformat(value) if value else None
    return LocalizedText(value) if name in _TEXTS else value


def drafted_values(session: Session) -> dict[str, Any]:
    """All drafted fields, as the team has them; `speakers` are (id, role) pairs."""
    values: dict[str, Any] = {name: getattr(session, name) for name in DRAFTED if name != "speakers"}
    values["speakers"] = [(one.speaker_id, one.role) for one in session.appearances]
    for name, value in (session.draft or {}).items():
        if name in values:
            values[name] = from_json(name, value)
    values["speakers"] = [(int(pair[0]), str(pair[1])) for pair in values["speakers"]]
    return values


def with_draft(session: Session, around: Surroundings) -> SessionWithDraft:
    values = drafted_values(session)
    people = [AppearanceWithDraft(around.speakers[key], role) for key, role in values.pop("speakers")
              if key in around.speakers]  # fmt: skip
    return SessionWithDraft(
        released=session,
        appearances=people,
        room=around.rooms.get(values.pop("room_id") or 0),
        track=around.tracks.get(values.pop("track_id") or 0),
        type=around.types.get(values.pop("type_id") or 0),
        **values,
    )


def in_order(sessions: Iterable[SessionWithDraft]) -> list[SessionWithDraft]:
    """By time, the unscheduled last."""
    return sorted(
        sessions,
        key=lambda one: (one.starts_at is None, one.starts_at.timestamp() if one.starts_at else 0, one.room_id or 0,
                         one.released.id),
    )  # fmt: skip
