"""pretalx: submissions as its API lists them, alone or beside its speakers in one document.

Texts of tracks, types and rooms stand in it by language; what a submission says of itself is in its own.
"""

from typing import Any

from eventapp.core.import_problems import N_
from eventapp.core.json_values import objects, text_of
from eventapp.core.locales import LOCALES, match_locale
from eventapp.programme.interchange.schedule import Entries, Person, Schedule, zone_of

_NOT_HELD = ("rejected", "withdrawn", "deleted", "draft")
_NOT_YET = ("submitted", "accepted-pending")


def is_pretalx(document: Any) -> bool:
    found = _submissions(document)
    return bool(found) and all("code" in one and "title" in one and "submission_type" in one for one in found)


def _submissions(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        return objects(document.get("results") or document.get("submissions") or document.get("talks"))
    return objects(document)


def read(document: Any, timezone: str) -> Schedule:
    """A session for each slot of a submission; one without a slot is unscheduled."""
    known = document if isinstance(document, dict) else {}
    people = {text_of(one.get("code")): one for one in objects(known.get("speakers"))}
    rooms = {text_of(one.get("id")): one.get("name") for one in objects(known.get("rooms"))}
    event = known.get("event")
    zone = text_of(event.get("timezone")) if isinstance(event, dict) else ""
    entries = Entries(zone_of(zone, timezone))
    names: dict[str, dict[str, str]] = {}
    for found in _submissions(document):
        state, title = text_of(found.get("state")), text_of(found.get("title"))
        if state in _NOT_HELD:
            entries.leave_out(None, title, N_("Its status is “%(value)s”, so it is left out."), value=state)
            continue
        _add(entries, found, people, rooms, names)
    title = text_of(event.get("name")) if isinstance(event, dict) else ""
    return entries.whole(title, zone, (), names)


def _add(
    entries: Entries, found: dict[str, Any], people: dict[str, dict[str, Any]], rooms: dict[str, Any],
    names: dict[str, dict[str, str]],
) -> None:  # fmt: skip
    language = text_of(found.get("content_locale"))
    values = {
        "title": text_of(found.get("title")), "abstract": text_of(found.get("abstract")),
        "description": text_of(found.get("description")), "language": language,
        "track": _named(found.get("track"), names), "type": _named(found.get("submission_type"), names),
        "duration": text_of(found.get("duration")),
    }  # fmt: skip
    persons = [_person(one, people, language) for one in _speakers(found.get("speakers"))]
    links = [(text_of(one.get("description")), text_of(one.get("resource"))) for one in objects(found.get("resources"))]
    single = found.get("slot")
    slots = objects(found.get("slots")) or ([single] if isinstance(single, dict) else [])
    placed = [slot for slot in slots if text_of(slot.get("start"))] or [{}]
    for number, slot in enumerate(placed):
        code = text_of(found.get("code"))
        where = slot.get("room")
        entries.add(
            values | {
                "guid": code if number == 0 else f"{code}/{number + 1}",
                "date": text_of(slot.get("start")), "end": text_of(slot.get("end")),
                "duration": "" if text_of(slot.get("end")) else values["duration"],
                "room": _named(rooms.get(text_of(where), where) if not isinstance(where, dict) else where, names),
            },
            tuple(one for one in persons if one.name), None, links,
            is_cancelled=text_of(found.get("state")) == "canceled", is_draft=text_of(found.get("state")) in _NOT_YET,
        )  # fmt: skip


def _speakers(value: Any) -> list[Any]:
    return [one for one in value if isinstance(one, (dict, str))] if isinstance(value, list) else []


def _person(one: dict[str, Any] | str, people: dict[str, dict[str, Any]], language: str) -> Person:
    """A speaker as an object, or by the code of one who stands elsewhere in the document."""
    told = one if isinstance(one, dict) else {"code": one}
    code = text_of(told.get("code"))
    whole = {**people.get(code, {}), **{key: value for key, value in told.items() if value}}
    biography = text_of(whole.get("biography"))
    spoken = match_locale(language) or "en"
    return Person(
        code[:200], text_of(whole.get("name"))[:300], biographies={spoken: biography} if biography else {},
        email=text_of(whole.get("email")),
    )  # fmt: skip


def _named(value: Any, names: dict[str, dict[str, str]]) -> str:
    """The name of a track, type or room, which may stand by language, alone or inside an object."""
    inner = value.get("name", value) if isinstance(value, dict) else value
    text = text_of(inner)
    if isinstance(inner, dict) and text:
        by_locale = {match_locale(key): one for key, one in inner.items() if isinstance(one, str) and one}
        names[text] = names.get(text, {}) | {locale: one for locale, one in by_locale.items() if locale in LOCALES}
    return text
