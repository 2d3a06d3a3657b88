"""The programme's public pages."""

from collections.abc import Callable

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from eventapp.core import clock
from eventapp.core.http import page_answer
from eventapp.events.models import Event
from eventapp.events.parts import PagePart, add_page_part
from eventapp.events.public import published_event
from eventapp.events.queries import EventVersion, published_version
from eventapp.programme import queries
from eventapp.programme.timetable import Day, days_of, now_and_next

blueprint = Blueprint("programme", __name__, url_prefix="/events/<slug>")


@blueprint.get("/schedule/")
def schedule(slug: str) -> ResponseReturnValue:
    def build(event: Event) -> str:
        return render_template("programme/schedule.html", event=event, **schedule_of(event))

    return _page(slug, "schedule", build)


@blueprint.get("/sessions/<code>/")
def session(slug: str, code: str) -> ResponseReturnValue:
    def build(event: Event) -> str:
        found = queries.public_session(event.id, code)
        if found is None:
            abort(404)
        return render_template("programme/session.html", event=event, session=found)

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


def _page(slug: str, name: object, build: Callable[[Event], str]) -> ResponseReturnValue:
    version = published_version(slug)
    if version is None:
        abort(404)
    return page_answer(
        (name, version.uid, version.revision, *live_minute(version)), lambda: build(published_event(slug))
    )


def live_minute(version: EventVersion) -> tuple[object, ...]:
    """While an event runs its pages say what is on now, so they are new each minute; before and after they are not."""
    now = clock.now()
    if version.starts_at <= now < version.ends_at:
        return (now.replace(second=0, microsecond=0),)
    return (now >= version.ends_at,)


def schedule_of(event: Event) -> dict[str, object]:
    """What schedule templates show: the days, the tracks, and what is on now and next while the event runs."""
    sessions = queries.public_sessions(event.id)
    days: list[Day] = days_of(sessions, queries.rooms_of(event.id), event.zone)
    now = clock.now()
    running, coming = now_and_next(sessions, now) if event.starts_at <= now < event.ends_at else ([], [])
    return {"days": days, "tracks": queries.tracks_of(event.id), "running": running, "coming": coming}


def _highlights(event: Event) -> dict[str, object]:
    sessions = [session for session in queries.public_sessions(event.id) if not session.is_break]
    return schedule_of(event) | {"sessions": sessions, "speakers": queries.public_speakers(event.id)}


add_page_part(PagePart(10, "programme/_highlights.html", _highlights, live_minute))
