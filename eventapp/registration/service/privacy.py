"""What the instance knows about a person, handed to them, or forgotten."""

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db, transactional
from eventapp.core.outbox import Mail, forget
from eventapp.core.signals import registration_erased
from eventapp.registration.contacts import mobile_number
from eventapp.registration.extension_points import own_data_sources
from eventapp.registration.models import (
    AgendaItem,
    Answer,
    Consent,
    Invitation,
    Registration,
    RetiredTicket,
    Upload,
)
from eventapp.registration.service.answers import forget_answers
from eventapp.registration.service.attendee_links import forget_attendee_links
from eventapp.registration.service.changes import index_person, lock, note, retire_links, touch
from eventapp.registration.service.errors import NotAllowed
from eventapp.registration.service.registrations import cancel

ERASED = "–"
HAND_OVERS = ("registration.transferred", "registration.substituted")
_PERSONAL = (
    "name", "romanised_name", "email", "company", "job_title", "country", "phone", "locale", "state", "notes",
    "door_note", "reason", "badge_class", "created_at", "confirmed_at", "cancelled_at",
)  # fmt: skip


def own_data(registration: Registration) -> dict[str, Any]:
    """Everything that is stored about this person, ready for JSON. Files are base64.

    What belongs to somebody who had the place before is not theirs: mails to others, and what happened until then.
    """
    answers = db.session.scalars(select(Answer).where(Answer.registration_id == registration.id))
    consents = db.session.scalars(select(Consent).where(Consent.registration_id == registration.id))
    uploads = db.session.scalars(select(Upload).where(Upload.registration_id == registration.id))
    agenda = db.session.scalars(select(AgendaItem).where(AgendaItem.registration_id == registration.id))
    about = (Mail.subject_type == "Registration") & (Mail.subject_id == registration.id)
    history = (AuditEntry.subject_type == "Registration") & (AuditEntry.subject_id == registration.id)
    if since := _owner_since(registration):
        own = filter(None, (registration.email.lower(), mobile_number(registration.event, registration)))
        about &= (Mail.created_at >= since) & func.lower(Mail.recipient).in_(own)
        passed_on = select(func.max(AuditEntry.id)).where(history, AuditEntry.action.in_(HAND_OVERS))
        history &= AuditEntry.id > passed_on.scalar_subquery()
    main, locale = registration.event.main_locale, registration.locale
    return {
        "event": registration.event.name.text(locale, main),
        "ticket": registration.ticket_type.name.text(locale, main),
        "code": registration.spoken_code,
        **{name: _plain(getattr(registration, name)) for name in _PERSONAL},
        "answers": {answer.question.label.text(locale, main): answer.value for answer in answers},
        "files": [{"name": one.name, "content": base64.b64encode(one.content).decode()} for one in uploads],
        "consents": [
            {"text": one.text, "agreed_at": _plain(one.agreed_at), "taken_back_at": _plain(one.withdrawn_at)}
            for one in consents
        ],
        "agenda": [
            {
                "session": one.session.title.text(locale, main),
                "booked": one.is_booking,
                "waiting": bool(one.waiting_since),
            }
            for one in agenda
        ],
        "mails": [
            {"to": mail.recipient, "subject": mail.subject, "at": mail.created_at.isoformat(), "state": mail.state}
            for mail in db.session.scalars(select(Mail).where(about).order_by(Mail.id))
        ],
        "history": [
            {"at": entry.at.isoformat(), "what": entry.action, "before": entry.before, "after": entry.after}
            for entry in db.session.scalars(select(AuditEntry).where(history).order_by(AuditEntry.id))
        ],
        **{name: value for source in own_data_sources for name, value in source(registration).items()},
    }


def _owner_since(registration: Registration) -> datetime | None:
    """When the place was passed to who has it now; None for who had it from the beginning."""
    return db.session.scalar(
        select(func.max(RetiredTicket.retired_at)).where(
            RetiredTicket.registration_id == registration.id, RetiredTicket.reason == "transferred"
        )
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@transactional
def erase(registration: Registration) -> None:
    """Forget a person: a place they hold is cancelled first, what was personal is gone, that somebody was here stays.

    Raises NotAllowed where this was done before.
    """
    lock(registration)
    if registration.erased_at is not None:
        raise NotAllowed
    if registration.is_active:
        cancel(registration, tells=False)
    retire_links(registration, "erased")
    forget_attendee_links(registration.email)
    for name in ("romanised_name", "email", "company", "job_title", "phone", "notes", "door_note", "reason", "origin"):
        setattr(registration, name, "")
    registration.name, registration.country, registration.erased_at = ERASED, None, clock.now()
    registration.no_campaigns = True
    index_person(registration)
    registration.agenda.clear()
    forget_answers(registration)
    retired = update(RetiredTicket).where(RetiredTicket.registration_id == registration.id)
    db.session.execute(retired.values(name=ERASED, company=""))
    invited = select(Invitation).where(Invitation.registration_id == registration.id)
    for invitation in db.session.scalars(invited):
        invitation.name, invitation.company, invitation.email = "", "", f"erased-{registration.id}"
        forget("Invitation", invitation.id)
    forget("Registration", registration.id)
    db.session.execute(
        update(AuditEntry)
        .where(AuditEntry.subject_type == "Registration", AuditEntry.subject_id == registration.id)
        .values(before=None, after=None)
    )
    touch(registration)
    note(registration, "registration.erased")
    registration_erased.send(registration)
