"""A recording's files as players ask for them: in pieces (RFC 9110 section 14), for whoever may see it right now."""

import re
from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import Range

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.http import cached_response, without_cookies
from eventapp.core.object_storage import storage
from eventapp.events.policy import may_edit_companies, may_edit_programme
from eventapp.recordings import media_links, policy, queries
from eventapp.recordings.languages import written_language
from eventapp.recordings.media.burning import name_of_burnt
from eventapp.recordings.media.dubbing import safe_name
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.renditions import (
    DOWNLOAD,
    PLAYLIST,
    SOUND,
    SOUND_DOWNLOAD,
    SoundTrack,
    master_playlist,
)
from eventapp.recordings.models import LINES, SOUNDS, Recording, RecordingTrack
from eventapp.recordings.queries import tracks as track_queries
from eventapp.recordings.service.preparation import steps_done
from eventapp.recordings.subtitles.files import KINDS, write_file
from eventapp.registration.models import Registration
from eventapp.registration.queries import agenda_items_of

blueprint = Blueprint("media", __name__, url_prefix="/recordings/media/<token>")
_TRACK = re.compile(rf"({'|'.join(LINES)})-([A-Za-z-]{{2,20}})\.({'|'.join(KINDS)})")
_MADE_SOUND = re.compile("|".join(f"{safe_name(kind, '')}" for kind in SOUNDS))
_INSIDE = (media_links.TEAM, media_links.TRANSLATOR)
NOT_KEPT = "private, no-store"
KEPT_A_WHILE = "private, max-age=3600"


@blueprint.get("/<name>")
def file(token: str, name: str) -> ResponseReturnValue:
    """One file of a recording, or a piece of it."""
    without_cookies()
    if named := _TRACK.fullmatch(name):
        return _track(token, *named.groups())
    recording, link = _recording(token)
    if name == PLAYLIST:
        return _playlist(recording, link)
    is_burnt = name.startswith("burnt-")
    is_to_keep = is_burnt or name in (DOWNLOAD, SOUND_DOWNLOAD)
    if is_burnt and not _is_shown_burnt(recording, name):
        abort(404)
    if is_to_keep and link.kind != media_links.TEAM and not recording.is_downloadable:
        abort(404)
    found = queries.file_of(recording.id, name) or abort(404)
    if _MADE_SOUND.match(name) and link.kind not in _INSIDE and not _is_published_sound(recording, name):
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if is_to_keep else {}
    return _piece_of(found.key, found.size, found.media_type, headers)


def _published_sounds(recording: Recording, link: media_links.MediaLink) -> list[SoundTrack]:
    return [_sound_track(track, link) for track in _sounds_of(recording)]


def _sounds_of(recording: Recording) -> list[RecordingTrack]:
    """Dubs and audio descriptions that others have."""
    return [track for track in track_queries.published_tracks(recording.id) if track.kind in SOUNDS]


def _sound_track(track: RecordingTrack, link: media_links.MediaLink) -> SoundTrack:
    words = written_language(track.language)
    is_described = track.kind == "audio_description"
    if track.engine:
        words = _("%(language)s, spoken by machine", language=words)
    if is_described:
        words = _("%(language)s, with audio description", language=words)
    address = ""
    if track.part_id is not None:
        token = media_links.media_token(link._replace(recording_id=track.part_id))
        address = url_for("media.file", token=token, name=f"{SOUND}.m3u8")
    name = safe_name(track.kind, track.language)
    return SoundTrack(name, track.language, words, is_described=is_described, address=address)


def _is_shown_burnt(recording: Recording, name: str) -> bool:
    """Whether a video's subtitles are those that others see at this moment."""
    shown = track_queries.published_tracks(recording.id)
    return name in {name_of_burnt(one.kind, one.language, one.published_revision or 0) for one in shown}


def _is_published_sound(recording: Recording, name: str) -> bool:
    return name.partition(".")[0] in {safe_name(track.kind, track.language) for track in _sounds_of(recording)}


