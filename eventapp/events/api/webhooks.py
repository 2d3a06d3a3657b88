"""Webhooks in the API: where an event's changes are told."""

from typing import Any

from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import Page, page_of_list, page_of_query
from eventapp.core.api.problems import Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy, queries, service
from eventapp.events.api.calls import Call, found
from eventapp.events.api.events import blueprint
from eventapp.events.api.operations import Resource
from eventapp.events.models import Webhook, WebhookDelivery
from eventapp.events.webhook_forms import WebhookForm

HOOKS, HOOK = "/events/<slug>/webhooks", "/events/<slug>/webhooks/<int:webhook_id>"
DELIVERIES = f"{HOOK}/deliveries"
BODY = Body(WebhookForm, required=("name", "url"))


class WebhookSchema(Schema):
    id = schemas.number()
    name = schemas.text()
    url = schemas.text()
    subjects = schemas.texts()
    is_active = schemas.flag()
    disabled_reason = schemas.text()
    created_at = schemas.moment()


class WebhookWithSecretSchema(WebhookSchema):
    secret = schemas.text("Shown in this answer alone.")


class DeliverySchema(Schema):
    id = schemas.number()
    message_id = schemas.text()
    type = schemas.text()
    subject = schemas.text()
    state = schemas.text()
    attempts = schemas.number()
    status = schemas.number_or_null()
    failure = schemas.text()
    created_at = schemas.moment()
    tried_at = schemas.moment_or_null()


api = Resource(blueprint, "webhooks", WebhookSchema, reads=policy.may_edit_team, writes=policy.may_edit_team)
deliveries_api = Resource(
    blueprint, "webhooks", DeliverySchema, reads=policy.may_edit_team, writes=policy.may_edit_team
)


@api.lists("list_webhooks", HOOKS, "List the webhooks")
def webhooks(call: Call) -> Page:
    return page_of_list(queries.webhooks_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_webhook", HOOK, "Get a webhook")
def webhook(call: Call, webhook_id: int) -> Webhook:
    return found(queries.webhook_of(call.event.id, webhook_id))


@api.creates(
    "create_webhook", HOOKS, "Add a webhook", BODY, answer=WebhookWithSecretSchema,
    description="The answer has its secret, which is told this once.",
)  # fmt: skip
def create(call: Call) -> dict[str, Any]:
    form = WebhookForm(**BODY.sent(call.values))
    BODY.check(form)
    try:
        made, secret = service.create_webhook(call.event, form.details())
    except service.TooManyWebhooks:
        words = _("An event has %(number)s webhooks at most.", number=service.MOST_WEBHOOKS)
        raise Problem("conflict", words) from None
    return _with_secret(made, secret)


@api.changes("update_webhook", HOOK, "Change a webhook", BODY)
def update(call: Call, webhook_id: int) -> Webhook:
    one = webhook(call, webhook_id)
    form = WebhookForm(**BODY.sent(BODY.merged(schemas.written(WebhookSchema, one), call.values), is_change=True))
    BODY.check(form)
    service.change_webhook(one, form.details())
    return one


@api.deletes("delete_webhook", HOOK, "Delete a webhook")
def delete(call: Call, webhook_id: int) -> None:
    service.delete_webhook(webhook(call, webhook_id))


def _act(name: str, summary: str, act: Any) -> None:
    @api.acts(f"{name}_webhook", f"{HOOK}/{name}", summary)
    def acted(call: Call, webhook_id: int) -> Webhook:
        one = webhook(call, webhook_id)
        act(one)
        return one


_act("start", "Tell a webhook again, also what has changed meanwhile", service.start_webhook)
_act("stop", "Stop a webhook; what changes meanwhile is kept", service.stop_webhook)
_act("test", "Send a webhook a test message", service.send_test)


@api.acts(
    "renew_webhook_secret", f"{HOOK}/secret", "Give a webhook a new secret", answer=WebhookWithSecretSchema,
    description="For a day messages are signed with the former one too.",
)  # fmt: skip
def renew_secret(call: Call, webhook_id: int) -> dict[str, Any]:
    one = webhook(call, webhook_id)
    return _with_secret(one, service.renew_webhook_secret(one))


@deliveries_api.lists("list_webhook_deliveries", DELIVERIES, "List what a webhook was told", sorts=("id",))
def deliveries(call: Call, webhook_id: int) -> Page:
    one = webhook(call, webhook_id)
    return page_of_query(queries.all_deliveries(one), {"id": (WebhookDelivery.id,)}, call.page)


@deliveries_api.acts("send_webhook_delivery", f"{DELIVERIES}/<int:delivery_id>/again", "Send a message again")
def send_again(call: Call, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    one = found(queries.delivery_of(webhook(call, webhook_id), delivery_id))
    service.send_delivery_again(one)
    return one


def _with_secret(one: Webhook, secret: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WebhookSchema.fields} | {"secret": secret}
