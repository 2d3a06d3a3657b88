"""The programme as schema.org describes one, for search engines: sessions as parts of their event, and who speaks."""

from typing import Any

from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.events.extension_points import structured_parts
from eventapp.events.models import Event
from eventapp.events.structured_data import place_of
from eventapp.programme import queries
from eventapp.programme.models import Speaker

MOST_SESSIONS = 200
"""Sessions that an event's page lists; those of a market have their own pages, which the sitemap names."""


def session_as_json_ld(event: Event, session: Any) -> dict[str, Any]:
    """https://schema.org/Event of a public session, in the reader's language; empty where its time is not set."""
    if not session.is_scheduled:
        return {}
    locale, main = reader_locale(), event.main_locale
    described = {
        "@context": "https://schema.org",
        **_outline(event, session),
        "superEvent": {
            "@type": "Event", "name": event.name.text(locale, main),
            "url": absolute_url("events.page", slug=event.slug),
            "startDate": event.local(event.starts_at).isoformat(), "location": place_of(event),
        },
    }  # fmt: skip
    if session.abstract:
        described["description"] = session.abstract.text(locale, main)
    if session.languages:
        described["inLanguage"] = list(session.languages)
    people = [_person(event, speaker) for speaker in session.on_stage]
    return described | ({"performer": people} if people else {})


def speaker_as_json_ld(event: Event, speaker: Speaker) -> dict[str, Any]:
    """https://schema.org/Person, in the reader's language."""
    locale, main = reader_locale(), event.main_locale
    described = {"@context": "https://schema.org", **_person(event, speaker)}
    if speaker.post:
        described["jobTitle"] = speaker.post.text(locale, main)
    if speaker.organisation:
        described["worksFor"] = {"@type": "Organization", "name": speaker.organisation.text(locale, main)}
    if speaker.biography:
        described["description"] = speaker.biography.text(locale, main)
    return described


def _outline(event: Event, session: Any) -> dict[str, Any]:
    locale, main = reader_locale(), event.main_locale
    status = "EventCancelled" if session.is_cancelled else "EventScheduled"
    return {
        "@type": "Event",
        "name": session.title.text(locale, main),
        "startDate": event.local(session.starts_at).isoformat(),
        "endDate": event.local(session.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place_of(event, session.room.name.text(locale, main) if session.room else ""),
        "url": absolute_url("programme.session", slug=event.slug, code=session.code),
    }


def _person(event: Event, speaker: Any) -> dict[str, Any]:
    return {
        "@type": "Person", "name": speaker.name.text(reader_locale(), event.main_locale),
        "url": absolute_url("programme.speaker", slug=event.slug, code=speaker.code),
    }  # fmt: skip


def _programme_of(event: Event) -> dict[str, Any]:
    """What the event's own description has of it."""
    sessions = [one for one in queries.public_sessions(event.id) if one.is_scheduled and not one.is_break]
    found: dict[str, Any] = {}
    if sessions:
        found["subEvent"] = [_outline(event, session) for session in sessions[:MOST_SESSIONS]]
    if people := queries.public_speakers(event.id):
        found["performer"] = [_person(event, speaker) for speaker in people[:MOST_SESSIONS]]
    return found


structured_parts.append(_programme_of)
