"""An event's team: who may do what, invitations by mail, roles."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts.access import asks_again
from eventapp.core.db import db
from eventapp.core.locales import reader_locale
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.events.forms import InviteForm, RoleForm
from eventapp.events.models import Event, Membership
from eventapp.events.role_permissions import ABILITIES, ROLE_NAMES


@blueprint.route("/events/<slug>/team/", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def team(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_team)
    form = InviteForm(zone=event.timezone)
    if form.is_submitted():
        event_for(slug, policy.may_edit_event)
    if form.validate_on_submit():
        time = service.AccessTime(form.begins_at.data, form.ends_at.data)
        try:
            invitation = service.invite(event, form.email.data or "", form.role.data or "read", reader_locale(), time)
        except service.AccessTimeWrong:
            form.ends_at.errors = [_wrong_time()]
        else:
            flash(_("An invitation is on its way to %(email)s.", email=invitation.email))
            return redirect(url_for("events_admin.team", slug=slug), 303)
    page = render_template(
        "events/admin/team.html", event=event, form=form, members=queries.members_of(event.id),
        invitations=queries.invitations_of(event.id), abilities=ABILITIES, role_names=ROLE_NAMES,
        own=queries.membership_of(event.id, current_user.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/events/<slug>/team/notices")
@login_required
def choose_notices(slug: str) -> ResponseReturnValue:
    """What the signed-in member is written to about."""
    event = event_for(slug, policy.may_see_team)
    member = queries.membership_of(event.id, current_user.id) or abort(404)
    service.choose_notices(
        member, wants_digest="wants_digest" in request.form, wants_warnings="wants_warnings" in request.form
    )
    flash(_("Saved."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/second-factor")
@login_required
@asks_again("POST")
def second_factor(slug: str) -> ResponseReturnValue:
    """Of which roles a second factor is demanded."""
    service.demand_second_factor(event_for(slug, policy.may_edit_event), request.form.getlist("roles"))
    flash(_("Saved."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/<int:member_id>/role")
@login_required
@asks_again("POST")
def change_role(slug: str, member_id: int) -> ResponseReturnValue:
    member = _member(event_for(slug, policy.may_edit_event), member_id)
    form = RoleForm(zone=member.event.timezone)
    if not form.validate_on_submit():
        abort(400)
    try:
        time = service.AccessTime(form.begins_at.data, form.ends_at.data)
        service.change_role(member, form.role.data or "read", time)
    except service.AccessTimeWrong:
        db.session.rollback()
        flash(_wrong_time(), "error")
    except service.LastOwner:
        db.session.rollback()
        flash(_("An event keeps at least one owner: give that role to somebody else first."), "error")
    else:
        flash(_("The role is changed."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/<int:member_id>/remove")
@login_required
@asks_again("POST")
def remove_member(slug: str, member_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    member = _member(event, member_id)
    effects = lines(_("They see nothing of this event any more. What they did stays in the history."))
    back = url_for("events_admin.team", slug=slug)
    title = _("Remove %(name)s from the team?", name=member.user.name)
    if page := ask_first(event, Confirmation(title, effects, _("Remove"), back)):
        return page
    try:
        service.remove_member(member)
    except service.LastOwner:
        db.session.rollback()
        flash(_("An event keeps at least one owner: give that role to somebody else first."), "error")
    else:
        flash(_("They are no longer in the team."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/invitations/<int:invitation_id>/withdraw")
@login_required
def withdraw_team_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    service.withdraw_invitation(queries.invitation_of(event.id, invitation_id) or abort(404))
    flash(_("The invitation is withdrawn; its link works no more."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


def _wrong_time() -> str:
    return _("Access ends after it begins, and an owner's has no limits. Nothing was changed.")


def _member(event: Event, member_id: int) -> Membership:
    return queries.member_of(event.id, member_id) or abort(404)
