"""What an event sets for lead capture, and what a company asks at its stand."""

from dataclasses import asdict, dataclass

from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.leads import queries
from eventapp.leads.models import DETAILS, LeadConsent, LeadQuestion, LeadSettings
from eventapp.leads.service.consents import take_consent
from eventapp.leads.service.errors import TooManyQuestions
from eventapp.registration.models import Answer, Question, Registration

MOST_QUESTIONS = 10
MOST_OPTIONS = 20


@dataclass(frozen=True)
class SettingsDetails:
    """See LeadSettings."""

    is_open: bool = False
    details: tuple[str, ...] = ()
    consent_question_id: int | None = None
    question_details: tuple[str, ...] = ()


def details_of(settings: LeadSettings) -> SettingsDetails:
    return SettingsDetails(
        settings.is_open, tuple(settings.details), settings.consent_question_id, tuple(settings.question_details)
    )


@transactional
def set_settings(event: Event, details: SettingsDetails) -> None:
    """Who said yes to the question already counts as having agreed, unless they decided otherwise on their own page."""
    db.session.get_one(Event, event.id, with_for_update=True)
    known = queries.settings_of(event.id)
    before = asdict(details_of(known)) if known else {}
    settings = known or LeadSettings(event_id=event.id)
    offered = [name for name in DETAILS if name in details.details]
    settings.is_open = details.is_open
    settings.details = offered
    settings.consent_question_id = _own_question(event, details.consent_question_id)
    settings.question_details = [name for name in offered if name in details.question_details]
    db.session.add(settings)
    db.session.flush()
    after = asdict(details_of(settings))
    if before != after:
        audit.record("event.leads_set", event, event_id=event.id, before=before, after=after)
    if settings.consent_question_id and before.get("consent_question_id") != settings.consent_question_id:
        _take_known_answers(event, settings)


def _own_question(event: Event, question_id: int | None) -> int | None:
    query = select(Question.id).where(
        Question.event_id == event.id, Question.id == question_id, Question.kind == "consent"
    )
    return db.session.scalar(query)


def _take_known_answers(event: Event, settings: LeadSettings) -> None:
    decided = select(LeadConsent.registration_id)
    query = (
        select(Registration)
        .join(Answer, Answer.registration_id == Registration.id)
        .where(
            Registration.event_id == event.id, Registration.erased_at.is_(None), Registration.id.not_in(decided),
            Answer.question_id == settings.consent_question_id,
        )
        .add_columns(Answer.value)
    )  # fmt: skip
    for registration, value in db.session.execute(query).all():
        if value is True:
            take_consent(registration, settings, is_given=True)


@dataclass(frozen=True)
class QuestionDetails:
    """See LeadQuestion."""

    label: str
    options: tuple[str, ...] = ()


@transactional
def set_questions(company: Company, wanted: list[tuple[str, QuestionDetails]]) -> None:
    """What a company asks, in this order; a question keeps its answers by its code. Those that are not named go.

    Raises TooManyQuestions.
    """
    if len(wanted) > MOST_QUESTIONS:
        raise TooManyQuestions
    db.session.get_one(Company, company.id, with_for_update=True)
    known = {one.code: one for one in queries.questions_of(company.id)}
    for position, (code, details) in enumerate(wanted):
        question = known.pop(code, None) or LeadQuestion(company_id=company.id)
        question.label, question.options, question.position = details.label, list(details.options), position
        db.session.add(question)
    for question in known.values():
        db.session.delete(question)
    db.session.flush()
    audit.record(
        "company.lead_questions_set", company, event_id=company.event_id,
        after={"questions": [details.label for _code, details in wanted]},
    )  # fmt: skip
