"""Reads about questions, answers, files and consents."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from eventapp.core.db import db
from eventapp.registration.models import Answer, Consent, Question, Upload


def questions_of(event_id: int, follow_up_id: int | None = None) -> list[Question]:
    """The questions of the registration form, or of a follow-up form, in order."""
    query = select(Question).where(
        Question.event_id == event_id, Question.retired_at.is_(None), Question.follow_up_id.is_(follow_up_id)
        if follow_up_id is None else Question.follow_up_id == follow_up_id,
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Question.position, Question.id)))


def every_question_of(event_id: int) -> list[Question]:
    """The questions of all forms: those of the registration first, then form by form."""
    query = select(Question).where(Question.event_id == event_id, Question.retired_at.is_(None))
    order = (func.coalesce(Question.follow_up_id, 0), Question.position, Question.id)
    return list(db.session.scalars(query.order_by(*order)))


def question(event_id: int, question_id: int) -> Question | None:
    query = select(Question).where(
        Question.event_id == event_id, Question.id == question_id, Question.retired_at.is_(None)
    )
    return db.session.scalar(query)


def answers_of(registration_id: int) -> dict[int, Any]:
    """What one person answered, by question id."""
    query = select(Answer.question_id, Answer.value).where(Answer.registration_id == registration_id)
    return dict(db.session.execute(query).all())


def answered_by(registration_id: int) -> list[tuple[Question, Any]]:
    """One person's answers with their questions, in the form's order, without questions that are asked no more."""
    query = (
        select(Question, Answer.value)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.registration_id == registration_id, Question.retired_at.is_(None))
        .order_by(Question.position, Question.id)
    )
    return [(question, value) for question, value in db.session.execute(query)]


def every_answer(registration_ids: Iterable[int]) -> dict[int, dict[int, Any]]:
    """What these people answered: {registration id: {question id: value}}."""
    query = select(Answer.registration_id, Answer.question_id, Answer.value)
    found: dict[int, dict[int, Any]] = {}
    for registration_id, question_id, value in db.session.execute(
        query.where(Answer.registration_id.in_(list(registration_ids)))
    ):
        found.setdefault(registration_id, {})[question_id] = value
    return found


def consents_of(registration_id: int) -> list[Consent]:
    return list(
        db.session.scalars(select(Consent).where(Consent.registration_id == registration_id).order_by(Consent.id))
    )


def uploads_of(registration_id: int) -> list[Upload]:
    """A person's files, without their content."""
    query = select(Upload).options(defer(Upload.content)).where(Upload.registration_id == registration_id)
    return list(db.session.scalars(query.order_by(Upload.id)))


def upload(event_id: int, upload_id: int) -> Upload | None:
    return db.session.scalar(select(Upload).where(Upload.event_id == event_id, Upload.id == upload_id))
