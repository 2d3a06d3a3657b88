"""Live captions as they are read: on a session's public page, on somebody's private one, and on a screen in the room.

Readers ask for the part with the lines every two seconds and are answered with 304 while nothing was written.
"""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, Response, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.db import db
from eventapp.core.http import cached_response, without_cookies
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.events.public import published_event, published_version
from eventapp.programme.extension_points import SessionPart, session_parts
from eventapp.programme.models import Session
from eventapp.programme.queries import public_session
from eventapp.recordings import languages, queries
from eventapp.recordings.models import CaptionFeed
from eventapp.recordings.queries.captions import KnownFeed, version_of_event
from eventapp.registration import policy
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration
from eventapp.registration.public.private_page import registration_of
from eventapp.registration.queries import agenda_items_of

blueprint = Blueprint("captions", __name__)
blueprint.add_app_template_filter(languages.written_language)


class Shown(NamedTuple):
    """Captions as somebody reads them: those of `feed`, in `language`, which is its own or made from it by machine."""

    feed: KnownFeed
    language: str
    offered: list[str]

    @property
    def is_converted(self) -> bool:
        return self.language != self.feed.language

    @property
    def direction(self) -> str:
        return "rtl" if self.language in languages.RIGHT_TO_LEFT else "ltr"


def shown_of(feeds: list[KnownFeed]) -> Shown:
    """In the language of the address, else the reader's where there is that, else the first. 404 without any feed."""
    known = [feed.language for feed in feeds]
    offered = languages.offered(known)
    wanted = next((tag for tag in (request.args.get("language"), reader_locale()) if tag in offered), None)
    language = wanted or (offered[0] if offered else abort(404))
    source = languages.source_of(language, known)
    return Shown(next(feed for feed in feeds if feed.language == source), language, offered)


def lines_response(shown: Shown, *, is_public: bool) -> Response:
    """The part with the lines, built once a change."""
    without_cookies()

    def build() -> str:
        lines = [
            (line, languages.in_language(line.text, shown.feed.language, shown.language))
            for line in queries.lines_of(shown.feed)
        ]
        return render_template("recordings/_lines.html", lines=lines)

    return cached_response(
        ("caption lines", str(shown.feed.uid), shown.feed.revision, shown.language), build, "text/html; charset=utf-8",
        cache_control="no-cache" if is_public else "private, no-cache",
    )  # fmt: skip


@blueprint.get("/events/<slug>/sessions/<code>/captions/")
def captions(slug: str, code: str) -> ResponseReturnValue:
    """For everybody, where the team shows them to everybody."""
    without_cookies()
    event = published_event(slug)
    session = public_session(event.id, code) or abort(404)
    shown = shown_of(queries.public_feeds(event.id, code))
    part = url_for("captions.captions_part", slug=slug, code=code, language=shown.language)
    back = url_for("programme.session", slug=slug, code=code)
    return _page(event, session, shown, part, back)


@blueprint.get("/events/<slug>/sessions/<code>/captions/part")
def captions_part(slug: str, code: str) -> ResponseReturnValue:
    return lines_response(shown_of(queries.public_feeds(published_version(slug).id, code)), is_public=True)


@blueprint.get("/r/<token>/captions/")
def own_captions(token: str) -> ResponseReturnValue:
    """The sessions whose captions somebody may read."""
    registration = registration_of(token)
    found = _readable(registration)
    return render_template(
        "recordings/own_captions.html", event=registration.event, registration=registration, token=token,
        sessions=list({feed.session_id: feed.session for feed in found}.values()),
        known=_languages_by_session(found),
    )  # fmt: skip


@blueprint.get("/r/<token>/captions/<code>/")
def own_session_captions(token: str, code: str) -> ResponseReturnValue:
    """For somebody who may watch the session, whoever else may."""
    registration, session, feeds = _own(token, code)
    shown = shown_of(feeds)
    part = url_for("captions.own_captions_part", token=token, code=code, language=shown.language)
    back = url_for("captions.own_captions", token=token)
    return _page(registration.event, session, shown, part, back, is_private=True)


@blueprint.get("/r/<token>/captions/<code>/part")
def own_captions_part(token: str, code: str) -> ResponseReturnValue:
    return lines_response(shown_of(_own(token, code)[2]), is_public=False)


def _own(token: str, code: str) -> tuple[Registration, Session, list[KnownFeed]]:
    registration = registration_of(token)
    session = public_session(registration.event_id, code) or abort(404)
    found = [KnownFeed.of(feed) for feed in _readable(registration) if feed.session_id == session.id]
    return registration, session, found


def _readable(registration: Registration) -> list[CaptionFeed]:
    """Captions are for those who may watch; what is shown to everybody is for everybody."""
    found = queries.feeds_of_event(registration.event_id)
    items = agenda_items_of(registration.id) if found else {}
    return [
        feed for feed in found
        if feed.is_public or policy.may_watch(registration, feed.session, items.get(feed.session_id))
    ]  # fmt: skip


def _languages_by_session(feeds: Iterable[CaptionFeed]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for feed in feeds:
        found.setdefault(feed.session_id, []).append(feed.language)
    return {session_id: languages.offered(known) for session_id, known in found.items()}


@blueprint.get("/captions/screen/<token>/")
def screen(token: str) -> ResponseReturnValue:
    """For a screen in the room: nothing but the last lines, large."""
    feed = _of_screen(token)
    event = db.session.get_one(Event, feed.session.event_id)
    g.main_locale = event.main_locale
    known = KnownFeed.of(feed)
    shown = shown_of([known]) if "language" in request.args else Shown(known, feed.language, [feed.language])
    return render_template(
        "recordings/screen.html", event=event, session=feed.session, shown=shown,
        part=url_for("captions.screen_part", token=token, language=shown.language),
    )  # fmt: skip


@blueprint.get("/captions/screen/<token>/part")
def screen_part(token: str) -> ResponseReturnValue:
    return lines_response(shown_of([KnownFeed.of(_of_screen(token))]), is_public=False)


def _of_screen(token: str) -> CaptionFeed:
    return queries.feed_by_screen(token) or abort(404)


def _page(
    event: Event, session: Session, shown: Shown, part: str, back: str, *, is_private: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "recordings/captions.html", event=event, session=session, shown=shown, part=part, back=back,
        is_private=is_private,
    )  # fmt: skip
    return Response(page, headers={"Cache-Control": "private, no-store" if is_private else "no-cache"})


@add_ticket_actions
def _from_the_ticket(registration: Registration, token: str) -> Iterable[TicketAction]:
    if _readable(registration):
        yield TicketAction("captions", _("Live captions"), url_for("captions.own_captions", token=token))


session_parts.append(SessionPart(
    "recordings/_in_session.html",
    lambda _event, session: {"is_shown": any(feed.is_public for feed in queries.feeds_of(session.id))},
    version_of_event,
))  # fmt: skip