def _track(token: str, kind: str, language: str, ending: str) -> Response:
    """The published lines of a track, built once a publication. What everybody may have is known by one query."""
    link = media_links.read_media_token(token) or abort(404)
    track: RecordingTrack | track_queries.PublicTrack | None = None
    if link.kind == media_links.EVERYBODY:
        track = track_queries.public_track(link.recording_id, kind, language)
    if track is None:
        track = track_queries.published_track(_recording(token)[0].id, kind, language)
    if track is None:
        abort(404)

    def build() -> bytes:
        return write_file(track_queries.as_cues(track_queries.published_cues(track.id)), ending, language)

    version = ("recording track", str(track.uid), track.published_revision, track.published_at, ending)
    content_type = f"{KINDS[ending].media_type}; charset=utf-8"
    answer = cached_response(version, build, content_type, cache_control="private, no-cache")
    if request.args.get("take"):
        answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-{language}.{ending}"'
    return answer


def _recording(token: str) -> tuple[Recording, media_links.MediaLink]:
    """404 for whoever may not see it, at this moment."""
    link = media_links.read_media_token(token) or abort(404)
    recording = queries.whole_recording(link.recording_id) or abort(404)
    if not _may(link, recording):
        abort(404)
    return recording, link


def _may(link: media_links.MediaLink, recording: Recording) -> bool:
    if recording.main is not None:  # a part is seen with its recording, once others have the track that it is
        if link.kind not in _INSIDE and track_queries.published_track_of(recording.id) is None:
            return False
        recording = recording.main
    if link.kind == media_links.TEAM:
        user = db.session.get(User, link.viewer_id)
        return user is not None and user.is_active and _may_edit(user, recording)
    if link.kind == media_links.TRANSLATOR:
        track = db.session.get(RecordingTrack, link.viewer_id)
        return track is not None and track.recording_id == recording.id and track.link_hash is not None
    if link.kind == media_links.EVERYBODY:
        return policy.may_everybody_see(recording)
    if link.kind == media_links.REGISTERED:
        return _may_registered(link.viewer_id, recording)
    return False


def _may_registered(registration_id: int, recording: Recording) -> bool:
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return False
    session = recording.session
    items = agenda_items_of(registration.id) if session is not None and session.needs_booking else {}
    return policy.may_see(recording, registration, items.get(recording.session_id or 0))


def _may_edit(user: User, recording: Recording) -> bool:
    may = may_edit_programme if recording.session is not None else may_edit_companies
    return may(user, recording.event)


def _playlist(recording: Recording, link: media_links.MediaLink) -> Response:
    """All sizes and sounds of it (RFC 8216)."""
    done = steps_done(recording.id)
    probed = Probed(**done["probe"]) if "cut" in done else abort(404)
    own = SoundTrack(SOUND, recording.language, written_language(recording.language), is_default=True)
    text = master_playlist(probed, [own, *_published_sounds(recording, link)] if probed.has_sound else [])
    return Response(text, content_type="application/vnd.apple.mpegurl", headers={"Cache-Control": NOT_KEPT})


def _piece_of(key: str, size: int, media_type: str, headers: dict[str, str]) -> Response:
    """What of a file was asked for, read as it is sent."""
    headers = {**headers, "Accept-Ranges": "bytes", "Cache-Control": KEPT_A_WHILE}
    start, end, status = 0, size, 200
    if request.range is not None and len(request.range.ranges) == 1:  # several at once no player asks for
        start, end = _bounds(request.range, size)
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        status = 206
    body: Iterator[bytes] | bytes = b"" if request.method == "HEAD" else _begun(storage().read(key, start, end))
    response = Response(body, status, {**headers, "Content-Length": str(end - start)}, content_type=media_type)
    response.direct_passthrough = True
    return response


def _begun(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same blocks, the first of them read already: 404 where the storage has the file no more."""
    try:
        first = next(blocks, b"")
    except FileNotFoundError:
        current_app.logger.error("a recording's file is not in the storage")
        abort(404)
    return chain([first], blocks)


def _bounds(wanted: Range, size: int) -> tuple[int, int]:
    """The bytes that were asked for: one stretch, of which some is there; 416 otherwise."""
    found = wanted.range_for_length(size) if wanted.units == "bytes" else None
    if found is None or found[1] is None:
        response = Response(status=416, headers={"Content-Range": f"bytes */{size}"})
        abort(response)
    return found[0], found[1]
