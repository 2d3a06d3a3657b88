"""The part of the live board that is asked for again and again: built once a change, else answered with 304."""

from flask import Response, render_template

from eventapp.checkin import charts, queries
from eventapp.checkin.labels import OUTCOME_NAMES
from eventapp.core.http import cached_response
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event


def live_response(event: Event, *, shows_names: bool) -> Response:
    """The board as HTML. Without names it is fit for a screen in the hall."""
    version = ("live board", shows_names, reader_locale(), *queries.live_version(event))
    return cached_response(
        version, lambda: _built(event, shows_names), "text/html; charset=utf-8", cache_control="private, no-cache",
        vary="Accept-Encoding, Accept-Language, Cookie",
    )  # fmt: skip


def _built(event: Event, shows_names: bool) -> str:
    now = queries.live(event)
    return render_template(
        "checkin/_live.html",
        event=event,
        live=now,
        names=queries.names_of(now.scans),
        bars=charts.minutes_drawn(now.minutes),
        shows_names=shows_names,
        outcome_names=OUTCOME_NAMES,
    )
