"""Text messages to who gave a mobile number alone: what they may cost, and whom they reach."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.text_messages import budget_of, gateway_is_set
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.messages import queries, service
from eventapp.messages.admin import blueprint
from eventapp.messages.admin.outbox import MAIL_STATE_NAMES
from eventapp.messages.forms import TextBudgetForm


@blueprint.route("/text-messages/", methods=["GET", "POST"])
@login_required
def text_messages(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_send_messages)
    budget = budget_of(event.id)
    form = TextBudgetForm(parts=budget.allowed if budget else 0)
    if form.validate_on_submit():
        service.set_text_budget(event, form.parts.data or 0)
        flash(_("Saved."))
        return redirect(url_for("messages_admin.text_messages", slug=slug), 303)
    reached, not_reached = queries.people_with_mobile_alone(event)
    page = render_template(
        "messages/admin/text_messages.html", event=event, form=form, budget=budget, reached=len(reached),
        not_reached=not_reached, gateway_is_set=gateway_is_set(), counts=queries.mail_counts(event.id, by_text=True),
        state_names=MAIL_STATE_NAMES,
    )  # fmt: skip
    return page, 422 if form.errors else 200
