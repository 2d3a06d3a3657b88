"""The organiser's record of who agreed that a machine imitates their voice."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.programme.queries import speaker_by_code, speakers_of
from eventapp.recordings.forms.voices import ConsentForm
from eventapp.recordings.queries.voices import consent_of, consents_of
from eventapp.recordings.service import voices

blueprint = Blueprint("voices_admin", __name__, url_prefix="/admin/events/<slug>/voices")


@blueprint.route("/", methods=["GET", "POST"])
@login_required
def all_voices(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = ConsentForm([(one.code, localized(one.name)) for one in speakers_of(event.id)])
    if form.validate_on_submit():
        speaker = speaker_by_code(event.id, form.speaker.data) or abort(404)
        assert form.given_on.data is not None
        voices.record_consent(speaker, form.voice.data or "", form.given_on.data, form.words.data or "")
        flash(_("Recorded."))
        return redirect(url_for("voices_admin.all_voices", slug=slug), 303)
    page = render_template("recordings/admin/voices.html", event=event, form=form, consents=consents_of(event.id))
    return page, 422 if form.errors else 200


@blueprint.post("/<code>/withdraw")
@login_required
def withdraw(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    consent = consent_of(event.id, code) or abort(404)
    back = url_for("voices_admin.all_voices", slug=slug)
    number = len(voices.tracks_with_likeness(consent.speaker))
    told = ngettext("%(num)s dub with this voice is deleted.", "%(num)s dubs with this voice are deleted.", number)
    name = localized(consent.speaker.name)
    asked = Confirmation(
        _("Has %(name)s taken it back?", name=name), lines(told, _("This cannot be undone.")), _("Withdraw it"), back
    )
    if page := ask_first(event, asked):
        return page
    voices.withdraw_consent(consent)
    flash(_("Withdrawn."))
    return redirect(back, 303)
