"""The organiser's drafts: which can be made, what each takes and costs, how far it is; and the event's glossary."""

from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.recordings.admin.lookups import RECORDINGS_OF, AskedSubject, asked_recording, name_subjects
from eventapp.recordings.draft_offers import Offer, offers_of
from eventapp.recordings.forms.drafts import DraftForm, TermForm
from eventapp.recordings.media_links import TEAM, MediaLink, media_token
from eventapp.recordings.queries import drafts as draft_queries
from eventapp.recordings.queries.tracks import published_tracks
from eventapp.recordings.service import drafts, errors
from eventapp.recordings.voices import speakers_with_consents
from eventapp.recordings.watching import burnt_videos

blueprint = Blueprint("drafts_admin", __name__, url_prefix="/admin/events/<slug>")
name_subjects(blueprint)


@blueprint.route(f"{RECORDINGS_OF}/<uuid:uid>/drafts/", methods=["GET", "POST"])
@login_required
def all_drafts(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """What can be drafted; the second look says what it takes and costs, and begins it."""
    event, recording = asked_recording(slug, asked, uid)
    offers = {offer.value: offer for offer in offers_of(recording)}
    speaks = any(offer.kind == "speak" for offer in offers.values())
    speakers = speakers_with_consents(event.id, recording.id) if speaks else []
    form = DraftForm([(value, offer.words) for value, offer in offers.items()], speakers)
    if form.validate_on_submit():
        offer = offers[form.wanted.data]
        here = url_for("drafts_admin.all_drafts", slug=slug, code=asked.code, uid=uid)
        if page := ask_first(event, _question(offer, here)):
            return page
        try:
            drafts.ask_for_draft(
                recording,
                offer.kind,
                offer.language,
                offer.engine.name,
                source=offer.source,
                cost=offer.estimate.cost,
                voices=form.chosen_voices if offer.kind == "speak" else None,
            )
        except errors.RecordingError as error:
            db.session.rollback()
            flash(_refusal(error), "error")
        else:
            flash(_("It begins in a moment."))
        return redirect(here, 303)
    token = media_token(MediaLink(recording.id, TEAM, current_user.id))
    page = render_template(
        "recordings/admin/drafts.html", event=event, recording=recording, form=form,
        jobs=draft_queries.drafts_of(recording.id),
        burnt=burnt_videos(recording, published_tracks(recording.id), token),
        kind_words=kind_words, failure_words=failure_words,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _question(offer: Offer, back: str) -> Confirmation:
    minutes = max(1, round(offer.estimate.seconds / 60))
    told = [ngettext("It takes about %(num)s minute.", "It takes about %(num)s minutes.", minutes)]
    if offer.estimate.cost:
        told.append(_("It costs about %(cost)s.", cost=format_decimal(round(offer.estimate.cost, 2))))
    if offer.engine.is_weak:
        told.append(
            _("%(engine)s makes many mistakes: it saves some typing, and no checking.", engine=offer.engine.name)
        )
    if offer.kind == "burn":
        told.append(
            _("Its lines are those that others see now. Whoever may take the recording along may take it, too.")
        )
        return Confirmation(offer.words, lines(*told), _("Begin"), back, is_dangerous=False)
    told.append(_("What it makes is a draft: nobody sees it before somebody of the team has checked it."))
    return Confirmation(offer.words, lines(*told), _("Begin"), back, is_dangerous=False)


@blueprint.get(f"{RECORDINGS_OF}/<uuid:uid>/drafts/<uuid:job_uid>/progress")
@login_required
def progress(slug: str, asked: AskedSubject, uid: UUID, job_uid: UUID) -> ResponseReturnValue:
    """How far one is, for the page that follows it."""
    job = draft_queries.draft_of(asked_recording(slug, asked, uid)[1].id, job_uid) or abort(404)
    state = "running" if job.is_at_work else job.state
    return jsonify(state=state, position=job.position, total=job.total)


@blueprint.post(f"{RECORDINGS_OF}/<uuid:uid>/drafts/<uuid:job_uid>/<any(stop, again):draft_deed>")
@login_required
def change(slug: str, asked: AskedSubject, uid: UUID, job_uid: UUID, draft_deed: str) -> ResponseReturnValue:
    recording = asked_recording(slug, asked, uid)[1]
    job = draft_queries.draft_of(recording.id, job_uid) or abort(404)
    try:
        (drafts.stop_draft if draft_deed == "stop" else drafts.go_on_with_draft)(job)
    except errors.RecordingError as error:
        db.session.rollback()
        flash(_refusal(error), "error")
    return redirect(url_for("drafts_admin.all_drafts", slug=slug, code=asked.code, uid=uid), 303)


def kind_words(kind: str) -> str:
    return {
        "transcribe": _("Transcript"),
        "translate": _("Subtitles"),
        "speak": _("Dub"),
        "burn": _("Video with subtitles"),
        "slides": _("Chapters"),
    }[kind]


def failure_words(failure: str) -> str:
    if failure == "CheckedAlready":
        return _("Somebody has begun to work on it meanwhile: their lines stay.")
    return _("The engine did not do its work (%(words)s).", words=failure or "–")


def _refusal(error: errors.RecordingError) -> str:
    words = {
        errors.AtWork: _("It is being made already."),
        drafts.CheckedAlready: _("People have worked on that track. Delete it first if a draft is to take its place."),
    }
    return words[type(error)]


@blueprint.route("/glossary/", methods=["GET", "POST"])
@login_required
def glossary(slug: str) -> ResponseReturnValue:
    """The event's own words; names of speakers, companies and titles are known by themselves."""
    event = event_for(slug, policy.may_edit_programme)
    form = TermForm()
    if form.validate_on_submit():
        drafts.add_term(event.id, form.kind.data, form.forms, form.note.data or "")
        flash(_("Added."))
        return redirect(url_for("drafts_admin.glossary", slug=slug), 303)
    page = render_template(
        "recordings/admin/glossary.html", event=event, form=form, terms=draft_queries.terms_of(event.id)
    )
    return page, 422 if form.errors else 200


@blueprint.post("/glossary/<int:term_id>/delete")
@login_required
def delete_term(slug: str, term_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    term = draft_queries.term_of(event.id, term_id) or abort(404)
    back = url_for("drafts_admin.glossary", slug=slug)
    if page := ask_to_delete(event, f"“{next(iter(term.forms.values()))}”", back):
        return page
    drafts.delete_term(term)
    flash(_("Deleted."))
    return redirect(back, 303)
