"""The feeds that calendar apps subscribe to. None sets a cookie, and all answer 304 to who has them already."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.sql.elements import ColumnElement

from eventapp.calendars import feeds, queries
from eventapp.calendars.agendas import own_agenda
from eventapp.calendars.deadlines import deadline_feed, deadlines_for
from eventapp.calendars.entries import AnySessionRow, tombstones_end
from eventapp.calendars.files import CalendarFile
from eventapp.calendars.formats import FORMATS
from eventapp.calendars.models import Departure
from eventapp.calendars.public import blueprint
from eventapp.calendars.queries import FeedVersion
from eventapp.calendars.service import user_by_deadline_token
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.http import cached_response, without_cookies
from eventapp.core.links import absolute_url
from eventapp.core.locales import DEFAULT_LOCALE, match_locale
from eventapp.events.models import Event
from eventapp.events.queries import (
    announced_events,
    announced_versions,
    event_by_slug,
    public_events_of_series,
    series_by_slug,
    series_versions,
)
from eventapp.programme.models import Room, Session, Speaker, Track
from eventapp.programme.queries import (
    announced_sessions,
    room_by_slug,
    session_by_code,
    speaker_by_code,
    spoken_by,
    track_by_slug,
)
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.queries import public_ticket_types, retired_link

CACHE_CONTROL = "public, max-age=300, must-revalidate"
PRIVATE_CACHE_CONTROL = "private, no-cache"


class Part(NamedTuple):
    """A piece of an event's programme: its name, what is in it now, and what left it."""

    name: str
    sessions: Sequence[AnySessionRow]
    departures: Sequence[Departure] = ()


def feed_route(path: str) -> Callable[[Any], Any]:
    """A feed's address in every format: `path` ends in `.ics`, and the others take its place."""

    def register(view: Any) -> Any:
        others = f"{path.removesuffix('ics')}<any(jcal, jscal, xcs):form>"
        blueprint.add_url_rule(path, view_func=view, defaults={"form": "ics"})
        blueprint.add_url_rule(others, view_func=view)
        return view

    return register


@feed_route("/calendar.ics")
def site(form: str) -> ResponseReturnValue:
    """All public events."""
    versions = announced_versions()
    locale = asked_locale(DEFAULT_LOCALE)
    changed_at = max((version.programme_changed_at for version in versions), default=None)
    key = ("site feed", locale, *((version.uid, version.revision) for version in versions))

    def build() -> CalendarFile:
        return feeds.site_feed(announced_events(), locale, source=feed_source())

    return answer_feed(form, key, build, changed_at=_settled(changed_at))


@feed_route("/series/<series_slug>/calendar.ics")
def series(series_slug: str, form: str) -> ResponseReturnValue:
    """Every session of every public event of a series."""
    found = series_by_slug(series_slug) or abort(404)
    versions = series_versions(found.id, with_hidden=True)
    if not versions:
        abort(404)
    locale = asked_locale(DEFAULT_LOCALE)
    now = clock.now()
    over = {version.uid: tombstones_end(version.ends_at) for version in versions}
    over = {uid: end for uid, end in over.items() if now >= end}
    key = ("series feed", series_slug, found.name, locale, tuple(over), *((one.uid, one.revision) for one in versions))
    changed_at = max([*(version.programme_changed_at for version in versions), *over.values()])

    def build() -> CalendarFile:
        parts = [(event, announced_sessions(event.id)) for event in public_events_of_series(found.id, with_hidden=True)]
        return feeds.series_feed(found, parts, locale, source=feed_source(), at=now)

    return answer_feed(form, key, build, changed_at=_settled(changed_at))


@feed_route("/events/<slug>/calendar.ics")
def event(slug: str, form: str) -> ResponseReturnValue:
    return _feed(slug, form, ("event",), lambda event, _locale: Part("", announced_sessions(event.id)))


