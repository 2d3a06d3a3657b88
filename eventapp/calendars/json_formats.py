"""The same calendars for programs that read JSON: jCal (RFC 7265) and JSCalendar (RFC 8984)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventapp.calendars import icalendar_format
from eventapp.calendars.entries import Attendee, Entry, comes_twice, stamp
from eventapp.calendars.files import PRODUCT, CalendarFile

Json = dict[str, Any]
_PARTICIPATION = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}


def write_jcal(calendar: CalendarFile) -> bytes:
    """jCal says what iCalendar says, property by property."""
    from icalendar import Calendar  # takes a tenth of a second to load, and few ask for this

    return _written(Calendar.from_ical(icalendar_format.write(calendar)).to_jcal())


def write_jscalendar(calendar: CalendarFile) -> bytes:
    """A Group of Events (RFC 8984 sections 2.3 and 1.4.1)."""
    group: Json = {
        "@type": "Group",
        "uid": str(uuid5(NAMESPACE_URL, calendar.source)),
        "prodId": PRODUCT,
        "title": calendar.name,
        "locale": calendar.locale,
        "source": calendar.source,
        "links": {"page": {"@type": "Link", "href": calendar.page, "contentType": "text/html"}},
        "entries": [_event(entry, calendar.locale) for entry in calendar.entries],
    }
    if calendar.changed_at:
        group["updated"] = _utc(calendar.changed_at)
    if calendar.colour:
        group["color"] = calendar.colour
    return _written(group)


def _event(entry: Entry, locale: str) -> Json:
    event: Json = {
        "@type": "Event",
        "uid": entry.uid,
        "prodId": PRODUCT,
        "created": _utc(entry.created_at),
        "updated": _utc(entry.changed_at),
        "sequence": entry.sequence,
        "title": entry.summary,
        "locale": locale,
        "description": entry.description,
        "descriptionContentType": "text/plain",
        **_slot(entry.starts_at, entry.ends_at),
        "status": "confirmed" if entry.is_on else "cancelled",
        "freeBusyStatus": "busy" if entry.is_busy else "free",
        "locations": {"place": _location(entry)},
        "links": _links(entry),
    }
    if entry.categories:
        event["keywords"] = dict.fromkeys(entry.categories, True)
    if entry.stream:
        event["virtualLocations"] = {"stream": _virtual(entry)}
    if people := _participants(entry):
        event["participants"] = people
    if entry.organizer:
        event["replyTo"] = {"imip": f"mailto:{entry.organizer[1]}"}
    if entry.alarm_minutes is not None:
        trigger = {"@type": "OffsetTrigger", "offset": _before(entry.alarm_minutes)}
        event["alerts"] = {"reminder": {"@type": "Alert", "trigger": trigger, "action": "display"}}
    return event


def _location(entry: Entry) -> Json:
    location: Json = {"@type": "Location", "name": entry.location}
    if entry.position:
        location["coordinates"] = "geo:{},{}".format(*entry.position)
    return location


def _links(entry: Entry) -> Json:
    links: Json = {"page": {"@type": "Link", "href": entry.url, "contentType": "text/html", "rel": "describedby"}}
    if entry.image:
        links["image"] = {"@type": "Link", "href": entry.image, "rel": "icon", "display": "thumbnail"}
    return links


def _virtual(entry: Entry) -> Json:
    return {"@type": "VirtualLocation", "name": entry.summary, "uri": entry.stream, "features": {"video": True}}


def _participants(entry: Entry) -> Json:
    people: Json = {}
    if entry.organizer:
        name, address = entry.organizer
        people["organizer"] = _participant(name, address, "owner")
    if entry.attendee:
        people["attendee"] = _participant(entry.attendee.name, entry.attendee.email, "attendee") | _answer(
            entry.attendee
        )
    return people


def _participant(name: str, address: str, role: str) -> Json:
    return {
        "@type": "Participant", "name": name, "email": address, "sendTo": {"imip": f"mailto:{address}"},
        "roles": {role: True},
    }  # fmt: skip


def _answer(attendee: Attendee) -> Json:
    status = _PARTICIPATION.get(attendee.answer, "needs-action")
    return {"participationStatus": status, "expectReply": attendee.is_asked}


def _slot(starts_at: datetime, ends_at: datetime) -> Json:
    """A beginning on the clocks of the place; in the hour that comes twice, only UTC says which one is meant."""
    zone = str(starts_at.tzinfo)
    if zone == "UTC" or comes_twice(starts_at):
        starts_at, ends_at, zone = starts_at.astimezone(UTC), ends_at.astimezone(UTC), "Etc/UTC"
    # Days are counted on the calendar and the rest on the clock, as RFC 8984 section 1.4.6 adds them up again.
    days = (ends_at - starts_at).days
    rest = ends_at.astimezone(UTC) - (starts_at + timedelta(days=days)).astimezone(UTC)
    if rest < timedelta(0):
        days, rest = days - 1, ends_at.astimezone(UTC) - (starts_at + timedelta(days=days - 1)).astimezone(UTC)
    return {"start": f"{starts_at:%Y-%m-%dT%H:%M:%S}", "timeZone": zone, "duration": _duration(days, rest)}


def _utc(instant: datetime) -> str:
    return f"{stamp(instant):%Y-%m-%dT%H:%M:%SZ}"


def _duration(days: int, rest: timedelta) -> str:
    minutes, seconds = divmod(int(rest.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    written = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return "P" + (written or "T0S")


def _before(minutes: int) -> str:
    return f"-{_duration(0, timedelta(minutes=minutes))}" if minutes else "PT0S"


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
