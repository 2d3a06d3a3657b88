"""The schedule JSON of frab and pretalx."""

import json
from typing import Any

from eventapp.programme.interchange.exporting import Programme
from eventapp.programme.interchange.schedule import Person, Schedule, ScheduleError, Talk, check_whole, make_talk

_TEXTS = (
    "guid", "date", "duration", "title", "subtitle", "abstract", "description", "language", "track", "type", "room",
)  # fmt: skip


def read(content: bytes) -> Schedule:
    """Raises ScheduleError with line and reason."""
    try:
        text = content.decode()
        document = json.loads(text)
    except UnicodeDecodeError as error:
        raise ScheduleError("this is not UTF-8", content.count(b"\n", 0, error.start) + 1) from None
    except json.JSONDecodeError as error:
        raise ScheduleError(f"this is not JSON ({error.msg})", error.lineno) from None
    except RecursionError:
        raise ScheduleError("this is nested too deeply") from None
    schedule = _object(_object(document, "the file").get("schedule"), "schedule", "the root has no schedule")
    conference = _object(schedule.get("conference"), "schedule.conference")
    talks: list[Talk] = []
    rooms = [str(_object(room, "a room").get("name", "")) for room in _list(conference.get("rooms", []), "rooms")]
    for day in _list(conference.get("days"), "schedule.conference.days"):
        for name, found in _object(_object(day, "a day").get("rooms"), "a day's rooms").items():
            rooms.append(name)
            talks += [_talk(_object(talk, "a talk"), name, text) for talk in _list(found, f"the talks in {name!r}")]
    zone = conference.get("time_zone_name") or ""
    return check_whole(str(conference.get("title") or ""), str(zone), talks, rooms)


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


def _talk(found: dict[str, Any], room: str, text: str) -> Talk:
    values = {name: _text(found.get(name)) for name in _TEXTS}
    values["guid"] = values["guid"] or _text(found.get("id"))
    values["room"] = values["room"] or room
    persons = {}
    line = _line_of(found, text)
    for entry in _list(found.get("persons") or [], "persons", line):
        person = _object(entry, "a person", line=line)
        name = _text(person.get("public_name") or person.get("name"))[:300]
        reference = _text(person.get("guid") or person.get("code") or person.get("id")) or name
        if name:
            persons[reference] = Person(reference[:200], name)
    links = [
        (_text(link.get("title")), _text(link.get("url")))
        for link in _list(found.get("links") or [], "links", line)
        if isinstance(link, dict)
    ]
    return make_talk(values, tuple(persons.values()), line, links)


def _text(value: Any) -> str:
    """A text, or the first of a text in several languages; anything else is nothing."""
    if isinstance(value, dict):
        return next((str(text) for text in value.values() if isinstance(text, str) and text), "")
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _line_of(found: dict[str, Any], text: str) -> int | None:
    """The line of the talk's guid, id or title: as near as a JSON parser lets one come."""
    for name in ("guid", "url", "title", "id"):
        value = found.get(name)
        if isinstance(value, (str, int)):
            for ascii_only in (True, False):
                at = text.find(json.dumps(value, ensure_ascii=ascii_only))
                if at >= 0:
                    return text.count("\n", 0, at) + 1
    return None


def _object(value: Any, name: str, reason: str = "", line: int | None = None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ScheduleError(reason or f"{name} is not an object", line)
    return value


def _list(value: Any, name: str, line: int | None = None) -> list[Any]:
    if not isinstance(value, list):
        raise ScheduleError(f"{name} is not a list", line)
    return value
