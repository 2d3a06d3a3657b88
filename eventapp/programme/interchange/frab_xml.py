"""The frab schedule XML, as pentabarf, frab, pretalx and hacker congresses publish it."""

import re
from typing import Any, cast

from lxml import etree

from eventapp.core.import_problems import N_
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
    "date", "start", "duration", "title", "subtitle", "abstract", "description", "language", "track", "type",
)  # fmt: skip

_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def read(content: bytes, timezone: str) -> Schedule:
    """Raises ScheduleError with line and reason where it is no schedule. Entities are never expanded, nothing is
    fetched. Times without an offset are read in the zone that the file names, else in `timezone`."""
    if (at := content.find(b"<!DOCTYPE")) >= 0 or (at := content.find(b"<!ENTITY")) >= 0:
        raise ScheduleError(N_("a document type or entity is not allowed here"), content.count(b"\n", 0, at) + 1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ScheduleError(N_("this is not well-formed XML (%(error)s)"), error.lineno, error=error.msg) from None
    if root.tag != "schedule":
        tag = str(root.tag)[:40]
        raise ScheduleError(N_("the root is <%(tag)s>, not <schedule>"), _line_of(root), tag=tag)
    conference = root.find("conference")
    title = _text(conference, "title") if conference is not None else ""
    zone = _text(conference, "time_zone_name") if conference is not None else ""
    entries = Entries(zone_of(zone, timezone))
    for day in root.iterfind("day"):
        for room in day.iterfind("room"):
            for found in room.iterfind("event"):
                _add(entries, found, room, day_of(day.get("date", ""), day.get("start", "")))
    return entries.whole(title, zone, [room.get("name", "") for room in root.iterfind("day/room")])


def write(programme: Programme) -> bytes:
    """The programme as the community's XSD has it."""
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name="eventapp")
    _write(root, "url", programme.url)
    _write(root, "version", programme.version)
    conference = etree.SubElement(root, "conference")
    for name, value in programme.conference().items():
        _write(conference, name, value)
    for track in programme.tracks:
        etree.SubElement(conference, "track", name=_clean(track["name"]), slug=track["slug"], color=track["color"])
    for day in programme.days:
        element = etree.SubElement(root, "day", index=str(day.index), date=day.date, start=day.start, end=day.end)
        for room, talks in day.rooms:
            place = etree.SubElement(element, "room", name=_clean(room))
            for talk in talks:
                _add_talk(place, talk)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add_talk(place: etree._Element, talk: dict[str, Any]) -> None:
    element = etree.SubElement(place, "event", guid=talk["guid"], id=str(talk["id"]))
    for name in (
        "room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track", "language",
        "description", "url",
    ):  # fmt: skip
        _write(element, name, talk[name] or "")
    persons = etree.SubElement(element, "persons")
    for person in talk["persons"]:
        _write(persons, "person", person["name"], id=str(person["id"]), guid=person["guid"])
    links = etree.SubElement(element, "links")
    for link in talk["links"]:
        _write(links, "link", link["title"], href=_clean(link["url"]))


def _write(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold (section 2.2)."""
    return _NOT_XML.sub("", text)


def _add(entries: Entries, found: etree._Element, room: etree._Element, day: Day | None) -> None:
    values = {name: _text(found, name) for name in _TEXTS}
    values["room"] = _text(found, "room") or room.get("name", "")
    values["guid"] = found.get("guid") or found.get("id") or ""
    links = ((_content(link), link.get("href", "")) for link in found.iterfind("links/link"))
    entries.add(values, tuple(_persons(found)), _line_of(found), links, day=day)


def _persons(found: etree._Element) -> list[Person]:
    persons = {}
    for person in found.iterfind("persons/person"):
        name = " ".join(_content(person).split())[:300]
        reference = person.get("guid") or person.get("code") or person.get("id") or name
        if name:
            persons[reference] = Person(reference[:200], name)
    return list(persons.values())


def _text(parent: etree._Element, name: str) -> str:
    found = parent.find(name)
    return "" if found is None else _content(found).strip()


def _content(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _line_of(element: etree._Element) -> int | None:
    return cast("int | None", element.sourceline)
