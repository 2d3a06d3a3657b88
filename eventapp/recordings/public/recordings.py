"""Recordings as they are watched: on a session's public page, and by those who are registered on their private one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.calendars.extension_points import add_session_notes
from eventapp.core.http import PLAYER_POLICY, without_cookies
from eventapp.core.links import absolute_url
from eventapp.events.models import Event
from eventapp.events.public import published_event
from eventapp.programme.extension_points import SessionExport, SessionPart, session_exports, session_parts
from eventapp.programme.models import Session
from eventapp.recordings import media_links, policy, queries
from eventapp.recordings.languages import written_language
from eventapp.recordings.models import Recording
from eventapp.recordings.queries.recordings import version_of_event
from eventapp.recordings.queries.tracks import MOST_FOUND, languages_by_recording, search_lines
from eventapp.recordings.template_filters import media_time, web_host
from eventapp.recordings.watching import watched
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration
from eventapp.registration.public.private_page import registration_of
from eventapp.registration.queries import agenda_items_of
from eventapp.titles.extension_points import TitlePart, title_parts
from eventapp.titles.models import Title

blueprint = Blueprint("recordings", __name__)
_PAGE_OF = {"sessions": "programme.session", "titles": "titles.title"}
blueprint.add_app_template_filter(media_time)
blueprint.add_app_template_filter(web_host)


@blueprint.get("/events/<slug>/<any(sessions, titles):subject_kind>/<code>/recordings/<uuid:uid>/")
def recording(slug: str, subject_kind: str, code: str, uid: UUID) -> ResponseReturnValue:
    """For everybody, where it is for everybody."""
    without_cookies()
    event = published_event(slug)
    found = queries.published_recording(event.id, uid)
    if found is None or not policy.may_everybody_see(found):
        abort(404)
    if (found.subject_kind, found.subject.code) != (subject_kind, code):
        abort(404)
    page = render_template(
        "recordings/watch.html", event=event, recording=found, is_private=False,
        watched=None if found.origin == "player" else watched(found, media_links.EVERYBODY),
        back=url_for(_PAGE_OF[subject_kind], slug=slug, code=code),
    )  # fmt: skip
    return _shown(page, "no-cache")


@blueprint.get("/events/<slug>/recordings/")
def recordings(slug: str) -> ResponseReturnValue:
    """All that everybody may see, with a search in what is said."""
    without_cookies()
    event = published_event(slug)
    found = [one for one in queries.published_recordings(event.id) if policy.may_everybody_see(one)]
    if not found:
        abort(404)
    page = render_template(
        "recordings/recordings.html", event=event, token="", **_search(found),
        links={one.id: _address(slug, one) for one in found},
    )  # fmt: skip
    return Response(page, headers={"Cache-Control": "no-cache"})


def _address(slug: str, recording: Recording) -> str:
    kind, code = recording.subject_kind, recording.subject.code
    return url_for("recordings.recording", slug=slug, subject_kind=kind, code=code, uid=recording.uid)


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
        "recordings/watch.html", event=registration.event, recording=found, is_private=True,
        watched=None if found.origin == "player" else watched(found, media_links.REGISTERED, registration.id),
        back=url_for("recordings.own_recordings", token=token),
    )  # fmt: skip
    return _shown(page, "private, no-store")


def _shown(page: str, kept: str) -> Response:
    return Response(page, headers={"Cache-Control": kept, "Content-Security-Policy": PLAYER_POLICY})


def _seen_by(registration: Registration) -> list[Recording]:
    found = queries.published_recordings(registration.event_id)
    items = agenda_items_of(registration.id) if found else {}
    return [one for one in found if policy.may_see(one, registration, items.get(one.session_id or 0))]


@add_ticket_actions
def _from_the_ticket(registration: Registration, token: str) -> Iterable[TicketAction]:
    if _seen_by(registration):
        yield TicketAction("play", _("Recordings"), url_for("recordings.own_recordings", token=token))


def _public_of_sessions(event_id: int) -> Iterable[tuple[int, Recording, dict[str, list[str]]]]:
    """What everybody may watch of sessions: the session's id, the recording, and its languages by kind."""
    shown = [one for one in queries.published_recordings(event_id) if policy.may_everybody_see(one)]
    languages = languages_by_recording([one.id for one in shown]) if shown else {}
    for one in shown:
        if one.session_id is not None:
            yield one.session_id, one, languages.get(one.id, {})


def _in_schedule_files(event_id: int) -> dict[int, dict[str, Any]]:
    """What everybody may watch, with the languages that it has."""
    found: dict[int, dict[str, Any]] = {}
    for session_id, one, known in _public_of_sessions(event_id):
        values = {"slug": one.event.slug, "subject_kind": "sessions", "code": one.subject.code, "uid": one.uid}
        found.setdefault(session_id, {"recordings": []})["recordings"].append({
            "title": one.title, "language": one.language, "url": absolute_url("recordings.recording", **values),
            "seconds": one.duration_ms / 1000 if one.duration_ms else None, "subtitles": known.get("subtitles", []),
            "transcripts": known.get("transcript", []), "dubs": known.get("dub", []),
            "sign_languages": known.get("sign_language", []),
            "audio_descriptions": known.get("audio_description", []),
        })  # fmt: skip
    return found


@add_session_notes
def _in_calendars(event_id: int) -> dict[int, str]:
    """Which languages there are to watch, for everybody."""
    found: dict[int, list[str]] = {}
    for session_id, one, known in _public_of_sessions(event_id):
        found.setdefault(session_id, []).append(_languages_in_words(one, known))
    return {key: "\n".join(dict.fromkeys(lines)) for key, lines in found.items()}


def _languages_in_words(recording: Recording, by_kind: dict[str, list[str]]) -> str:
    return " · ".join([f"{_('Recording')}: {written_language(recording.language)}", *known_languages(by_kind)])


@blueprint.app_template_global()
def known_languages(by_kind: dict[str, list[str]]) -> list[str]:
    """What else a recording is in than what is spoken, in words: languages by the kind of track."""
    named = (
        ("subtitles", _("Subtitles")), ("dub", _("Dub")), ("sign_language", _("Sign language")),
        ("audio_description", _("Audio description")),
    )  # fmt: skip
    return [
        f"{words}: {_(', ').join(map(written_language, by_kind[kind]))}" for kind, words in named if by_kind.get(kind)
    ]


session_exports.append(SessionExport(_in_schedule_files, lambda _event_id: ()))


def _of_session(_event: Event, session: Session) -> dict[str, Any]:
    seen = [one for one in queries.published_of(session) if policy.may_everybody_see(one)]
    return {"recordings": seen, "languages": languages_by_recording([one.id for one in seen])}


session_parts.append(SessionPart("recordings/_recordings_in_session.html", _of_session, lambda _event_id: ()))


def _of_title(title: Title, token: str) -> dict[str, Any]:
    """Those that whoever looks may see, with their addresses: for everybody, or from a private page."""
    found = queries.published_of(title)
    if token:
        registration = registration_of(token)
        seen = [one for one in found if policy.may_see(one, registration, None)]
        links = [url_for("recordings.own_recording", token=token, uid=one.uid) for one in seen]
    else:
        seen = [one for one in found if policy.may_everybody_see(one)]
        links = [_address(one.event.slug, one) for one in seen]
    languages = languages_by_recording([one.id for one in seen])
    return {"recordings": list(zip(seen, links, strict=True)), "languages": languages}


title_parts.append(TitlePart("recordings/_recordings_of_title.html", _of_title, version_of_event))
