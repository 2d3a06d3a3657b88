"""What people agreed to, and what they take back."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select, update

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import consent_answered
from eventapp.registration.models import Answer, Consent, Question, Registration
from eventapp.registration.service.changes import lock, note, touch
from eventapp.registration.service.errors import NotAllowed


@transactional
def withdraw_consent(registration: Registration, consent: Consent) -> None:
    """Take an agreement back that a question asked for; the answer goes too. Raises NotAllowed for one that the
    registration itself stands on, and for one that was taken back."""
    lock(registration)
    db.session.refresh(consent, with_for_update={"of": Consent})
    question = question_of(consent)
    if question is None or consent.withdrawn_at is not None:
        raise NotAllowed
    consent.withdrawn_at = clock.now()
    withdraw_answer(registration, question.id)
    touch(registration)
    note(registration, "registration.consent_withdrawn", after={"text": consent.text})


def withdraw_answer(registration: Registration, question_id: int) -> None:
    """Inside a transaction: a yes to a question that asked for consent is one no more."""
    given = Answer.registration_id == registration.id, Answer.question_id == question_id
    db.session.execute(update(Answer).where(*given).values(value=False))
    withdraw_unticked(registration, {}, Question.id == question_id)


def keep_consents(registration: Registration, texts: Iterable[str], locale: str) -> None:
    """Inside a transaction: what a person agrees to, as they see it; what they had agreed to is not said twice."""
    running = select(Consent.text).where(Consent.registration_id == registration.id, Consent.withdrawn_at.is_(None))
    known = set(db.session.scalars(running))
    add_consents(registration, (text for text in texts if text not in known), locale)


def add_consents(registration: Registration, texts: Iterable[str], locale: str) -> None:
    """The same for a registration that is new: there is nothing yet that could be said twice."""
    now = clock.now()
    for text in dict.fromkeys(filter(None, texts)):
        db.session.add(Consent(registration_id=registration.id, text=text, locale=locale, agreed_at=now))


def question_of(consent: Consent) -> Question | None:
    """The question that asked for it, as it is worded now; None for what every registration needs."""
    event = consent.registration.event
    asked = select(Question).where(Question.event_id == event.id, Question.kind == "consent")
    for question in db.session.scalars(asked):
        if consent.text in (question.label.text(consent.locale, event.main_locale), *question.label.values()):
            return question
    return None


def withdraw_unticked(registration: Registration, answers: Mapping[int, Any], asked: ColumnElement[bool]) -> None:
    """Inside a transaction: what was `asked` in a form that was sent again, and is agreed to no more, is taken back."""
    asked_for = db.session.scalars(select(Question).where(asked, Question.kind == "consent"))
    unticked = [question for question in asked_for if not answers.get(question.id)]
    texts = {text for question in unticked for text in question.label.values()}
    if texts:
        mine = Consent.registration_id == registration.id, Consent.text.in_(texts), Consent.withdrawn_at.is_(None)
        db.session.execute(update(Consent).where(*mine).values(withdrawn_at=clock.now()))
        consent_answered.send(registration, answers={question.id: False for question in unticked})
