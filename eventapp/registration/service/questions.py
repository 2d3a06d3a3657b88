"""The event's questions: made, changed, put in order, retired."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.registration.models import Answer, FollowUpForm, Question, TicketType
from eventapp.registration.service.errors import RegistrationError


class ConditionInvalid(RegistrationError):
    """A question can hang only on an earlier one of this event that has choices or is a consent."""


@dataclass(frozen=True)
class QuestionDetails:
    """What an organiser says of a question; see the model for the fields."""

    kind: str
    label: LocalizedText
    hint: LocalizedText = field(default_factory=LocalizedText)
    is_required: bool = False
    is_evidence: bool = False
    options: list[dict[str, Any]] = field(default_factory=list)
    ticket_type_ids: list[int] = field(default_factory=list)
    depends_on_id: int | None = None
    depends_on_values: list[str] = field(default_factory=list)


CAN_BE_CONDITIONS = ("choice", "choices", "country", "consent")


@transactional
def create_question(event: Event, details: QuestionDetails, follow_up: FollowUpForm | None = None) -> Question:
    """At the end of the form, or of a follow-up form. Raises ConditionInvalid."""
    last = db.session.scalar(select(func.max(Question.position)).where(Question.event_id == event.id))
    question = Question(event_id=event.id, position=0 if last is None else last + 1, **vars(details))
    question.follow_up_id = follow_up.id if follow_up else None
    _check(question)
    db.session.add(question)
    db.session.flush()
    audit.record("question.created", question, event_id=event.id, after=vars(details))
    programme_changed(event)
    return question


@transactional
def update_question(question: Question, details: QuestionDetails) -> None:
    """Raises ConditionInvalid; nothing is changed then. The kind stays once somebody has answered."""
    values = vars(details)
    if question.kind != details.kind and _is_answered(question):
        values = {**values, "kind": question.kind}
    before, after = audit.differences({key: getattr(question, key) for key in values}, values)
    for key, value in after.items():
        setattr(question, key, value)
    _check(question)
    if after:
        audit.record("question.updated", question, event_id=question.event_id, before=before, after=after)
        programme_changed(db.session.get_one(Event, question.event_id))


@transactional
def delete_question(question: Question) -> None:
    """Take a question from the form. What was answered stays with who answered it."""
    for other in db.session.scalars(select(Question).where(Question.depends_on_id == question.id)):
        other.depends_on_id, other.depends_on_values = None, []
    db.session.flush()
    audit.record("question.deleted", question, event_id=question.event_id, before={"label": question.label})
    programme_changed(db.session.get_one(Event, question.event_id))
    if _is_answered(question):
        question.retired_at = clock.now()
    else:
        db.session.delete(question)


@transactional
def reorder_questions(event: Event, ids: Sequence[int]) -> None:
    """Put questions in this order; unknown ids are passed over, and who is left out comes last.

    A question that would come before the one it hangs on follows it instead.
    """
    questions = {one.id: one for one in db.session.scalars(_living(event.id))}
    wanted = [questions[row_id] for row_id in dict.fromkeys(ids) if row_id in questions]
    rest = sorted((one for one in questions.values() if one not in wanted), key=lambda one: one.position)
    ordered: list[Question] = []
    waiting: list[Question] = []
    for question in [*wanted, *rest]:
        waiting.append(question)
        for one in list(waiting):
            if one.depends_on_id is None or any(other.id == one.depends_on_id for other in ordered):
                ordered.append(one)
                waiting.remove(one)
    for position, question in enumerate([*ordered, *waiting]):
        question.position = position
    programme_changed(event)
    audit.record("questions.reordered", event, event_id=event.id, after={"order": [one.id for one in ordered]})


@transactional
def reorder_ticket_types(event: Event, ids: Sequence[int]) -> None:
    """Put ticket types in this order; who is left out comes last."""
    ticket_types = {
        ticket_type.id: ticket_type
        for ticket_type in db.session.scalars(select(TicketType).where(TicketType.event_id == event.id))
    }
    wanted = [ticket_types[row_id] for row_id in dict.fromkeys(ids) if row_id in ticket_types]
    rest = sorted(
        (ticket_type for ticket_type in ticket_types.values() if ticket_type not in wanted),
        key=lambda ticket_type: ticket_type.position,
    )
    for position, ticket_type in enumerate([*wanted, *rest]):
        ticket_type.position = position
    programme_changed(event)
    audit.record(
        "ticket_types.reordered", event, event_id=event.id, after={"order": [ticket_type.id for ticket_type in wanted]}
    )


def _check(question: Question) -> None:
    if question.depends_on_id is None:
        return
    with db.session.no_autoflush:
        other = db.session.get(Question, question.depends_on_id)
    is_earlier = other is not None and other.event_id == question.event_id and other.position < question.position
    is_beside = other is not None and other.follow_up_id == question.follow_up_id
    if other is None or not is_earlier or not is_beside or other.kind not in CAN_BE_CONDITIONS:
        raise ConditionInvalid


def _is_answered(question: Question) -> bool:
    return bool(db.session.scalar(select(func.count()).where(Answer.question_id == question.id)))


def _living(event_id: int) -> Any:
    return select(Question).where(Question.event_id == event_id, Question.retired_at.is_(None))
