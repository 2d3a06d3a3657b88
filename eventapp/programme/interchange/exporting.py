"""A programme on its way out: plain values in one language, as the schedule formats share them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid5

from eventapp.core.codes import slug_from
from eventapp.core.links import absolute_url
from eventapp.events.models import Event
from eventapp.programme.colours import TRACK_COLOURS
from eventapp.programme.extension_points import session_exports
from eventapp.programme.models import Room, Session, Track
from eventapp.programme.timetable import DAY_BEGINS, day_of

_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")


@dataclass(frozen=True)
class ExportedDay:
    """`rooms` are (name, talks) in the programme's order; a talk's values are those of the JSON format."""

    index: int
    date: str
    start: str
    end: str
    rooms: list[tuple[str, list[dict[str, Any]]]]


class Programme:
    """The sessions of an event that take place at a known time, in `locale`."""

    def __init__(
        self, event: Event, sessions: Sequence[Session], rooms: Sequence[Room], tracks: Sequence[Track], *,
        locale: str, version: str,
    ) -> None:  # fmt: skip
        self.event, self.locale, self.version = event, locale, version
        self._order = {room.id: place for place, room in enumerate(rooms)}
        placed = [one for one in sessions if one.starts_at is not None and one.status == "confirmed"]
        self.url = absolute_url("programme.schedule", slug=event.slug)
        self.rooms = [self._room(room) for room in rooms]
        self.tracks = [
            {"name": self._text(track.name), "slug": _slug(track.slug), "color": TRACK_COLOURS[track.colour - 1]}
            for track in tracks
        ]
        self.days = self._days(placed)

    def conference(self) -> dict[str, Any]:
        """What the formats say of the whole, as texts."""
        event = self.event
        values = {
            "acronym": event.slug.replace("-", "_").rjust(4, "_"),
            "title": self._text(event.name),
            "start": event.local(event.starts_at).date().isoformat(),
            "end": event.local(event.ends_at).date().isoformat(),
            "days": str(len(self.days)),
            "timeslot_duration": "00:05",
            "url": absolute_url("events.page", slug=event.slug),
        }
        return values | ({"time_zone_name": event.timezone} if _ZONE.match(event.timezone) else {})

    def _days(self, placed: list[Session]) -> list[ExportedDay]:
        zone = self.event.zone
        days: dict[Any, dict[int | None, list[Session]]] = {}
        for session in sorted(placed, key=lambda one: (one.starts_at, one.id)):
            assert session.starts_at is not None
            days.setdefault(day_of(session.starts_at, zone), {}).setdefault(session.room_id, []).append(session)
        exported = []
        for index, (date, by_room) in enumerate(sorted(days.items()), 1):
            begins = datetime.combine(date, datetime.min.time(), zone) + DAY_BEGINS
            ends = datetime.combine(date + timedelta(days=1), datetime.min.time(), zone) + DAY_BEGINS
            rooms = []
            for room_id in sorted(by_room, key=lambda key: self._order.get(key or 0, len(self._order))):
                found = by_room[room_id]
                name = self._text(found[0].room.name) if found[0].room else ""
                rooms.append((name, [self._talk(session, name) for session in found]))
            exported.append(ExportedDay(index, date.isoformat(), begins.isoformat(), ends.isoformat(), rooms))
        return exported

    def _talk(self, session: Session, room: str) -> dict[str, Any]:
        assert session.starts_at is not None
        assert session.ends_at is not None
        begins = self.event.local(session.starts_at)
        title = self._text(session.title)
        minutes = int((session.ends_at - session.starts_at).total_seconds()) // 60
        return {
            "guid": str(session.uid),
            "code": session.code,
            "id": session.id,
            "date": begins.isoformat(),
            "start": begins.strftime("%H:%M"),
            "end": self.event.local(session.ends_at).isoformat(),
            "duration": f"{minutes // 60:02}:{minutes % 60:02}",
            "room": room,
            "slug": _slug(f"{self.event.slug.replace('-', '_').rjust(4, '_')}-{session.id}-{slug_from(title, 'talk')}"),
            "url": absolute_url("programme.session", slug=self.event.slug, code=session.code),
            "title": title,
            "subtitle": self._text(session.subtitle),
            "track": self._text(session.track.name) if session.track else "",
            "type": self._text(session.type.name) if session.type else "",
            "language": session.language or "",
            "abstract": self._text(session.abstract),
            "description": self._text(session.description),
            "persons": [
                {
                    "id": speaker.id,
                    "guid": str(speaker.uid),
                    "name": self._text(speaker.name),
                }
                for speaker in session.on_stage
            ],
            "links": [{"title": words, "url": address, "type": "related"} for words, address in session.links],
            "attachments": [],
            **{name: value for values in self._more for name, value in values.get(session.id, {}).items()},
        }

    @cached_property
    def _more(self) -> list[dict[int, dict[str, Any]]]:
        """What features add to sessions, each read once."""
        return [export.values(self.event.id) for export in session_exports]

    def _room(self, room: Room) -> dict[str, Any]:
        guid = str(uuid5(self.event.uid, f"room:{room.id}"))
        return {"name": self._text(room.name), "slug": _slug(room.slug), "guid": guid, "capacity": room.capacity}

    def _text(self, text: Any) -> str:
        return str(text.text(self.locale, self.event.main_locale))


def _slug(text: str) -> str:
    return text.strip("-_") if text.strip("-_")[-1:].isalnum() and text[0] != "_" else text.rstrip("-_")
