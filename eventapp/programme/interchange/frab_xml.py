"""The frab schedule XML, as pentabarf, frab, pretalx and hacker congresses publish it."""

from typing import cast

from lxml import etree

from eventapp.programme.interchange.schedule import Person, Schedule, ScheduleError, Talk, check_whole, make_talk

_TEXTS = (
    "date", "duration", "title", "subtitle", "abstract", "description", "language", "track", "type",
)  # fmt: skip


def read(content: bytes) -> Schedule:
    """Raises ScheduleError with line and reason. Entities are never expanded and nothing is fetched."""
    if (at := content.find(b"<!DOCTYPE")) >= 0 or (at := content.find(b"<!ENTITY")) >= 0:
        raise ScheduleError("a document type or entity is not allowed here", content.count(b"\n", 0, at) + 1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ScheduleError(f"this is not well-formed XML ({error.msg})", error.lineno) from None
    if root.tag != "schedule":
        raise ScheduleError(f"the root is <{str(root.tag)[:40]}>, not <schedule>", _line_of(root))
    conference = root.find("conference")
    title = _text(conference, "title") if conference is not None else ""
    zone = _text(conference, "time_zone_name") if conference is not None else ""
    talks = [_talk(found, room) for room in root.iterfind("day/room") for found in room.iterfind("event")]
    rooms = [room.get("name", "") for room in root.iterfind("day/room")]
    return check_whole(title, zone, talks, rooms)


def _talk(found: etree._Element, room: etree._Element) -> Talk:
    values = {name: _text(found, name) for name in _TEXTS}
    values["room"] = _text(found, "room") or room.get("name", "")
    values["guid"] = found.get("guid") or found.get("id") or ""
    return make_talk(values, tuple(_persons(found)), _line_of(found))


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
