"""The people on stage: written down, asked, nudged."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core.links import absolute_url
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.programme import queries, service
from eventapp.programme.admin import blueprint
from eventapp.programme.admin.responses import delete_unless_used, form_status
from eventapp.programme.admin.text_requests import asked_text, convert_asked
from eventapp.programme.forms import SpeakerForm
from eventapp.programme.models import Speaker
from eventapp.programme.speaker_form import save_photo, speaker_form
from eventapp.programme.texts import SPEAKER_TEXTS, left_to_do, states_of


@blueprint.get("/speakers/")
@login_required
def speakers(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see)
    found = queries.speakers_of(event.id)
    sessions = queries.sessions_with_drafts(event.id)
    titles = {one.released.code: one.title for one in sessions}
    return render_template(
        "programme/admin/speakers.html", event=event, speakers=found, titles=titles,
        numbers={one.id: sum(1 for session in sessions if one in session.speakers) for one in found},
        silent=sum(1 for one in found if one.email and one.confirmed_at is None),
        to_do={one.id: left_to_do(event, one, SPEAKER_TEXTS) for one in found},
    )  # fmt: skip


@blueprint.route("/speakers/new", methods=["GET", "POST"])
@login_required
def new_speaker(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    form = speaker_form(SpeakerForm, event)
    if form.validate_on_submit():
        speaker = service.create_speaker(event, form.details())
        if save_photo(form, speaker):
            flash(_("The speaker is added."))
            return redirect(url_for("programme_admin.speakers", slug=slug), 303)
        return redirect(url_for("programme_admin.edit_speaker", slug=slug, code=speaker.code), 303)
    page = render_template("programme/admin/speaker.html", form=form, event=event, speaker=None)
    return page, form_status(form)


@blueprint.route("/speakers/<code>", methods=["GET", "POST"])
@login_required
def edit_speaker(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    speaker: Speaker = queries.speaker_by_code(event.id, code) or abort(404)
    form = speaker_form(SpeakerForm, event, speaker)
    if form.validate_on_submit():
        service.update_speaker(speaker, form.details())
        if save_photo(form, speaker):
            flash(_("The speaker is saved."))
            return redirect(url_for("programme_admin.speakers", slug=slug), 303)
    sessions = [one for one in queries.sessions_with_drafts(event.id) if speaker in one.speakers]
    link = absolute_url("speaker_page.page", token=service.speaker_token(speaker)) if speaker.link_hash else ""
    page = render_template(
        "programme/admin/speaker.html", form=form, event=event, speaker=speaker, sessions=sessions, link=link,
        states=states_of(event, speaker, SPEAKER_TEXTS),
    )  # fmt: skip
    return page, form_status(form)


@blueprint.post("/speakers/<code>/convert")
@login_required
def convert_speaker_text(slug: str, code: str) -> ResponseReturnValue:
    """Write one text of the profile in the other Chinese script, to be checked."""
    event = event_for(slug, policy.may_edit_programme)
    speaker = queries.speaker_by_code(event.id, code) or abort(404)
    field = convert_asked(
        SPEAKER_TEXTS, speaker, lambda *conversion: service.convert_speaker_text(speaker, *conversion)
    )
    return redirect(url_for("programme_admin.edit_speaker", slug=slug, code=code, _anchor=f"{field}-states"), 303)


@blueprint.post("/speakers/<code>/approve")
@login_required
def approve_speaker_text(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    speaker = queries.speaker_by_code(event.id, code) or abort(404)
    field, locale = asked_text(SPEAKER_TEXTS)
    service.approve_speaker_text(speaker, field, locale)
    flash(_("Marked as checked."))
    return redirect(url_for("programme_admin.edit_speaker", slug=slug, code=code, _anchor=f"{field}-states"), 303)


@blueprint.post("/speakers/<code>/delete")
@login_required
def delete_speaker(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    speaker = queries.speaker_by_code(event.id, code) or abort(404)
    back = url_for("programme_admin.speakers", slug=slug)
    if page := ask_to_delete(event, speaker.name.text(event.main_locale), back):
        return page
    return delete_unless_used(lambda: service.delete_speaker(speaker), "programme_admin.speakers", slug)


@blueprint.post("/speakers/<code>/ask")
@login_required
def ask_speaker(slug: str, code: str) -> ResponseReturnValue:
    """Mail the private link."""
    event = event_for(slug, policy.may_edit_programme)
    speaker = queries.speaker_by_code(event.id, code) or abort(404)
    if speaker.email:
        service.ask_speaker(speaker)
        flash(_("%(name)s gets an email with the private link.", name=speaker.name.text(event.main_locale)))
    else:
        flash(_("Enter an email address first."), "error")
    return redirect(url_for("programme_admin.edit_speaker", slug=slug, code=code), 303)


@blueprint.post("/speakers/<code>/renew-link")
@login_required
def renew_speaker_link(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    service.renew_link(queries.speaker_by_code(event.id, code) or abort(404))
    flash(_("The link that was out works no more. Send the new one."))
    return redirect(url_for("programme_admin.edit_speaker", slug=slug, code=code), 303)


@blueprint.post("/speakers/ask")
@login_required
def ask_silent_speakers(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_programme)
    silent = len(service.silent_speakers(event))
    words = ngettext("%(num)s speaker gets an email.", "%(num)s speakers get an email.", silent)
    back = url_for("programme_admin.speakers", slug=slug)
    asked = Confirmation(_("Remind the speakers?"), lines(words), _("Send"), back, is_dangerous=False)
    if silent > 1 and (page := ask_first(event, asked)):
        return page
    number = service.ask_silent_speakers(event)
    flash(ngettext("%(num)s speaker gets an email.", "%(num)s speakers get an email.", number))
    return redirect(url_for("programme_admin.speakers", slug=slug), 303)
