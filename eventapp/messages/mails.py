"""The mails about registrations, groups and invitations: when each is owed, and how it is composed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from eventapp.calendars.invitations import Method, cancellation_of_event, invitation, session_invitation
from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.locales import speaking
from eventapp.core.outbox import Attachment, Composed, Mail
from eventapp.core.templating import moment, time_span
from eventapp.core.text_messages import frugal
from eventapp.core.types import LocalizedText
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.messages.queries import mail_text
from eventapp.messages.texts import KINDS, filled_html, filled_line, filled_plain
from eventapp.programme.models import Session
from eventapp.registration import links, tickets
from eventapp.registration.contacts import contact_of
from eventapp.registration.models import Delegation, Invitation, Registration
from eventapp.registration.overlaps import overlapping_pairs
from eventapp.registration.queries import place_in_line, registration_by_id
from eventapp.registration.service import confirmation_key, group_confirmation_key, is_open

Links = tuple[tuple[str, str], ...]


def _owes(signal: Any, kind: str) -> None:
    def owe(registration: Registration, delay: timedelta = timedelta(0), **_more: Any) -> None:
        enqueue_mail(kind, registration, delay=delay)

    signal.connect(owe, weak=False)


for _signal, _kind in (
    (signals.registration_confirmed, "confirmed"),
    (signals.registration_mail_wanted, "confirmed"),
    (signals.registration_pending, "pending"),
    (signals.registration_incomplete, "incomplete"),
    (signals.registration_to_confirm, "to_confirm"),
    (signals.registration_declined, "declined"),
    (signals.registration_reopened, "reopened"),
    (signals.registration_cancelled, "cancelled"),
    (signals.registration_revoked, "revoked"),
    (signals.registration_waitlisted, "waitlisted"),
    (signals.registration_offered, "offered"),
    (signals.registration_lapsed, "lapsed"),
    (signals.links_wanted, "links"),
):
    _owes(_signal, _kind)


@signals.registration_transferred.connect
def _owe_farewell(registration: Registration, former: Mapping[str, str]) -> None:
    """To the person who had the place before; one who cannot be written to hears nothing."""
    if former["contact"]:
        outbox.enqueue(
            "transferred", subject_id=registration.id, recipient=former["contact"], recipient_name=former["name"],
            locale=former["locale"], event_id=registration.event_id,
            details={"new_name": registration.name, "sequence": registration.sequence},
        )  # fmt: skip


@signals.session_seat_found.connect
def _owe_seat(registration: Registration, session: Session) -> None:
    enqueue_mail("session_seat", registration, details={"session_id": session.id})


@signals.delegation_registered.connect
def _owe_group(delegation: Delegation) -> None:
    outbox.enqueue(
        "delegation", subject_type="Delegation", subject_id=delegation.id, recipient=delegation.liaison_email,
        recipient_name=delegation.liaison_name, locale=delegation.locale, event_id=delegation.event_id,
    )  # fmt: skip


@signals.invitation_made.connect
def _owe_invitation(made: Invitation) -> None:
    _to_invitee("invitation", made)


@signals.invitation_reminded.connect
def _owe_reminder(made: Invitation) -> None:
    _to_invitee("invitation_reminder", made)


def _to_invitee(kind: str, made: Invitation) -> None:
    outbox.enqueue(
        kind, subject_type="Invitation", subject_id=made.id, recipient=made.email,
        recipient_name=made.name, locale=made.locale, event_id=made.event_id,
    )  # fmt: skip


@signals.invitation_withdrawn.connect
def _withdraw_invitation(made: Invitation) -> None:
    outbox.withdraw("Invitation", made.id, ("invitation", "invitation_reminder"))


def enqueue_mail(
    kind: str, registration: Registration, *, delay: timedelta = timedelta(0), details: dict[str, Any] | None = None
) -> None:
    """Owe a mail about a registration to its owner, or a text message; one who cannot be written to gets none."""
    if recipient := contact_of(registration):
        outbox.enqueue(
            kind, subject_id=registration.id, recipient=recipient, recipient_name=registration.name,
            locale=registration.locale, event_id=registration.event_id, details=details, delay=delay,
        )  # fmt: skip


@outbox.composer("confirmed")
def confirmed(mail: Mail) -> Composed:
    """The ticket as PDF, the event as an invitation, and the private link."""
    registration = registration_of(mail)
    if not registration.is_confirmed:
        raise outbox.NotWanted
    with speaking(mail.locale):
        note = _(
            "There you choose sessions, subscribe to your own calendar, and change or cancel your registration. "
            "The link is yours alone."
        )
    attachments = (ticket_of(registration, mail.locale), calendar_of(registration, "REQUEST"))
    return about(mail, registration, attachments=attachments, has_facts=True, note=note)


@outbox.composer("to_confirm")
def to_confirm(mail: Mail) -> Composed:
    """Asks whether the address is the person's own; nothing else of theirs is in it."""
    registration = registration_of(mail)
    if registration.confirm_by is None:
        raise outbox.NotWanted
    values = {**values_of(registration, mail.locale), "page_url": "", "deadline": _deadline(registration)}
    with speaking(mail.locale):
        shown = ((_("Confirm my registration"), links.confirmation_url(registration, confirmation_key(registration))),)
        note = _("It was not you? Then do nothing, and the place goes to somebody else.")
    return compose(mail, registration.event, values, links=shown, note=note)


