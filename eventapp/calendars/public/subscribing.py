"""The pages that help to subscribe: one for each feed, with what each calendar app does with it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.calendars.formats import FORMATS
from eventapp.calendars.public import blueprint
from eventapp.companies.queries import directory, public_company
from eventapp.companies.service import is_listed
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.qr_codes import qr_svg
from eventapp.events.models import Event
from eventapp.events.public import published_event
from eventapp.events.queries import public_events_of_series, series_by_slug
from eventapp.programme.queries import (
    public_session,
    public_speakers,
    room_by_slug,
    rooms_of,
    speaker_by_code,
    track_by_slug,
    tracks_of,
)


def links_of(feed: str, name: str) -> dict[str, str]:
    """Where each calendar app is told to subscribe to a feed's address."""
    webcal = "webcal://" + feed.partition("://")[2]
    outlook = urlencode({"url": webcal, "name": name}, quote_via=quote)
    return {
        "webcal": webcal,
        "google": "https://calendar.google.com/calendar/r?" + urlencode({"cid": webcal}, quote_via=quote),
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?{outlook}",
        "office": f"https://outlook.office.com/calendar/0/addfromweb?{outlook}",
        "file": feed,
    }


def offer(name: str, address_of: Callable[..., str]) -> dict[str, Any]:
    """What the template needs to offer one feed; `address_of` gives its address, with `form` in another format."""
    feed = address_of()
    links = links_of(feed, name)
    return {
        "feed": feed,
        "name": name,
        "links": links,
        "qr": qr_svg(links["webcal"]),
        "formats": {form: address_of(form=form) for form in FORMATS if form != "ics"},
    }


def subscription(endpoint: str, name: str, **values: Any) -> dict[str, Any]:
    """One public feed in the reader's language."""
    return offer(name, partial(absolute_url, endpoint, lang=reader_locale(), **values))


@blueprint.get("/calendar/")
def subscribe_site() -> ResponseReturnValue:
    name = _("All events")
    offered = subscription("calendars.site", name)
    return render_template("calendars/subscribe_site.html", title=name, offered=offered)


@blueprint.get("/series/<series_slug>/calendar/")
def subscribe_series(series_slug: str) -> ResponseReturnValue:
    series = series_by_slug(series_slug)
    if series is None or not public_events_of_series(series.id):
        abort(404)
    name = series.name.text(reader_locale())
    offered = subscription("calendars.series", name, series_slug=series_slug)
    return render_template("calendars/subscribe_site.html", title=name, offered=offered)


@blueprint.get("/events/<slug>/calendar/")
def subscribe_event(slug: str) -> ResponseReturnValue:
    """The whole programme, and the way to its parts."""
    event = _public(slug)
    parts = {
        "tracks": [(track.name, track.slug) for track in tracks_of(event.id)],
        "rooms": [(room.name, room.slug) for room in rooms_of(event.id)],
        "speakers": [(speaker.name, speaker.code) for speaker in public_speakers(event.id)],
    }
    return _page(event, "", "calendars.event", parts=parts, caldav=absolute_url("caldav.public_programme", slug=slug))


@blueprint.get("/events/<slug>/sessions/<code>/calendar/")
def subscribe_session(slug: str, code: str) -> ResponseReturnValue:
    event = _public(slug)
    found = public_session(event.id, code)
    if found is None or found.last_starts_at is None:
        abort(404)
    return _page(event, found.title.text(reader_locale(), event.main_locale), "calendars.session", code=code)


@blueprint.get("/events/<slug>/tracks/<track_slug>/calendar/")
def subscribe_track(slug: str, track_slug: str) -> ResponseReturnValue:
    event = _public(slug)
    found = track_by_slug(event.id, track_slug) or abort(404)
    name = found.name.text(reader_locale(), event.main_locale)
    return _page(event, name, "calendars.track", track_slug=track_slug)


@blueprint.get("/events/<slug>/rooms/<room_slug>/calendar/")
def subscribe_room(slug: str, room_slug: str) -> ResponseReturnValue:
    event = _public(slug)
    found = room_by_slug(event.id, room_slug) or abort(404)
    return _page(event, found.name.text(reader_locale(), event.main_locale), "calendars.room", room_slug=room_slug)


@blueprint.get("/events/<slug>/speakers/<code>/calendar/")
def subscribe_speaker(slug: str, code: str) -> ResponseReturnValue:
    event = _public(slug)
    found = speaker_by_code(event.id, code)
    if found is None or found not in public_speakers(event.id):
        abort(404)
    return _page(event, found.name.text(reader_locale(), event.main_locale), "calendars.speaker", code=code)


@blueprint.get("/events/<slug>/companies/<code>/calendar/")
def subscribe_company(slug: str, code: str) -> ResponseReturnValue:
    """What happens at a company's stand."""
    event = _public(slug)
    found = public_company(event.id, code) or abort(404)
    return _page(event, found.name.text(reader_locale(), event.main_locale), "calendars.company_stand", code=code)


@blueprint.get("/events/<slug>/companies/calendar/")
def subscribe_stands(slug: str) -> ResponseReturnValue:
    event = _public(slug)
    if not is_listed(directory(event.id)):
        abort(404)
    return _page(event, _("At the stands"), "calendars.all_stands")


def _public(slug: str) -> Event:
    event = published_event(slug)
    g.main_locale = event.main_locale
    return event


def _page(event: Event, part: str, endpoint: str, *, parts: Any = None, caldav: str = "", **values: Any) -> str:
    name = " · ".join(filter(None, (event.name.text(reader_locale(), event.main_locale), part)))
    offered = subscription(endpoint, name, slug=event.slug, **values)
    return render_template(
        "calendars/subscribe.html", event=event, part=part, offered=offered, parts=parts, caldav=caldav
    )
