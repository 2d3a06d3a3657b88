"""Organisations: their events and series, teams and custom roles."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts import policy as site_policy
from eventapp.accounts.access import asks_again
from eventapp.core.db import db
from eventapp.core.locales import reader_locale
from eventapp.core.templating import localized
from eventapp.events import policy, queries, service
from eventapp.events.admin import blueprint
from eventapp.events.admin.team import last_owner_message
from eventapp.events.confirmation import Confirmation, ask_first, ask_to_delete, lines
from eventapp.events.models import CustomRole, Organisation, OrganisationMembership
from eventapp.events.role_permissions import PERMISSION_NAMES, abilities
from eventapp.events.roles import permissions_by_role, role_key, role_names
from eventapp.events.team_forms import CustomRoleForm, OrganisationForm, OrganisationInviteForm, PlaceForm


@blueprint.get("/organisations/")
@login_required
def organisations() -> ResponseReturnValue:
    """Those that the signed-in person is in, or all of them for site administrators."""
    found = queries.organisations_of(current_user)
    return render_template("events/admin/organisations.html", event=None, organisations=found)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@login_required
def new_organisation() -> ResponseReturnValue:
    if not site_policy.may_administer_site(current_user):
        abort(403)
    form = OrganisationForm(contact_email=current_user.email)
    if form.validate_on_submit():
        try:
            made = service.create_organisation(form.slug.data or "", form.details(), current_user)
        except service.SlugTaken:
            form.slug.errors = [_("Another organisation has this link. Choose a different one.")]
        else:
            flash(_("The organisation is there. Invite its people, and make its events."))
            return redirect(url_for("events_admin.organisation", organisation_slug=made.slug), 303)
    page = render_template("events/admin/organisation_form.html", event=None, form=form, organisation=None)
    return page, 422 if form.errors else 200


@blueprint.route("/organisations/<organisation_slug>/", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def organisation(organisation_slug: str) -> ResponseReturnValue:
    """Its page, and an invitation into its team."""
    found = _organisation(organisation_slug, edits=False)
    custom = queries.custom_roles_of(found.id)
    form = OrganisationInviteForm(names=role_names(custom))
    if form.is_submitted():
        _organisation(organisation_slug)
    if form.validate_on_submit():
        role = form.role.data or "read"
        invitation = service.invite_to_organisation(found, form.email.data or "", role, reader_locale())
        flash(_("An invitation is on its way to %(email)s.", email=invitation.email))
        return _back(found)
    page = render_template(
        "events/admin/organisation.html", event=None, organisation=found, form=form, custom=custom,
        events=queries.events_of_organisation(found.id), all_series=queries.series_of_organisation(found.id),
        members=queries.organisation_members(found.id), invitations=queries.organisation_invitations(found.id),
        role_names=role_names(custom), role_key=role_key, permission_names=PERMISSION_NAMES,
        abilities=abilities(permissions_by_role(custom)), may_edit=policy.may_edit_organisation(current_user, found),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/organisations/<organisation_slug>/settings", methods=["GET", "POST"])
@login_required
def edit_organisation(organisation_slug: str) -> ResponseReturnValue:
    found = _organisation(organisation_slug)
    form = OrganisationForm(obj=found)
    form.slug.data = found.slug
    if form.validate_on_submit():
        service.update_organisation(found, form.details())
        flash(_("Saved."))
        return _back(found)
    page = render_template("events/admin/organisation_form.html", event=None, form=form, organisation=found)
    return page, 422 if form.errors else 200


@blueprint.post("/organisations/<organisation_slug>/delete")
@login_required
@asks_again("POST")
def delete_organisation(organisation_slug: str) -> ResponseReturnValue:
    if not site_policy.may_administer_site(current_user):
        abort(403)
    found = _organisation(organisation_slug)
    back = url_for("events_admin.organisation", organisation_slug=found.slug)
    if page := ask_to_delete(None, f"“{localized(found.name)}”", back, _("Its team and its roles end.")):
        return page
    try:
        service.delete_organisation(found)
    except service.OrganisationInUse:
        db.session.rollback()
        flash(_("Events or series belong to it: move them first. Nothing was deleted."), "error")
        return redirect(back, 303)
    flash(_("Deleted."))
    return redirect(url_for("events_admin.organisations"), 303)


@blueprint.post("/organisations/<organisation_slug>/team/<int:member_id>/role")
@login_required
@asks_again("POST")
def change_organisation_role(organisation_slug: str, member_id: int) -> ResponseReturnValue:
    found = _organisation(organisation_slug)
    member = _member(found, member_id)
    form = PlaceForm(names=role_names(queries.custom_roles_of(found.id)))
    if not form.validate_on_submit():
        abort(400)
    try:
        service.change_organisation_role(member, form.role.data or "read")
    except service.LastOwner:
        db.session.rollback()
        flash(last_owner_message(), "error")
    else:
        flash(_("The role is changed."))
    return _back(found)


@blueprint.post("/organisations/<organisation_slug>/team/<int:member_id>/remove")
@login_required
@asks_again("POST")
def leave_organisation(organisation_slug: str, member_id: int) -> ResponseReturnValue:
    found = _organisation(organisation_slug)
    member = _member(found, member_id)
    title = _("Remove %(name)s from the team?", name=member.user.name)
    effects = lines(_("They see the organisation's events no more, but for those whose own team they are in."))
    back = url_for("events_admin.organisation", organisation_slug=found.slug)
    if page := ask_first(None, Confirmation(title, effects, _("Remove"), back)):
        return page
    try:
        service.leave_organisation(member)
    except service.LastOwner:
        db.session.rollback()
        flash(last_owner_message(), "error")
    else:
        flash(_("They are no longer in the team."))
    return redirect(url_for("events_admin.organisations"), 303) if member.user_id == current_user.id else _back(found)


@blueprint.post("/organisations/<organisation_slug>/invitations/<int:invitation_id>/withdraw")
@login_required
def withdraw_organisation_invitation(organisation_slug: str, invitation_id: int) -> ResponseReturnValue:
    found = _organisation(organisation_slug)
    service.withdraw_invitation(queries.organisation_invitation(found.id, invitation_id) or abort(404))
    flash(_("The invitation is withdrawn; its link works no more."))
    return _back(found)


@blueprint.route("/organisations/<organisation_slug>/roles/new", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def new_custom_role(organisation_slug: str) -> ResponseReturnValue:
    return _edit_role(_organisation(organisation_slug), None)


@blueprint.route("/organisations/<organisation_slug>/roles/<int:role_id>", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def edit_custom_role(organisation_slug: str, role_id: int) -> ResponseReturnValue:
    found = _organisation(organisation_slug)
    return _edit_role(found, _role(found, role_id))


def _edit_role(found: Organisation, role: CustomRole | None) -> ResponseReturnValue:
    form = CustomRoleForm(obj=role)
    if form.validate_on_submit():
        service.save_custom_role(found, role, form.name.data, form.permissions.data or [])
        flash(_("Saved."))
        return _back(found)
    page = render_template("events/admin/custom_role.html", event=None, form=form, organisation=found, role=role)
    return page, 422 if form.errors else 200


@blueprint.post("/organisations/<organisation_slug>/roles/<int:role_id>/delete")
@login_required
@asks_again("POST")
def delete_custom_role(organisation_slug: str, role_id: int) -> ResponseReturnValue:
    found = _organisation(organisation_slug)
    role = _role(found, role_id)
    back = url_for("events_admin.organisation", organisation_slug=found.slug)
    if page := ask_to_delete(None, f"“{localized(role.name)}”", back):
        return page
    try:
        service.delete_custom_role(role)
    except service.RoleInUse:
        db.session.rollback()
        flash(_("Somebody has this role: give them another one first. Nothing was deleted."), "error")
    else:
        flash(_("Deleted."))
    return _back(found)


def _organisation(slug: str, *, edits: bool = True) -> Organisation:
    """404 for who has no part in it, 403 for who may not do this."""
    found = queries.organisation_by_slug(slug)
    if found is None or not policy.may_see_organisation(current_user, found):
        abort(404)
    if edits and not policy.may_edit_organisation(current_user, found):
        abort(403)
    return found


def _member(found: Organisation, member_id: int) -> OrganisationMembership:
    return queries.organisation_member(found.id, member_id) or abort(404)


def _role(found: Organisation, role_id: int) -> CustomRole:
    return next((role for role in queries.custom_roles_of(found.id) if role.id == role_id), None) or abort(404)


def _back(found: Organisation) -> ResponseReturnValue:
    return redirect(url_for("events_admin.organisation", organisation_slug=found.slug), 303)
