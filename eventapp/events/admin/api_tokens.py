"""Tokens of the API: one's own, and those that reach an event."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts.access import asks_again
from eventapp.core import clock
from eventapp.core.links import absolute_url
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.api_token_forms import ApiTokenForm


@blueprint.get("/tokens/")
@login_required
def api_tokens() -> ResponseReturnValue:
    return render_template("events/admin/api_tokens.html", event=None, tokens=queries.api_tokens_of(current_user))


@blueprint.route("/tokens/new", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def new_api_token() -> ResponseReturnValue:
    """The secret is shown on the answer to the form, and never again."""
    events = queries.events_of(current_user)
    form = ApiTokenForm()
    form.offer(events)
    if not form.is_submitted():
        asked = queries.event_by_slug(request.args.get("event", "")[:80])
        form.event_id.data = asked.id if asked in events and asked else None
    if form.validate_on_submit():
        event = next((one for one in events if one.id == form.event_id.data), None)
        token, secret = service.create_api_token(
            current_user, form.name.data or "", form.scopes.data or [], form.expires_at(clock.now()), event
        )
        return render_template(
            "events/admin/api_token_made.html", event=None, token=token, secret=secret,
            address=absolute_url("events_api.list_events"),
        )  # fmt: skip
    return render_template("events/admin/new_api_token.html", event=None, form=form), 422 if form.errors else 200


@blueprint.post("/tokens/<int:token_id>/revoke")
@login_required
def revoke_api_token(token_id: int) -> ResponseReturnValue:
    token = next((one for one in queries.api_tokens_of(current_user) if one.id == token_id), None) or abort(404)
    service.revoke_api_token(token)
    flash(_("The token is revoked: whatever used it gets in no more."))
    return redirect(url_for("events_admin.api_tokens"), 303)


@blueprint.get("/events/<slug>/api/")
@login_required
def api_of_event(slug: str) -> ResponseReturnValue:
    """Who has given programs access to this event alone, and where it is described."""
    event = event_for(slug, policy.may_edit_team)
    return render_template("events/admin/api_of_event.html", event=event, tokens=queries.api_tokens_for(event))


@blueprint.post("/events/<slug>/api/<int:token_id>/revoke")
@login_required
def revoke_token_of_event(slug: str, token_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_team)
    token = next((one for one in queries.api_tokens_for(event) if one.id == token_id), None) or abort(404)
    service.revoke_api_token(token)
    flash(_("The token is revoked: whatever used it gets in no more."))
    return redirect(url_for("events_admin.api_of_event", slug=slug), 303)
