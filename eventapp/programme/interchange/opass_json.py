"""The session JSON of COSCUP, SITCON and OPass: lists of sessions, speakers, rooms and types that name each other.

Texts stand in it as `zh` and `en`. Which Chinese script is meant the texts themselves tell.
"""

from typing import Any

from eventapp.core.import_problems import N_
from eventapp.core.json_values import objects, text_of
from eventapp.core.locales import LOCALES, convert_chinese
from eventapp.programme.interchange.schedule import Entries, Person, Schedule, zone_of

Texts = dict[str, str]


def is_opass(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("sessions"), list)


def read(document: dict[str, Any], timezone: str) -> Schedule:
    """Raises ScheduleError where there is no session in it."""
    chinese = _chinese_of(document)
    people = {text_of(one.get("id")): one for one in objects(document.get("speakers"))}
    rooms = {text_of(one.get("id")): _names(one, "name", chinese) for one in objects(document.get("rooms"))}
    types = {text_of(one.get("id")): _names(one, "name", chinese) for one in objects(document.get("session_types"))}
    entries = Entries(zone_of("", timezone))
    for found in _sessions(document, entries):
        titles, texts = _names(found, "title", chinese), _names(found, "description", chinese)
        room, kind = text_of(found.get("room")), text_of(found.get("type"))
        values = {
            "guid": text_of(found.get("id")), "title": _first(titles), "abstract": _first(texts),
            "room": _first(rooms.get(room, {})) or room, "type": _first(types.get(kind, {})) or kind,
            "language": text_of(found.get("language")), "date": text_of(found.get("start")),
            "end": text_of(found.get("end")),
        }  # fmt: skip
        links = [(name, text_of(found.get(name))) for name in ("slide", "live", "record", "co_write", "qa")]
        references = found.get("speakers")
        persons = [
            _person(people[key], key, chinese)
            for one in (references if isinstance(references, list) else [])
            if (key := text_of(one)) in people
        ]
        translations = {
            locale: {"title": titles.get(locale, ""), "abstract": texts.get(locale, "")} for locale in {*titles, *texts}
        }
        entries.add(values, tuple(persons), None, links, translations=translations)
    names = {_first(texts): texts for texts in (*rooms.values(), *types.values())}
    return entries.whole("", "", [_first(texts) for texts in rooms.values()], names)


def _sessions(document: dict[str, Any], entries: Entries) -> list[dict[str, Any]]:
    """Those that are objects; what else stands in the list is named."""
    found = []
    for one in document["sessions"]:
        if isinstance(one, dict):
            found.append(one)
        else:
            entries.leave_out(None, str(one)[:60], N_("It is no object, so it is left out."))
    return found


def _person(found: dict[str, Any], reference: str, chinese: str) -> Person:
    names, texts = _names(found, "name", chinese), _names(found, "bio", chinese)
    return Person(reference[:200], _first(names)[:300], names, texts)


def _names(found: dict[str, Any], field: str, chinese: str) -> Texts:
    """{locale: text} of one field in the languages of the file; English first."""
    texts = {}
    for key, locale in (("en", "en"), ("zh", chinese)):
        part = found.get(key)
        text = text_of(part.get(field)).strip() if isinstance(part, dict) else ""
        if text and locale in LOCALES:
            texts[locale] = text
    return texts


def _chinese_of(document: dict[str, Any]) -> str:
    """Traditional, where converting what is written as Chinese into Simplified changes it."""
    written = "".join(
        str(part.get("title") or "")
        for one in objects(document["sessions"])[:50]
        if isinstance(part := one.get("zh"), dict)
    )
    return "zh-Hant" if convert_chinese(written, "zh-Hant", "zh-Hans") != written else "zh-Hans"


def _first(texts: Texts) -> str:
    return next(iter(texts.values()), "")
