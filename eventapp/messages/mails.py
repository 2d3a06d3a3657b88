"""The mails about a registration: when each is owed, and what it says."""

from typing import Literal

from flask import render_template
from flask_babel import gettext as _

from eventapp.calendars.invitations import invitation
from eventapp.core import outbox, signals
from eventapp.core.locales import speaking
from eventapp.core.outbox import Attachment, Composed, Mail
from eventapp.registration import links, tickets
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_id


@signals.registration_confirmed.connect
@signals.registration_mail_wanted.connect
def _owe_ticket(registration: Registration) -> None:
    _owe("confirmed", registration)


@signals.registration_pending.connect
def _owe_receipt(registration: Registration) -> None:
    _owe("pending", registration)


@signals.registration_declined.connect
def _owe_refusal(registration: Registration) -> None:
    _owe("declined", registration)


@signals.registration_cancelled.connect
def _owe_cancellation(registration: Registration) -> None:
    _owe("cancelled", registration)


def _owe(kind: str, registration: Registration) -> None:
    outbox.enqueue(
        kind,
        subject_id=registration.id,
        recipient=registration.email,
        recipient_name=registration.name,
        locale=registration.locale,
        event_id=registration.event_id,
    )


@outbox.composer("confirmed")
def confirmed(mail: Mail) -> Composed:
    """The ticket as PDF, the event as an invitation, and the private link."""
    registration = _registration(mail)
    name = f"{registration.event.slug}-{registration.spoken_code}.pdf"
    attachments = (
        Attachment(name, "application/pdf", tickets.ticket_pdf(registration, mail.locale)),
        _invitation(registration, "REQUEST"),
    )
    with speaking(mail.locale):
        subject = _("Your ticket: %(event)s", event=_event_name(mail, registration))
    return _compose(mail, registration, "confirmed", subject, attachments)


@outbox.composer("pending")
def pending(mail: Mail) -> Composed:
    registration = _registration(mail)
    with speaking(mail.locale):
        subject = _("We have your registration: %(event)s", event=_event_name(mail, registration))
    return _compose(mail, registration, "pending", subject)


@outbox.composer("declined")
def declined(mail: Mail) -> Composed:
    registration = _registration(mail)
    with speaking(mail.locale):
        subject = _("About your registration: %(event)s", event=_event_name(mail, registration))
    return _compose(mail, registration, "declined", subject)


@outbox.composer("cancelled")
def cancelled(mail: Mail) -> Composed:
    """Takes the event out of the calendar that the invitation put it into."""
    registration = _registration(mail)
    attachments = (_invitation(registration, "CANCEL"),) if registration.confirmed_at else ()
    with speaking(mail.locale):
        subject = _("Your registration is cancelled: %(event)s", event=_event_name(mail, registration))
    return _compose(mail, registration, "cancelled", subject, attachments)


def _registration(mail: Mail) -> Registration:
    registration = registration_by_id(mail.subject_id)
    if registration is None:
        raise LookupError(f"mail {mail.id} is about a registration that is not there")
    return registration


def _event_name(mail: Mail, registration: Registration) -> str:
    return registration.event.name.text(mail.locale, registration.event.main_locale)


def _invitation(registration: Registration, method: Literal["REQUEST", "CANCEL"]) -> Attachment:
    content = invitation(registration, method)
    return Attachment("invitation.ics", "text/calendar", content, {"method": method, "charset": "utf-8"})


def _compose(
    mail: Mail, registration: Registration, template: str, subject: str, attachments: tuple[Attachment, ...] = ()
) -> Composed:
    event = registration.event
    with speaking(mail.locale):
        values = {
            "registration": registration,
            "event": event,
            "subject": subject,
            "page_url": links.page_url(registration),
            "calendar_url": links.calendar_url(registration),
        }
        return Composed(
            subject=subject,
            text=render_template(f"mail/{template}.txt", **values).strip() + "\n",
            html=render_template(f"mail/{template}.html", **values),
            reply_to=event.contact_email,
            sender_name=event.organiser.text(mail.locale, event.main_locale) or _event_name(mail, registration),
            attachments=attachments,
        )
