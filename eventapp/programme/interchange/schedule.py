"""A programme between file and database: plain values, checked entry by entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from flask_babel import gettext

from eventapp.core.forms import LONG_TEXT, SHORT_TEXT, one_line, stripped
from eventapp.core.import_problems import N_, Problem, ValueRefused
from eventapp.programme.models import LONGEST_SESSION

MOST_LINKS = 20
MOST_TALKS = 20_000
_ZONES_BY_LIKELIHOOD = (
    "Asia/Hong_Kong", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Chicago",
    "Asia/Tokyo", "Asia/Kolkata", "Europe/Athens", "Australia/Sydney", "America/Denver", "America/Sao_Paulo",
    "Asia/Dubai", "Asia/Bangkok", "Europe/Istanbul", "Pacific/Auckland", "UTC",
)  # fmt: skip
_LONGEST = {"title": SHORT_TEXT, "subtitle": SHORT_TEXT, "abstract": LONG_TEXT, "description": LONG_TEXT}
_LONGEST |= {"language": 16, "track": 200, "type": 100, "room": 200}
_FIELDS = {
    "title": N_("Title"),
    "subtitle": N_("Subtitle"),
    "abstract": N_("Summary"),
    "description": N_("Description"),
    "language": N_("Spoken language"),
    "track": N_("Track"),
    "type": N_("Type"),
    "room": N_("Room"),
}


class ScheduleError(Exception):
    """A file that cannot be taken at all; `line` says where, as far as that is known.

    `reason` is a marked text; as words the error is in the reader's language.
    """

    def __init__(self, reason: str, line: int | None = None, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.values = values

    def __str__(self) -> str:
        said = gettext(self.reason, **self.values)
        return gettext("line %(line)s: %(reason)s", line=self.line, reason=said) if self.line else said


class Person(NamedTuple):
    """`reference` is what the file calls the person, stable between its editions; `names` and `biographies` are by
    locale, as far as the file has several languages."""

    reference: str
    name: str
    names: Mapping[str, str] = MappingProxyType({})
    biographies: Mapping[str, str] = MappingProxyType({})
    email: str = ""


class Day(NamedTuple):
    """A day of a schedule as the file has it: its date, and when its first talk may begin."""

    on: date
    starts_at: datetime | None


def day_of(date_text: str, start_text: str) -> Day | None:
    """A day as a schedule writes it; None where its date is none, and a start without an offset is not taken."""
    try:
        on = date.fromisoformat(date_text[:10])
    except ValueError:
        return None
    try:
        starts_at = datetime.fromisoformat(start_text)
    except ValueError:
        return Day(on, None)
    return Day(on, starts_at if starts_at.tzinfo else None)


@dataclass(frozen=True)
class Talk:
    """A session of a file. Without instants it has no place in time; `minutes` is how long it lasts, where that is
    known all the same. `translations` are {locale: {field: text}} of a file in several languages."""

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
    starts_at: datetime | None
    ends_at: datetime | None
    persons: tuple[Person, ...]
    links: tuple[tuple[str, str], ...] = ()
    minutes: int | None = None
    is_cancelled: bool = False
    is_draft: bool = False
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Schedule:
    """`problems` name the entries that did not come in as the file has them; `has_whole_days` says that some last whole
    days."""

    title: str
    timezone: str
    rooms: tuple[str, ...]
    tracks: tuple[str, ...]
    talks: tuple[Talk, ...]
    problems: tuple[Problem, ...] = ()
    has_whole_days: bool = False
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def starts_at(self) -> datetime | None:
        """The first instant of any talk; None where none has one."""
        return min((talk.starts_at for talk in self.talks if talk.starts_at), default=None)

    @property
    def ends_at(self) -> datetime | None:
        return max((talk.ends_at for talk in self.talks if talk.ends_at), default=None)


class Entries:
    """Takes the entries of a file one by one: each becomes a talk as far as it makes sense, and what does not is named.

    `zone` is where times without an offset are read.
    """

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.talks: list[Talk] = []
        self.problems: list[Problem] = []
        self.has_whole_days = False
        self._seen: dict[str, tuple[Talk, int | None]] = {}

    def leave_out(self, line: int | None, title: str, reason: str, **values: Any) -> None:
        self.problems.append(Problem(line, title[:100], reason, values))

    def note(self, line: int | None, title: str, reason: str, **values: Any) -> None:
        """Say what was made of an entry that came in otherwise than the file has it."""
        self.problems.append(Problem(line, title[:100], reason, values, is_left_out=False))

    def add(
        self,
        values: Mapping[str, str],
        persons: tuple[Person, ...],
        line: int | None,
        links: Iterable[tuple[str, str]] = (),
        *,
        day: Day | None = None,
        is_cancelled: bool = False,
        is_draft: bool = False,
        unscheduled: ValueRefused | None = None,
        translations: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        """An entry's texts: title, guid, date, start, duration and so on, as frab calls them.

        `unscheduled` says why it can have no time, where that is known already.
        """
        if len(self.talks) >= MOST_TALKS:
            raise ScheduleError(N_("more than %(number)s entries are not read"), number=MOST_TALKS)
        texts = {name: self._text(values, name, line) for name in _LONGEST}
        title = texts["title"]
        if not title:
            self.leave_out(line, values.get("guid", ""), N_("It has no title, so it is left out."))
            return
        reference = (values.get("guid") or f"{title}/{values.get('date', '')}").strip()[:200]
        starts_at, ends_at, minutes = self._slot(values, day, line, title, unscheduled)
        self._keep(
            Talk(
                reference=reference, uid=_uid(reference), title=title, subtitle=texts["subtitle"],
                abstract=texts["abstract"], description=texts["description"], language=texts["language"] or None,
                track=texts["track"], type=texts["type"], room=texts["room"], starts_at=starts_at, ends_at=ends_at,
                persons=persons, links=tuple(_proper_links(links)), minutes=minutes, is_cancelled=is_cancelled,
                is_draft=is_draft,
                translations={
                    locale: {name: text[: _LONGEST[name]] for name, text in texts.items()}
                    for locale, texts in translations.items()
                },
            ),
            line,
        )  # fmt: skip

    def _text(self, values: Mapping[str, str], name: str, line: int | None) -> str:
        clean = stripped if name in ("abstract", "description") else one_line
        text = clean(values.get(name)) or ""
        if len(text) > _LONGEST[name]:
            self.note(
                line, values.get("title", ""), N_("“%(field)s” is longer than %(number)s characters: the rest is "
                "left out."), field=_FIELDS[name], number=_LONGEST[name],
            )  # fmt: skip
        return text[: _LONGEST[name]]

    def _slot(
        self, values: Mapping[str, str], day: Day | None, line: int | None, title: str, why: ValueRefused | None
    ) -> tuple[datetime | None, datetime | None, int | None]:
        """When it is and how many minutes it lasts, as far as the file says so in earnest."""
        length = starts_at = None
        if why is not None:
            self.note(line, title, why.reason, **why.values)
            return None, None, None
        try:
            starts_at = self._start(values, day, line, title)
        except ValueRefused as unreadable:
            why = unreadable
        try:
            length = self._length(values, starts_at)
        except ValueRefused as unreadable:
            why = why or unreadable
        minutes = int(length / timedelta(minutes=1)) if length and length <= LONGEST_SESSION else None
        if why is None and starts_at is not None and minutes:
            assert length is not None
            return starts_at, starts_at + length, None
        if why is None:
            why = ValueRefused(N_("It lasts longer than two days: it is kept without a time."))
        self.note(line, title, why.reason, **why.values)
        return None, None, minutes

    def _length(self, values: Mapping[str, str], starts_at: datetime | None) -> timedelta:
        """By the duration, or by the end. Raises ValueRefused."""
        if values.get("duration", "").strip() or not values.get("end", "").strip() or starts_at is None:
            return duration(values.get("duration", ""))
        length = instant(values["end"].strip(), self.zone) - starts_at
        if length < timedelta(minutes=1):
            raise ValueRefused(N_("It has no length: it is kept without a time."))
        return length

    def _start(self, values: Mapping[str, str], day: Day | None, line: int | None, title: str) -> datetime:
        text, start = values.get("date", "").strip(), values.get("start", "").strip()
        if text and not (len(text) == 10 and start):
            return instant(text, self.zone)
        if text:
            return _on_day(Day(instant(text, self.zone).date(), None), start, self.zone)
        if day is None or not start:
            raise ValueRefused(N_("It has no date: it is kept without a time."))
        starts_at = _on_day(day, start, self.zone)
        self.note(line, title, N_("It has no date of its own: it is put on %(date)s, the day that it stands in."),
                  date=starts_at.date().isoformat())  # fmt: skip
        return starts_at

    def _keep(self, talk: Talk, line: int | None) -> None:
        if talk.reference not in self._seen:
            self._seen[talk.reference] = (talk, line)
            self.talks.append(talk)
            return
        first, first_line = self._seen[talk.reference]
        if replace(talk, persons=first.persons, links=first.links) == first:
            self.leave_out(line, talk.title, N_("It stands in the file twice: it is imported once."))
            return
        reference = f"{talk.reference[:160]}/{talk.starts_at.isoformat() if talk.starts_at else len(self.talks)}"
        if reference in self._seen:
            self.leave_out(line, talk.title, N_("It stands in the file twice: it is imported once."))
            return
        self.note(
            line, talk.title, N_("It has the identifier of another (“%(other)s”, line %(at)s): it is imported as a "
            "session of its own."), other=first.title[:100], at=first_line or "?",
        )  # fmt: skip
        own = replace(talk, reference=reference, uid=_uid(reference))
        self._seen[reference] = (own, line)
        self.talks.append(own)

    def whole(
        self, title: str, named_zone: str, rooms: Sequence[str],
        names: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> Schedule:  # fmt: skip
        """The schedule of these talks. Raises ScheduleError where the file has none at all.

        `names` are what rooms and types are called in several languages, by what they are called here.
        """
        if not self.talks and not self.problems:
            raise ScheduleError(N_("there is no talk in this file"))
        instants = [talk.starts_at for talk in self.talks if talk.starts_at]
        used = [*rooms, *(talk.room for talk in self.talks)]
        return Schedule(
            title=(one_line(title) or "")[:SHORT_TEXT] or "Schedule",
            timezone=guess_timezone(named_zone, instants),
            rooms=tuple(dict.fromkeys(name for name in used if name)),
            tracks=tuple(sorted({talk.track for talk in self.talks if talk.track})),
            talks=tuple(self.talks),
            problems=tuple(self.problems),
            has_whole_days=self.has_whole_days,
            names=names,
        )


def _proper_links(links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(words, address) pairs that lead somewhere; what else a file calls a link is left out."""
    for words, written in list(links)[:MOST_LINKS]:
        address = one_line(written) or ""
        if address.startswith(("https://", "http://")) and len(address) <= 500 and " " not in address:
            yield (one_line(words) or address)[:200], address


