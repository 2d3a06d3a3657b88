"""The organiser's tracks of a recording: made, edited, checked by name, published, taken along as files."""

from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.core.http import PLAYER_POLICY, download
from eventapp.core.links import absolute_url
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.recordings import editing, languages, media_links, queries, remarks, storage
from eventapp.recordings.admin.lookups import RECORDINGS_OF, AskedSubject, asked_recording, asked_track, name_subjects
from eventapp.recordings.caption_lines import cues_of_captions
from eventapp.recordings.editing import EditorLinks
from eventapp.recordings.forms.tracks import CheckedForm, FileTrackForm, LinesFileForm, TrackForm, TranslatorForm
from eventapp.recordings.models import Recording, RecordingTrack
from eventapp.recordings.queries import tracks as track_queries
from eventapp.recordings.reasons import failure_words, step_words
from eventapp.recordings.service import errors, tracks
from eventapp.recordings.subtitles.cues import InOrder
from eventapp.recordings.subtitles.files import KINDS, FileRefused, read_file, write_file
from eventapp.recordings.watching import watched

blueprint = Blueprint("tracks_admin", __name__, url_prefix=f"/admin/events/<slug>{RECORDINGS_OF}/<uuid:uid>/tracks")
name_subjects(blueprint)
WORDS = {
    "step_words": step_words,
    "kind_words": remarks.kind_words, "state_words": remarks.state_words, "origin_words": remarks.origin_words,
}  # fmt: skip


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def all_tracks(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """Those that there are, and one more."""
    event, recording = asked_recording(slug, asked, uid)
    feeds = queries.feeds_of(recording.session.id) if recording.session else []
    offered = [(feed.id, feed.language) for feed in feeds]
    form = TrackForm(offered, kind="transcript", language=recording.language)
    if form.validate_on_submit():
        try:
            found = _lines_of(form, recording)
            origin = form.origin.data.partition(":")[0]
            made = tracks.create_track(recording, form.kind.data, form.language.data, found.cues, origin=origin)
        except FileRefused as error:
            form.file.errors = [remarks.file_refusal(error)]
        except errors.TrackThere as error:
            db.session.rollback()
            form.language.errors = [remarks.refusal(error)]
        else:
            _tell_mended(found)
            return redirect(
                url_for("tracks_admin.editor", slug=slug, code=asked.code, uid=uid, track_uid=made.uid), 303
            )
    page = render_template(
        "recordings/admin/tracks.html", event=event, recording=recording, form=form,
        part_form=FileTrackForm(formdata=None), largest=storage.largest_file(), **_listed(recording), **WORDS,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/part")
@login_required
def tracks_part(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """The list alone, for a page that follows how files are prepared."""
    event, recording = asked_recording(slug, asked, uid)
    return render_template(
        "recordings/admin/_tracks.html", event=event, recording=recording, **_listed(recording), **WORDS
    )  # fmt: skip


def _listed(recording: Recording) -> dict[str, Any]:
    return {
        "tracks": track_queries.tracks_of(recording.id), "counts": track_queries.line_counts_of(recording.id),
    }  # fmt: skip


def _lines_of(form: TrackForm, recording: Recording) -> InOrder:
    """Raises FileRefused."""
    origin, _separator, number = form.origin.data.partition(":")
    if origin == "captions":
        return cues_of_captions(int(number), recording)
    if origin == "written":
        return InOrder([], 0, 0)
    return _read_file(form.file.data)


def _read_file(sent: object) -> InOrder:
    """Raises FileRefused."""
    content = sent.read() if hasattr(sent, "read") else b""
    return read_file(content, getattr(sent, "filename", "") or "")


def _tell_mended(found: InOrder) -> None:
    if found.shortened:
        words = ngettext(
            "%(num)s line reached into the next one and was cut short.",
            "%(num)s lines reached into the next ones and were cut short.",
            found.shortened,
        )
        flash(words)
    if found.left_out:
        words = ngettext(
            "%(num)s line was empty and is left out.", "%(num)s lines were empty and are left out.", found.left_out
        )
        flash(words)


@blueprint.get("/<uuid:track_uid>/")
@login_required
def editor(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    event, recording, track = asked_track(slug, asked, uid, track_uid)
    if track.part is not None:
        return _part_page(event, recording, track, track.part)
    own: dict[str, Any] = {"slug": slug, "code": asked.code, "uid": uid, "track_uid": track_uid}
    is_played = recording.state == "ready" and recording.origin != "player"
    page = render_template(
        "recordings/admin/editor.html", event=event, recording=recording, kinds=list(KINDS),
        watched=watched(recording, media_links.TEAM, current_user.id) if is_played else None,
        links=EditorLinks(*(url_for(f"tracks_admin.{name}", **own) for name in ("lines", "edits", "comments"))),
        checked_form=CheckedForm(revision=track.revision), file_form=LinesFileForm(revision=track.revision),
        translator_form=TranslatorForm(name=track.translator), changes=track_queries.changes_of(track.id, 50),
        translator_link=_translator_link(track), **editing.editor_context(track), **WORDS,
    )  # fmt: skip
    return Response(page, headers={"Content-Security-Policy": PLAYER_POLICY})


def _part_page(event: Event, recording: Recording, track: RecordingTrack, part: Recording) -> Response:
    """A track that is a file: watched instead of edited."""
    page = render_template(
        "recordings/admin/part.html", event=event, recording=recording, track=track, part=part,
        watched=watched(part, media_links.TEAM, current_user.id) if part.state == "ready" else None,
        checked_form=CheckedForm(revision=track.revision), failure_words=failure_words, **WORDS,
    )  # fmt: skip
    return Response(page, headers={"Content-Security-Policy": PLAYER_POLICY})


def _translator_link(track: RecordingTrack) -> str:
    return absolute_url("translator.page", token=tracks.translator_token(track)) if track.link_hash else ""


@blueprint.get("/<uuid:track_uid>/lines")
@login_required
def lines(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    return editing.lines_response(asked_track(slug, asked, uid, track_uid)[2])


@blueprint.post("/<uuid:track_uid>/edits")
@login_required
def edits(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    return editing.edits_response(asked_track(slug, asked, uid, track_uid)[2])


@blueprint.post("/<uuid:track_uid>/comments")
@login_required
def comments(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    return editing.comment_response(asked_track(slug, asked, uid, track_uid)[2], current_user.name)


@blueprint.post("/<uuid:track_uid>/<any(check, checked, publish, unpublish, withdraw):track_deed>")
@login_required
def change(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID, track_deed: str) -> ResponseReturnValue:
    track = asked_track(slug, asked, uid, track_uid)[2]
    try:
        _do(track, track_deed)
    except errors.RecordingError as error:
        db.session.rollback()
        flash(remarks.refusal(error), "error")
    else:
        flash(_("Saved."))
    return _back(slug, asked, uid, track_uid)


def _do(track: RecordingTrack, deed: str) -> None:
    match deed:
        case "check":
            tracks.begin_check(track, current_user.name)
        case "checked":
            tracks.mark_checked(track, current_user.name, _revision())
        case "publish":
            tracks.publish_track(track)
        case "unpublish":
            tracks.unpublish_track(track)
        case "withdraw":
            tracks.withdraw_link(track)


def _revision() -> int:
    """What the page showed of it; none that there is where it says nothing."""
    sent = request.form.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


@blueprint.post("/<uuid:track_uid>/file")
@login_required
def replace(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    """The lines of a file in place of all that there are."""
    track = asked_track(slug, asked, uid, track_uid)[2]
    form = LinesFileForm()
    if not form.validate_on_submit():
        flash(_("Choose a file first."), "error")
        return _back(slug, asked, uid, track_uid)
    try:
        found = _read_file(form.file.data)
        tracks.replace_lines(track, found.cues, _revision(), origin="file")
    except FileRefused as error:
        flash(remarks.file_refusal(error), "error")
    except errors.RecordingError as error:
        db.session.rollback()
        flash(remarks.refusal(error), "error")
    else:
        _tell_mended(found)
        flash(_("Saved."))
    return _back(slug, asked, uid, track_uid)


@blueprint.post("/<uuid:track_uid>/translator")
@login_required
def invite(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    track = asked_track(slug, asked, uid, track_uid)[2]
    form = TranslatorForm()
    if form.validate_on_submit():
        tracks.invite_translator(track, form.name.data or "")
        flash(_("Give the link to whoever translates. One that was given before no longer works."))
    else:
        flash(_("Enter a name."), "error")
    return _back(slug, asked, uid, track_uid)


@blueprint.post("/<uuid:track_uid>/delete")
@login_required
def delete(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    event, recording, track = asked_track(slug, asked, uid, track_uid)
    back = url_for("tracks_admin.all_tracks", slug=slug, code=asked.code, uid=uid)
    name = f"“{remarks.kind_words(track.kind)}, {languages.written_language(track.language)}”"
    number = track_queries.line_counts_of(recording.id).get(track.id, 0)
    words = ngettext("%(num)s line goes with it.", "%(num)s lines go with it.", number)
    if track.part is not None:
        words = _("Its file goes with it.")
    if page := ask_to_delete(event, name, back, words):
        return page
    tracks.delete_track(track)
    flash(_("Deleted."))
    return redirect(back, 303)


@blueprint.get("/<uuid:track_uid>/lines.<kind>")
@login_required
def export(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID, kind: str) -> ResponseReturnValue:
    """The lines as they are now, as a file."""
    event, recording, track = asked_track(slug, asked, uid, track_uid)
    if kind not in KINDS:
        abort(404)
    cues = track_queries.as_cues(track_queries.cues_of(track.id))
    name = f"{event.slug}-{recording.subject.code}-{track.kind}-{track.language}.{kind}"
    body = write_file(cues, kind, track.language)
    return Response(body, headers=download(name), content_type=f"{KINDS[kind].media_type}; charset=utf-8")


@blueprint.get("/all.zip")
@login_required
def bundle(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """Every track that has lines, as every kind of file."""
    event, recording = asked_recording(slug, asked, uid)
    body = BytesIO()
    with ZipFile(body, "w", ZIP_DEFLATED) as archive:
        for track in track_queries.tracks_of(recording.id):
            cues = track_queries.as_cues(track_queries.cues_of(track.id))
            for kind in KINDS if cues else ():
                archive.writestr(f"{track.kind}-{track.language}.{kind}", write_file(cues, kind, track.language))
    headers = download(f"{event.slug}-{recording.subject.code}-tracks.zip")
    return Response(body.getvalue(), headers=headers, content_type="application/zip")


def _back(slug: str, asked: AskedSubject, uid: UUID, track_uid: UUID) -> ResponseReturnValue:
    return redirect(url_for("tracks_admin.editor", slug=slug, code=asked.code, uid=uid, track_uid=track_uid), 303)
