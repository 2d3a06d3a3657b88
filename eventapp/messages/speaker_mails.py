"""The mails of the workshop: to speakers, and to those whom a release concerns."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import clock_time, instant, moment
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.messages.calendar_mails import enqueue_session_mail
from eventapp.messages.mails import (
    check_addressee,
    compose,
    enqueue_mail,
    event_values,
    overlap_note,
    registration_of,
    values_of,
)
from eventapp.messages.queries import people_concerned, speakers_concerned
from eventapp.programme.models import ProgrammeRelease, Session, Speaker
from eventapp.programme.service import speaker_token
from eventapp.registration import links
from eventapp.registration.models import AgendaItem, Registration


@signals.speaker_asked.connect
def _owe_speaker(speaker: Speaker) -> None:
    assert speaker.email is not None
    outbox.withdraw("Speaker", speaker.id, ("speaker_link",))
    _to_speaker("speaker_link", speaker, {})


def _to_speaker(kind: str, speaker: Speaker, details: dict[str, Any]) -> None:
    outbox.enqueue(
        kind, subject_type="Speaker", subject_id=speaker.id, recipient=speaker.email or "",
        recipient_name=speaker.name.text(speaker.locale), locale=speaker.locale, event_id=speaker.event_id,
        details=details,
    )  # fmt: skip


@outbox.composer("speaker_link")
def speaker_link(mail: Mail) -> Composed:
    speaker, event = _speaker(mail)
    with speaking(mail.locale):
        shown = ((_("Open my page"), absolute_url("speaker_page.page", token=speaker_token(speaker))),)
        note = _("The link is yours alone. Whoever has it can change your profile.")
    return compose(mail, event, _speaker_values(speaker, event, mail.locale), links=shown, note=note)


@signals.programme_released.connect
def _owe_changes(release: ProgrammeRelease, speakers_only: bool = False) -> None:
    """One mail each to the speakers of what changed, and to those who have it in their agenda."""
    codes = [change["code"] for change in release.changes]
    for speaker, own in speakers_concerned(release.event_id, codes):
        _to_speaker("speaker_changes", speaker, {"release_id": release.id, "codes": own})
    if speakers_only:
        return
    invites = db.session.get_one(Event, release.event_id).invites_to_sessions
    off = {change["code"] for change in release.changes if change["kind"] in ("cancelled", "withdrawn")}
    for registration, own in people_concerned(release.event_id, release.changes):
        booked = _booked(registration, own) if invites else {}
        for code, session_id in booked.items():
            enqueue_session_mail("session_off" if code in off else "session_moved", registration, session_id)
        if others := [code for code in own if code not in booked]:
            enqueue_mail("programme_changes", registration, details={"release_id": release.id, "codes": others})


def _booked(registration: Registration, codes: Collection[str]) -> dict[str, int]:
    """Those of the sessions in which a person has a seat, by code: their invitations say what changed."""
    query = (
        select(Session.code, Session.id)
        .join(AgendaItem, AgendaItem.session_id == Session.id)
        .where(AgendaItem.registration_id == registration.id, AgendaItem.is_booking, Session.code.in_(codes))
    )
    return dict(db.session.execute(query.order_by(Session.id)).all())


@outbox.composer("programme_changes")
def programme_changes(mail: Mail) -> Composed:
    registration = registration_of(mail)
    event = registration.event
    values = {**values_of(registration, mail.locale), "changes": _changes(mail, event)}
    with speaking(mail.locale):
        shown = (
            (_("Open my registration"), links.page_url(registration)),
            (_("See the programme"), absolute_url("programme.schedule", slug=event.slug)),
        )
    return compose(mail, event, values, links=shown, note=overlap_note(registration, mail.locale))


@outbox.composer("speaker_changes")
def speaker_changes(mail: Mail) -> Composed:
    speaker, event = _speaker(mail)
    values = {**_speaker_values(speaker, event, mail.locale), "changes": _changes(mail, event)}
    with speaking(mail.locale):
        shown = ((_("Open my page"), absolute_url("speaker_page.page", token=speaker_token(speaker))),)
    return compose(mail, event, values, links=shown)


def _speaker(mail: Mail) -> tuple[Speaker, Event]:
    speaker = db.session.get(Speaker, mail.subject_id)
    if speaker is None:
        raise outbox.NotWanted
    check_addressee(mail, speaker.email or "")
    return speaker, db.session.get_one(Event, speaker.event_id)


def _speaker_values(speaker: Speaker, event: Event, locale: str) -> dict[str, str]:
    return {**event_values(event, locale), "name": speaker.name.text(locale, event.main_locale)}


def _changes(mail: Mail, event: Event) -> str:
    """What changed in this person's sessions, a line each."""
    release = db.session.get_one(ProgrammeRelease, mail.details["release_id"])
    wanted = set(mail.details["codes"])
    with speaking(mail.locale):
        return "\n".join(
            _line(change, event, mail.locale) for change in release.changes if change["code"] in wanted
        )  # fmt: skip


def _line(change: dict[str, Any], event: Event, locale: str) -> str:
    title = LocalizedText(change["title"]).text(locale, event.main_locale)
    if change["kind"] == "cancelled":
        return _("%(title)s: cancelled", title=title)
    if change["kind"] == "withdrawn":
        return _("%(title)s: taken out of the programme", title=title)
    after = change["after"]
    parts = []
    if after.get("starts_at"):
        ends = f"–{clock_time(instant(after['ends_at']), event.timezone)}" if after.get("ends_at") else ""
        parts.append(moment(instant(after["starts_at"]), event.timezone) + ends)
    elif after.get("ends_at"):
        parts.append(_("until %(time)s", time=clock_time(instant(after["ends_at"]), event.timezone)))
    elif "starts_at" in after:
        parts.append(_("the time is not settled"))
    if after.get("room"):
        parts.append(LocalizedText(after["room"]).text(locale, event.main_locale))
    if "speakers" in after:
        names = (LocalizedText(name).text(locale, event.main_locale) for name in after["speakers"])
        parts.append(_(", ").join(names))
    words = " · ".join(part for part in parts if part) or _("changed")
    return _("%(title)s: %(change)s", title=title, change=words)