def instant(text: str, zone: tzinfo) -> datetime:
    """An ISO 8601 time; without an offset on the clocks of `zone`. Raises ValueRefused."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise ValueRefused(N_("“%(value)s” is no date: it is kept without a time."), value=text[:40]) from None
    if not 1990 <= value.year <= 2100:
        raise ValueRefused(N_("“%(value)s” is not of this time: it is kept without a time."), value=text[:40])
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _on_day(day: Day, start: str, zone: tzinfo) -> datetime:
    """A time of day on a day of the programme: what is before its beginning is after midnight."""
    try:
        clock_time = time.fromisoformat(start.zfill(5))
    except ValueError:
        raise ValueRefused(N_("“%(value)s” is no date: it is kept without a time."), value=start[:40]) from None
    used = day.starts_at.tzinfo if day.starts_at else zone
    moment = datetime.combine(day.on, clock_time.replace(tzinfo=None), tzinfo=used)
    return moment + timedelta(days=1) if day.starts_at and moment < day.starts_at else moment


def duration(text: str) -> timedelta:
    """`01:30`, or `1:01:30` with days, as frab writes them, or minutes. Raises ValueRefused."""
    parts = text.strip().split(":")
    if not text.strip():
        raise ValueRefused(N_("Its length is not known: it is kept without a time."))
    if not len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ValueRefused(N_("“%(value)s” is no length such as 01:30: it is kept without a time."), value=text[:40])
    days, hours, minutes = (int(part) for part in [*["0"] * (3 - len(parts)), *parts])
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not length:
        raise ValueRefused(N_("It has no length: it is kept without a time."))
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
    offset = (instants[0].utcoffset() if instants else None) or timedelta()
    hours = round(offset.total_seconds() / 3600)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def zone_of(named: str, otherwise: str) -> tzinfo:
    """The zone that a file names, or the other where there is none of that name."""
    try:
        return ZoneInfo(named.strip() or otherwise)
    except (ValueError, OSError, KeyError):
        return ZoneInfo(otherwise)


def _uid(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"frab:{reference}")
