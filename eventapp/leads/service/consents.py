"""What somebody lets exhibitors have: from now on, of a company that scanned them already, and no more."""

from typing import Any

from sqlalchemy import delete, select, update

from eventapp.core import audit, clock
from eventapp.core.db import db, insert_unless_there, transactional
from eventapp.core.signals import (
    consent_answered,
    registration_erased,
    registration_merged,
    registration_transferred,
)
from eventapp.leads import queries
from eventapp.leads.models import Lead, LeadConsent, LeadNote, LeadSettings
from eventapp.leads.service.errors import LeadsClosed
from eventapp.registration.models import Registration
from eventapp.registration.service import withdraw_answer


@transactional
def set_consent(registration: Registration, *, is_given: bool, details: tuple[str, ...]) -> None:
    """Whether exhibitors who scan this badge get name, company and these details. A yes is one to the companies that
    wait for it too. What is given no more is taken from every company that has it. Raises LeadsClosed."""
    lock_person(registration)
    settings = queries.settings_of(registration.event_id)
    if settings is None or not (settings.is_open or queries.consent_of(registration.id)):
        raise LeadsClosed
    before = queries.consent_of(registration.id)
    told = None if before is None else {"is_given": before.is_given, "details": list(before.details)}
    kept = _offered(settings, details)
    _write(registration.id, is_given=is_given, details=kept)
    for lead in queries.leads_of_person(registration.id):
        if lead.state == "agreed":
            lead.details = [name for name in lead.details if name in kept]
        elif lead.state == "waiting" and is_given:
            _agree(lead, kept)
    if not is_given:
        _withdraw_answer(registration, settings)
    _note(registration, "registration.lead_consent_set", told, {"is_given": is_given, "details": kept})


@transactional
def agree(registration: Registration, lead: Lead, details: tuple[str, ...]) -> None:
    """Give one company that scanned the badge name, company and these details, whatever others get."""
    lock_person(registration)
    settings = queries.settings_of(registration.event_id)
    db.session.refresh(lead)
    _agree(lead, _offered(settings, details) if settings else [])
    _note(registration, "registration.lead_agreed", None, {"company_id": lead.company_id})


@transactional
def withdraw(registration: Registration, lead: Lead) -> None:
    """Take from one company what it had, and its notes. It gets nothing again unless the person says so."""
    lock_person(registration)
    db.session.refresh(lead)
    _withdraw(registration, [lead])


@transactional
def withdraw_all(registration: Registration) -> None:
    """The same of every company, and of those to come."""
    lock_person(registration)
    consent = queries.consent_of(registration.id)
    _write(registration.id, is_given=False, details=list(consent.details) if consent else [])
    _withdraw_answer(registration, queries.settings_of(registration.event_id))
    _withdraw(registration, queries.leads_of_person(registration.id))


def _withdraw_answer(registration: Registration, settings: LeadSettings | None) -> None:
    """What was said when registering says the same as this page."""
    if settings is not None and settings.consent_question_id is not None:
        withdraw_answer(registration, settings.consent_question_id)


def _withdraw(registration: Registration, leads: list[Lead]) -> None:
    for lead in leads:
        if lead.state != "withdrawn":
            lead.state, lead.details, lead.answered_at = "withdrawn", [], clock.now()
            _note(registration, "registration.lead_withdrawn", None, {"company_id": lead.company_id})
    _forget_notes([lead.id for lead in leads])


def _forget_notes(lead_ids: list[int]) -> None:
    """Inside a transaction: what was noted about these people goes; that they were scanned stays."""
    db.session.execute(
        update(LeadNote).where(LeadNote.lead_id.in_(lead_ids)).values(text="", rating=None, answers={})
        .execution_options(synchronize_session="fetch")
    )  # fmt: skip


def _note(registration: Registration, action: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    audit.record(action, registration, event_id=registration.event_id, before=before, after=after)


def _offered(settings: LeadSettings, details: tuple[str, ...]) -> list[str]:
    """Those of the details that the event lets be shared."""
    return [name for name in settings.details if name in details]


def _agree(lead: Lead, details: list[str]) -> None:
    lead.state, lead.details, lead.answered_at = "agreed", details, clock.now()


def _write(registration_id: int, *, is_given: bool, details: list[str]) -> None:
    consent = queries.consent_of(registration_id)
    if consent is None:
        consent = LeadConsent(registration_id=registration_id)
        db.session.add(consent)
    consent.is_given, consent.details, consent.changed_at = is_given, details, clock.now()
    db.session.flush()


def lock_person(registration: Registration) -> None:
    """Scans of a badge and what its holder says of them happen one after the other."""
    db.session.execute(select(Registration.id).where(Registration.id == registration.id).with_for_update())


def take_consent(registration: Registration, settings: LeadSettings, *, is_given: bool) -> None:
    """Inside a transaction: what somebody answered to the question of the registration that asks for it.

    Who takes a yes back there takes it from the companies that have it too.
    """
    lock_person(registration)
    if is_given:
        details = list(settings.question_details)
        _write(registration.id, is_given=True, details=details)
        for lead in queries.leads_of_person(registration.id):
            if lead.state == "waiting":
                _agree(lead, details)
    elif queries.consent_of(registration.id) is not None:
        withdraw_all(registration)


@consent_answered.connect
def _follow_question(registration: Registration, answers: dict[int, bool]) -> None:
    settings = queries.settings_of(registration.event_id)
    if settings is None or settings.consent_question_id not in answers:
        return
    is_given = answers[settings.consent_question_id]
    known = queries.consent_of(registration.id)
    if known is None or known.is_given != is_given:
        take_consent(registration, settings, is_given=is_given)


@registration_erased.connect
@registration_transferred.connect
def _forget_person(registration: Registration, **_more: Any) -> None:
    """Nothing stays of who is erased; and whoever a place passes to is another person, who has agreed to nothing."""
    own = select(Lead.id).where(Lead.registration_id == registration.id)
    db.session.execute(delete(LeadNote).where(LeadNote.lead_id.in_(own)).execution_options(synchronize_session="fetch"))
    for model in (Lead, LeadConsent):
        db.session.execute(delete(model).where(model.registration_id == registration.id))


@registration_merged.connect
def _take_along(registration: Registration, other: Registration) -> None:
    """Two registrations are one person's. Of two different answers to one company the more careful one counts."""
    former = queries.consent_of(other.id)
    if former is not None:
        values = {name: getattr(former, name) for name in ("is_given", "details", "changed_at")}
        db.session.execute(insert_unless_there(LeadConsent).values(registration_id=registration.id, **values))
        db.session.delete(former)
    mine = {lead.company_id: lead for lead in queries.leads_of_person(registration.id)}
    for lead in queries.leads_of_person(other.id):
        kept = mine.get(lead.company_id)
        if kept is None:
            lead.registration_id = registration.id
            continue
        _join(kept, lead)
    db.session.flush()


def _join(kept: Lead, lead: Lead) -> None:
    db.session.execute(
        update(LeadNote).where(LeadNote.lead_id == lead.id).values(lead_id=kept.id)
        .execution_options(synchronize_session="fetch")
    )  # fmt: skip
    if "withdrawn" in (kept.state, lead.state):
        kept.state, kept.details = "withdrawn", []
        _forget_notes([kept.id])
    elif kept.state == "waiting":
        kept.state, kept.details, kept.answered_at = lead.state, lead.details, lead.answered_at
    kept.scanned_at = min(kept.scanned_at, lead.scanned_at)
    db.session.expire(lead, ["notes"])
    db.session.delete(lead)
