"""What search engines, link previews and browsers ask of a site: robots.txt, the sitemap, the manifest, pictures."""

from collections.abc import Callable, Iterable

from flask import Response, jsonify, render_template
from flask_babel import gettext as _

from eventapp.core.http import cached_response, without_cookies
from eventapp.core.link_pictures import LinkPicture, draw
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.templating import static_url, time_span
from eventapp.events import queries
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.extension_points import sitemap_parts, sitemap_versions
from eventapp.events.models import Event
from eventapp.events.public import blueprint, published_event, published_version
from eventapp.events.queries import EventVersion

NOT_FOR_ROBOTS = ("/admin/", "/account/", "/login", "/checkin/", "/api/", "/lang/")
"""Private links are not among them: calendar services ask robots.txt before they fetch a feed, and private pages say
themselves that they are for no index."""
A_DAY = "public, max-age=86400"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything public may be read: pages, feeds and pictures."""
    without_cookies()
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), ""]
    body = "\n".join([*lines, f"Sitemap: {absolute_url('events.sitemap')}", ""])
    return Response(body, content_type="text/plain; charset=utf-8", headers={"Cache-Control": A_DAY})


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """A sitemap of each event, since one holds 50,000 addresses at most (https://www.sitemaps.org/protocol.html)."""
    without_cookies()
    events = queries.listed_events()
    version = tuple((event.uid, event.revision) for event in events)
    return cached_response(
        ("sitemaps", version), lambda: render_template("events/sitemaps.xml", events=events), "application/xml"
    )


@blueprint.get("/events/<slug>/sitemap.xml")
def event_sitemap(slug: str) -> Response:
    without_cookies()
    version = published_version(slug)

    def build() -> str:
        event = published_event(slug)
        pages = [absolute_url("events.page", slug=slug), *_pages_of(event)]
        return render_template("events/sitemap.xml", pages=pages, changed_at=event.programme_changed_at)

    parts = tuple(part(version.id) for part in sitemap_versions)
    return cached_response(("sitemap", version.uid, version.revision, parts), build, "application/xml")


def _pages_of(event: Event) -> Iterable[str]:
    return (address for part in sitemap_parts for address in part(event))


@blueprint.get("/site.webmanifest")
def manifest() -> Response:
    """https://www.w3.org/TR/appmanifest/"""
    without_cookies()
    icon = {"src": static_url("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    answer = jsonify(name=_("Events"), start_url="/", display="browser", icons=[icon], lang=reader_locale())
    answer.content_type = "application/manifest+json"
    answer.headers["Cache-Control"] = A_DAY
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


@blueprint.get("/events/<slug>/picture.png")
def event_picture(slug: str) -> Response:
    """What a link to the event shows where it is shared."""
    version = published_version(slug)

    def build() -> bytes:
        event = published_event(slug)
        locale, main = reader_locale(), event.main_locale
        when = time_span(event.starts_at, event.ends_at, event.timezone)
        notes = (when, event.venue.text(locale, main))
        return picture_of(event, event.name.text(locale, main), event.organiser.text(locale, main), notes)

    return picture_response(version, "event", build)


def picture_of(event: Event, title: str, above: str, notes: tuple[str, ...]) -> bytes:
    colour = ACCENT_COLOURS[event.accent]
    return draw(LinkPicture(title, above, tuple(note for note in notes if note), colour, reader_locale()))


def picture_response(version: EventVersion, name: object, build: Callable[[], bytes]) -> Response:
    """Kept for as long as nothing of the event changes."""
    without_cookies()
    key = ("link picture", name, version.uid, version.revision, reader_locale())
    return cached_response(key, build, "image/png", vary="Accept-Language, Cookie")
