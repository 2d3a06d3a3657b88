"""The feeds that calendar apps subscribe to. None sets a cookie, and all answer 304 to who has them already."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from eventapp.calendars import feeds, queries
from eventapp.calendars.queries import FeedVersion
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.http import cached_answer, without_cookies
from eventapp.core.links import absolute_url
from eventapp.core.locales import DEFAULT_LOCALE, match_locale
from eventapp.events.models import Event
from eventapp.events.queries import (
    event_by_slug,
    public_events,
    public_events_of_series,
    public_versions,
    series_by_slug,
    series_versions,
)
from eventapp.programme.models import Session
from eventapp.programme.queries import (
    announced_sessions,
    room_by_slug,
    session_by_code,
    speaker_by_code,
    track_by_slug,
)
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.queries import agenda_of, public_ticket_types, retired_link

blueprint = Blueprint("calendars", __name__)
CONTENT_TYPE = "text/calendar; charset=utf-8"
CACHE_CONTROL = "public, max-age=300, must-revalidate"
PRIVATE_CACHE_CONTROL = "private, no-cache"

Part = tuple[str, Iterable[Session]]


@blueprint.get("/calendar.ics")
def site() -> ResponseReturnValue:
    """All public events."""
    without_cookies()
    versions = public_versions()
    locale = _asked_locale(DEFAULT_LOCALE)
    changed_at = max((version.programme_changed_at for version in versions), default=None)
    key = ("site feed", locale, *((version.uid, version.revision) for version in versions))
    source = absolute_url("calendars.site")
    build = lambda: feeds.build_site_feed(public_events(), locale, source=source)  # noqa: E731
    return cached_answer(key, build, CONTENT_TYPE, changed_at=changed_at, cache_control=CACHE_CONTROL)


@blueprint.get("/series/<series_slug>/calendar.ics")
def series(series_slug: str) -> ResponseReturnValue:
    """Every session of every public event of a series."""
    without_cookies()
    found = series_by_slug(series_slug) or abort(404)
    versions = series_versions(found.id)
    if not versions:
        abort(404)
    locale = _asked_locale(DEFAULT_LOCALE)
    now = clock.now()
    over = tuple(version.uid for version in versions if now >= version.ends_at)
    key = ("series feed", series_slug, found.name, locale, over, *((one.uid, one.revision) for one in versions))
    changes = [version.programme_changed_at for version in versions] + [
        version.ends_at for version in versions if now >= version.ends_at
    ]

    def build() -> bytes:
        parts = [(event, announced_sessions(event.id)) for event in public_events_of_series(found.id)]
        source = absolute_url("calendars.series", series_slug=series_slug)
        return feeds.build_series_feed(found, parts, locale, source=source, at=now)

    return cached_answer(key, build, CONTENT_TYPE, changed_at=max(changes), cache_control=CACHE_CONTROL)


@blueprint.get("/events/<slug>/calendar.ics")
def event(slug: str) -> ResponseReturnValue:
    return _feed(slug, ("event",), lambda event, _locale: ("", announced_sessions(event.id)))


@blueprint.get("/events/<slug>/sessions/<code>.ics")
def session(slug: str, code: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = session_by_code(event.id, code)
        if found is None or found.last_starts_at is None or (found.status != "confirmed" and not found.was_public):
            abort(404)
        return found.title.text(locale, event.main_locale), [found]

    return _feed(slug, ("session", code), part)


@blueprint.get("/events/<slug>/tracks/<track_slug>/calendar.ics")
def track(slug: str, track_slug: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = track_by_slug(event.id, track_slug) or abort(404)
        sessions = [session for session in announced_sessions(event.id) if session.track_id == found.id]
        return found.name.text(locale, event.main_locale), sessions

    return _feed(slug, ("track", track_slug), part)


@blueprint.get("/events/<slug>/rooms/<room_slug>/calendar.ics")
def room(slug: str, room_slug: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = room_by_slug(event.id, room_slug) or abort(404)
        sessions = [session for session in announced_sessions(event.id) if session.room_id == found.id]
        return found.name.text(locale, event.main_locale), sessions

    return _feed(slug, ("room", room_slug), part)


@blueprint.get("/events/<slug>/speakers/<code>/calendar.ics")
def speaker(slug: str, code: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = speaker_by_code(event.id, code) or abort(404)
        sessions = [session for session in announced_sessions(event.id) if found in session.speakers]
        if not sessions:
            abort(404)
        return found.name.text(locale, event.main_locale), sessions

    return _feed(slug, ("speaker", code), part)


@blueprint.get("/r/<token>/calendar.ics")
def personal(token: str) -> ResponseReturnValue:
    """One person's agenda, by the feed's own link or the private page's."""
    without_cookies()
    version = queries.personal_version(token, clock.now())
    if version is None:
        return _farewell(token)

    def build() -> bytes:
        registration = db.session.get_one(Registration, version.registration_id)
        event = registration.event
        chosen = agenda_of(registration)
        sessions = [session for session in announced_sessions(event.id) if chosen.get(session.id)]
        return feeds.build_personal_feed(
            event,
            registration,
            sessions,
            page=absolute_url("programme.schedule", slug=event.slug),
            source=absolute_url("calendars.personal", token=token),
            at=clock.now(),
        )

    key = ("personal feed", token, *version.key)
    return cached_answer(key, build, CONTENT_TYPE, changed_at=version.changed_at, cache_control=PRIVATE_CACHE_CONTROL)


