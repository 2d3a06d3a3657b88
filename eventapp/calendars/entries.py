"""Sessions and events as VEVENTs (RFC 5545, RFC 7986). The same rows give the same bytes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Timezone, vCalAddress, vDuration, vGeo, vText, vUri
from icalendar import Event as VEvent

from eventapp.core import richtext
from eventapp.core.links import absolute_url
from eventapp.events.models import Event
from eventapp.programme.models import Session

PRODUCT = "-//eventapp//eventapp//EN"
REFRESH = timedelta(hours=1)
ACCENT_COLOURS = {
    "vermilion": "tomato",
    "plum": "purple",
    "indigo": "slateblue",
    "ocean": "steelblue",
    "jade": "seagreen",
    "amber": "goldenrod",
    "graphite": "slategray",
}
"""COLOR takes a CSS3 colour name (RFC 7986 section 5.9)."""


def new_calendar(name: str, source: str, page: str, changed_at: datetime | None = None, colour: str = "") -> Calendar:
    """An empty VCALENDAR that says what it is, where it comes from and how often to ask.

    It has no METHOD: a published feed is no message, and DTSTAMP then means the time of the last revision
    (RFC 5545 section 3.8.7.2).
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", refresh)
    calendar.add("x-published-ttl", vText("PT1H"))
    calendar.add("url", vUri(page))
    calendar.add("source", _uri(source))
    if changed_at is not None:
        calendar.add("last-modified", changed_at.astimezone(UTC))
    if colour:
        calendar.add("color", colour)
    return calendar


def add_timezones(calendar: Calendar, entries: Iterable[VEvent]) -> None:
    """The VTIMEZONEs that the entries use, trimmed to the years they are in; each comes before every entry."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        for name in ("DTSTART", "DTEND"):
            instant: datetime = entry.decoded(name)
            years.setdefault(str(instant.tzinfo), set()).add(instant.year)
    for zone in sorted(years):
        if zone != "UTC":
            first, last = min(years[zone]), max(years[zone])
            component = Timezone.from_tzinfo(
                ZoneInfo(zone), zone, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1)
            )
            calendar.subcomponents.insert(0, component)


def session_entry(event: Event, session: Session, locale: str) -> VEvent:
    """A session, with the slot it has or had last. CANCELLED where it lost its slot or went back to draft."""
    main = event.main_locale
    starts_at, ends_at = session.last_starts_at, session.last_ends_at
    assert starts_at is not None
    assert ends_at is not None
    is_on = session.status == "confirmed" and session.starts_at is not None
    title = session.title.text(locale, main)
    room = session.room.name.text(locale, main) if session.room else ""
    entry = _entry(session.uid, session.created_at, session.changed_at, session.sequence, is_on)
    entry.add("summary", title if is_on else _("Cancelled: %(title)s", title=title))
    entry.add("dtstart", event.local(starts_at))
    entry.add("dtend", event.local(ends_at))
    _add_place(entry, event, locale, room)
    page = absolute_url("programme.session", slug=event.slug, code=session.code)
    entry.add("url", vUri(page))
    if session.track:
        entry.add("categories", [session.track.name.text(locale, main)])
    entry.add("transp", "TRANSPARENT" if session.is_break or not is_on else "OPAQUE")
    _add_organizer(entry, event, locale)
    _add_description(entry, _session_text(event, session, locale), page)
    if session.stream_url:
        stream = _uri(session.stream_url)
        stream.params["FEATURE"] = "VIDEO"
        entry.add("conference", stream)
    return entry


def event_entry(event: Event, locale: str, *, is_on: bool = True, page: str = "") -> VEvent:
    """The whole event as one entry."""
    main = event.main_locale
    name = event.name.text(locale, main)
    entry = _entry(event.uid, event.created_at, event.programme_changed_at, event.sequence, is_on)
    entry.add("summary", name if is_on else _("Cancelled: %(title)s", title=name))
    entry.add("dtstart", event.local(event.starts_at))
    entry.add("dtend", event.local(event.ends_at))
    _add_place(entry, event, locale, "")
    link = page or absolute_url("events.page", slug=event.slug)
    entry.add("url", vUri(link))
    entry.add("transp", "TRANSPARENT")
    _add_organizer(entry, event, locale)
    _add_description(entry, event.description.text(locale, main) or event.tagline.text(locale, main), link)
    return entry


def _entry(uid: object, created_at: datetime, changed_at: datetime, sequence: int, is_on: bool) -> VEvent:
    entry = VEvent()
    entry.add("uid", str(uid))
    entry.add("dtstamp", changed_at.astimezone(UTC).replace(microsecond=0))
    entry.add("last-modified", changed_at.astimezone(UTC).replace(microsecond=0))
    entry.add("created", created_at.astimezone(UTC).replace(microsecond=0))
    entry.add("sequence", sequence)
    entry.add("status", "CONFIRMED" if is_on else "CANCELLED")
    return entry


def _add_place(entry: VEvent, event: Event, locale: str, room: str) -> None:
    main = event.main_locale
    parts = (room, event.venue.text(locale, main), event.address.text(locale, main))
    if place := ", ".join(filter(None, parts)):
        entry.add("location", place)
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", vGeo((event.latitude, event.longitude)))


def _add_organizer(entry: VEvent, event: Event, locale: str) -> None:
    if event.contact_email:
        organizer = vCalAddress(f"mailto:{event.contact_email}")
        organizer.params["CN"] = event.organiser.text(locale, event.main_locale) or event.name.text(locale)
        entry.add("organizer", organizer)


def _session_text(event: Event, session: Session, locale: str) -> str:
    main = event.main_locale
    people = [
        ", ".join(filter(None, (speaker.name.text(locale, main), speaker.post.text(locale, main))))
        for speaker in session.on_stage
    ]
    parts = (
        session.subtitle.text(locale, main),
        session.abstract.text(locale, main),
        "\n".join(people),
    )
    return "\n\n".join(filter(None, parts))


def _add_description(entry: VEvent, markdown: str, link: str) -> None:
    plain = richtext.to_plain(markdown)
    entry.add("description", f"{plain}\n\n{link}" if plain else link)
    if markdown:
        html = vText(f"<html><body>{richtext.to_html(markdown)}</body></html>")
        html.params["FMTTYPE"] = "text/html"
        entry.add("x-alt-desc", html)


def _uri(address: str) -> vUri:
    uri = vUri(address)
    uri.params["VALUE"] = "URI"
    return uri


def written(calendar: Calendar) -> bytes:
    """The calendar's bytes, properties in a fixed order."""
    return bytes(calendar.to_ical(sorted=True))
