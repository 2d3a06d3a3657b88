"""The public schedule: one day at a time, as a grid of rooms or as a list by time, and what a search finds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from eventapp.core import clock
from eventapp.core.locales import convert_chinese
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme import queries
from eventapp.programme.languages import LANGUAGES
from eventapp.programme.models import Session
from eventapp.programme.timetable import Day, day_of, days_of, now_and_next

VIEWS = ("grid", "list")
ALL_DAYS = "all"
WIDE = 6
"""Rooms that a screen shows side by side; a grid with more scrolls by itself."""
LONGEST_SEARCH = 100
MOST_AREAS = 20


class Asked(NamedTuple):
    """What a reader wants of the schedule, as the address says it; empty where it says nothing.

    `day` is a date or `all`; `view` is one of VIEWS; `language` is one that sessions can be followed in; `area` is the
    number of an area, from 1, in the order of the rooms.
    """

    day: str = ""
    view: str = ""
    language: str = ""
    area: str = ""


def asked_in(arguments: Mapping[str, str]) -> Asked:
    """What an address asks for, without what makes no sense."""
    day, view, language = (arguments.get(name, "") for name in ("day", "view", "language"))
    try:
        date.fromisoformat(day)
    except ValueError:
        day = day if day == ALL_DAYS else ""
    area = arguments.get("area", "")
    return Asked(
        day, view if view in VIEWS else "", language if language in dict(LANGUAGES) else "",
        area if area in map(str, range(1, MOST_AREAS + 1)) else "",
    )  # fmt: skip


@dataclass(frozen=True)
class SchedulePage:
    """What the page shows: all `dates` of the programme, and of those the `days` that were asked for.

    While the event runs, `present` is when the page was made and `today` the day of the programme that runs then.
    """

    asked: Asked
    dates: list[date]
    days: list[Day]
    rooms: list[Any]
    tracks: list[Any]
    types: list[Any]
    areas: list[LocalizedText]
    languages: list[tuple[str, str]]
    running: list[Any]
    coming: list[Any]
    release: Any
    present: datetime | None
    today: date | None
    wide = WIDE

    def address(self, **changes: str) -> str:
        """The way to the same page with other choices, such as `view="list"`."""
        chosen = {name: value for name, value in {**self.asked._asdict(), **changes}.items() if value}
        return f"?{urlencode(chosen)}"


def released_schedule(event: Event, asked: Asked) -> SchedulePage:
    """The programme as the public has it."""
    return _page(event, queries.public_sessions(event.id), asked)


def draft_schedule(event: Event, asked: Asked) -> SchedulePage:
    """The same, as it would be after a release."""
    sessions = [one for one in queries.sessions_with_drafts(event.id) if one.is_scheduled and one.status != "draft"]
    return _page(event, sessions, asked)


def now_and_next_of(event: Event, sessions: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """What is on and what comes next, while the event runs."""
    now = clock.now()
    return now_and_next(sessions, now) if event.starts_at <= now < event.ends_at else ([], [])


def _page(event: Event, sessions: Sequence[Any], asked: Asked) -> SchedulePage:
    spoken = {tongue for session in sessions for tongue in session.languages}
    if asked.language:
        sessions = [one for one in sessions if one.is_break or asked.language in one.languages]
    rooms = queries.rooms_of(event.id)
    areas = _areas(rooms)
    if asked.area:
        inside = {room.id for room in rooms if areas[int(asked.area) - 1 :][:1] == [room.area]}
        sessions = [one for one in sessions if one.room_id in inside]
    by_date: dict[date, list[Any]] = {}
    for session in sessions:
        if session.starts_at is not None:
            by_date.setdefault(day_of(session.starts_at, event.zone), []).append(session)
    dates = sorted(by_date)
    shown = _shown_dates(event, dates, asked.day)
    wanted = [session for day in shown for session in by_date[day]]
    used_rooms, used_tracks, used_types = (
        {getattr(one, name) for one in wanted} for name in ("room_id", "track_id", "type_id")
    )
    running, coming = now_and_next_of(event, sessions)
    return SchedulePage(
        asked=asked._replace(day=asked.day if asked.day == ALL_DAYS or not shown else shown[0].isoformat()),
        dates=dates, days=days_of(wanted, rooms, event.zone),
        rooms=[room for room in rooms if room.id in used_rooms],
        tracks=[track for track in queries.tracks_of(event.id) if track.id in used_tracks],
        types=[one for one in queries.types_of(event.id) if one.id in used_types], areas=areas,
        languages=[pair for pair in LANGUAGES if pair[0] in spoken], running=running, coming=coming,
        release=queries.latest_release(event.id), present=clock.now() if running or coming else None,
        today=day_of(min(one.starts_at for one in running or coming), event.zone) if running or coming else None,
    )  # fmt: skip


def _areas(rooms: Sequence[Any]) -> list[LocalizedText]:
    """The areas of an event, in the order of their first rooms; one alone is nothing to choose from."""
    found: list[LocalizedText] = []
    for room in rooms:
        if room.area and room.area not in found:
            found.append(room.area)
    return found[:MOST_AREAS] if len(found) > 1 else []


def _shown_dates(event: Event, dates: list[date], asked: str) -> list[date]:
    if not dates or asked == ALL_DAYS:
        return dates
    today = day_of(clock.now(), event.zone)
    for wanted in (date.fromisoformat(asked) if asked else None, today):
        if wanted in dates:
            return [wanted]
    return dates[:1]


def sessions_found(event: Event, words: str, revision: int) -> list[Session]:
    """The public sessions in which all words stand, in whatever is said of them and in either Chinese script."""
    wanted = _plain(words[:LONGEST_SEARCH]).split()
    sessions = queries.public_sessions(event.id)
    if not wanted:
        return []
    texts = _texts(str(event.uid), revision, lambda: {one.code: _plain(_said(one)) for one in sessions})
    return [one for one in sessions if all(word in texts.get(one.code, "") for word in wanted)]


class _Made(NamedTuple):
    """Texts of an event's sessions; two are the same where they are of the same revision."""

    uid: str
    revision: int


_kept: dict[_Made, dict[str, str]] = {}
MOST_KEPT = 8


def _texts(uid: str, revision: int, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What a search looks in, kept for as long as the programme stays as it is."""
    made = _Made(uid, revision)
    found = _kept.get(made)
    if found is None:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        found = _kept[made] = make()
    return found


def _said(session: Any) -> str:
    texts: list[LocalizedText] = [session.title, session.subtitle, session.abstract, session.description]
    texts += [speaker.name for speaker in session.on_stage]
    texts += [row.name for row in (session.room, session.track, session.type) if row is not None]
    return "\n".join(words for text in texts for words in text.values())


def _plain(text: str) -> str:
    """Small letters and Simplified Chinese, whichever script was written."""
    return convert_chinese(text, "zh-Hant", "zh-Hans").casefold()
