"""The organiser's drafts: which can be made, what each takes and costs, how far it is; and the event's glossary."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.recordings import remarks
from eventapp.recordings.admin.lookups import RECORDINGS_OF, AskedSubject, asked_recording, name_subjects
from eventapp.recordings.engines import chosen
from eventapp.recordings.engines.interfaces import Engine, Estimate
from eventapp.recordings.forms.drafts import DraftForm, TermForm
from eventapp.recordings.languages import WRITTEN, written_language
from eventapp.recordings.models import LINES, Recording, RecordingTrack
from eventapp.recordings.queries import drafts as draft_queries
from eventapp.recordings.queries import tracks as track_queries
from eventapp.recordings.service import drafts, errors, preparation

blueprint = Blueprint("drafts_admin", __name__, url_prefix="/admin/events/<slug>")
name_subjects(blueprint)


class Offer(NamedTuple):
    """A draft that can be made."""

    kind: str
    language: str
    engine: Engine
    source: RecordingTrack | None
    estimate: Estimate

    @property
    def value(self) -> str:
        """How a form names it."""
        source = str(self.source.uid) if self.source else ""
        return "|".join((self.kind, self.language, source, self.engine.name))

    @property
    def makes(self) -> str:
        """The kind of track."""
        return drafts.made_of(self.kind, self.source)

    @property
    def words(self) -> str:
        told = {"language": written_language(self.language), "engine": self.engine.name}
        if self.source is None:
            return _("Transcript in %(language)s, heard by %(engine)s", **told)
        told["source"] = written_language(self.source.language)
        told["kind"] = remarks.kind_words(self.makes)
        if self.kind == "translate":
            return _("%(kind)s in %(language)s from %(source)s, by %(engine)s", **told)
        return _("%(kind)s in %(language)s, spoken by %(engine)s", **told)


def offers_of(recording: Recording) -> list[Offer]:
    """What can be drafted from what there is; not what would take the place of what people made."""
    tracks = track_queries.tracks_of(recording.id)
    done = preparation.steps_done(recording.id)
    found: list[Offer] = []
    if done.get("sound", {}).get("speech"):
        seconds = sum(ends - starts for starts, ends in done["sound"]["speech"]) / 1000
        for hearing in chosen.transcribers(recording.language):
            found.append(Offer("transcribe", recording.language, hearing, None, hearing.estimate(seconds)))
    for track in tracks:
        if track.kind in LINES:
            found += _from_track(track, has_sound="cut" in done and bool(done["probe"]["has_sound"]))
    kept = {(one.kind, one.language) for one in tracks if one.state != "machine_draft"}
    return [one for one in found if (one.makes, one.language) not in kept]


def _from_track(track: RecordingTrack, *, has_sound: bool) -> list[Offer]:
    characters = sum(len(cue.text) for cue in track_queries.cues_of(track.id))
    if not characters:
        return []
    found = [
        Offer("translate", target, engine, track, engine.estimate(characters))
        for target in chosen.targets(track.language, WRITTEN)
        for engine in chosen.translators(track.language, target)
    ]
    if has_sound and track.kind in ("subtitles", "descriptions"):
        speaking = chosen.voices(track.language)
        found += [Offer("speak", track.language, one, track, one.estimate(characters)) for one in speaking]
    return found


@blueprint.route(f"{RECORDINGS_OF}/<uuid:uid>/drafts/", methods=["GET", "POST"])
@login_required
def all_drafts(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """What can be drafted; the second look says what it takes and costs, and begins it."""
    event, recording = asked_recording(slug, asked, uid)
    offers = {offer.value: offer for offer in offers_of(recording)}
    form = DraftForm([(value, offer.words) for value, offer in offers.items()])
    if form.validate_on_submit():
        offer = offers[form.wanted.data]
        here = url_for("drafts_admin.all_drafts", slug=slug, code=asked.code, uid=uid)
        if page := ask_first(event, _question(offer, here)):
            return page
        try:
            drafts.ask_for_draft(
                recording, offer.kind, offer.language, offer.engine.name, source=offer.source, cost=offer.estimate.cost
            )
        except errors.RecordingError as error:
            db.session.rollback()
            flash(_refusal(error), "error")
        else:
            flash(_("It begins in a moment."))
        return redirect(here, 303)
    page = render_template(
        "recordings/admin/drafts.html", event=event, recording=recording, form=form,
        jobs=draft_queries.drafts_of(recording.id), kind_words=kind_words, failure_words=failure_words,
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
    return {"transcribe": _("Transcript"), "translate": _("Subtitles"), "speak": _("Dub")}[kind]


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