def _farewell(token: str) -> ResponseReturnValue:
    """What a feed's former address says; where the place passed on, that the event is off for who had it."""
    retired = retired_link(token)
    if retired is None:
        abort(404)
    registration = db.session.get_one(Registration, retired.registration_id)
    source = absolute_url("calendars.personal", token=token)
    if retired.reason == "transferred":
        body, status = feeds.build_passed_on(registration.event, retired, source=source), 200
    else:
        body, status = feeds.build_farewell(registration, source=source, retired_at=retired.retired_at), 410
    return Response(body, status=status, content_type=CONTENT_TYPE, headers={"Cache-Control": PRIVATE_CACHE_CONTROL})


@blueprint.get("/events/<slug>/register/opening.ics")
def opening(slug: str) -> ResponseReturnValue:
    """A reminder of the moment at which registration opens; 404 where it is open or does not say."""
    without_cookies()
    event = event_by_slug(slug)
    if event is None or event.status == "draft":
        abort(404)
    opens_at = service.opens_at(event, public_ticket_types(event.id))
    if opens_at is None:
        abort(404)
    body = feeds.build_opening(event, opens_at, _asked_locale(event.main_locale))
    headers = {"Content-Disposition": f'attachment; filename="{slug}-registration.ics"', "Cache-Control": "no-cache"}
    return Response(body, content_type=CONTENT_TYPE, headers=headers)


def _feed(slug: str, name: tuple[str, ...], part: Callable[[Event, str], Part]) -> ResponseReturnValue:
    without_cookies()
    version: FeedVersion | None = queries.feed_version(slug, clock.now())
    if version is None:
        abort(404)
    locale = _asked_locale(version.main_locale)

    def build() -> bytes:
        event = db.session.get_one(Event, version.event_id)
        title, sessions = part(event, locale)
        source = current_app.config["BASE_URL"] + request.path
        return feeds.build_feed(event, sessions, locale, part=title, source=source, at=clock.now())

    return cached_answer(
        ("feed", name, locale, *version.key),
        build,
        CONTENT_TYPE,
        changed_at=version.changed_at,
        cache_control=CACHE_CONTROL,
    )


def _asked_locale(otherwise: str) -> str:
    """Feeds speak the language of `?lang=`, else the event's: what an app's server happens to send is no choice."""
    return match_locale(request.args.get("lang")) or otherwise
