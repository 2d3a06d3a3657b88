"""Indico: an event with its contributions, or its timetable, as its HTTP API exports them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from eventapp.core.json_values import objects, text_of
from eventapp.programme.interchange.schedule import Entries, Person, Schedule, zone_of


def is_indico(document: Any) -> bool:
    if not isinstance(document, dict):
        return False
    results = document.get("results")
    if isinstance(results, dict):
        return any(isinstance(days, dict) for days in results.values())
    return any("startDate" in one and "title" in one for one in objects(results))


def read(document: dict[str, Any], timezone: str) -> Schedule:
    """Contributions, those of its sessions too, and breaks."""
    results = document["results"]
    event = {} if isinstance(results, dict) else next((one for one in objects(results) if "startDate" in one), {})
    zone = text_of(event.get("timezone"))
    entries = Entries(zone_of(zone, timezone))
    found = _of_timetable(results, "") if isinstance(results, dict) else _of_event(event)
    for track, one in found:
        _add(entries, one, track)
    return entries.whole(text_of(event.get("title")), zone, ())


def _of_event(event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(session's title, contribution)"""
    for one in objects(event.get("contributions")):
        yield text_of(one.get("session")), one
    for session in objects(event.get("sessions")):
        title = text_of(session.get("title"))
        inside = objects(session.get("contributions"))
        yield from ((title, {"room": session.get("room"), **one}) for one in inside)
        if not inside:
            yield "", session


def _of_timetable(value: Any, session: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in value.values() if isinstance(value, dict) else ():
        if not isinstance(one, dict):
            continue
        inside = one.get("entries")
        if isinstance(inside, dict) and inside:
            yield from _of_timetable(inside, text_of(one.get("title")))
        elif "startDate" in one and "title" in one:
            yield session, one
        else:
            yield from _of_timetable(one, session)


def _add(entries: Entries, one: dict[str, Any], track: str) -> None:
    minutes = text_of(one.get("duration")).partition(".")[0]
    ends_at = _moment(one.get("endDate"))
    values = {
        "guid": text_of(one.get("url") or one.get("uniqueId") or one.get("id") or one.get("contributionId")),
        "title": text_of(one.get("title")), "abstract": _plain(text_of(one.get("description"))),
        "date": _moment(one.get("startDate")), "end": ends_at, "duration": "" if ends_at else minutes,
        "track": text_of(one.get("track")) or track, "room": text_of(one.get("room") or one.get("location")),
        "type": text_of(one.get("type")) if one.get("entryType") != "Break" else "Break",
        "language": text_of(one.get("language")),
    }  # fmt: skip
    people = {person.reference: person for person in map(_person, _people(one)) if person.name}
    entries.add(values, tuple(people.values()), None, [("", text_of(one.get("url")))])


def _people(one: dict[str, Any]) -> list[dict[str, Any]]:
    return objects(one.get("speakers")) or objects(one.get("presenters")) or objects(one.get("primaryauthors"))


def _person(one: dict[str, Any]) -> Person:
    first, last = text_of(one.get("first_name")), text_of(one.get("last_name") or one.get("familyName"))
    name = f"{first} {last}".strip() if first else text_of(one.get("name") or one.get("fullName")) or last
    if "," in name and not one.get("first_name"):  # as Indico writes names for lists: WONG, Ada
        last, _comma, first = name.partition(",")
        name = f"{first.strip()} {last.strip().title() if last.isupper() else last.strip()}"
    email = text_of(one.get("email"))
    return Person((email or text_of(one.get("emailHash")) or name)[:200], name[:300], email=email)


def _moment(value: Any) -> str:
    """`{"date": ..., "time": ..., "tz": ...}` on the clocks of the event."""
    if not isinstance(value, dict):
        return text_of(value)
    date, time = text_of(value.get("date")), text_of(value.get("time"))
    return f"{date}T{time.partition('.')[0]}" if date and time else date


def _plain(html: str) -> str:
    """What a description says, without its markup."""
    broken = re.sub(r"(?i)<br\s*/?>|</(p|li|div|h\d)>", "\n", html)
    return unescape(re.sub(r"<[^>]{0,2000}>", "", broken)).strip()
