"""How a campaign's mail is composed, and the drafts that most events want: a reminder and a thank-you."""

from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.core.locales import LOCALES, reader_locale, speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import clock_time
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.messages import mails
from eventapp.messages.models import Campaign
from eventapp.messages.service import CampaignDetails
from eventapp.messages.texts import CAMPAIGN_PLACEHOLDERS, KINDS, filled_line
from eventapp.programme.models import Session
from eventapp.programme.queries import public_sessions
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.registration.overlaps import Slot, overlap

_REMINDER = (
    _l("Soon: {event}"),
    _l(
        "Dear {name},\n\n{event} starts on {when}, at {where}. Your ticket and the calendar entry are "
        "attached. On your page you can still choose sessions and change your details: {page_url}"
    ),
)
_THANKS = (
    _l("Thank you for coming: {event}"),
    _l("Dear {name},\n\nThank you for being part of {event}. We hope that you met the people you came for."),
)


def reminder(event: Event) -> CampaignDetails:
    """A draft: with ticket and calendar entry, two days before the event, to everybody who is confirmed."""
    return CampaignDetails(
        *_in_all_languages(_REMINDER), kind="reminder", audience={"state": "confirmed"}, attaches_calendar=True,
        attaches_ticket=True, send_at=event.starts_at - timedelta(days=2),
    )  # fmt: skip


def thanks(event: Event) -> CampaignDetails:
    """A draft: the day after the event, to those who came in."""
    return CampaignDetails(
        *_in_all_languages(_THANKS), kind="thanks", audience={"state": "confirmed", "attended": "yes"},
        send_at=event.ends_at + timedelta(days=1),
    )  # fmt: skip


MOST_ALTERNATIVES = 5


def session_off(event: Event, session: Session) -> CampaignDetails:
    """A draft to those who had chosen a session that is off, with what else there is at its time."""
    instead = alternatives_to(session)
    subject, body = {}, {}
    for locale in LOCALES:
        with speaking(locale):
            title = _plain(session.title.text(locale, event.main_locale))
            subject[locale] = _("Cancelled: %(title)s", title=title)
            body[locale] = _(
                "Dear {name},\n\n“%(title)s”, which you had chosen, does not take place. We are sorry.", title=title
            )
            if instead:
                said = "\n".join(f"- {_told(one, event, locale)}" for one in instead)
                body[locale] += "\n\n" + _("At that time there is also:") + "\n\n" + said
            body[locale] += "\n\n" + _("On your page you can choose again: {page_url}")
    audience = {"state": "confirmed", "session_id": session.id}
    return CampaignDetails(LocalizedText(subject), LocalizedText(body), audience=audience)


def alternatives_to(session: Session) -> list[Session]:
    """What else is on at a session's time, with seats left where they are booked."""
    slot = Slot(session.last_starts_at, session.last_ends_at)
    found = [
        one
        for one in public_sessions(session.event_id)
        if one.id != session.id and not one.is_cancelled and not one.is_break and one.seats_left != 0
        and overlap(one, slot)
    ]  # fmt: skip
    return found[:MOST_ALTERNATIVES]


def _told(session: Session, event: Event, locale: str) -> str:
    assert session.starts_at is not None
    room = session.room.name.text(locale, event.main_locale) if session.room else ""
    title = session.title.text(locale, event.main_locale)
    return _plain(" · ".join(filter(None, (clock_time(session.starts_at, event.timezone), title, room))))


def _plain(text: str) -> str:
    """Braces would be taken for placeholders."""
    return text.replace("{", "(").replace("}", ")")


def _in_all_languages(texts: tuple[object, object]) -> tuple[LocalizedText, LocalizedText]:
    said: list[dict[str, str]] = [{}, {}]
    for locale in LOCALES:
        with speaking(locale):
            for into, text in zip(said, texts, strict=True):
                into[locale] = str(text)
    return LocalizedText(said[0]), LocalizedText(said[1])


def title_of(event: Event, campaign: Campaign) -> str:
    """The subject in the reader's language, with what does not depend on a person filled in."""
    locale = reader_locale()
    names = {name: f"[{name}]" for name in CAMPAIGN_PLACEHOLDERS}
    values = {**names, **mails.event_values(event, locale)}
    return filled_line(campaign.subject.text(locale, event.main_locale), values)


@outbox.composer("campaign")
def campaign_mail(mail: Mail) -> Composed:
    """What a campaign says to one person. Who left, or declined such mails meanwhile, gets none."""
    registration = mails.registration_of(mail)
    if registration.no_campaigns or not registration.is_active:
        raise outbox.NotWanted
    campaign = db.session.get_one(Campaign, mail.campaign_id)
    return _campaign(mail, registration, campaign)


def _campaign(mail: Mail, registration: Registration, campaign: Campaign) -> Composed:
    main = registration.event.main_locale
    attachments: tuple[outbox.Attachment, ...] = ()
    if registration.is_confirmed and campaign.attaches_ticket:
        attachments += (mails.ticket_of(registration, mail.locale),)
    if registration.is_confirmed and campaign.attaches_calendar:
        attachments += (mails.calendar_of(registration, "REQUEST"),)
    values = mails.values_of(registration, mail.locale)
    made = mails.compose(
        mail,
        registration.event,
        values,
        text=(campaign.subject.text(mail.locale, main), campaign.body.text(mail.locale, main)),
        attachments=attachments,
        unsubscribe_url=links.unsubscribe_url(registration),
    )
    made = replace(made, short=mails.short_text(made.subject, values, links.page_url(registration)))
    return replace(made, told=mails.time_and_place(registration.event)) if campaign.attaches_calendar else made


@outbox.composer("test", follows=False)
def test_mail(mail: Mail) -> Composed:
    """What a person would get, sent to somebody of the team; the links in it work, so it shows none of them."""
    registration = mails.any_registration_of(mail)
    campaign_id = mail.details.get("campaign_id")
    if campaign_id is not None:
        campaign = db.session.get_one(Campaign, campaign_id)
        text = campaign.subject.text(mail.locale), campaign.body.text(mail.locale)
    else:
        text = mails.text_of(registration.event, str(mail.details["kind"]), mail.locale)
    values = sample_values(registration, mail.locale)
    return mails.compose(mail, registration.event, values, text=text)


def sample_values(registration: Registration, locale: str) -> dict[str, str]:
    """Every placeholder filled in for a preview: with this person where that can be, with its name otherwise."""
    known = mails.values_of(registration, locale)
    known |= {"page_url": "https://…", "code": "K7QX-2M9D"}
    names = {name for kind in KINDS.values() for name in kind.placeholders}
    return {name: known.get(name) or f"[{name}]" for name in names}
