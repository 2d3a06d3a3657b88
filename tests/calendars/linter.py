"""A strict reading of RFC 5545 and RFC 7986, for feeds: everything that a careful reader could stumble over."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

_NAME = r"(?:[A-Za-z0-9-]+)"
_VALUE = r'(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
_LINE = re.compile(rf"({_NAME})((?:;{_NAME}={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";({_NAME})=({_VALUE}(?:,{_VALUE})*)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ESCAPES = re.compile(r"\\(.?)", re.DOTALL)
_UTC = re.compile(r"\d{8}T\d{6}Z")
_LOCAL = re.compile(r"\d{8}T\d{6}")
_OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
_DURATION = re.compile(r"[+-]?P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")
_TEXT = {
    "SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME", "X-ALT-DESC", "COMMENT", "TZNAME", "PRODID",
}  # fmt: skip
_ONCE = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "SEQUENCE", "LAST-MODIFIED",
    "CREATED", "URL", "TRANSP", "GEO", "ORGANIZER", "CLASS", "PRIORITY",
}  # fmt: skip
_NEEDED = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "DTSTART", "DTEND"}


class Property(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str


class Component:
    def __init__(self, name: str) -> None:
        self.name = name
        self.properties: list[Property] = []
        self.children: list[Component] = []

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def value(self, name: str) -> str:
        return next((one.value for one in self.properties if one.name == name), "")


def problems(content: bytes, *, method: str = "") -> list[str]:
    """What is wrong with an iCalendar file; nothing for a good one. `method` is the METHOD that it should have."""
    found = list(_bytes(content))
    if found:
        return found
    root, found = _tree(re.sub("\r\n[ \t]", "", content.decode()).split("\r\n")[:-1])
    if found or root is None:
        return found
    found += _calendar(root, method)
    zones = {zone.value("TZID"): zone for zone in root.children if zone.name == "VTIMEZONE"}
    used: set[str] = set()
    for entry in (child for child in root.children if child.name == "VEVENT"):
        found += _event(entry, zones, used)
    for name, zone in zones.items():
        found += _zone(name, zone)
        if name not in used:
            found.append(f"VTIMEZONE {name} is used by nobody")
    uids = Counter(child.value("UID") for child in root.children if child.name == "VEVENT")
    return found + [f"UID {uid} comes {number} times" for uid, number in uids.items() if number > 1]


def _bytes(content: bytes) -> Iterator[str]:
    if content.startswith(b"\xef\xbb\xbf"):
        yield "it begins with a byte order mark"
    if not content.endswith(b"\r\n"):
        yield "the last line does not end in CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        yield "a line does not end in CRLF"
    for number, line in enumerate(content.split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield f"line {number} is cut inside a character"
        if not line and number <= content.count(b"\r\n"):
            yield f"line {number} is empty"


def _tree(lines: list[str]) -> tuple[Component | None, list[str]]:
    stack: list[Component] = []
    root: Component | None = None
    found: list[str] = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or _CONTROL.search(line):
            return None, [f"this is no content line: {line[:80]!r}"]
        name, value = match[1].upper(), match[3]
        if name == "BEGIN":
            component = Component(value)
            if stack:
                stack[-1].children.append(component)
            elif root is not None:
                return None, ["there is more than one calendar"]
            else:
                root = component
            stack.append(component)
        elif name == "END":
            if not stack or stack.pop().name != value:
                return None, [f"END:{value} ends nothing"]
        elif not stack:
            return None, [f"{name} is outside of the calendar"]
        else:
            parameters = {key.upper(): text.strip('"') for key, text in _PARAMETER.findall(match[2])}
            stack[-1].properties.append(Property(name, parameters, value))
            found += _value(name, parameters, value)
    return root, found + [f"{component.name} is never closed" for component in stack]


def _value(name: str, parameters: dict[str, str], value: str) -> Iterator[str]:
    if name in _TEXT or name == "CATEGORIES":
        if any(escaped not in ("\\", ";", ",", "n", "N") for escaped in _ESCAPES.findall(value)):
            yield f"{name} has an escape that is none"
        bare = _ESCAPES.sub("", value)
        if ";" in bare or ("," in bare and name != "CATEGORIES"):
            yield f"{name} has a separator that is not escaped"
    is_address = parameters.get("VALUE") == "URI" or name in ("URL", "ORGANIZER", "ATTENDEE")
    if is_address and not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", value, re.IGNORECASE):
        yield f"{name} is no URI"
    is_duration = parameters.get("VALUE") == "DURATION" or name in ("TRIGGER", "X-PUBLISHED-TTL")
    if is_duration and (not _DURATION.fullmatch(value) or value in ("P", "PT")):
        yield f"{name} is no duration"
    if name in ("DTSTAMP", "LAST-MODIFIED", "CREATED") and not _UTC.fullmatch(value):
        yield f"{name} is not in UTC"


def _calendar(root: Component, method: str) -> Iterator[str]:
    if root.name != "VCALENDAR":
        yield "it is no VCALENDAR"
    for name, wanted in (("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", method)):
        values = [one.value for one in root.all(name)]
        if values != ([wanted] if wanted else []):
            yield f"{name} is {values}"
    if len(root.all("PRODID")) != 1:
        yield "PRODID must be there once"
    order = [child.name for child in root.children]
    if order != sorted(order, key=lambda name: name != "VTIMEZONE"):
        yield "a VTIMEZONE comes after an entry"


def _event(entry: Component, zones: dict[str, Component], used: set[str]) -> Iterator[str]:
    uid = entry.value("UID")
    counts = Counter(one.name for one in entry.properties)
    for name in sorted(_NEEDED - counts.keys()):
        yield f"{uid} has no {name}"
    for name in sorted(_ONCE):
        if counts[name] > 1:
            yield f"{uid} has {name} more than once"
    if any(not entry.value(name).strip() for name in _NEEDED & counts.keys()):
        yield f"{uid} has a property that says nothing"
    if not entry.value("SEQUENCE").isdigit():
        yield f"{uid}: SEQUENCE is no number"
    if entry.value("STATUS") not in ("CONFIRMED", "TENTATIVE", "CANCELLED"):
        yield f"{uid}: STATUS is unknown"
    yield from _slot(entry, zones, used)
    for alarm in entry.children:
        if {"ACTION", "TRIGGER", "DESCRIPTION"} - {one.name for one in alarm.properties}:
            yield f"{uid} has an alarm that is not whole"


def _slot(entry: Component, zones: dict[str, Component], used: set[str]) -> Iterator[str]:
    uid = entry.value("UID")
    moments = []
    for name in ("DTSTART", "DTEND"):
        for one in entry.all(name):
            zone = one.parameters.get("TZID", "")
            used.add(zone)
            if zone and (zone not in zones or not _LOCAL.fullmatch(one.value)):
                yield f"{uid}: {name} in {zone} cannot be worked out"
            if not zone and not _UTC.fullmatch(one.value):
                yield f"{uid}: {name} floats"
            moments.append((zone, one.value))
            if zone in zones and not _covers(zones[zone], one.value):
                yield f"{uid}: no rule of {zone} covers {one.value}"
    if len(moments) == 2 and moments[0][0] == moments[1][0] and moments[0][1] >= moments[1][1]:
        yield f"{uid} ends before it begins"


def _covers(zone: Component, local: str) -> bool:
    return any(child.value("DTSTART") <= local for child in zone.children)


def _zone(name: str, zone: Component) -> Iterator[str]:
    if len(zone.all("TZID")) != 1 or not name:
        yield "a VTIMEZONE needs one TZID"
    if not zone.children:
        yield f"VTIMEZONE {name} has no rule"
    for rule in zone.children:
        if rule.name not in ("STANDARD", "DAYLIGHT"):
            yield f"VTIMEZONE {name} has a {rule.name}"
        if not _LOCAL.fullmatch(rule.value("DTSTART")):
            yield f"VTIMEZONE {name}: DTSTART must be local"
        for offset in ("TZOFFSETFROM", "TZOFFSETTO"):
            if not _OFFSET.fullmatch(rule.value(offset)):
                yield f"VTIMEZONE {name}: {offset} is no offset"
        for one in rule.all("RDATE"):
            for moment in one.value.split(","):
                datetime.strptime(moment, "%Y%m%dT%H%M%S")  # noqa: DTZ007
