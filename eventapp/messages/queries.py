"""Reads about the outbox, the team's texts and campaigns."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from eventapp.checkin.models import Scan
from eventapp.core.db import db
from eventapp.core.outbox import BouncedAddress, Mail
from eventapp.core.text_messages import are_sent
from eventapp.events.models import Event
from eventapp.messages.models import Campaign, MailText
from eventapp.programme.models import Session, SessionSpeaker, Speaker
from eventapp.registration.contacts import contact_of, mobile_number
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.queries import filter_from
from eventapp.registration.queries.lists import narrowed

PAGE_SIZE = 50
_CONCERNING = ("cancelled", "withdrawn", "restored", "changed")
"""What concerns somebody who has the session in their agenda; what is new concerns its speakers alone."""


def mails_of(
    event_id: int, page: int = 1, *, state: str = "", campaign_id: int | None = None, by_text: bool = False
) -> list[Mail]:
    """The event's mails, the newest first; with `by_text` its text messages alone."""
    query = _mails(select(Mail), event_id, state, campaign_id, by_text=by_text).order_by(Mail.id.desc())
    return list(db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))


def mail_count(event_id: int, *, state: str = "", campaign_id: int | None = None, by_text: bool = False) -> int:
    return db.session.scalar(_mails(select(func.count(Mail.id)), event_id, state, campaign_id, by_text=by_text)) or 0


def _mails(
    query: Select[Any], event_id: int, state: str, campaign_id: int | None, *, by_text: bool = False
) -> Select[Any]:
    query = query.where(Mail.event_id == event_id)
    if by_text:
        query = query.where(Mail.is_text)
    if state:
        query = query.where(Mail.state == state)
    return query if campaign_id is None else query.where(Mail.campaign_id == campaign_id)


def mail_counts(event_id: int, campaign_id: int | None = None, *, by_text: bool = False) -> dict[str, int]:
    """How many mails are in which state; with `by_text`, how many text messages."""
    counted: Any = select(Mail.state, func.count())
    query = _mails(counted, event_id, "", campaign_id, by_text=by_text).group_by(Mail.state)
    return dict(db.session.execute(query).all())


def people_with_mobile_alone(event: Event) -> tuple[list[Registration], list[Registration]]:
    """Active people without an email address: those whose number can be dialled, and those whose cannot."""
    query = select(Registration).where(
        Registration.event_id == event.id, Registration.state.in_(("pending", "waitlisted", "confirmed")),
        Registration.email == "", Registration.phone != "",
    )  # fmt: skip
    found: tuple[list[Registration], list[Registration]] = ([], [])
    for person in db.session.scalars(query.order_by(Registration.id)):
        found[not mobile_number(event, person)].append(person)
    return found


def mail(event_id: int, mail_id: int) -> Mail | None:
    return db.session.scalar(select(Mail).where(Mail.event_id == event_id, Mail.id == mail_id))


def last_told(registration: Registration) -> Any:
    """The time and place that a person's mails said last; None where none of them did."""
    query = (
        select(Mail.details)
        .where(Mail.subject_type == "Registration", Mail.subject_id == registration.id)
        .where(Mail.state.in_(("sent", "kept")), func.lower(Mail.recipient) == contact_of(registration).lower())
        .order_by(Mail.delivered_at.desc(), Mail.id.desc())
    )
    return next((details["told"] for details in db.session.scalars(query) if "told" in details), None)


def mails_to(registration_id: int) -> list[Mail]:
    """What was written about one registration, the latest first."""
    query = select(Mail).where(Mail.subject_type == "Registration", Mail.subject_id == registration_id)
    return list(db.session.scalars(query.order_by(Mail.id.desc()).limit(100)))


def mail_text(event_id: int, kind: str) -> MailText | None:
    return db.session.scalar(select(MailText).where(MailText.event_id == event_id, MailText.kind == kind))


def mail_texts_of(event_id: int) -> dict[str, MailText]:
    """The team's own texts by kind."""
    return {text.kind: text for text in db.session.scalars(select(MailText).where(MailText.event_id == event_id))}


