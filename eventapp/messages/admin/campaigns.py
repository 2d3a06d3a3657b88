"""Campaigns: written, counted, tried, sent now or later, watched."""

from collections.abc import Callable

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.core.delivery import left_today
from eventapp.core.locales import match_locale
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.events.models import Event
from eventapp.messages import campaigns as drafts
from eventapp.messages import queries, service
from eventapp.messages.admin import blueprint
from eventapp.messages.admin.outbox import MAIL_STATE_NAMES
from eventapp.messages.admin.texts import preview, send_test
from eventapp.messages.forms import CAMPAIGN_KIND_NAMES, CampaignForm
from eventapp.messages.models import Campaign
from eventapp.messages.texts import CAMPAIGN_PLACEHOLDERS, PLACEHOLDER_NAMES
from eventapp.programme.queries import session_by_code
from eventapp.registration.queries import every_question_of, ticket_types_of

CAMPAIGN_STATE_NAMES = {
    "draft": _l("Draft"),
    "scheduled": _l("Scheduled"),
    "sending": _l("Being sent"),
    "paused": _l("Paused"),
    "done": _l("Sent"),
}


@blueprint.get("/campaigns/")
@login_required
def campaigns(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template(
        "messages/admin/campaigns.html",
        event=event,
        campaigns=queries.campaigns_of(event.id),
        counts={one.id: queries.mail_counts(event.id, one.id) for one in queries.campaigns_of(event.id)},
        titles={one.id: drafts.title_of(event, one) for one in queries.campaigns_of(event.id)},
        state_names=CAMPAIGN_STATE_NAMES,
        kind_names=CAMPAIGN_KIND_NAMES,
    )


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
@login_required
def new_campaign(slug: str) -> ResponseReturnValue:
    """An empty one, or the draft of a reminder or a thank-you (`?kind=`), or of what to say to those who had chosen a
    session that is off (`?session=`)."""
    event = event_for(slug, policy.may_send_messages)
    made = {"reminder": drafts.reminder, "thanks": drafts.thanks}.get(request.args.get("kind", ""))
    draft = made(event) if made else None
    if off := session_by_code(event.id, request.args.get("session", "")[:8]):
        draft = drafts.session_off(event, off)
    form = CampaignForm(obj=draft, zone=event.timezone)
    form.offer(event, ticket_types_of(event.id), every_question_of(event.id))
    if draft and not form.is_submitted():
        form.fill_audience(draft.audience)
    if form.validate_on_submit():
        campaign = service.create_campaign(event, form.details(), current_user.name)
        flash(_("The campaign is kept as a draft. Look at it, try it, then send it."))
        return redirect(url_for("messages_admin.campaign", slug=slug, campaign_id=campaign.id), 303)
    return _form_page(event, form, None)


@blueprint.get("/campaigns/<int:campaign_id>")
@login_required
def campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    found = _campaign(event, campaign_id)
    return render_template(
        "messages/admin/campaign.html",
        event=event,
        campaign=found,
        title=drafts.title_of(event, found),
        size=queries.audience_size(event.id, found.audience, found.kind),
        counts=queries.mail_counts(event.id, found.id),
        state_names=CAMPAIGN_STATE_NAMES,
        kind_names=CAMPAIGN_KIND_NAMES,
        mail_states=MAIL_STATE_NAMES,
        is_capped=left_today() == 0,
    )


@blueprint.get("/campaigns/<int:campaign_id>/progress")
@login_required
def campaign_progress(slug: str, campaign_id: int) -> ResponseReturnValue:
    """How far it is, for a page that waits."""
    event = event_for(slug, policy.may_see_registrations)
    found = _campaign(event, campaign_id)
    counts = queries.mail_counts(event.id, found.id)
    open_mails = sum(counts.get(state, 0) for state in ("queued", "sending", "handed"))
    total = sum(counts.values())
    return jsonify(state=found.state, position=total - open_mails, total=total)


@blueprint.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
@login_required
def edit_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    found = _campaign(event, campaign_id)
    form = CampaignForm(obj=found, zone=event.timezone)
    form.offer(event, ticket_types_of(event.id), every_question_of(event.id))
    if not form.is_submitted():
        form.state.data = ""
        form.fill_audience(found.audience)
    if form.validate_on_submit():
        try:
            service.update_campaign(found, form.details())
        except service.NotPossibleNow:
            db.session.rollback()
            flash(_("It is on its way already, so it stays as it is."), "error")
        else:
            flash(_("Saved."))
        return redirect(url_for("messages_admin.campaign", slug=slug, campaign_id=campaign_id), 303)
    return _form_page(event, form, found)


@blueprint.post("/campaigns/audience")
@login_required
def audience_size(slug: str) -> ResponseReturnValue:
    """How many people the filters of a form that is being filled in would reach."""
    event = event_for(slug, policy.may_see_registrations)
    form = CampaignForm(zone=event.timezone)
    form.offer(event, ticket_types_of(event.id), every_question_of(event.id))
    return jsonify(number=queries.audience_size(event.id, form.audience(), form.kind.data))


@blueprint.get("/campaigns/<int:campaign_id>/preview")
@login_required
def preview_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    found = _campaign(event, campaign_id)
    locale = match_locale(request.args.get("in")) or event.main_locale
    main = event.main_locale
    return preview(event, "campaign", locale, (found.subject.text(locale, main), found.body.text(locale, main)))


@blueprint.post("/campaigns/<int:campaign_id>/test")
@login_required
def test_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    send_test(event, "campaign", _campaign(event, campaign_id).id)
    return redirect(url_for("messages_admin.campaign", slug=slug, campaign_id=campaign_id), 303)


@blueprint.post("/campaigns/<int:campaign_id>/start")
@login_required
def start_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    found = _campaign(event, campaign_id)
    number = queries.audience_size(event.id, found.audience, found.kind)
    words = ngettext("%(num)s person is written to.", "%(num)s people are written to.", number)
    asked = Confirmation(
        _("Send “%(title)s”?", title=drafts.title_of(event, found)), lines(words), _("Send"),
        url_for("messages_admin.campaign", slug=slug, campaign_id=campaign_id), is_dangerous=False,
    )  # fmt: skip
    if page := ask_first(event, asked):
        return page
    return _act(slug, campaign_id, service.start_campaign, _("It is on its way, or will be at its hour."))


@blueprint.post("/campaigns/<int:campaign_id>/pause")
@login_required
def pause_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    return _act(slug, campaign_id, service.pause_campaign, _("Paused: what has not left stays here."))


@blueprint.post("/campaigns/<int:campaign_id>/resume")
@login_required
def resume_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    return _act(slug, campaign_id, service.resume_campaign, _("It goes on where it was paused."))


@blueprint.post("/campaigns/<int:campaign_id>/delete")
@login_required
def delete_campaign(slug: str, campaign_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    found = _campaign(event, campaign_id)
    title, back = drafts.title_of(event, found), url_for("messages_admin.campaigns", slug=slug)
    if page := ask_to_delete(event, f"“{title}”", back):
        return page
    try:
        service.delete_campaign(found)
    except service.MessageError:
        db.session.rollback()
        flash(_("It is on its way already, so it stays as it is."), "error")
        return redirect(url_for("messages_admin.campaign", slug=slug, campaign_id=campaign_id), 303)
    flash(_("Deleted."))
    return redirect(url_for("messages_admin.campaigns", slug=slug), 303)


def _act(slug: str, campaign_id: int, action: Callable[[Campaign], None], done: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    try:
        action(_campaign(event, campaign_id))
    except service.NothingToSay:
        db.session.rollback()
        flash(_("Enter a subject and a text first."), "error")
    except service.MessageError:
        db.session.rollback()
        flash(_("That is not possible in its present state. It is as you see it."), "error")
    else:
        flash(done)
    return redirect(url_for("messages_admin.campaign", slug=slug, campaign_id=campaign_id), 303)


def _campaign(event: Event, campaign_id: int) -> Campaign:
    return queries.campaign(event.id, campaign_id) or abort(404)


def _form_page(event: Event, form: CampaignForm, found: Campaign | None) -> ResponseReturnValue:
    page = render_template(
        "messages/admin/campaign_form.html",
        event=event,
        form=form,
        campaign=found,
        placeholders={name: PLACEHOLDER_NAMES[name] for name in CAMPAIGN_PLACEHOLDERS},
        size=queries.audience_size(event.id, form.audience(), form.kind.data),
    )
    return page, 422 if form.errors else 200
