"""What a person who was registered by somebody else still has to answer before there is a ticket."""

from collections.abc import Mapping
from typing import Any

from eventapp.core.db import transactional
from eventapp.core.signals import registration_incomplete, registration_pending
from eventapp.registration.conditions import asked
from eventapp.registration.models import Question, Registration
from eventapp.registration.queries import answers_of, questions_of
from eventapp.registration.service.answers import attach_uploads, replace_answers
from eventapp.registration.service.changes import lock, note, set_state, touch
from eventapp.registration.service.confirming import confirm
from eventapp.registration.service.consents import keep_consents
from eventapp.registration.service.errors import AnswersMissing, NotAllowed

NOTHING: tuple[Any, ...] = (None, "", [], False)
"""What an empty field says."""


def unanswered(event_id: int, ticket_type_id: int, answers: Mapping[int, Any]) -> list[Question]:
    """The compulsory questions that this ticket is asked and that have no answer."""
    wanted = asked(questions_of(event_id), ticket_type_id, answers)
    return [one for one in wanted if one.is_required and answers.get(one.id) in NOTHING]


@transactional
def complete(registration: Registration, answers: Mapping[int, Any], consents: tuple[str, ...] = ()) -> None:
    """Answer what was still to be answered, by who comes: the ticket follows, or the team's decision.

    `answers` are checked already, `consents` the texts agreed to as they were shown. Raises NotAllowed where nothing is
    owed, AnswersMissing.
    """
    lock(registration)
    if registration.standing != "incomplete":
        raise NotAllowed
    if unanswered(registration.event_id, registration.ticket_type_id, answers):
        raise AnswersMissing
    replace_answers(registration, answers)
    keep_consents(registration, consents, registration.locale)
    attach_uploads(registration)
    registration.is_complete = True
    note(registration, "registration.completed")
    admit(registration, "registration.confirmed")


def admit(registration: Registration, action: str) -> None:
    """Inside a transaction, for a locked registration that has an owner: confirm it, or have it wait for what is
    missing, the owner's answers or the team's yes. Where an address is to be confirmed first, that does the rest."""
    owed = unanswered(registration.event_id, registration.ticket_type_id, answers_of(registration.id))
    registration.is_complete = not owed
    if registration.confirm_by is not None:
        touch(registration)
        return
    if not owed and not registration.ticket_type.needs_approval:
        confirm(registration, action)
        return
    registration.badge_class = registration.confirmed_at = registration.first_reviewer_id = None
    what = "registration.to_be_completed" if owed else "registration.to_be_approved"
    if registration.state != "pending":
        set_state(registration, "pending", what)
    else:
        touch(registration)
        note(registration, what)
    (registration_incomplete if owed else registration_pending).send(registration)
