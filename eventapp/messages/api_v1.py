"""Messages in the API: campaigns, the outbox, and what text messages may cost."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.core.api import BASE, schemas
from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import Page, page_of_list, page_of_query
from eventapp.core.api.problems import Problem, not_now
from eventapp.core.api.schemas import Schema
from eventapp.core.outbox import MAIL_STATES, Mail, try_again
from eventapp.core.text_messages import TextBudget, budget_of, number_of_parts
from eventapp.events import policy
from eventapp.events.access import waits_for_approval
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.events.service import note_bulk_read
from eventapp.messages import queries, service
from eventapp.messages.forms import CampaignForm, TextBudgetForm
from eventapp.messages.models import Campaign
from eventapp.registration.queries import every_question_of, ticket_types_of

blueprint = Blueprint("messages_api_v1", __name__, url_prefix=BASE)
CAMPAIGNS, CAMPAIGN = "/events/<slug>/campaigns", "/events/<slug>/campaigns/<int:campaign_id>"
MAILS, MAIL = "/events/<slug>/messages", "/events/<slug>/messages/<int:mail_id>"
TO = {
    "state": "to_state", "ticket_type": "to_ticket_type_id", "country": "to_country", "language": "to_language",
    "badge_class": "to_badge_class", "answer": "to_answer", "session": "to_session_id", "attended": "to_attended",
}  # fmt: skip
"""Whom a campaign is for, by the form's names and the API's."""
BODY = Body(CampaignForm, required=("subject", "body"), names=TO)
BUDGET = Body(TextBudgetForm, required=("parts",))


def _of_audience(name: str, kind: str) -> schemas.Field:
    own = name.removeprefix("to_")
    return schemas.computed(lambda one: one.audience.get(own), {"type": [kind, "null"]})


class CampaignSchema(Schema):
    id = schemas.number()
    kind = schemas.text()
    state = schemas.text()
    subject = schemas.localized()
    body = schemas.localized()
    to_state = _of_audience("to_state", "string")
    to_ticket_type_id = _of_audience("to_ticket_type_id", "integer")
    to_country = _of_audience("to_country", "string")
    to_language = _of_audience("to_language", "string")
    to_badge_class = _of_audience("to_badge_class", "string")
    to_answer = _of_audience("to_answer", "string")
    to_session_id = _of_audience("to_session_id", "integer")
    to_attended = _of_audience("to_attended", "string")
    attaches_ticket = schemas.flag()
    attaches_calendar = schemas.flag()
    send_at = schemas.moment_or_null()
    started_at = schemas.moment_or_null()
    finished_at = schemas.moment_or_null()
    created_at = schemas.moment()


class MailSchema(Schema):
    id = schemas.number()
    kind = schemas.text()
    is_text = schemas.flag()
    parts = schemas.computed(
        lambda mail: number_of_parts(mail.text) if mail.is_text and mail.text else None, {"type": ["integer", "null"]}
    )
    campaign_id = schemas.number_or_null()
    recipient = schemas.text()
    locale = schemas.text()
    state = schemas.text()
    attempts = schemas.number()
    failure = schemas.text()
    subject = schemas.text()
    created_at = schemas.moment()
    delivered_at = schemas.moment_or_null()


class TextBudgetSchema(Schema):
    parts = schemas.number()
    spent = schemas.number()
    left = schemas.number()


api = Resource(
    blueprint, "messages", CampaignSchema, reads=policy.may_see_registrations, writes=policy.may_send_messages
)
mails_api = Resource(
    blueprint, "messages", MailSchema, reads=policy.may_see_registrations, writes=policy.may_send_messages
)
budget_api = Resource(
    blueprint, "messages", TextBudgetSchema, reads=policy.may_send_messages, writes=policy.may_send_messages
)


@api.lists("list_campaigns", CAMPAIGNS, "List the campaigns", description="The newest first.")
def campaigns(call: Call) -> Page:
    return page_of_list(queries.campaigns_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_campaign", CAMPAIGN, "Get a campaign")
def campaign(call: Call, campaign_id: int) -> Campaign:
    return found(queries.campaign(call.event.id, campaign_id))


@api.creates("create_campaign", CAMPAIGNS, "Make a campaign", BODY, description="A draft: it goes nowhere yet.")
def create(call: Call) -> Campaign:
    form = _form(call, {"kind": "announcement", "to_state": "confirmed"} | call.values)
    return service.create_campaign(call.event, form.details(), call.user.name)


@api.changes("update_campaign", CAMPAIGN, "Change a campaign", BODY, description="Until it goes out.")
def update(call: Call, campaign_id: int) -> Campaign:
    one = campaign(call, campaign_id)
    form = _form(call, BODY.merged(schemas.written(CampaignSchema, one), call.values), is_change=True)
    _tried(lambda: service.update_campaign(one, form.details()))
    return one


@api.deletes("delete_campaign", CAMPAIGN, "Delete a campaign", description="Until it goes out.")
def delete(call: Call, campaign_id: int) -> None:
    one = campaign(call, campaign_id)
    _tried(lambda: service.delete_campaign(one))


def _step(name: str, summary: str, act: Callable[[Campaign], None]) -> None:
    @api.acts(f"{name}_campaign", f"{CAMPAIGN}/{name}", summary)
    def step(call: Call, campaign_id: int) -> Campaign:
        one = campaign(call, campaign_id)
        _tried(lambda: act(one))
        return one


_step("start", "Send a campaign, now or at its hour", service.start_campaign)
_step("pause", "Hold back what has not left yet", service.pause_campaign)
_step("resume", "Go on where it was paused", service.resume_campaign)


@mails_api.lists(
    "list_messages", MAILS, "List the outbox",
    description="Every email and text message, and what became of it. Your role has to permit exports, and each "
    "reading is written down.",
    may=policy.may_export_people,
    filters={"state": {"type": "string", "enum": MAIL_STATES}, "campaign_id": {"type": "integer"}}, sorts=("id",),
)  # fmt: skip
@waits_for_approval(policy.may_export_people)
def mails(call: Call) -> Page:
    if not call.page.cursor:
        note_bulk_read(call.event, "messages_api_v1.list_messages", is_narrowed=bool(call.asked))
    query = select(Mail).where(Mail.event_id == call.event.id)
    for name, value in call.asked.items():
        query = query.where(getattr(Mail, name) == (int(value) if name == "campaign_id" else value))
    return page_of_query(query, {"id": (Mail.id,)}, call.page)


@mails_api.acts("retry_message", f"{MAIL}/retry", "Try a failed message again")
def retry(call: Call, mail_id: int) -> Mail:
    one = found(queries.mail(call.event.id, mail_id))
    if one.state != "failed":
        raise not_now()
    try_again(one)
    return one


@budget_api.gets("get_text_budget", "/events/<slug>/text-budget", "Get the budget for text messages")
def budget(call: Call) -> dict[str, int]:
    return _told(budget_of(call.event.id))


@budget_api.changes(
    "update_text_budget", "/events/<slug>/text-budget", "Set the budget for text messages", BUDGET,
    description="In parts, as gateways charge; 0 sends none.",
)  # fmt: skip
def set_budget(call: Call) -> dict[str, int]:
    values = BUDGET.merged({"parts": budget(call)["parts"]}, call.values)
    form = TextBudgetForm(**BUDGET.sent(values, is_change=True))
    BUDGET.check(form)
    service.set_text_budget(call.event, form.parts.data or 0)
    return budget(call)


def _told(one: TextBudget | None) -> dict[str, int]:
    return {"parts": one.allowed, "spent": one.spent, "left": one.left} if one else {"parts": 0, "spent": 0, "left": 0}


def _form(call: Call, values: dict[str, Any], *, is_change: bool = False) -> CampaignForm:
    form = CampaignForm(zone=call.event.timezone, **BODY.sent(values, is_change=is_change))
    form.offer(call.event, ticket_types_of(call.event.id), every_question_of(call.event.id))
    BODY.check(form)
    return form


def _tried(action: Callable[[], None]) -> None:
    try:
        action()
    except service.NothingToSay:
        raise Problem("conflict", _("Enter a subject and a text first.")) from None
    except service.MessageError:
        raise not_now() from None
