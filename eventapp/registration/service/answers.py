"""What people answered, and the files they sent along."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update

from eventapp.core import clock, jobs
from eventapp.core.db import db, transactional
from eventapp.core.signals import consent_answered
from eventapp.registration import policy
from eventapp.registration.models import Answer, Consent, FollowUpReply, Question, Registration, Upload
from eventapp.registration.service.changes import lock, note, touch
from eventapp.registration.service.consents import keep_consents, withdraw_unticked
from eventapp.registration.service.errors import NotAllowed

UPLOADS_WAIT = timedelta(days=1)
"""How long a file is kept for a form that is not complete yet."""


def store_answers(registration: Registration, answers: Mapping[int, Any]) -> None:
    """Write answers (checked already) of a new registration, inside a transaction."""
    for question_id, value in answers.items():
        db.session.add(Answer(registration_id=registration.id, question_id=question_id, value=value))
    if agreed := {question_id: True for question_id, value in answers.items() if value is True}:
        consent_answered.send(registration, answers=agreed)


@transactional
def change_answers(registration: Registration, answers: Mapping[int, Any], consents: Iterable[str] = ()) -> None:
    """Replace what a person answered; `consents` are what they agree to by it. Raises NotAllowed once nothing can be
    changed any more."""
    lock(registration)
    if not policy.may_change_details(registration, clock.now()):
        raise NotAllowed
    known = select(Answer).where(Answer.registration_id == registration.id, _of_form(registration, None))
    before = {str(answer.question_id): answer.value for answer in db.session.scalars(known)}
    after = {str(key): value for key, value in answers.items()}
    if after != before:
        replace_answers(registration, answers)
        keep_consents(registration, consents, registration.locale)
        attach_uploads(registration)
        touch(registration)
        note(registration, "registration.answers_changed", before={"answers": before}, after={"answers": after})


def replace_answers(registration: Registration, answers: Mapping[int, Any], follow_up_id: int | None = None) -> None:
    """Inside a transaction: these answers and no others to the questions of a form, the registration's where none is
    named."""
    db.session.execute(
        delete(Answer)
        .where(Answer.registration_id == registration.id, _of_form(registration, follow_up_id))
        .execution_options(synchronize_session=False)
    )
    store_answers(registration, answers)
    withdraw_unticked(registration, answers, Question.id.in_(_asked_in(registration, follow_up_id)))


def merge_answers(registration: Registration, answers: Mapping[int, Any]) -> None:
    """Inside a transaction: these answers in place of those before to the same questions; None takes one away."""
    db.session.execute(
        delete(Answer)
        .where(Answer.registration_id == registration.id, Answer.question_id.in_(list(answers)))
        .execution_options(synchronize_session=False)
    )
    store_answers(registration, {key: value for key, value in answers.items() if value is not None})
    withdraw_unticked(registration, answers, Question.id.in_(list(answers)))


def _of_form(registration: Registration, follow_up_id: int | None) -> ColumnElement[bool]:
    return Answer.question_id.in_(_asked_in(registration, follow_up_id))


def _asked_in(registration: Registration, follow_up_id: int | None) -> Select[int]:
    """The questions of a form of the event, the registration's where none is named."""
    of_form = Question.follow_up_id.is_(None) if follow_up_id is None else Question.follow_up_id == follow_up_id
    return select(Question.id).where(Question.event_id == registration.event_id, of_form)


def forget_answers(registration: Registration) -> None:
    """Inside a transaction: what the person said, agreed to and sent along is theirs, and goes with them."""
    for model in (Answer, Consent, Upload, FollowUpReply):
        db.session.execute(delete(model).where(model.registration_id == registration.id))


@transactional
def keep_upload(
    event_id: int, submission_key: str, question: Question, *, name: str, content_type: str, content: bytes
) -> Upload:
    """Keep a file for a form that may not be complete yet. Another file for the same question replaces it."""
    kept = upload_for(event_id, submission_key, question.id)
    if kept is None:
        kept = Upload(event_id=event_id, submission_key=submission_key, question_id=question.id)
        db.session.add(kept)
    kept.name, kept.content_type, kept.content, kept.size = name[:200], content_type, content, len(content)
    kept.created_at = clock.now()
    db.session.flush()
    return kept


def upload_for(event_id: int, submission_key: str, question_id: int) -> Upload | None:
    query = select(Upload).where(
        Upload.event_id == event_id, Upload.submission_key == submission_key, Upload.question_id == question_id
    )
    return db.session.scalar(query)


def attach_uploads(registration: Registration) -> None:
    """Give the files that came with a form to the registration that it made, inside a transaction."""
    db.session.execute(
        update(Upload)
        .where(Upload.event_id == registration.event_id, Upload.submission_key == registration.submission_key)
        .values(registration_id=registration.id)
        .execution_options(synchronize_session=False)
    )


@jobs.looks_around
def drop_abandoned_uploads() -> bool:
    """Throw away files of forms that nobody completed."""
    _drop_abandoned_uploads()
    return False


@transactional
def _drop_abandoned_uploads() -> None:
    old = Upload.created_at < clock.now() - UPLOADS_WAIT
    db.session.execute(
        delete(Upload).where(Upload.registration_id.is_(None), old).execution_options(synchronize_session=False)
    )