def campaigns_of(event_id: int) -> list[Campaign]:
    """The newest first."""
    return list(db.session.scalars(select(Campaign).where(Campaign.event_id == event_id).order_by(Campaign.id.desc())))


def campaign(event_id: int, campaign_id: int) -> Campaign | None:
    return db.session.scalar(select(Campaign).where(Campaign.event_id == event_id, Campaign.id == campaign_id))


def audience(event_id: int, wanted: dict[str, Any], kind: str) -> Select[Any]:
    """The registrations that a campaign is for: active people of this filter who can be and want to be written to.

    A reminder reaches who gave a mobile number alone too, where the event writes to those.
    `attended` is `yes` for those who came in, `no` for those who did not.
    """
    query = narrowed(select(Registration), event_id, filter_from(wanted)).where(
        Registration.state.in_(("pending", "waitlisted", "confirmed")),
        Registration.confirm_by.is_(None),
        _can_be_written_to(by_text=kind == "reminder" and are_sent(event_id)),
        ~Registration.no_campaigns,
    )
    came = select(Scan.registration_id).where(
        Scan.event_id == event_id, Scan.outcome == "admitted", Scan.direction == "entry",
        Scan.registration_id.is_not(None),
    )  # fmt: skip
    if wanted.get("attended") == "yes":
        return query.where(Registration.id.in_(came))
    return query.where(Registration.id.not_in(came)) if wanted.get("attended") == "no" else query


def _can_be_written_to(*, by_text: bool) -> ColumnElement[bool]:
    by_mail = (Registration.email != "") & func.lower(Registration.email).not_in(select(BouncedAddress.email))
    return by_mail | ((Registration.email == "") & (Registration.phone != "")) if by_text else by_mail


def audience_size(event_id: int, wanted: dict[str, Any], kind: str) -> int:
    return db.session.scalar(select(func.count()).select_from(audience(event_id, wanted, kind).subquery())) or 0


def bounced_of(event_id: int) -> list[BouncedAddress]:
    """Addresses of this event's people that bounced."""
    addresses = select(func.lower(Registration.email)).where(Registration.event_id == event_id)
    query = select(BouncedAddress).where(BouncedAddress.email.in_(addresses))
    return list(db.session.scalars(query.order_by(BouncedAddress.bounced_at.desc()).limit(500)))


def _matters(change: Mapping[str, Any]) -> bool:
    """A word put right in a description is not worth a mail; time, place, title and people are."""
    return change["kind"] != "changed" or bool(change["after"])


def speakers_concerned(event_id: int, codes: list[str]) -> list[tuple[Speaker, list[str]]]:
    """The speakers of these sessions who can be written to and know their page, with the sessions' codes."""
    query = (
        select(Speaker, Session.code)
        .join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(Session.event_id == event_id, Session.code.in_(codes))
        .where(Speaker.email.is_not(None), Speaker.email != "", Speaker.link_hash.is_not(None))
        .order_by(Speaker.id, Session.id)
    )
    return _gathered(db.session.execute(query).all())


def people_concerned(event_id: int, changes: Iterable[Mapping[str, Any]]) -> list[tuple[Registration, list[str]]]:
    """Those who are confirmed and have a session in their agenda that a release changes, with the sessions' codes."""
    codes = [change["code"] for change in changes if change["kind"] in _CONCERNING and _matters(change)]
    query = (
        select(Registration, Session.code)
        .join(AgendaItem, AgendaItem.registration_id == Registration.id)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(Session.event_id == event_id, Session.code.in_(codes), Registration.state == "confirmed")
        .order_by(Registration.id, Session.id)
    )
    return _gathered(db.session.execute(query).all())


def _gathered(rows: Iterable[Any]) -> list[tuple[Any, list[str]]]:
    found: dict[int, tuple[Any, list[str]]] = {}
    for row, code in rows:
        found.setdefault(row.id, (row, []))[1].append(code)
    return list(found.values())
