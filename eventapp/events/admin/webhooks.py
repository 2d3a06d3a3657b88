"""Webhooks of an event: who is told of its changes, and what came of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.accounts.access import asks_again
from eventapp.core.db import db
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.models import DELIVERY_STATES, Event, Webhook
from eventapp.events.webhook_forms import SUBJECT_NAMES, WebhookForm

_PAGE = 50


@blueprint.get("/events/<slug>/webhooks/")
@login_required
def webhooks(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_team)
    found = queries.webhooks_of(event.id)
    return render_template(
        "events/admin/webhooks.html", event=event, webhooks=found, subject_names=SUBJECT_NAMES,
        numbers=queries.deliveries_by_state([one.id for one in found]),
    )  # fmt: skip


@blueprint.route("/events/<slug>/webhooks/new", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def new_webhook(slug: str) -> ResponseReturnValue:
    """The secret is shown on the answer to the form, and never again."""
    event = event_for(slug, policy.may_edit_team)
    form = WebhookForm()
    if form.validate_on_submit():
        try:
            webhook, secret = service.create_webhook(event, form.details())
        except service.TooManyWebhooks:
            db.session.rollback()
            flash(_("An event has %(number)s webhooks at most.", number=service.MOST_WEBHOOKS), "error")
            return redirect(url_for("events_admin.webhooks", slug=slug), 303)
        return _secret_page(event, webhook, secret)
    page = render_template("events/admin/webhook_form.html", event=event, webhook=None, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/events/<slug>/webhooks/<int:webhook_id>/")
@login_required
def webhook(slug: str, webhook_id: int) -> ResponseReturnValue:
    """Its log: what was sent, what was answered, and what is still owed; `?state=failed` alone, by pages."""
    event, found = _found(slug, webhook_id)
    state = request.args.get("state", "")
    state = state if state in DELIVERY_STATES else ""
    page = min(max(request.args.get("page", 1, type=int), 1), 1_000)
    rows = queries.deliveries_of(found, state, page, _PAGE)
    return render_template(
        "events/admin/webhook.html", event=event, webhook=found, deliveries=rows[:_PAGE], state=state, page=page,
        has_more=len(rows) > _PAGE, numbers=queries.deliveries_by_state([found.id])[found.id],
        subject_names=SUBJECT_NAMES,
    )  # fmt: skip


@blueprint.route("/events/<slug>/webhooks/<int:webhook_id>/edit", methods=["GET", "POST"])
@login_required
@asks_again("POST")
def edit_webhook(slug: str, webhook_id: int) -> ResponseReturnValue:
    event, found = _found(slug, webhook_id)
    form = WebhookForm(obj=found)
    if form.validate_on_submit():
        service.change_webhook(found, form.details())
        flash(_("Saved."))
        return redirect(_page(event, found), 303)
    page = render_template("events/admin/webhook_form.html", event=event, webhook=found, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/events/<slug>/webhooks/<int:webhook_id>/secret")
@login_required
@asks_again("POST")
def renew_webhook_secret(slug: str, webhook_id: int) -> ResponseReturnValue:
    event, found = _found(slug, webhook_id)
    return _secret_page(event, found, service.renew_webhook_secret(found))


@blueprint.post("/events/<slug>/webhooks/<int:webhook_id>/<any(start, stop, test):act>")
@login_required
def act_on_webhook(slug: str, webhook_id: int, act: str) -> ResponseReturnValue:
    event, found = _found(slug, webhook_id)
    if act == "start":
        service.start_webhook(found)
        flash(_("It is told of changes again, and of what has changed meanwhile."))
    elif act == "stop":
        service.stop_webhook(found)
        flash(_("Stopped. What changes meanwhile is kept until it is started again."))
    else:
        service.send_test(found)
        flash(_("A test message is on its way. What comes of it is seen below in a moment."))
    return redirect(_page(event, found), 303)


@blueprint.post("/events/<slug>/webhooks/<int:webhook_id>/delete")
@login_required
@asks_again("POST")
def delete_webhook(slug: str, webhook_id: int) -> ResponseReturnValue:
    event, found = _found(slug, webhook_id)
    service.delete_webhook(found)
    flash(_("Deleted. Nothing more is sent there."))
    return redirect(url_for("events_admin.webhooks", slug=event.slug), 303)


@blueprint.get("/events/<slug>/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>")
@login_required
def webhook_delivery(slug: str, webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    event, found = _found(slug, webhook_id)
    delivery = queries.delivery_of(found, delivery_id) or abort(404)
    return render_template("events/admin/webhook_delivery.html", event=event, webhook=found, delivery=delivery)


@blueprint.post("/events/<slug>/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/again")
@login_required
def send_delivery_again(slug: str, webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    event, found = _found(slug, webhook_id)
    service.send_delivery_again(queries.delivery_of(found, delivery_id) or abort(404))
    flash(_("It is sent again."))
    return redirect(_page(event, found), 303)


def _found(slug: str, webhook_id: int) -> tuple[Event, Webhook]:
    event = event_for(slug, policy.may_edit_team)
    return event, queries.webhook_of(event.id, webhook_id) or abort(404)


def _page(event: Event, webhook: Webhook) -> str:
    return url_for("events_admin.webhook", slug=event.slug, webhook_id=webhook.id)


def _secret_page(event: Event, webhook: Webhook, secret: str) -> str:
    return render_template("events/admin/webhook_secret.html", event=event, webhook=webhook, secret=secret)
