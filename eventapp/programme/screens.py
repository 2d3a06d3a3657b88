"""Displays at a room's door and in the foyer: what is on, what comes next, and what is not as it was printed.

A display asks for its part every few seconds and is answered with 304 while nothing changed. The part holds all that is
still to come, so that a display turns over by itself, for as long as it is without a network.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.http import cached_page, cached_response, without_cookies
from eventapp.core.locales import match_locale, reader_locale
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.public import published_event, published_version
from eventapp.programme import queries
from eventapp.programme.models import Room, Session
from eventapp.programme.public import blueprint

NOW = "now"
"""The foyer's display, where another has its room's slug."""
LARGEST_VERSION = 100_000


class Difference(NamedTuple):
    """How a session differs from what was printed: `kind` as releases call it, and what stood there, None where that
    was the same."""

    kind: str
    starts_at: datetime | None = None
    room: LocalizedText | None = None


class OnScreen(NamedTuple):
    """A session as a display shows it."""

    session: Session
    difference: Difference | None


class RoomOnScreen(NamedTuple):
    room: Room
    sessions: list[OnScreen]


@blueprint.get("/screens/<screen>/")
def screen(slug: str, screen: str) -> ResponseReturnValue:
    """For a display; `?also=en` writes titles in a second language too, `?printed=3` marks what changed since."""
    version = published_version(slug)
    also, printed = _also(), _printed()

    def build() -> str:
        event = published_event(slug)
        room = _room(event, screen)
        return render_template(
            "programme/screens/screen.html", event=event, room=room, screen=screen, also=also, printed=printed,
            rooms=_rooms(event, room, printed),
        )  # fmt: skip

    return cached_page(("screen", screen, also, printed, version.uid, version.revision, _minute()), build)


@blueprint.get("/screens/<screen>/part")
def screen_part(slug: str, screen: str) -> Response:
    """What a display asks for again and again."""
    without_cookies()
    version = published_version(slug)
    also, printed = _also(), _printed()

    def build() -> str:
        event = published_event(slug)
        rooms = _rooms(event, _room(event, screen), printed)
        return render_template("programme/screens/_rooms.html", event=event, rooms=rooms, also=also)

    key = ("screen part", screen, also, printed, version.uid, version.revision, _seats(version.id), reader_locale())
    return cached_response(
        (*key, clock.now().date()), build, "text/html; charset=utf-8", vary="Accept-Encoding, Accept-Language, Cookie"
    )


def _minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def _seats(event_id: int) -> tuple[int, ...]:
    """Changes with every seat that is booked or given back."""
    return tuple(db.session.scalars(select(Session.taken).where(Session.event_id == event_id).order_by(Session.id)))


def _also() -> str:
    return match_locale(request.args.get("also", "")[:20]) or ""


def _printed() -> int | None:
    """The number of the release that was printed."""
    text = request.args.get("printed", "")
    return int(text) if text.isascii() and text.isdigit() and int(text[:9]) < LARGEST_VERSION else None


def _room(event: Event, screen: str) -> Room | None:
    """The room of a display; None for the foyer's, which shows all of them."""
    if screen == NOW:
        return None
    return queries.room_by_slug(event.id, screen) or abort(404)


def _rooms(event: Event, room: Room | None, printed: int | None) -> list[RoomOnScreen]:
    """What is on or to come, room by room. What ended within the last hour is kept: a display's clock may be behind."""
    differences = differences_since(event, printed)
    by_room: dict[int | None, list[OnScreen]] = {}
    for session in queries.public_sessions(event.id):
        if session.ends_at is not None and session.ends_at > clock.now() - timedelta(hours=1):
            by_room.setdefault(session.room_id, []).append(OnScreen(session, differences.get(session.code)))
    shown = [room] if room is not None else queries.rooms_of(event.id)
    return [RoomOnScreen(one, by_room.get(one.id, [])) for one in shown if room is not None or one.id in by_room]


def differences_since(event: Event, printed: int | None) -> dict[str, Difference]:
    """What is not as it stood in a release, by the sessions' codes; nothing where nobody says which was printed."""
    if printed is None:
        return {}
    found: dict[str, Difference] = {}
    for release in reversed(queries.releases_of(event.id)):
        if release.number > printed:
            for change in release.changes:
                found[change["code"]] = _together(found.get(change["code"]), change)
    return found


def _together(before: Difference | None, change: dict[str, Any]) -> Difference:
    """A change after others of the same session: what stood there first is what was printed."""
    was = change.get("before", {})
    starts_at = datetime.fromisoformat(was["starts_at"]) if was.get("starts_at") else None
    room = LocalizedText(was["room"]) if was.get("room") else None
    if before is None:
        return Difference(change["kind"], starts_at, room)
    kind = before.kind if change["kind"] in ("changed", "restored") else change["kind"]
    return Difference(kind, before.starts_at or starts_at, before.room or room)
