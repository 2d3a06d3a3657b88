"""Which questions a person is asked, and which they have to answer: pure rules over what the form holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventapp.registration.models import Question

Answers = Mapping[int, Any]
"""Answers by question id."""


def is_for_ticket(question: Question, ticket_type_id: int | None) -> bool:
    return not question.ticket_type_ids or ticket_type_id in question.ticket_type_ids


def applies(question: Question, ticket_type_id: int | None, answers: Answers, questions: Sequence[Question]) -> bool:
    """Whether a question is asked: for this ticket, and when the one it hangs on has such an answer and is asked."""
    if not is_for_ticket(question, ticket_type_id):
        return False
    if question.depends_on_id is None:
        return True
    other = next((one for one in questions if one.id == question.depends_on_id), None)
    if other is None or other.position >= question.position:
        return other is None
    if not applies(other, ticket_type_id, answers, questions):
        return False
    return bool(set(as_keys(answers.get(other.id))) & set(question.depends_on_values))


def as_keys(answer: Any) -> list[str]:
    """An answer as the keys that conditions compare: `yes` for one that was agreed to."""
    if answer is None or answer == "":
        return []
    if isinstance(answer, bool):
        return ["yes"] if answer else ["no"]
    if isinstance(answer, list):
        return [str(key) for key in answer]
    return [str(answer)]


def asked(questions: Sequence[Question], ticket_type_id: int | None, answers: Answers) -> list[Question]:
    """The questions that are asked of a person with this ticket and these answers, in order."""
    return [question for question in questions if applies(question, ticket_type_id, answers, questions)]
