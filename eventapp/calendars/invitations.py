"""iTIP messages (RFC 5546) that go out with mails: an invitation on confirmation, a cancellation on its end."""

from typing import Literal

from icalendar import vCalAddress

from eventapp.calendars.entries import add_timezones, event_entry, new_calendar, written
from eventapp.core.locales import speaking
from eventapp.registration.links import calendar_url, page_url
from eventapp.registration.models import Registration


def invitation(registration: Registration, method: Literal["REQUEST", "CANCEL"]) -> bytes:
    """The event as an invitation to this one person, who has accepted it by registering."""
    event, locale = registration.event, registration.locale
    with speaking(locale):
        page = page_url(registration)
        calendar = new_calendar(event.name.text(locale, event.main_locale), calendar_url(registration), page)
        for name in ("refresh-interval", "x-published-ttl", "source", "name", "x-wr-calname", "url"):
            calendar.pop(name)  # these speak of a subscription; a message is read once
        calendar.add("method", method)
        entry = event_entry(event, locale, is_on=method == "REQUEST", page=page)
        entry["SEQUENCE"] = event.sequence + registration.sequence
        stamp = max(event.programme_changed_at, registration.changed_at)
        for name in ("DTSTAMP", "LAST-MODIFIED"):
            entry.pop(name)
            entry.add(name, stamp)
        attendee = vCalAddress(f"mailto:{registration.email}")
        attendee.params["CN"] = registration.name
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "ACCEPTED"
        attendee.params["RSVP"] = "FALSE"
        entry.add("attendee", attendee)
        calendar.add_component(entry)
        add_timezones(calendar, [entry])
        return written(calendar)
