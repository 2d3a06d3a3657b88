"""An event's team: who may do what, invitations by mail, roles, and the event handed over."""

from collections.abc import Mapping

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts.access import asks_again
from eventapp.core.db import db
from eventapp.core.locales import reader_locale
from eventapp.core.templating import localized
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.confirmation import Confirmation, ask_first, lines
from eventapp.events.models import Event, Membership
from eventapp.events.role_permissions import abilities
from eventapp.events.roles import Place, permissions_by_role, permissions_of_place, role_key, role_names
from eventapp.events.team_forms import HandOverForm, InviteForm, OrganisationChoiceForm, RoleForm


@blueprint.route("/events/<slug>/team/", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def team(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_team)
    grantable = _grantable(event)
    form = InviteForm(zone=event.timezone, names=grantable)
    if form.is_submitted():
        event_for(slug, policy.may_edit_team)
    if form.validate_on_submit():
        time = service.AccessTime(form.begins_at.data, form.ends_at.data)
        try:
            invitation = service.invite(event, form.email.data or "", form.role.data or "read", reader_locale(), time)
        except service.AccessTimeWrong:
            form.ends_at.errors = [_wrong_time()]
        else:
            flash(_("An invitation is on its way to %(email)s.", email=invitation.email))
            return redirect(url_for("events_admin.team", slug=slug), 303)
    return _page(event, form, grantable), 422 if form.errors else 200


def _page(event: Event, form: InviteForm, grantable: Mapping[str, str]) -> str:
    custom = queries.custom_roles_for(event)
    above = queries.organisation_members(event.organisation_id) if event.organisation_id else []
    return render_template(
        "events/admin/team.html", event=event, form=form, members=queries.members_of(event.id), above=above,
        invitations=queries.invitations_of(event.id), abilities=abilities(permissions_by_role(custom)),
        role_names=role_names(custom), role_key=role_key, grantable=grantable,
        may_change=lambda place: policy.may_grant(g.permissions, permissions_of_place(place)),
        own=queries.membership_of(event.id, current_user.id), hand_over=HandOverForm(),
        organisations=queries.organisations_of(current_user, owned=True),
    )  # fmt: skip


def _grantable(event: Event) -> Mapping[str, str]:
    """What the roles are called that the signed-in person may give."""
    custom = queries.custom_roles_for(event)
    permitted = permissions_by_role(custom)
    named = role_names(custom)
    return {key: named[key] for key in named if policy.may_grant(g.permissions, permitted[key])}


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
    service.demand_second_factor(event_for(slug, policy.may_edit_team), request.form.getlist("roles"))
    flash(_("Saved."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/<int:member_id>/role")
@login_required
@asks_again("POST")
def change_role(slug: str, member_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_team)
    member = _member(event, member_id)
    form = RoleForm(zone=event.timezone, names=_grantable(event))
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
        flash(last_owner_message(), "error")
    else:
        flash(_("The role is changed."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/<int:member_id>/remove")
@login_required
@asks_again("POST")
def remove_member(slug: str, member_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_team)
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
        flash(last_owner_message(), "error")
    else:
        flash(_("They are no longer in the team."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/invitations/<int:invitation_id>/withdraw")
@login_required
def withdraw_team_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_team)
    invitation = queries.invitation_of(event.id, invitation_id) or abort(404)
    _only_within_own(invitation)
    service.withdraw_invitation(invitation)
    flash(_("The invitation is withdrawn; its link works no more."))
    return redirect(url_for("events_admin.team", slug=slug), 303)


@blueprint.post("/events/<slug>/team/hand-over")
@login_required
@asks_again("POST")
def hand_over(slug: str) -> ResponseReturnValue:
    """Offer the event to somebody who becomes its owner."""
    event = event_for(slug, policy.may_hand_over)
    form = HandOverForm()
    back = url_for("events_admin.team", slug=slug)
    if not form.validate_on_submit():
        flash(_("Enter the email address of whoever is to own the event. Nothing was changed."), "error")
        return redirect(back, 303)
    ends_team = bool(form.ends_team.data)
    effects = lines(
        _("They get an email with a link. Nothing changes until they accept."),
        _("Then they are an owner of the event, and choose the organisation that it belongs to."),
        _("Everybody else leaves the team, you too.") if ends_team else "",
    )
    title = _("Hand %(event)s over to %(email)s?", event=localized(event.name, event.main_locale),
              email=form.new_owner.data)  # fmt: skip
    if page := ask_first(event, Confirmation(title, effects, _("Hand over"), back)):
        return page
    invitation = service.hand_over(event, form.new_owner.data or "", reader_locale(), ends_team=ends_team)
    flash(_("An invitation is on its way to %(email)s.", email=invitation.email))
    return redirect(back, 303)


@blueprint.post("/events/<slug>/team/organisation")
@login_required
@asks_again("POST")
def set_organisation(slug: str) -> ResponseReturnValue:
    """Which organisation the event belongs to: one that the person owns, or none."""
    event = event_for(slug, policy.may_hand_over)
    owned = queries.organisations_of(current_user, owned=True)
    form = OrganisationChoiceForm.among(owned)
    if not form.validate_on_submit():
        abort(403)
    chosen = next((one for one in owned if one.id == form.organisation_id.data), None)
    service.move_to_organisation(event, chosen)
    flash(_("Saved."))
    if not policy.may_see(current_user, event):
        return redirect(url_for("events_admin.overview"), 303)
    return redirect(url_for("events_admin.team", slug=slug), 303)


def last_owner_message() -> str:
    return _("At least one owner stays: give that role to somebody else first.")


def _wrong_time() -> str:
    return _("Access ends after it begins, and an owner's has no limits. Nothing was changed.")


def _member(event: Event, member_id: int) -> Membership:
    """A member whose place permits no more than that of whoever asks."""
    member = queries.member_of(event.id, member_id) or abort(404)
    _only_within_own(member)
    return member


def _only_within_own(place: Place) -> None:
    if not policy.may_grant(g.permissions, permissions_of_place(place)):
        abort(403)
