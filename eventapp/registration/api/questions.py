"""The questions of the registration form."""

from typing import Any

from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.registration import queries, service
from eventapp.registration.api import blueprint
from eventapp.registration.forms import QuestionForm
from eventapp.registration.models import Question
from eventapp.registration.service import QuestionDetails

QUESTIONS, ONE = "/events/<slug>/questions", "/events/<slug>/questions/<int:question_id>"
BODY = Body(QuestionForm, required=("kind", "label"))


def _condition(question: Question) -> str:
    return f"{question.depends_on_id}:{question.depends_on_values[0]}" if question.depends_on_id else ""


class QuestionSchema(Schema):
    id = schemas.number()
    kind = schemas.text()
    label = schemas.localized()
    hint = schemas.localized()
    is_required = schemas.flag()
    is_evidence = schemas.flag()
    options = schemas.value({"type": "array", "items": {"type": "object"}})
    ticket_type_ids = schemas.value({"type": "array", "items": {"type": "integer"}})
    condition = schemas.computed(
        _condition,
        {"type": "string", "description": "“id:key” of the earlier answer that it hangs on, or nothing."},
    )


api = Resource(
    blueprint, "questions", QuestionSchema, reads=policy.may_see_registrations, writes=policy.may_edit_registrations
)


@api.lists("list_questions", QUESTIONS, "List the questions of the form")
def questions(call: Call) -> Page:
    return page_of_list(queries.questions_of(call.event.id), lambda one: one.id, call.page)


@api.gets("get_question", ONE, "Get a question")
def question(call: Call, question_id: int) -> Question:
    return found(queries.question(call.event.id, question_id))


@api.creates("create_question", QUESTIONS, "Add a question at the end of the form", BODY)
def create(call: Call) -> Question:
    return service.create_question(call.event, _details(call, call.values, queries.questions_of(call.event.id)))


@api.changes("update_question", ONE, "Change a question", BODY)
def update(call: Call, question_id: int) -> Question:
    one = question(call, question_id)
    beside = queries.questions_of(call.event.id, one.follow_up_id)
    values = BODY.merged(schemas.written(QuestionSchema, one), call.values)
    details = _details(call, values, [other for other in beside if other.position < one.position], is_change=True)
    try:
        service.update_question(one, details)
    except service.ConditionInvalid:
        wrong = FieldError("/condition", _("A question can hang only on an earlier one."))
        raise Problem("invalid-body", errors=[wrong]) from None
    return one


@api.deletes("delete_question", ONE, "Ask a question no more", description="What was answered is kept.")
def delete(call: Call, question_id: int) -> None:
    service.delete_question(question(call, question_id))


def _details(
    call: Call, values: dict[str, Any], earlier: list[Question], *, is_change: bool = False
) -> QuestionDetails:
    form = QuestionForm(**BODY.sent(values, is_change=is_change))
    form.offer(queries.ticket_types_of(call.event.id), earlier, call.event.main_locale)
    BODY.check(form)
    return form.details()