@feed_route("/events/<slug>/sessions/<code>.ics")
def session(slug: str, code: str, form: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = session_by_code(event.id, code)
        if found is None or found.last_starts_at is None or (found.status != "confirmed" and not found.was_public):
            abort(404)
        return Part(found.title.text(locale, event.main_locale), [found])

    return _feed(slug, form, ("session", code), part)


@feed_route("/events/<slug>/tracks/<track_slug>/calendar.ics")
def track(slug: str, track_slug: str, form: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = track_by_slug(event.id, track_slug) or abort(404)
        return _part_of(event, locale, "track", found, Session.track_id == found.id)

    return _feed(slug, form, ("track", track_slug), part)


@feed_route("/events/<slug>/rooms/<room_slug>/calendar.ics")
def room(slug: str, room_slug: str, form: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = room_by_slug(event.id, room_slug) or abort(404)
        return _part_of(event, locale, "room", found, Session.room_id == found.id)

    return _feed(slug, form, ("room", room_slug), part)


@feed_route("/events/<slug>/speakers/<code>/calendar.ics")
def speaker(slug: str, code: str, form: str) -> ResponseReturnValue:
    def part(event: Event, locale: str) -> Part:
        found = speaker_by_code(event.id, code) or abort(404)
        told = _part_of(event, locale, "speaker", found, spoken_by(found.id))
        if not told.sessions and not told.departures:
            abort(404)
        return told

    return _feed(slug, form, ("speaker", code), part)


def _part_of(
    event: Event, locale: str, place: str, subject: Track | Room | Speaker, among: ColumnElement[bool]
) -> Part:
    """What is `among` a track's, room's or speaker's sessions now, and what left it."""
    return Part(
        subject.name.text(locale, event.main_locale),
        announced_sessions(event.id, among=among),
        queries.departures_from(place, subject.id),
    )


@feed_route("/r/<token>/calendar.ics")
def personal(token: str, form: str) -> ResponseReturnValue:
    """One person's agenda, by the feed's own link or the private page's."""
    version = queries.personal_version(token, clock.now())
    if version is None:
        return _farewell(token, form)
    registration_id = version.registration_id
    assert registration_id is not None
    locale = asked_locale(version.main_locale)

    def build() -> CalendarFile:
        registration = db.session.get_one(Registration, registration_id)
        return own_agenda(registration, locale, source=absolute_url("calendars.personal", token=token), at=clock.now())

    key = ("personal feed", token, locale, *version.key)
    return answer_feed(form, key, build, changed_at=_settled(version.changed_at), cache_control=PRIVATE_CACHE_CONTROL)


def _farewell(token: str, form: str) -> ResponseReturnValue:
    """What a feed's former address says; where the place passed on, that the event is off for who had it."""
    without_cookies()
    retired = retired_link(token)
    if retired is None:
        abort(404)
    registration = db.session.get_one(Registration, retired.registration_id)
    source = absolute_url("calendars.personal", token=token)
    if retired.reason == "transferred":
        calendar, status = feeds.passed_on(registration.event, retired, source=source), 200
    else:
        calendar, status = feeds.retired_feed(registration, source=source, retired_at=retired.retired_at), 410
    headers = {"Cache-Control": PRIVATE_CACHE_CONTROL}
    chosen = FORMATS[form]
    return Response(chosen.write(calendar), status=status, content_type=chosen.content_type, headers=headers)


@feed_route("/calendar/deadlines/<token>.ics")
def deadlines(token: str, form: str) -> ResponseReturnValue:
    """The deadlines of a team member's events, by the secret address of that calendar."""
    user = user_by_deadline_token(token)
    if user is None:
        without_cookies()
        abort(404)
    locale = asked_locale(user.locale)
    found = deadlines_for(user, locale)
    key = ("deadlines", token, locale, *((one.event.name, one.event.timezone, *one.deadline) for one in found))
    return answer_feed(
        form, key, lambda: deadline_feed(found, locale, source=feed_source()), changed_at=None,
        cache_control=PRIVATE_CACHE_CONTROL,
    )  # fmt: skip


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
    calendar = feeds.registration_opens_calendar(event, opens_at, asked_locale(event.main_locale), source=feed_source())
    headers = {"Content-Disposition": f'attachment; filename="{slug}-registration.ics"', "Cache-Control": "no-cache"}
    chosen = FORMATS["ics"]
    return Response(chosen.write(calendar), content_type=chosen.content_type, headers=headers)


def _feed(slug: str, form: str, name: tuple[str, ...], part: Callable[[Event, str], Part]) -> ResponseReturnValue:
    version: FeedVersion | None = queries.feed_version(slug, clock.now())
    if version is None:
        abort(404)
    locale = asked_locale(version.main_locale)

    def build() -> CalendarFile:
        event = db.session.get_one(Event, version.event_id)
        found = part(event, locale)
        return feeds.programme_feed(
            event, found.sessions, locale, part=found.name, source=feed_source(), at=clock.now(),
            departures=found.departures,
        )  # fmt: skip

    return answer_feed(form, ("feed", name, locale, *version.key), build, changed_at=version.changed_at)


def answer_feed(
    form: str,
    key: tuple[Any, ...],
    build: Callable[[], CalendarFile],
    *,
    changed_at: datetime | None,
    cache_control: str = CACHE_CONTROL,
) -> ResponseReturnValue:
    without_cookies()
    chosen = FORMATS[form]
    return cached_response(
        (form, *key), lambda: chosen.write(build()), chosen.content_type, changed_at=changed_at,
        cache_control=cache_control,
    )  # fmt: skip


def _settled(changed_at: datetime | None) -> datetime | None:
    """The date of a feed that several things change, once it tells this state from all later ones.

    Each of them moves its own stamp on by a second, but two can change within one: a date that is this young is not
    said, and who has no better validator gets everything (RFC 9110 section 8.8.2.2).
    """
    is_sure = changed_at is not None and clock.now() - changed_at >= timedelta(seconds=2)
    return changed_at if is_sure else None


def feed_source() -> str:
    return str(current_app.config["BASE_URL"]) + request.path


def asked_locale(otherwise: str) -> str:
    """Feeds speak the language of `?lang=`, else the event's: what an app's server happens to send is no choice."""
    return match_locale(request.args.get("lang")) or otherwise