def _deadline(registration: Registration) -> str:
    return moment(registration.confirm_by or registration.event.starts_at, registration.event.timezone)


def _plainly(mail: Mail) -> Composed:
    return about(mail, registration_of(mail))


@outbox.composer("incomplete")
def incomplete(mail: Mail) -> Composed:
    """Asks who was registered by somebody else for what is still missing."""
    registration = registration_of(mail)
    if registration.standing != "incomplete":
        raise outbox.NotWanted
    with speaking(mail.locale):
        label = _("Complete my registration")
    return about(mail, registration, has_facts=True, label=label)


for _plain_kind in ("pending", "declined", "reopened", "lapsed", "links"):
    outbox.composer(_plain_kind)(_plainly)


@outbox.composer("cancelled")
@outbox.composer("revoked")
def ended(mail: Mail) -> Composed:
    """Takes the event out of the calendar that the invitation put it into."""
    registration = registration_of(mail)
    attachments = (calendar_of(registration, "CANCEL"),) if registration.confirmed_at else ()
    return about(mail, registration, attachments=attachments)


@outbox.composer("waitlisted")
def waitlisted(mail: Mail) -> Composed:
    registration = registration_of(mail)
    if registration.state != "waitlisted":
        raise outbox.NotWanted
    return about(mail, registration, {"position": str(place_in_line(registration))}, has_facts=True)


@outbox.composer("offered")
def offered(mail: Mail) -> Composed:
    registration = registration_of(mail)
    if registration.offer_ends_at is None:
        raise outbox.NotWanted
    with speaking(mail.locale):
        deadline = moment(registration.offer_ends_at, registration.event.timezone)
        label = _("Accept the place")
    return about(mail, registration, {"deadline": deadline}, has_facts=True, label=label)


@outbox.composer("transferred", follows=False)
def transferred(mail: Mail) -> Composed:
    """To who had the place before: nothing in it is the new person's but the name, and it takes the event out of the
    calendar that the invitation put it into."""
    registration = any_registration_of(mail)
    values = {
        **event_values(registration.event, mail.locale),
        "name": mail.recipient_name,
        "ticket": registration.ticket_type.name.text(mail.locale, registration.event.main_locale),
        "new_name": str(mail.details.get("new_name", "")),
    }
    attachments: tuple[Attachment, ...] = ()
    if "sequence" in mail.details and not mail.is_text:
        content = cancellation_of_event(
            registration, mail.recipient_name, mail.recipient, mail.locale, mail.details["sequence"]
        )
        attachments = (calendar_file(content, "CANCEL"),)
    return compose(mail, registration.event, values, attachments=attachments)


