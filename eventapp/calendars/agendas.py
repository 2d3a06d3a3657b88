"""One person's calendar as it stands, for whatever asks for it: their feed, or an app that syncs."""

from datetime import datetime

from eventapp.calendars import queries
from eventapp.calendars.feeds import personal_feed
from eventapp.calendars.files import CalendarFile
from eventapp.core.links import absolute_url
from eventapp.meetings.queries import for_calendar
from eventapp.registration.models import Registration


def own_agenda(registration: Registration, locale: str, *, source: str, at: datetime) -> CalendarFile:
    return personal_feed(
        registration,
        queries.agenda_for_calendar(registration.id),
        locale,
        source=source,
        page=absolute_url("programme.schedule", slug=registration.event.slug),
        at=at,
        departures=queries.departures_from("agenda", registration.id),
        answers=queries.answers_of(registration.id),
        meetings=for_calendar(registration.id),
    )
