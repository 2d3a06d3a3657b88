"""An event as schema.org describes one, for search engines."""

from typing import Any

from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.events.extension_points import structured_parts
from eventapp.events.models import Event


def as_json_ld(event: Event) -> dict[str, Any]:
    """https://schema.org/Event in the reader's language."""
    locale, main = reader_locale(), event.main_locale
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.name.text(locale, main),
        "startDate": event.local(event.starts_at).isoformat(),
        "endDate": event.local(event.ends_at).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": absolute_url("events.page", slug=event.slug),
        "inLanguage": locale,
    }
    if event.tagline:
        described["description"] = event.tagline.text(locale, main)
    if place := place_of(event):
        described["location"] = place
    if event.organiser:
        described["organizer"] = {"@type": "Organization", "name": event.organiser.text(locale, main)}
    for part in structured_parts:
        described |= part(event)
    return described


def place_of(event: Event, room: str = "") -> dict[str, Any]:
    """https://schema.org/Place: the venue, or a room of it; empty where none is known."""
    locale, main = reader_locale(), event.main_locale
    names = [name for name in (room, event.venue.text(locale, main)) if name]
    if not names:
        return {}
    place: dict[str, Any] = {"@type": "Place", "name": ", ".join(names)}
    if event.address:
        place["address"] = event.address.text(locale, main)
    if event.latitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": event.latitude, "longitude": event.longitude}
    return place