@outbox.composer("session_seat")
def session_seat(mail: Mail) -> Composed:
    registration = registration_of(mail)
    session = db.session.get_one(Session, mail.details["session_id"])
    title = session.title.text(mail.locale, registration.event.main_locale)
    attachments: tuple[Attachment, ...] = ()
    if registration.event.invites_to_sessions and registration.is_confirmed:
        attachments = (calendar_file(session_invitation(registration, session, "REQUEST"), "REQUEST"),)
    return about(mail, registration, {"session": title}, attachments=attachments)


@outbox.composer("delegation")
def delegation(mail: Mail) -> Composed:
    found = db.session.get_one(Delegation, mail.subject_id)
    check_addressee(mail, found.liaison_email)
    values = {**event_values(found.event, mail.locale), "name": found.liaison_name, "company": found.company}
    values["ticket"] = found.ticket_type.name.text(mail.locale, found.event.main_locale)
    with speaking(mail.locale):
        shown: Links = ((_("Open the group's page"), links.delegation_url(found)),)
        if any(member.confirm_by is not None for member in found.members):
            shown = ((_("Confirm the group"), links.group_confirmation_url(found, group_confirmation_key(found))),)
    return compose(mail, found.event, values, links=shown)


@outbox.composer("invitation_reminder")
@outbox.composer("invitation")
def invitation_mail(mail: Mail) -> Composed:
    found = db.session.get_one(Invitation, mail.subject_id)
    check_addressee(mail, found.email)
    if mail.kind == "invitation_reminder" and not is_open(found):
        raise outbox.NotWanted  # answered since
    event = db.session.get_one(Event, found.event_id)
    values = {**event_values(event, mail.locale), "name": found.name or found.email, "company": found.company}
    values["ticket"] = found.ticket_type.name.text(mail.locale, event.main_locale)
    values["deadline"] = moment(found.expires_at or event.starts_at, event.timezone)
    with speaking(mail.locale):
        shown = ((_("Answer the invitation"), links.invitation_url(found)),)
    return compose(mail, event, values, links=shown, facts={"ticket": values["ticket"]})


def check_addressee(mail: Mail, address: str) -> None:
    """Raises Misaddressed where a mail would go to another address than its subject has: its links are not theirs.

    The subject and its address have to come from one read, so that no change can fall between the two.
    """
    if mail.recipient.casefold() != address.casefold():
        raise outbox.Misaddressed


def registration_of(mail: Mail) -> Registration:
    """The registration that a mail is about, if the mail is for who has it now."""
    registration = any_registration_of(mail)
    check_addressee(mail, contact_of(registration))
    return registration


def any_registration_of(mail: Mail) -> Registration:
    """The registration that a mail is about, whoever it is for: nothing that is the owner's alone may be in it."""
    registration = registration_by_id(mail.subject_id)
    if registration is None:
        raise LookupError(f"mail {mail.id} is about a registration that is not there")
    if registration.erased_at is not None:
        raise outbox.NotWanted
    return registration


def ticket_of(registration: Registration, locale: str) -> Attachment:
    name = f"{registration.event.slug}-{registration.spoken_code}.pdf"
    return Attachment(name, "application/pdf", lambda: tickets.ticket_pdf(registration, locale))


def calendar_of(registration: Registration, method: Method) -> Attachment:
    return calendar_file(invitation(registration, method), method)


def calendar_file(content: bytes, method: Method) -> Attachment:
    """An iTIP message as RFC 6047 has it."""
    return Attachment("invitation.ics", "text/calendar", lambda: content, {"method": method, "charset": "utf-8"})


def event_values(event: Event, locale: str) -> dict[str, str]:
    """What placeholders about the event stand for, in one language."""
    with speaking(locale):
        return {
            "event": event.name.text(locale, event.main_locale),
            "when": time_span(event.starts_at, event.ends_at, event.timezone),
            "where": event.venue.text(locale, event.main_locale),
        }


def values_of(registration: Registration, locale: str) -> dict[str, str]:
    """What placeholders about a person stand for."""
    return {
        **event_values(registration.event, locale),
        "name": registration.name,
        "ticket": registration.ticket_type.name.text(locale, registration.event.main_locale),
        "company": registration.company,
        "page_url": links.page_url(registration),
        "reason": registration.reason,
        "code": registration.spoken_code if registration.is_confirmed else "",
    }


