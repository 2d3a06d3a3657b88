"""The site's home page, and each event's."""

from typing import NoReturn

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from eventapp.core import clock
from eventapp.core.http import cached_page
from eventapp.core.personal_data import ATTENDEES, EXHIBITORS, SPEAKERS
from eventapp.events import queries
from eventapp.events.extension_points import NavigationItem, navigation_of, page_parts, series_parts
from eventapp.events.models import Event
from eventapp.events.record_of_processing import processing_of
from eventapp.events.structured_data import as_json_ld

blueprint = Blueprint("events", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    versions = queries.public_versions()
    today = clock.now().date()

    def build() -> str:
        events = queries.public_events()
        coming = [event for event in events if event.ends_at >= clock.now()]
        past = [event for event in reversed(events) if event not in coming]
        return render_template("events/home.html", coming=coming, past=past)

    return cached_page(("home", today, *((version.uid, version.revision) for version in versions)), build)


@blueprint.get("/events/<slug>/")
def page(slug: str) -> ResponseReturnValue:
    version = published_version(slug)
    parts = tuple(part.version(version) for part in page_parts)

    def build() -> str:
        event = published_event(slug)
        shown = [(part.template, part.context(event)) for part in page_parts]
        return render_template("events/page.html", event=event, parts=shown, structured=as_json_ld(event))

    return cached_page(("event", version.uid, version.revision, parts), build)


@blueprint.get("/events/<slug>/privacy/")
def privacy(slug: str) -> ResponseReturnValue:
    """What the event stores about its visitors, for how long, and what they can do about it."""
    event = published_event(slug)
    g.main_locale = event.main_locale
    processing = processing_of(event, (ATTENDEES, SPEAKERS, EXHIBITORS))
    return render_template("events/privacy.html", event=event, processing=processing)


@blueprint.get("/series/<series_slug>/")
def series(series_slug: str) -> ResponseReturnValue:
    """Several events under one name: each of them, and everybody who speaks there."""
    found = queries.series_by_slug(series_slug) or abort(404)
    versions = queries.series_versions(found.id)
    if not versions:
        abort(404)
    key = (found.name, found.description, found.accent, *((version.uid, version.revision) for version in versions))

    def build() -> str:
        events = queries.public_events_of_series(found.id)
        parts = [(part.template, part.context(events)) for part in series_parts]
        return render_template("events/series.html", series=found, events=events, parts=parts)

    return cached_page(("series", series_slug, clock.now().date(), key), build)


@blueprint.app_template_global("navigation_of")
def _navigation_of(event: Event) -> list[NavigationItem]:
    return navigation_of(event)


def published_event(slug: str) -> Event:
    """The event of a public page; 404 where there is none, and a notice with 410 where it was taken back."""
    event = queries.event_by_slug(slug)
    if event is None or event.status == "draft":
        _refuse(event)
    return event


def published_version(slug: str) -> queries.EventVersion:
    """The same for a page that is answered from its version."""
    return queries.published_version(slug) or _refuse(queries.event_by_slug(slug))


def _refuse(event: Event | None) -> NoReturn:
    if event is None or not event.is_hidden:
        abort(404)
    g.main_locale = event.main_locale
    raise Gone(response=Response(render_template("events/hidden.html", event=event), 410))
