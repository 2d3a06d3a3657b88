"""The programme's public pages."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventapp.core import clock
from eventapp.core.http import cached_page, cached_response, without_cookies
from eventapp.core.links import absolute_url
from eventapp.core.locales import match_locale, reader_locale
from eventapp.core.qr_codes import qr_svg
from eventapp.core.templating import time_span
from eventapp.events.discovery import picture_of, picture_response
from eventapp.events.extension_points import PagePart, SeriesPart, add_page_part, series_parts, sitemap_parts
from eventapp.events.models import Event
from eventapp.events.public import published_event, published_version
from eventapp.events.queries import EventVersion, event_by_slug
from eventapp.programme import queries
from eventapp.programme.extension_points import session_exports, session_parts
from eventapp.programme.interchange import Programme, frab_json, frab_xml
from eventapp.programme.languages import LANGUAGES
from eventapp.programme.schedule_page import (
    ALL_DAYS,
    LONGEST_SEARCH,
    Asked,
    asked_in,
    now_and_next_of,
    released_schedule,
    sessions_found,
)
from eventapp.programme.structured_data import session_as_json_ld, speaker_as_json_ld
from eventapp.programme.timetable import days_of

A_DAY = timedelta(days=1)
MOST_IN_FEED = 50
blueprint = Blueprint("programme", __name__, url_prefix="/events/<slug>")


@blueprint.get("/schedule/")
def schedule(slug: str) -> ResponseReturnValue:
    """One day of the programme, or what a search finds in all of them."""
    asked, words = asked_in(request.args), request.args.get("q", "").strip()
    if words:
        return _search(slug, asked, words)

    version = published_version(slug)
    if asked.day and asked.day != ALL_DAYS and not is_near(version, date.fromisoformat(asked.day)):
        asked = asked._replace(day="")  # nobody fills the cache with days that are none

    def build(event: Event) -> str:
        return render_template("programme/schedule.html", event=event, page=released_schedule(event, asked))

    return _page(slug, ("schedule", *asked, clock.now().date()), build)


def is_near(version: EventVersion | Event, day: date) -> bool:
    """Whether a day may be one of the programme's."""
    return version.starts_at.date() - A_DAY <= day <= version.ends_at.date() + A_DAY


def _search(slug: str, asked: Asked, words: str) -> ResponseReturnValue:
    without_cookies()
    event = published_event(slug)
    found = sessions_found(event, words, published_version(slug).revision)
    return render_template(
        "programme/schedule_search.html", event=event, asked=asked, words=words[:LONGEST_SEARCH],
        days=days_of(found, [], event.zone), count=len(found),
    )  # fmt: skip


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
    more = [export.version(version.id) for export in session_exports]

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
        ("schedule file", name, asked, version.uid, version.revision, *more), build, content_type,
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


@blueprint.get("/changes.atom")
def changes_feed(slug: str) -> ResponseReturnValue:
    """The same for feed readers (RFC 4287), the latest versions first."""
    without_cookies()
    version = published_version(slug)

    def build() -> str:
        event = published_event(slug)
        releases = queries.releases_of(event.id)[:MOST_IN_FEED]
        return render_template("programme/changes.xml", event=event, releases=releases)

    key = ("changes feed", version.uid, version.revision, reader_locale())
    return cached_response(key, build, "application/atom+xml; charset=utf-8", vary="Accept-Encoding, Accept-Language")


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
        return render_template(
            "programme/session.html", event=event, session=found, files=queries.files_of(found.id),
            structured=session_as_json_ld(event, found),
            qr=qr_svg(absolute_url("programme.session", slug=slug, code=found.code)),
            parts=[(part.template, part.context(event, found)) for part in session_parts],
        )  # fmt: skip

    version = published_version(slug)
    return _page(slug, ("session", code, *(part.version(version.id) for part in session_parts)), build)


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
        return render_template(
            "programme/speaker.html", event=event, speaker=found, sessions=sessions,
            structured=speaker_as_json_ld(event, found),
        )  # fmt: skip

    return _page(slug, ("speaker", code), build)


@blueprint.get("/sessions/<code>/picture.png")
def session_picture(slug: str, code: str) -> ResponseReturnValue:
    """What a link to the session shows where it is shared."""
    version = published_version(slug)

    def build() -> bytes:
        event = published_event(slug)
        found = queries.public_session(event.id, code) or abort(404)
        locale, main = reader_locale(), event.main_locale
        when = time_span(found.starts_at, found.ends_at, event.timezone) if found.starts_at and found.ends_at else ""
        people = ", ".join(one.speaker.name.text(locale, main) for one in found.appearances)
        notes = (when, found.room.name.text(locale, main) if found.room else "", people)
        return picture_of(event, found.title.text(locale, main), event.name.text(locale, main), notes)

    return picture_response(version, ("session", code), build)


@blueprint.get("/speakers/<code>/picture.png")
def speaker_picture(slug: str, code: str) -> ResponseReturnValue:
    """What a link to the speaker shows where it is shared."""
    version = published_version(slug)

    def build() -> bytes:
        event = published_event(slug)
        found = queries.speaker_by_code(event.id, code)
        if found is None or not queries.sessions_of_speaker(found):
            abort(404)
        locale, main = reader_locale(), event.main_locale
        notes = (found.post.text(locale, main), found.organisation.text(locale, main))
        return picture_of(event, found.name.text(locale, main), event.name.text(locale, main), notes)

    return picture_response(version, ("speaker", code), build)


def _in_sitemap(event: Event) -> Iterable[str]:
    for name in ("schedule", "speakers", "changes"):
        yield absolute_url(f"programme.{name}", slug=event.slug)
    for session in queries.public_sessions(event.id):
        if not session.is_break:
            yield absolute_url("programme.session", slug=event.slug, code=session.code)
    for speaker in queries.public_speakers(event.id):
        yield absolute_url("programme.speaker", slug=event.slug, code=speaker.code)


sitemap_parts.append(_in_sitemap)


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


def _highlights(event: Event) -> dict[str, object]:
    sessions = queries.public_sessions(event.id)
    running, coming = now_and_next_of(event, sessions)
    return {
        "running": running, "coming": coming, "sessions": [session for session in sessions if not session.is_break],
        "speakers": queries.public_speakers(event.id),
    }  # fmt: skip


def _series_speakers(events: list[Event]) -> dict[str, object]:
    return {"speakers": [(event, speaker) for event in events for speaker in queries.public_speakers(event.id)]}


series_parts.append(SeriesPart("programme/_series_speakers.html", _series_speakers))
add_page_part(PagePart(10, "programme/_highlights.html", _highlights, live_minute))