def about(
    mail: Mail,
    registration: Registration,
    more: Mapping[str, str] | None = None,
    *,
    attachments: tuple[Attachment, ...] = (),
    has_facts: bool = False,
    note: str = "",
    label: str = "",
) -> Composed:
    """A mail about a registration, with its values and `more` of them, and the way to its own page."""
    values = {**values_of(registration, mail.locale), **(more or {})}
    with speaking(mail.locale):
        shown = ((label or _("Open my registration"), links.page_url(registration)),)
    facts = {"ticket": values["ticket"], "code": values["code"]} if has_facts else None
    made = compose(mail, registration.event, values, links=shown, facts=facts, note=note, attachments=attachments)
    return replace(made, told=time_and_place(registration.event)) if has_facts else made


def time_and_place(event: Event) -> list[Any]:
    """What somebody who was told of the event knows, to be compared with what holds later."""
    where = [dict(event.venue), dict(event.address), event.latitude, event.longitude]
    return [event.starts_at.isoformat(), event.ends_at.isoformat(), event.timezone, *where]


def overlap_note(registration: Registration, locale: str) -> str:
    """What to say to somebody who has booked seats at one time, since a session was moved; nothing to anybody else."""
    main = registration.event.main_locale
    seats = [item.session for item in registration.agenda if item.is_booking and not item.session.is_cancelled]
    with speaking(locale):
        return " ".join(
            _(
                "You have a seat in “%(one)s” and in “%(other)s”, which are now at the same time: choose on your page.",
                one=one.title.text(locale, main), other=other.title.text(locale, main),
            )
            for one, other in overlapping_pairs(seats)
        )  # fmt: skip


def compose(
    mail: Mail,
    event: Event,
    values: Mapping[str, str],
    *,
    text: tuple[str, str] | None = None,
    links: Links = (),
    facts: Mapping[str, str] | None = None,
    note: str = "",
    attachments: tuple[Attachment, ...] = (),
    unsubscribe_url: str = "",
) -> Composed:
    """A mail of its kind: the team's text (or `text`, a subject and a body), the event's frame, and the links."""
    locale = mail.locale
    with speaking(locale):
        subject_text, body_text = text or text_of(event, mail.kind, locale)
        subject = filled_line(subject_text, values)
        shown = {
            "event": event, "subject": subject, "facts": facts, "links": links, "note": note,
            "accent": ACCENT_COLOURS[event.accent], "unsubscribe_url": unsubscribe_url,
        }  # fmt: skip
        plain = render_template("mail/mail.txt", body=filled_plain(body_text, values), **shown)
        return Composed(
            subject=subject,
            text=plain.strip() + "\n",
            html=render_template("mail/mail.html", body=filled_html(body_text, values), **shown),
            reply_to=event.contact_email,
            sender_name=event.organiser.text(locale, event.main_locale) or event.name.text(locale, event.main_locale),
            attachments=attachments,
            unsubscribe_url=unsubscribe_url,
            short=short_text(subject, values if facts else {}, links[0][1] if links else ""),
        )


def short_text(subject: str, told: Mapping[str, str], link: str) -> str:
    """What a text message says, in as few letters as will do: each is paid for. `told` may have `when` and `where`."""
    facts = ", ".join(filter(None, (told.get("when"), told.get("where"))))
    return frugal("\n".join(filter(None, (subject, facts, link))))


def text_of(event: Event, kind: str, locale: str) -> tuple[str, str]:
    """Subject and body of one kind of mail in one language: the team's own, or the built-in ones."""
    own = mail_text(event.id, kind)
    built_in = KINDS[kind]
    with speaking(locale):
        subject = _in_language(own.subject, locale) if own else ""
        body = _in_language(own.body, locale) if own else ""
        return subject or str(built_in.subject), body or str(built_in.body)


def _in_language(text: LocalizedText, locale: str) -> str:
    """The text in this language, or converted from the other Chinese script; empty where there is neither."""
    found = text.resolve(locale, locale)
    return found.text if found.locale == locale else ""
