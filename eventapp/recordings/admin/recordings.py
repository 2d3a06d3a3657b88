"""The organiser's recordings: all of the event, those of a session or title, and one with its player."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.core.http import PLAYER_POLICY
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.extension_points import AdminLink
from eventapp.events.models import Event
from eventapp.events.search import AdminPage, add_admin_pages
from eventapp.programme.extension_points import add_session_admin_links
from eventapp.programme.models import Session
from eventapp.recordings import media_links, queries, service, storage
from eventapp.recordings.admin.lookups import RECORDINGS_OF, AskedSubject, asked_recording, asked_subject, name_subjects
from eventapp.recordings.forms.recordings import LinkForm, RecordingForm
from eventapp.recordings.languages import WRITTEN
from eventapp.recordings.media import ffmpeg
from eventapp.recordings.models import name_of
from eventapp.recordings.queries.recordings import Subject
from eventapp.recordings.reasons import failure_words, step_words
from eventapp.recordings.watching import watched
from eventapp.titles.extension_points import add_title_admin_links
from eventapp.titles.models import Title

blueprint = Blueprint("recordings_admin", __name__, url_prefix="/admin/events/<slug>")
name_subjects(blueprint)
PAGE_SIZE = 50
_PAGE_OF = {"sessions": "programme_admin.edit_session", "titles": "titles_admin.edit_title"}
WORDS = {"failure_words": failure_words, "step_words": step_words}
blueprint.add_app_template_global(ffmpeg.is_there, "has_ffmpeg")


@blueprint.get("/recordings/")
@login_required
def all_recordings(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    page = max(1, request.args.get("page", 1, type=int))
    found, number = queries.recordings_of_event(event.id, page, PAGE_SIZE)
    return render_template(
        "recordings/admin/all.html", event=event, recordings=found, number=number, page=page,
        pages=-(-number // PAGE_SIZE), taken=queries.bytes_of_event(event.id), quota=storage.quota(), **WORDS,
    )  # fmt: skip


@blueprint.route(f"{RECORDINGS_OF}/", methods=["GET", "POST"])
@login_required
def recordings(slug: str, asked: AskedSubject) -> ResponseReturnValue:
    """Those of a session or title, and one more from an address. Files come to uploads.py."""
    event, subject = asked_subject(slug, asked)
    is_for_all = event.streams_public or not isinstance(subject, Session)
    defaults = {"audience": "public" if is_for_all else "watching", "language": _spoken_in(subject)}
    form = LinkForm(asked.subject_kind, how="link", **defaults)
    if form.validate_on_submit():
        try:
            add = service.add_link if form.how.data == "link" else service.add_player
            add(subject, form.details, form.address.data or "")
        except service.RecordingError as error:
            db.session.rollback()
            form.address.errors = [refusal(error)]
        else:
            flash(_("Added."))
            return redirect(url_for("recordings_admin.recordings", slug=slug, code=asked.code), 303)
    page = render_template(
        "recordings/admin/recordings.html", event=event, subject=subject, subject_name=name_of(subject), form=form,
        back=url_for(_PAGE_OF[asked.subject_kind], slug=slug, code=asked.code),
        upload=RecordingForm(asked.subject_kind, None, **defaults),
        recordings=queries.recordings_of(subject), largest=storage.largest_file(), **WORDS,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get(f"{RECORDINGS_OF}/part")
@login_required
def recordings_part(slug: str, asked: AskedSubject) -> ResponseReturnValue:
    """The list alone, for a page that follows the work."""
    event, subject = asked_subject(slug, asked)
    found, name = queries.recordings_of(subject), name_of(subject)
    return render_template(
        "recordings/admin/_list.html", event=event, subject=subject, subject_name=name, recordings=found, **WORDS
    )  # fmt: skip


@blueprint.route(f"{RECORDINGS_OF}/<uuid:uid>/", methods=["GET", "POST"])
@login_required
def recording(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    event, found = asked_recording(slug, asked, uid)
    form = RecordingForm(asked.subject_kind, obj=found)
    if form.validate_on_submit():
        service.update_recording(found, form.details)
        flash(_("Saved."))
        return redirect(url_for("recordings_admin.recording", slug=slug, code=asked.code, uid=uid), 303)
    is_played = found.state == "ready" and found.origin != "player"
    page = render_template(
        "recordings/admin/recording.html", event=event, subject=found.subject, recording=found, form=form,
        watched=watched(found, media_links.TEAM, current_user.id) if is_played else None, **WORDS,
    )  # fmt: skip
    return Response(page, 422 if form.errors else 200, {"Content-Security-Policy": PLAYER_POLICY})


@blueprint.post(f"{RECORDINGS_OF}/<uuid:uid>/<any(publish, unpublish, stop, again):recording_deed>")
@login_required
def change(slug: str, asked: AskedSubject, uid: UUID, recording_deed: str) -> ResponseReturnValue:
    _event, found = asked_recording(slug, asked, uid)
    deeds = {
        "publish": service.publish, "unpublish": service.unpublish, "stop": service.stop_preparation,
        "again": service.prepare_again,
    }  # fmt: skip
    try:
        deeds[recording_deed](found)
    except service.RecordingError as error:
        db.session.rollback()
        flash(refusal(error), "error")
    else:
        flash(_("Saved."))
    if found.main is not None:
        return redirect(url_for("tracks_admin.all_tracks", slug=slug, code=asked.code, uid=found.main.uid), 303)
    if recording_deed in ("publish", "unpublish"):
        return redirect(url_for("recordings_admin.recording", slug=slug, code=asked.code, uid=uid), 303)
    return redirect(url_for("recordings_admin.recordings", slug=slug, code=asked.code), 303)


@blueprint.post(f"{RECORDINGS_OF}/<uuid:uid>/delete")
@login_required
def delete(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    event, found = asked_recording(slug, asked, uid)
    back = url_for("recordings_admin.recordings", slug=slug, code=asked.code)
    words = _("Its files go with it, here and for everybody who watches it.")
    if page := ask_to_delete(event, f"“{found.title or localized(found.subject_name)}”", back, words):
        return page
    service.delete_recording(found)
    flash(_("Deleted."))
    return redirect(back, 303)


def _spoken_in(subject: Subject) -> str:
    """What is spoken in it, as far as that is known."""
    known = [subject.language or ""] if isinstance(subject, Session) else subject.languages
    return next((tag for tag in known if tag in WRITTEN), "en")


def refusal(error: service.RecordingError) -> str:
    """Why something is not done, in words that say what to do."""
    gigabytes = storage.largest_file() // storage.GIGABYTE
    words = {
        service.FileTooLarge: _("A file has at most %(gigabytes)s GB. Cut it in parts.", gigabytes=gigabytes),
        service.QuotaFull: _("The event's recordings take all the room that they may. Delete one first."),
        service.TooManyRecordings: _("There can be at most 50 of one session or title. Delete one first."),
        service.NotReady: _("It can be shown to others once it is ready."),
        service.AtWork: _("There is nothing to go on with: look at how it stands now."),
        service.UploadOver: _("This upload is over. Begin anew."),
        service.TooMuch: _("More came than was announced. Begin anew."),
    }
    return words[type(error)]


add_admin_pages(
    AdminPage(
        _l("Recordings"), _l("recordings, videos, subtitles, transcripts, dubs"),
        "recordings videos replay upload stream subtitles transcripts captions chapters dubs",
        "recordings_admin.all_recordings", policy.may_edit_programme,
    ),
    AdminPage(
        _l("Glossary"), _l("words that are translated in one way, or not at all"),
        "glossary terminology terms words translation", "drafts_admin.glossary", policy.may_edit_programme,
    ),
    AdminPage(
        _l("Voices"), _l("who agreed that a machine speaks with a voice like theirs"),
        "voices consent likeness clone dub dubbing", "voices_admin.all_voices", policy.may_edit_programme,
    ),
)  # fmt: skip


@add_session_admin_links
def _recordings_link(event: Event, session: Session) -> AdminLink:
    link = url_for("recordings_admin.recordings", slug=event.slug, subject_kind="sessions", code=session.code)
    return AdminLink("play", _("Recordings"), link)


@add_title_admin_links
def _of_title(event: Event, title: Title) -> AdminLink:
    link = url_for("recordings_admin.recordings", slug=event.slug, subject_kind="titles", code=title.code)
    return AdminLink("play", _("Recordings"), link)
