"""Recordings as they are watched: on a session's public page, and by those who are registered on their private one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.http import PLAYER_POLICY, without_cookies
from eventapp.core.links import absolute_url
from eventapp.events.public import published_event
from eventapp.programme.extension_points import SessionExport, SessionPart, session_exports, session_parts
from eventapp.programme.queries import public_session
from eventapp.recordings import media_links, policy, queries
from eventapp.recordings.models import Recording
from eventapp.recordings.queries.recordings import version_of_event
from eventapp.recordings.queries.tracks import MOST_FOUND, languages_by_recording, search_lines
from eventapp.recordings.template_filters import media_time, web_host
from eventapp.recordings.watching import watched
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration
from eventapp.registration.public.private_page import registration_of
from eventapp.registration.queries import agenda_items_of

blueprint = Blueprint("recordings", __name__)
blueprint.add_app_template_filter(media_time)
blueprint.add_app_template_filter(web_host)


@blueprint.get("/events/<slug>/sessions/<code>/recordings/<uuid:uid>/")
def recording(slug: str, code: str, uid: UUID) -> ResponseReturnValue:
    """For everybody, where it is for everybody."""
    without_cookies()
    event = published_event(slug)
    session = public_session(event.id, code) or abort(404)
    found = queries.recording(session.id, uid)
    if found is None or not policy.may_everybody_see(found, session):
        abort(404)
    page = render_template(
        "recordings/watch.html", event=event, session=session, recording=found, is_private=False,
        watched=None if found.origin == "player" else watched(found, media_links.EVERYBODY),
        back=url_for("programme.session", slug=slug, code=code),
    )  # fmt: skip
    return _shown(page, "no-cache")


@blueprint.get("/events/<slug>/recordings/")
def recordings(slug: str) -> ResponseReturnValue:
    """All that everybody may see, with a search in what is said."""
    without_cookies()
    event = published_event(slug)
    found = [one for one in queries.published_recordings(event.id) if policy.may_everybody_see(one, one.session)]
    if not found:
        abort(404)
    page = render_template(
        "recordings/recordings.html", event=event, token="", **_search(found),
        links={
            one.id: url_for("recordings.recording", slug=slug, code=one.session.code, uid=one.uid) for one in found
        },
    )  # fmt: skip
    return Response(page, headers={"Cache-Control": "no-cache"})


def _search(recordings: list[Recording]) -> dict[str, Any]:
    """What a list of recordings shows: them all, or what was found in them."""
    wanted = request.args.get("q", "").strip()[:200]
    ids = [one.id for one in recordings]
    lines = search_lines(ids, wanted) if wanted else []
    return {
        "recordings": recordings, "wanted": wanted, "lines": lines, "languages": languages_by_recording(ids),
        "is_cut": len(lines) == MOST_FOUND,
    }  # fmt: skip


@blueprint.get("/r/<token>/recordings/")
def own_recordings(token: str) -> ResponseReturnValue:
    """All that somebody may see, by session, with a search in what is said."""
    registration = registration_of(token)
    found = _seen_by(registration)
    page = render_template(
        "recordings/recordings.html", event=registration.event, registration=registration, token=token,
        **_search(found),
        links={one.id: url_for("recordings.own_recording", token=token, uid=one.uid) for one in found},
    )  # fmt: skip
    return Response(page, headers={"Cache-Control": "private, no-store"})


@blueprint.get("/r/<token>/recordings/<uuid:uid>/")
def own_recording(token: str, uid: UUID) -> ResponseReturnValue:
    registration = registration_of(token)
    found = next((one for one in _seen_by(registration) if one.uid == uid), None) or abort(404)
    page = render_template(
        "recordings/watch.html", event=registration.event, session=found.session, recording=found, is_private=True,
        watched=None if found.origin == "player" else watched(found, media_links.REGISTERED, registration.id),
        back=url_for("recordings.own_recordings", token=token),
    )  # fmt: skip
    return _shown(page, "private, no-store")


def _shown(page: str, kept: str) -> Response:
    return Response(page, headers={"Cache-Control": kept, "Content-Security-Policy": PLAYER_POLICY})


def _seen_by(registration: Registration) -> list[Recording]:
    found = queries.published_recordings(registration.event_id)
    items = agenda_items_of(registration.id) if found else {}
    return [one for one in found if policy.may_see(one, one.session, registration, items.get(one.session_id))]


@add_ticket_actions
def _from_the_ticket(registration: Registration, token: str) -> Iterable[TicketAction]:
    if _seen_by(registration):
        yield TicketAction("play", _("Recordings"), url_for("recordings.own_recordings", token=token))


def _in_schedule_files(event_id: int) -> dict[int, dict[str, Any]]:
    """What everybody may watch, with the languages that it has."""
    shown = [one for one in queries.published_recordings(event_id) if policy.may_everybody_see(one, one.session)]
    languages = languages_by_recording([one.id for one in shown])
    found: dict[int, dict[str, Any]] = {}
    for one in shown:
        known = languages.get(one.id, {})
        values = {"slug": one.session.event.slug, "code": one.session.code, "uid": one.uid}
        found.setdefault(one.session_id, {"recordings": []})["recordings"].append({
            "title": one.title, "language": one.language, "url": absolute_url("recordings.recording", **values),
            "seconds": one.duration_ms / 1000 if one.duration_ms else None, "subtitles": known.get("subtitles", []),
            "transcripts": known.get("transcript", []), "dubs": known.get("dub", []),
        })  # fmt: skip
    return found


session_exports.append(SessionExport(_in_schedule_files, version_of_event))
session_parts.append(SessionPart(
    "recordings/_recordings_in_session.html",
    lambda _event, session: {
        "recordings": [one for one in queries.published_of_session(session) if policy.may_everybody_see(one, session)],
    },
    version_of_event,
))  # fmt: skip
