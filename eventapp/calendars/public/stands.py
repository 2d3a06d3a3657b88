"""Feeds of what happens at companies' stands. None sets a cookie, and all answer 304 to who has them already."""

from flask import abort
from flask.typing import ResponseReturnValue

from eventapp.calendars import queries
from eventapp.calendars.files import CalendarFile
from eventapp.calendars.public.feeds import answer_feed, asked_locale, feed_route, feed_source
from eventapp.calendars.stand_feeds import stand_feed
from eventapp.companies.queries import announced_stand_events, company_by_code, directory
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event


@feed_route("/events/<slug>/companies/calendar.ics")
def all_stands(slug: str, form: str) -> ResponseReturnValue:
    """What happens at all stands."""
    return _feed(slug, form, "")


@feed_route("/events/<slug>/companies/<code>/calendar.ics")
def company_stand(slug: str, code: str, form: str) -> ResponseReturnValue:
    return _feed(slug, form, code)


def _feed(slug: str, form: str, code: str) -> ResponseReturnValue:
    version = queries.feed_version(slug, clock.now())
    companies = directory(version.event_id) if version else None
    if version is None or companies is None:
        abort(404)
    company = company_by_code(version.event_id, code) if code else None
    if code and (company is None or not company.was_public):
        abort(404)
    locale = asked_locale(version.main_locale)
    changed_at = max(version.changed_at, companies.changed_at)

    def build() -> CalendarFile:
        event = db.session.get_one(Event, version.event_id)
        found = announced_stand_events(event.id, company.code if company else "")
        part = company.name.text(locale, event.main_locale) if company else ""
        return stand_feed(event, found, companies, locale, part=part, source=feed_source())

    key = ("stand feed", code, locale, *version.key, companies.revision)
    return answer_feed(form, key, build, changed_at=changed_at)
