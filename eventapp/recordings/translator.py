"""The page of somebody outside the team who works on one track, by private link."""

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue

from eventapp.core import audit
from eventapp.core.http import PLAYER_POLICY
from eventapp.core.rate_limits import limiter
from eventapp.recordings import editing, media_links, remarks
from eventapp.recordings.editing import EditorLinks
from eventapp.recordings.models import RecordingTrack
from eventapp.recordings.queries.tracks import track_by_link
from eventapp.recordings.watching import watched

blueprint = Blueprint("translator", __name__, url_prefix="/tracks/<token>")


@blueprint.get("/")
def page(token: str) -> ResponseReturnValue:
    track = _track(token)
    recording = track.recording
    is_played = recording.state == "ready" and recording.origin != "player"
    names = ("lines", "edits", "comments")
    shown = render_template(
        "recordings/translator.html", event=recording.event, recording=recording,
        watched=watched(recording, media_links.TRANSLATOR, track.id) if is_played else None,
        links=EditorLinks(*(url_for(f"translator.{name}", token=token) for name in names)),
        kind_words=remarks.kind_words, state_words=remarks.state_words, **editing.editor_context(track),
    )  # fmt: skip
    return Response(shown, headers={"Content-Security-Policy": PLAYER_POLICY, "Cache-Control": "private, no-store"})


@blueprint.get("/lines")
def lines(token: str) -> ResponseReturnValue:
    return editing.lines_response(_track(token))


@blueprint.post("/edits")
@limiter.limit("300 per minute")
def edits(token: str) -> ResponseReturnValue:
    track = _track(token)
    with audit.acting_as(track.translator):
        return editing.edits_response(track)


@blueprint.post("/comments")
@limiter.limit("60 per minute")
def comments(token: str) -> ResponseReturnValue:
    track = _track(token)
    return editing.comment_response(track, track.translator)


def _track(token: str) -> RecordingTrack:
    """404 for a link that does not work any more, and while the event's recordings are nobody's business."""
    track = track_by_link(token) or abort(404)
    g.main_locale = track.recording.event.main_locale
    return track
