"""Follow-up forms: written, sent to who was let in, answered until they close, and reminded of."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from eventapp.core import audit, clock, jobs
from eventapp.core.db import db, transactional
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.core.signals import follow_up_asked, follow_up_reminded, registration_confirmed
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.registration.models import FollowUpForm, FollowUpReply, Question, Registration, TicketType
from eventapp.registration.queries import questions_of, to_be_asked
from eventapp.registration.service.answers import attach_uploads, replace_answers
from eventapp.registration.service.changes import lock, note, touch
from eventapp.registration.service.consents import keep_consents
from eventapp.registration.service.errors import NotAllowed, RegistrationError

REMIND_AGAIN_AFTER = timedelta(hours=1)
"""Whoever presses the button twice writes once."""
_PORTION = 200


class NothingToAsk(RegistrationError):
    """A form without a question is sent to nobody."""


class FollowUpInUse(RegistrationError):
    """People were asked: the form stays, with what they answered. It can be closed."""


@dataclass(frozen=True)
class FollowUpDetails:
    """What an organiser says of a form; see the model for the fields."""

    title: LocalizedText
    introduction: LocalizedText = field(default_factory=LocalizedText)
    ticket_type_ids: tuple[int, ...] = ()
    closes_at: datetime | None = None
    reminds_days: int | None = None


@transactional
def create_follow_up(event: Event, details: FollowUpDetails) -> FollowUpForm:
    made = FollowUpForm(event_id=event.id, created_at=clock.now(), **_columns(event.id, details))
    db.session.add(made)
    db.session.flush()
    audit.record("follow_up.created", made, event_id=event.id, after=vars(details))
    return made


@transactional
def update_follow_up(form: FollowUpForm, details: FollowUpDetails) -> None:
    values = _columns(form.event_id, details)
    before, after = audit.differences({key: getattr(form, key) for key in values}, values)
    for key, value in after.items():
        setattr(form, key, value)
    if after:
        audit.record("follow_up.updated", form, event_id=form.event_id, before=before, after=after)


@transactional
def delete_follow_up(form: FollowUpForm) -> None:
    """Raises FollowUpInUse once anybody was asked."""
    if form.asked_at is not None:
        raise FollowUpInUse
    for question in db.session.scalars(select(Question).where(Question.follow_up_id == form.id)):
        question.depends_on_id, question.depends_on_values = None, []
        db.session.flush()
        db.session.delete(question)
    db.session.flush()
    audit.record("follow_up.deleted", form, event_id=form.event_id, before={"title": form.title})
    db.session.delete(form)


def _columns(event_id: int, details: FollowUpDetails) -> dict[str, Any]:
    known = set(db.session.scalars(select(TicketType.id).where(TicketType.event_id == event_id)))
    return vars(details) | {"ticket_type_ids": sorted(known.intersection(details.ticket_type_ids))}


@transactional
def send_follow_up(form: FollowUpForm) -> int:
    """Ask everybody whom the form is for and who was not asked yet; whoever is confirmed later is asked too.

    Returns how many were asked now. Raises NothingToAsk, NotAllowed where it is closed.
    """
    db.session.refresh(form, with_for_update=True)
    if not form.is_open(clock.now()):
        raise NotAllowed
    if not questions_of(form.event_id, form.id):
        raise NothingToAsk
    people = to_be_asked(form)
    for registration in people:
        _ask(form, registration)
    form.asked_at = form.asked_at or clock.now()
    audit.record("follow_up.sent", form, event_id=form.event_id, after={"number": len(people)})
    return len(people)


def _ask(form: FollowUpForm, registration: Registration) -> None:
    reply = FollowUpReply(form_id=form.id, registration_id=registration.id, asked_at=clock.now())
    db.session.add(reply)
    db.session.flush()
    follow_up_asked.send(reply, registration=registration)


_FORMS = FollowUpForm.__table__.c
_SENT = PreparedQuery(select(_FORMS.id).where(_FORMS.event_id == bindparam("event_id"), _FORMS.asked_at.is_not(None)))
"""Asked whenever somebody is confirmed, and nearly always for nothing."""


@registration_confirmed.connect
def _ask_who_comes_later(registration: Registration, **_more: Any) -> None:
    for row in _SENT.all(event_id=registration.event_id):
        form = db.session.get_one(FollowUpForm, row.id)
        known = select(FollowUpReply.id).where(
            FollowUpReply.form_id == form.id, FollowUpReply.registration_id == registration.id
        )
        if form.is_open(clock.now()) and form.is_for(registration) and db.session.scalar(known) is None:
            _ask(form, registration)


@transactional
def remind_of_follow_up(form: FollowUpForm) -> int:
    """Mail those once more who were asked and have not answered. Returns how many that were."""
    if not form.is_open(clock.now()):
        raise NotAllowed
    number = _remind(form, clock.now() - REMIND_AGAIN_AFTER)
    if number:
        audit.record("follow_up.reminded", form, event_id=form.event_id, after={"number": number})
    return number


def _remind(form: FollowUpForm, unless_since: datetime | None, most: int | None = None) -> int:
    """Inside a transaction: those who are silent and were not reminded since (None: never)."""
    silent = (
        select(FollowUpReply)
        .join(Registration, Registration.id == FollowUpReply.registration_id)
        .where(FollowUpReply.form_id == form.id, FollowUpReply.answered_at.is_(None), Registration.state == "confirmed")
        .order_by(FollowUpReply.id)
        .limit(most)
        .with_for_update(of=FollowUpReply)
    )
    never = FollowUpReply.reminded_at.is_(None)
    silent = silent.where(never if unless_since is None else never | (FollowUpReply.reminded_at < unless_since))
    replies = list(db.session.scalars(silent))
    for reply in replies:
        reply.reminded_at = clock.now()
        follow_up_reminded.send(reply, registration=reply.registration)
    return len(replies)


@jobs.looks_around
def ask_who_was_missed() -> bool:
    """Who was confirmed in the moment in which a form was sent: neither knew of the other yet."""
    sent = select(FollowUpForm).where(FollowUpForm.asked_at.is_not(None))
    for form in db.session.scalars(sent).all():
        if form.is_open(clock.now()) and to_be_asked(form):
            with suppress(NotAllowed, NothingToAsk):
                send_follow_up(form)
    return False


@jobs.looks_around
def remind_before_forms_close() -> bool:
    """Those who have not answered, once, some days before a form closes."""
    return _remind_before_forms_close()


@transactional
def _remind_before_forms_close() -> bool:
    now = clock.now()
    query = select(FollowUpForm).where(
        FollowUpForm.asked_at.is_not(None), FollowUpForm.reminds_days.is_not(None), FollowUpForm.closes_at > now
    )
    due = [
        form
        for form in db.session.scalars(query)
        if form.closes_at is not None and form.closes_at - timedelta(days=form.reminds_days or 0) <= now
    ]
    reminded = [_remind(form, None, _PORTION) for form in due]
    return _PORTION in reminded


@transactional
def answer_follow_up(
    registration: Registration, form: FollowUpForm, answers: Mapping[int, Any], consents: tuple[str, ...] = ()
) -> None:
    """Store what somebody answered, in place of what they answered before; `answers` are checked already.

    Raises NotAllowed where they were not asked, or the form is closed.
    """
    lock(registration)
    reply = reply_of(registration, form)
    if reply is None or not registration.is_confirmed or not form.is_open(clock.now()):
        raise NotAllowed
    replace_answers(registration, answers, form.id)
    keep_consents(registration, consents, registration.locale)
    attach_uploads(registration)
    reply.answered_at = clock.now()
    touch(registration)
    said = {str(key): value for key, value in answers.items()}
    note(registration, "registration.follow_up_answered", after={"form": dict(form.title), "answers": said})


def reply_of(registration: Registration, form: FollowUpForm) -> FollowUpReply | None:
    return db.session.scalar(
        select(FollowUpReply).where(FollowUpReply.form_id == form.id, FollowUpReply.registration_id == registration.id)
    )
