"""Sign-in providers of the site, and what their groups are in events."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.accounts import openid
from eventapp.accounts import service as accounts
from eventapp.accounts.access import asks_again
from eventapp.accounts.models import SignInProvider
from eventapp.administration import queries
from eventapp.administration.admin import blueprint
from eventapp.administration.forms import GroupRoleForm, ProviderForm
from eventapp.core.forms import choices
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.events import service as events
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.role_permissions import ROLE_NAMES


@blueprint.get("/sign-in/")
def providers() -> ResponseReturnValue:
    return render_template("administration/providers.html", event=None, providers=accounts.all_providers())


@blueprint.route("/sign-in/new", methods=["GET", "POST"])
@asks_again("POST")
def new_provider() -> ResponseReturnValue:
    form = ProviderForm()
    if form.validate_on_submit():
        try:
            made = accounts.create_provider(form.details())
        except accounts.ProviderInUse:
            form.key.errors = [_("Another provider has this part of the address.")]
        else:
            flash(_("%(name)s is there. Tell it the redirect address below, and test it.", name=made.name))
            return redirect(url_for("administration.provider", key=made.key), 303)
    page = render_template("administration/provider.html", event=None, form=form, provider=None)
    return page, 422 if form.errors else 200


@blueprint.route("/sign-in/<key>", methods=["GET", "POST"])
@asks_again("POST")
def provider(key: str) -> ResponseReturnValue:
    found = _provider(key)
    form = ProviderForm.of(found)
    if form.validate_on_submit():
        try:
            accounts.update_provider(found, form.details())
        except accounts.ProviderInUse:
            form.key.errors = [_("Another provider has this part of the address.")]
        else:
            flash(_("Saved."))
            return redirect(url_for("administration.provider", key=found.key), 303)
    page = render_template(
        "administration/provider.html", event=None, form=form, provider=found, group_form=_group_form(),
        callback=absolute_url("accounts.back_from_provider", key=found.key), has_secret=found.client_secret != "",
        group_roles=events.group_roles_of(found), role_names=ROLE_NAMES,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/sign-in/<key>/test")
def test_provider(key: str) -> ResponseReturnValue:
    """Ask the provider for its description, as each sign-in does."""
    found = _provider(key)
    try:
        openid.discover(found.issuer)
    except openid.ProviderAway as error:
        flash(_("%(name)s cannot be used: %(why)s.", name=found.name, why=error), "error")
    else:
        flash(_("%(name)s answers as it should.", name=found.name))
    return redirect(url_for("administration.provider", key=key), 303)


@blueprint.post("/sign-in/<key>/forget-secret")
@asks_again("POST")
def forget_secret(key: str) -> ResponseReturnValue:
    accounts.forget_secret(_provider(key))
    flash(_("The client secret is gone: this site is a public client there now."))
    return redirect(url_for("administration.provider", key=key), 303)


@blueprint.post("/sign-in/<key>/delete")
@asks_again("POST")
def delete_provider(key: str) -> ResponseReturnValue:
    found = _provider(key)
    back = url_for("administration.provider", key=key)
    effect = _("Nobody can sign in with it any more. Accounts stay; roles that its groups gave end.")
    if page := ask_to_delete(None, found.name, back, effect):
        return page
    accounts.delete_provider(found)
    flash(_("Deleted."))
    return redirect(url_for("administration.providers"), 303)


@blueprint.post("/sign-in/<key>/groups")
@asks_again("POST")
def set_group_role(key: str) -> ResponseReturnValue:
    found, form = _provider(key), _group_form()
    if form.validate_on_submit():
        chosen = queries.event_by_id(form.event.data) or abort(404)
        events.set_group_role(found, form.group.data or "", chosen, form.role.data)
        flash(_("Saved. It counts from the next sign-in of each person."))
    else:
        flash(_("Enter a group and choose an event. Nothing was changed."), "error")
    return redirect(url_for("administration.provider", key=key), 303)


@blueprint.post("/sign-in/<key>/groups/<int:row_id>/remove")
@asks_again("POST")
def remove_group_role(key: str, row_id: int) -> ResponseReturnValue:
    rows = {row.id: row for row in events.group_roles_of(_provider(key))}
    events.remove_group_role(rows.get(row_id) or abort(404))
    flash(_("The group has no role there any more; who had theirs by it has left the team."))
    return redirect(url_for("administration.provider", key=key), 303)


def _provider(key: str) -> SignInProvider:
    return accounts.provider_by_key(key) or abort(404)


def _group_form() -> GroupRoleForm:
    form = GroupRoleForm()
    named = ((event.id, event.name.text(reader_locale(), event.main_locale)) for event in queries.all_events())
    form.event.choices = choices(named)
    return form
