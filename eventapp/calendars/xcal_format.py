"""The same calendars for programs that read XML: xCal (RFC 6321)."""

import re
from typing import Any

from eventapp.calendars import icalendar_format
from eventapp.calendars.files import CalendarFile

NAMESPACE = "urn:ietf:params:xml:ns:icalendar-2.0"
_STRUCTURED = {"geo": ("latitude", "longitude")}
"""Properties whose one value has named parts (section 3.4.1)."""
_OF_PARAMETERS = {
    "altrep": "uri", "dir": "uri", "delegated-from": "cal-address", "delegated-to": "cal-address",
    "member": "cal-address", "sent-by": "cal-address", "rsvp": "boolean",
}  # fmt: skip
"""What kind of value a parameter has where that is not text (section 3.5)."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for, written in whatever way."""


def write(calendar: CalendarFile) -> bytes:
    """xCal says what iCalendar says, property by property; jCal (RFC 7265) names their kinds in the same words."""
    from icalendar import Calendar  # takes a tenth of a second to load, and few ask for this
    from lxml import etree

    root = etree.Element(_name("icalendar"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default
    _component(root, Calendar.from_ical(icalendar_format.write(calendar)).to_jcal())
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _component(parent: Any, jcal: list[Any]) -> None:
    name, properties, components = jcal
    made = _under(parent, name)
    inside = _under(made, "properties")
    for written in properties:
        _property(inside, written)
    if components:
        inside = _under(made, "components")
        for one in components:
            _component(inside, one)


def _property(parent: Any, written: list[Any]) -> None:
    name, parameters, kind, *values = written
    made = _under(parent, name)
    if parameters:
        inside = _under(made, "parameters")
        for key, value in parameters.items():
            parameter = _under(inside, key)
            for one in value if isinstance(value, list) else [value]:
                _under(parameter, _OF_PARAMETERS.get(key, "text"), str(one))
    for value in values:
        _value(made, name, kind, value)


def _value(parent: Any, name: str, kind: str, value: Any) -> None:
    if name in _STRUCTURED:
        for part, one in zip(_STRUCTURED[name], value, strict=True):
            _under(parent, part, str(one))
    elif isinstance(value, dict):  # a rule of recurrence (section 3.6.10)
        made = _under(parent, kind)
        for part, found in value.items():
            for one in found if isinstance(found, list) else [found]:
                _under(made, part, str(one))
    else:
        _under(parent, kind, str(value).lower() if isinstance(value, bool) else str(value))


def _under(parent: Any, name: str, text: str | None = None) -> Any:
    made = parent.makeelement(_name(name.lower()))
    if text is not None:
        made.text = _NOT_XML.sub("", text)
    parent.append(made)
    return made


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
