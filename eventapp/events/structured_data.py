"""An event as schema.org describes one, for search engines."""

from typing import Any

from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
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
    if event.venue:
        place: dict[str, Any] = {"@type": "Place", "name": event.venue.text(locale, main)}
        if event.address:
            place["address"] = event.address.text(locale, main)
        if event.latitude is not None:
            place["geo"] = {"@type": "GeoCoordinates", "latitude": event.latitude, "longitude": event.longitude}
        described["location"] = place
    if event.organiser:
        described["organizer"] = {"@type": "Organization", "name": event.organiser.text(locale, main)}
    return described
