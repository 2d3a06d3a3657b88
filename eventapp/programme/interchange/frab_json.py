"""The schedule JSON of frab and pretalx; what COSCUP's app, pretalx' API and Indico write is told from it."""

import json
from collections.abc import Callable
from typing import Any

from eventapp.core.import_problems import N_
from eventapp.core.json_values import objects, read_json, text_of
from eventapp.programme.interchange import indico_json, opass_json, pretalx_json
from eventapp.programme.interchange.exporting import Programme
from eventapp.programme.interchange.schedule import (
    Day,
    Entries,
    Person,
    Schedule,
    ScheduleError,
    day_of,
    zone_of,
)

_TEXTS = (
    "guid", "date", "start", "duration", "title", "subtitle", "abstract", "description", "language", "track", "type",
    "room",
)  # fmt: skip


_OTHERS: tuple[tuple[Callable[[Any], bool], Callable[[Any, str], Schedule]], ...] = (
    (opass_json.is_opass, opass_json.read),
    (pretalx_json.is_pretalx, pretalx_json.read),
    (indico_json.is_indico, indico_json.read),
)


def read(content: bytes, timezone: str) -> Schedule:
    """Raises ScheduleError with line and reason where it is no schedule. Times without an offset are read in the zone
    that the file names, else in `timezone`."""
    try:
        document, text = read_json(content)
    except UnicodeDecodeError as error:
        raise ScheduleError(N_("this is not UTF-8"), content.count(b"\n", 0, error.start) + 1) from None
    except json.JSONDecodeError as error:
        raise ScheduleError(N_("this is not JSON (%(error)s)"), error.lineno, error=error.msg) from None
    except ValueError as error:  # a number of thousands of digits
        raise ScheduleError(N_("this is not JSON (%(error)s)"), error=str(error)[:80]) from None
    except RecursionError:
        raise ScheduleError(N_("this is nested too deeply")) from None
    for is_it, read_it in _OTHERS:
        if is_it(document):
            return read_it(document, timezone)
    schedule = document.get("schedule") if isinstance(document, dict) else None
    conference = schedule.get("conference") if isinstance(schedule, dict) else None
    if not isinstance(conference, dict):
        raise ScheduleError(N_("the root has no schedule with a conference"))
    zone = text_of(conference.get("time_zone_name"))
    entries, lines = Entries(zone_of(zone, timezone)), _Lines(text)
    rooms = [text_of(room.get("name")) for room in objects(conference.get("rooms"))]
    for day in objects(conference.get("days")):
        places = day.get("rooms")
        for name, talks in places.items() if isinstance(places, dict) else ():
            rooms.append(name)
            for found in talks if isinstance(talks, list) else ():
                _add(entries, found, name, day_of(text_of(day.get("date")), text_of(day.get("day_start"))), lines)
    return entries.whole(text_of(conference.get("title")), zone, rooms)


def write(programme: Programme) -> bytes:
    """The programme as the community's JSON schema has it."""
    days = [
        {"index": day.index, "date": day.date, "day_start": day.start, "day_end": day.end, "rooms": dict(day.rooms)}
        for day in programme.days
    ]
    conference = programme.conference()
    conference["daysCount"] = int(conference.pop("days"))
    conference |= {"tracks": programme.tracks, "rooms": programme.rooms, "days": days}
    schedule = {"version": programme.version, "base_url": programme.url, "conference": conference}
    document = {"generator": {"name": "eventapp"}, "schedule": schedule}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _add(entries: Entries, found: Any, room: str, day: Day | None, lines: "_Lines") -> None:
    if not isinstance(found, dict):
        entries.leave_out(None, str(found)[:60], N_("It is no object, so it is left out."))
        return
    values = {name: text_of(found.get(name)) for name in _TEXTS}
    values["guid"] = values["guid"] or text_of(found.get("id"))
    values["room"] = values["room"] or room
    persons = {}
    for person in objects(found.get("persons")):
        name = text_of(person.get("public_name") or person.get("name"))[:300]
        reference = text_of(person.get("guid") or person.get("code") or person.get("id")) or name
        if name:
            persons[reference] = Person(reference[:200], name)
    links = [(text_of(link.get("title")), text_of(link.get("url"))) for link in objects(found.get("links"))]
    entries.add(values, tuple(persons.values()), lines.of(found), links, day=day)


class _Lines:
    """The lines of talks, asked for in the order in which they stand: as near as a JSON parser lets one come."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at, self._line = 0, 1

    def of(self, found: dict[str, Any]) -> int | None:
        """The line of the talk's guid, address, title or id."""
        for name in ("guid", "url", "title", "id"):
            value = found.get(name)
            if not isinstance(value, (str, int)) or isinstance(value, bool):
                continue
            for written in {json.dumps(value), json.dumps(value, ensure_ascii=False)}:
                if (at := self._text.find(written, self._at)) >= 0:
                    self._line += self._text.count("\n", self._at, at)
                    self._at = at
                    return self._line
        return None
