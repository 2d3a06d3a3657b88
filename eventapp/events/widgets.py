"""Parts of an event's pages for an organiser's own site: what they have in common, the script, and the countdown.

Each is a page of its own that only the sites of the event's list may frame. It sets no cookie, and its links open
beside the site: what a reader does there (registering) is done here, where cookies are kept.
"""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from eventapp.core import clock
from eventapp.core.files import STATIC
from eventapp.core.http import CONTENT_SECURITY_POLICY, cached_response, without_cookies
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.events.public import blueprint, published_event

SCRIPT = STATIC / "js" / "embed.js"
AN_HOUR = "public, max-age=3600"


@blueprint.get("/embed.js")
def widget_script() -> Response:
    """The one script that another site loads; any may."""
    without_cookies()
    response = cached_response(
        ("widget script",), SCRIPT.read_text, "text/javascript; charset=utf-8", cache_control=AN_HOUR
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/events/<slug>/embed/countdown/")
def countdown_widget(slug: str) -> ResponseReturnValue:
    event = published_event(slug)
    now = clock.now()
    standing = "coming" if now < event.starts_at else "running" if now < event.ends_at else "over"
    minutes = max(int((event.starts_at - now).total_seconds() // 60), 0)
    left = {"days": minutes // 1440, "hours": minutes % 1440 // 60, "minutes": minutes % 60}
    body = render_template("events/embed/countdown.html", event=event, standing=standing, left=left)
    return framed(event, body)


def framed(event: Event, body: str) -> Response:
    """A page that the sites of the event's list may show in a frame, and this one."""
    without_cookies()
    response = Response(body, content_type="text/html; charset=utf-8")
    allowed = " ".join(["'self'", *event.widget_sites])
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {allowed}"
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    response.headers["Content-Language"] = reader_locale()
    response.headers["X-Robots-Tag"] = "noindex"
    return response
