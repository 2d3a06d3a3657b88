"""Recordings that somebody keeps on their own device: a page that shows them without a network, and the script that
keeps that page. Neither says who or what: the recordings are on the device alone."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from eventapp.core.http import PLAYER_POLICY, without_cookies
from eventapp.core.templating import static_url, stylesheet_url

blueprint = Blueprint("kept_recordings", __name__, url_prefix="/kept-recordings")
SCRIPTS = ("js/page.js", "js/kept-recordings.js", "icon.svg")


@blueprint.get("/")
def page() -> ResponseReturnValue:
    without_cookies()
    text = render_template("recordings/kept.html")
    return Response(text, headers={"Cache-Control": "no-cache", "Content-Security-Policy": PLAYER_POLICY})


@blueprint.get("/worker.js")
def worker() -> ResponseReturnValue:
    """The script that has the page open without a network."""
    without_cookies()
    script = render_template("recordings/worker.js", kept=[stylesheet_url(), *map(static_url, SCRIPTS)])
    return Response(script, content_type="text/javascript; charset=utf-8")
