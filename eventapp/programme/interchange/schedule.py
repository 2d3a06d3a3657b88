"""A programme between file and database: plain values, checked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from eventapp.core.forms import one_line, stripped

MOST_LINKS = 20
LONGEST_TALK = timedelta(days=2)
_ZONES_BY_LIKELIHOOD = (
    "Asia/Hong_Kong", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Chicago",
    "Asia/Tokyo", "Asia/Kolkata", "Europe/Athens", "Australia/Sydney", "America/Denver", "America/Sao_Paulo",
    "Asia/Dubai", "Asia/Bangkok", "Europe/Istanbul", "Pacific/Auckland", "UTC",
)  # fmt: skip


class ScheduleError(Exception):
    """A file that cannot be taken; `line` says where, as far as that is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


class Person(NamedTuple):
    """`reference` is what the file calls the person, stable between its editions."""

    reference: str
    name: str


@dataclass(frozen=True)
class Talk:
    reference: str
    uid: UUID
    title: str
    subtitle: str
    abstract: str
    description: str
    language: str | None
    track: str
    type: str
    room: str
    starts_at: datetime
    ends_at: datetime
    persons: tuple[Person, ...]
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Schedule:
    title: str
    timezone: str
    rooms: tuple[str, ...]
    tracks: tuple[str, ...]
    talks: tuple[Talk, ...]

    @property
    def starts_at(self) -> datetime:
        return min(talk.starts_at for talk in self.talks)

    @property
    def ends_at(self) -> datetime:
        return max(talk.ends_at for talk in self.talks)


def make_talk(
    values: dict[str, str], persons: tuple[Person, ...], line: int | None, links: Iterable[tuple[str, str]] = ()
) -> Talk:
    """A talk from a file's texts. Raises ScheduleError with the line where one is missing or makes no sense."""
    reference = _needed(values, "guid", line)
    starts_at = instant(_needed(values, "date", line), line)
    length = duration(_needed(values, "duration", line), line)
    return Talk(
        reference=reference[:200],
        uid=_uid(reference),
        title=(one_line(_needed(values, "title", line)) or "")[:300],
        subtitle=(one_line(values.get("subtitle")) or "")[:300],
        abstract=(stripped(values.get("abstract")) or "")[:20_000],
        description=(stripped(values.get("description")) or "")[:20_000],
        language=(one_line(values.get("language")) or "")[:16] or None,
        track=(one_line(values.get("track")) or "")[:200],
        type=(one_line(values.get("type")) or "")[:100],
        room=(one_line(values.get("room")) or "")[:200],
        starts_at=starts_at,
        ends_at=starts_at + length,
        persons=persons,
        links=tuple(_proper_links(links)),
    )


def _proper_links(links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(words, address) pairs that lead somewhere; what else a file calls a link is left out."""
    for words, written in list(links)[:MOST_LINKS]:
        address = one_line(written) or ""
        if address.startswith(("https://", "http://")) and len(address) <= 500 and " " not in address:
            yield (one_line(words) or address)[:200], address


def instant(text: str, line: int | None) -> datetime:
    """An ISO 8601 time with its offset."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise ScheduleError(f"the date {text[:40]!r} is not like 2014-12-27T11:00:00+01:00", line) from None
    if value.tzinfo is None:
        raise ScheduleError(f"the date {text[:40]!r} has no offset from UTC, such as +08:00", line)
    if not 1990 <= value.year <= 2100:
        raise ScheduleError(f"the date {text[:40]!r} is not of this time", line)
    return value


def duration(text: str, line: int | None) -> timedelta:
    """`01:30`, or `1:01:30` with days, as frab writes them."""
    parts = text.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ScheduleError(f"the duration {text[:40]!r} is not like 01:30", line)
    days, hours, minutes = (int(part) for part in (["0", *parts] if len(parts) == 2 else parts))
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not timedelta() < length <= LONGEST_TALK:
        raise ScheduleError(f"the duration {text[:40]!r} is not between a minute and two days", line)
    return length


def guess_timezone(named: str, instants: list[datetime]) -> str:
    """The zone the file names, else the likeliest that has the offsets it uses, else a fixed offset."""
    for name in filter(None, (named.strip(), *_ZONES_BY_LIKELIHOOD)):
        try:
            zone = ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            continue
        if name == named.strip() or all(
            moment.astimezone(zone).utcoffset() == moment.utcoffset() for moment in instants
        ):
            return name
    offset = instants[0].utcoffset() or timedelta()
    hours = round(offset.total_seconds() / 3600)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def check_whole(title: str, named_zone: str, talks: list[Talk], rooms: list[str]) -> Schedule:
    """The schedule of these talks. Raises ScheduleError where there are none, or two with one guid."""
    if not talks:
        raise ScheduleError("there is no talk in this file")
    seen: set[str] = set()
    for talk in talks:
        if talk.reference in seen:
            raise ScheduleError(f"two talks have the guid {talk.reference[:60]!r}")
        seen.add(talk.reference)
    zone = guess_timezone(named_zone, [talk.starts_at for talk in talks])
    names = [*rooms, *(talk.room for talk in talks)]
    return Schedule(
        title=(one_line(title) or "")[:300] or "Schedule",
        timezone=zone,
        rooms=tuple(dict.fromkeys(name for name in names if name)),
        tracks=tuple(sorted({talk.track for talk in talks if talk.track})),
        talks=tuple(talks),
    )


def _needed(values: dict[str, str], name: str, line: int | None) -> str:
    value = values.get(name, "").strip()
    if not value:
        title = values.get("title", "").strip()
        raise ScheduleError(f"a talk{f' ({title[:60]})' if title else ''} has no {name}", line)
    return value


def _uid(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"frab:{reference}")
