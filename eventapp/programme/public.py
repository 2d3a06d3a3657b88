"""The programme's public pages."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventapp.core import clock
from eventapp.core.http import cached_page, cached_response, without_cookies
from eventapp.core.locales import match_locale
from eventapp.events.extension_points import PagePart, SeriesPart, add_page_part, series_parts
from eventapp.events.models import Event
from eventapp.events.public import published_event, published_version
from eventapp.events.queries import EventVersion, event_by_slug
from eventapp.programme import queries
from eventapp.programme.interchange import Programme, frab_json, frab_xml
from eventapp.programme.languages import LANGUAGES
from eventapp.programme.timetable import Day, days_of, now_and_next

blueprint = Blueprint("programme", __name__, url_prefix="/events/<slug>")


@blueprint.get("/schedule/")
def schedule(slug: str) -> ResponseReturnValue:
    language = request.args.get("language", "")
    wanted = language if language in dict(LANGUAGES) else ""

    def build(event: Event) -> str:
        return render_template("programme/schedule.html", event=event, **schedule_of(event, wanted))

    return _page(slug, ("schedule", wanted), build)


@blueprint.get("/schedule.xml")
def schedule_xml(slug: str) -> ResponseReturnValue:
    """The released programme as frab schedule XML."""
    return _export(slug, "xml", frab_xml.write, "application/xml; charset=utf-8")


@blueprint.get("/schedule.json")
def schedule_json(slug: str) -> ResponseReturnValue:
    return _export(slug, "json", frab_json.write, "application/json")


def _export(slug: str, name: str, write: Callable[[Programme], bytes], content_type: str) -> ResponseReturnValue:
    without_cookies()
    version = published_version(slug)
    asked = match_locale(request.args.get("lang"))

    def build() -> bytes:
        event = published_event(slug)
        latest = queries.latest_release(event.id)
        return write(
            Programme(
                event, queries.public_sessions(event.id), queries.rooms_of(event.id), queries.tracks_of(event.id),
                locale=asked or event.main_locale, version=str(latest.number if latest else event.revision),
            )
        )  # fmt: skip

    return cached_response(
        ("schedule file", name, asked, version.uid, version.revision), build, content_type,
        changed_at=version.programme_changed_at,
    )  # fmt: skip


@blueprint.get("/changes/")
def changes(slug: str) -> ResponseReturnValue:
    """What changed from version to version."""

    def build(event: Event) -> str:
        releases = queries.releases_of(event.id)
        public = {session.code for session in queries.public_sessions(event.id)}
        return render_template("programme/changes.html", event=event, releases=releases, public=public)

    return _page(slug, "changes", build)


@blueprint.get("/sessions/<code>/files/<int:file_id>")
def session_file(slug: str, code: str, file_id: int) -> ResponseReturnValue:
    """A file of a public session; never shown within the site."""
    without_cookies()
    session = queries.public_session(published_event(slug).id, code) or abort(404)
    file = queries.file_of(session.id, file_id) or abort(404)
    return send_file(
        BytesIO(file.content), mimetype=file.content_type, as_attachment=True, download_name=file.name, max_age=300
    )


@blueprint.get("/speakers/<code>/photo-<key>.jpg")
def speaker_photo(slug: str, code: str, key: str) -> ResponseReturnValue:
    """A portrait. Another photo has another address, so that this one may be kept for good."""
    without_cookies()
    event = event_by_slug(slug) or abort(404)
    speaker = queries.speaker_by_code(event.id, code) or abort(404)
    photo = queries.photo_of(speaker)
    if photo is None or speaker.photo_key != key:
        abort(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(photo.content, content_type="image/jpeg", headers=headers)


@blueprint.get("/sessions/<code>/")
def session(slug: str, code: str) -> ResponseReturnValue:
    def build(event: Event) -> str:
        found = queries.public_session(event.id, code)
        if found is None:
            abort(404)
        return render_template("programme/session.html", event=event, session=found, files=queries.files_of(found.id))

    return _page(slug, ("session", code), build)


@blueprint.get("/speakers/")
def speakers(slug: str) -> ResponseReturnValue:
    def build(event: Event) -> str:
        return render_template("programme/speakers.html", event=event, speakers=queries.public_speakers(event.id))

    return _page(slug, "speakers", build)


@blueprint.get("/speakers/<code>/")
def speaker(slug: str, code: str) -> ResponseReturnValue:
    def build(event: Event) -> str:
        found = queries.speaker_by_code(event.id, code)
        sessions = queries.sessions_of_speaker(found) if found else []
        if found is None or not sessions:
            abort(404)
        return render_template("programme/speaker.html", event=event, speaker=found, sessions=sessions)

    return _page(slug, ("speaker", code), build)


@blueprint.app_template_global()
def session_url(event: Event, session: Any) -> str:
    """The page of a session; in a preview that of its preview."""
    endpoint = "programme_admin.preview_session" if g.get("is_preview") else "programme.session"
    return url_for(endpoint, slug=event.slug, code=session.code)


@blueprint.app_template_filter()
def language_name(code: str) -> str:
    return dict(LANGUAGES).get(code, code)


def _page(slug: str, name: object, build: Callable[[Event], str]) -> ResponseReturnValue:
    version = published_version(slug)
    return cached_page(
        (name, version.uid, version.revision, *live_minute(version)), lambda: build(published_event(slug))
    )


def live_minute(version: EventVersion) -> tuple[object, ...]:
    """While an event runs its pages say what is on now, so they are new each minute; before and after they are not."""
    now = clock.now()
    if version.starts_at <= now < version.ends_at:
        return (now.replace(second=0, microsecond=0),)
    return (now >= version.ends_at,)


def schedule_of(event: Event, language: str = "") -> dict[str, object]:
    """What schedule templates show: the days, the tracks, and what is on now and next while the event runs.

    With `language` only what can be followed in it, through headsets too, and breaks.
    """
    return _shown(event, queries.public_sessions(event.id), language)


def draft_schedule_of(event: Event) -> dict[str, object]:
    """The same, as it would be after a release."""
    sessions = [one for one in queries.sessions_with_drafts(event.id) if one.is_scheduled and one.status != "draft"]
    return _shown(event, sessions, "")


def _shown(event: Event, sessions: Sequence[Any], language: str) -> dict[str, object]:
    spoken = sorted({tongue for session in sessions for tongue in session.languages})
    if language:
        sessions = [one for one in sessions if one.is_break or language in one.languages]
    days: list[Day] = days_of(sessions, queries.rooms_of(event.id), event.zone)
    now = clock.now()
    running, coming = now_and_next(sessions, now) if event.starts_at <= now < event.ends_at else ([], [])
    return {
        "days": days, "tracks": queries.tracks_of(event.id), "running": running, "coming": coming,
        "language": language, "languages": [pair for pair in LANGUAGES if pair[0] in spoken],
        "release": queries.latest_release(event.id),
    }  # fmt: skip


def _highlights(event: Event) -> dict[str, object]:
    sessions = [session for session in queries.public_sessions(event.id) if not session.is_break]
    return schedule_of(event) | {"sessions": sessions, "speakers": queries.public_speakers(event.id)}


def _series_speakers(events: list[Event]) -> dict[str, object]:
    return {"speakers": [(event, speaker) for event in events for speaker in queries.public_speakers(event.id)]}


series_parts.append(SeriesPart("programme/_series_speakers.html", _series_speakers))
add_page_part(PagePart(10, "programme/_highlights.html", _highlights, live_minute))
