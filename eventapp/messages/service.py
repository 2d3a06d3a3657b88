"""The team's texts and campaigns. A campaign owes its mails in portions, so that a restart goes on where it stopped."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from eventapp.core import audit, clock, jobs, outbox, text_messages
from eventapp.core.db import after_commit, db, transactional
from eventapp.core.outbox import Mail
from eventapp.core.signals import event_rescheduled
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.rescheduling import Reschedule
from eventapp.messages.models import Campaign, MailText
from eventapp.messages.queries import audience, mail_text
from eventapp.messages.texts import KINDS
from eventapp.registration.contacts import contact_of
from eventapp.registration.models import Registration

PORTION = 200


class MessageError(Exception):
    """The base of what can go wrong here."""


class NotPossibleNow(MessageError):
    """The campaign's state does not allow this."""


class NothingToSay(MessageError):
    """The campaign has no text in any language."""


@transactional
def save_mail_text(event: Event, kind: str, subject: LocalizedText, body: LocalizedText) -> None:
    """The team's own text for one kind of mail; empty ones bring the built-in text back."""
    assert kind in KINDS
    known = mail_text(event.id, kind)
    before = {"subject": known.subject, "body": known.body} if known else None
    if known is not None and not subject and not body:
        db.session.delete(known)
    elif known is not None:
        known.subject, known.body = subject, body
    elif subject or body:
        db.session.add(MailText(event_id=event.id, kind=kind, subject=subject, body=body))
    audit.record(
        "mail_text.saved",
        event,
        event_id=event.id,
        before=before,
        after={"kind": kind, "subject": subject, "body": body},
    )


@dataclass(frozen=True)
class CampaignDetails:
    """What an organiser says of a campaign; `audience` is what `RegistrationFilter.as_values` gives."""

    subject: LocalizedText
    body: LocalizedText
    kind: str = "announcement"
    audience: dict[str, Any] = field(default_factory=dict)
    attaches_calendar: bool = False
    attaches_ticket: bool = False
    send_at: datetime | None = None


@transactional
def create_campaign(event: Event, details: CampaignDetails, created_by: str) -> Campaign:
    campaign = Campaign(event_id=event.id, created_by=created_by, created_at=clock.now(), **vars(details))
    db.session.add(campaign)
    db.session.flush()
    audit.record("campaign.created", campaign, event_id=event.id, after=vars(details))
    return campaign


@transactional
def update_campaign(campaign: Campaign, details: CampaignDetails) -> None:
    """Raises NotPossibleNow once it goes out."""
    db.session.refresh(campaign, with_for_update=True)
    if campaign.state not in ("draft", "scheduled"):
        raise NotPossibleNow
    if campaign.state == "scheduled" and details.send_at is None:
        campaign.state = "draft"
    before, after = audit.differences({key: getattr(campaign, key) for key in vars(details)}, vars(details))
    for key, value in after.items():
        setattr(campaign, key, value)
    if after:
        audit.record("campaign.updated", campaign, event_id=campaign.event_id, before=before, after=after)


@transactional
def start_campaign(campaign: Campaign) -> None:
    """Send it now, or when its hour comes. Raises NotPossibleNow, NothingToSay."""
    db.session.refresh(campaign, with_for_update=True)
    if campaign.state not in ("draft", "scheduled"):
        raise NotPossibleNow
    if not campaign.subject or not campaign.body:
        raise NothingToSay
    if campaign.send_at is not None and campaign.send_at > clock.now():
        _set_state(campaign, "scheduled")
        return
    campaign.started_at = clock.now()
    _set_state(campaign, "sending")
    after_commit(jobs.look_soon)


@transactional
def pause_campaign(campaign: Campaign) -> None:
    """Hold back what has not left yet. Raises NotPossibleNow."""
    db.session.refresh(campaign, with_for_update=True)
    if campaign.state not in ("scheduled", "sending"):
        raise NotPossibleNow
    if campaign.state == "scheduled":
        _set_state(campaign, "draft")
        return
    _move_mails(campaign, "queued", "withdrawn")
    _set_state(campaign, "paused")


@transactional
def resume_campaign(campaign: Campaign) -> None:
    """Go on where it was paused. Raises NotPossibleNow."""
    db.session.refresh(campaign, with_for_update=True)
    if campaign.state != "paused":
        raise NotPossibleNow
    _move_mails(campaign, "withdrawn", "queued")
    _set_state(campaign, "sending")
    after_commit(jobs.look_soon)


@transactional
def delete_campaign(campaign: Campaign) -> None:
    """Raises NotPossibleNow once anything of it may have left."""
    db.session.refresh(campaign, with_for_update=True)
    if campaign.state not in ("draft", "scheduled"):
        raise NotPossibleNow
    audit.record("campaign.deleted", campaign, event_id=campaign.event_id, before={"subject": campaign.subject})
    db.session.delete(campaign)


def _set_state(campaign: Campaign, state: str) -> None:
    before, campaign.state = campaign.state, state
    audit.record(
        f"campaign.{state}", campaign, event_id=campaign.event_id, before={"state": before}, after={"state": state}
    )


def _move_mails(campaign: Campaign, before: str, after: str) -> None:
    statement = update(Mail).where(Mail.campaign_id == campaign.id, Mail.state == before).values(state=after)
    db.session.execute(statement.execution_options(synchronize_session=False))


@transactional
def set_text_budget(event: Event, parts: int) -> None:
    """How many parts of text messages the event may send in all; 0 sends none. What waited for more is tried again."""
    budget = text_messages.budget_of(event.id)
    before = budget.allowed if budget else 0
    if parts == before:
        return
    text_messages.allow(event.id, parts)
    audit.record("text_budget.changed", event, event_id=event.id, before={"parts": before}, after={"parts": parts})


@transactional
def send_test(kind: str, registration: Registration, recipient: str, locale: str, campaign_id: int | None) -> None:
    """Mail somebody of the team what this person would get; it counts for nothing else."""
    outbox.enqueue(
        "test", subject_id=registration.id, recipient=recipient, recipient_name=registration.name, locale=locale,
        event_id=registration.event_id, details={"kind": kind, "campaign_id": campaign_id},
    )  # fmt: skip


@event_rescheduled.connect
def _move_campaigns(event: Event, move: Reschedule, **_more: Any) -> None:
    """A reminder goes out so long before the event, and thanks so long after it, whenever that is."""
    waiting = select(Campaign).where(
        Campaign.event_id == event.id, Campaign.state.in_(("draft", "scheduled")),
        Campaign.kind.in_(("reminder", "thanks")), Campaign.send_at.is_not(None),
    )  # fmt: skip
    for campaign in db.session.scalars(waiting):
        assert campaign.send_at is not None
        campaign.send_at = move.moved(campaign.send_at)


@jobs.looks_around
def run_campaigns() -> bool:
    """Begin what is due, owe the next portion of what goes out, and close what has gone out."""
    due = select(Campaign.id).where(Campaign.state == "scheduled", Campaign.send_at <= clock.now())
    for campaign_id in db.session.scalars(due).all():
        _begin(campaign_id)
    running = db.session.scalars(select(Campaign.id).where(Campaign.state == "sending").order_by(Campaign.id)).all()
    portions = [_owe_portion(campaign_id) for campaign_id in running]  # each gets its turn
    return any(portions)


@transactional
def _begin(campaign_id: int) -> None:
    campaign = db.session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.state == "scheduled":
        campaign.started_at = clock.now()
        _set_state(campaign, "sending")


@transactional
def _owe_portion(campaign_id: int) -> bool:
    """The mails and the cursor are stored together: nobody is owed one twice, whenever the process dies."""
    campaign = db.session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.state != "sending":
        return False
    people = db.session.scalars(
        audience(campaign.event_id, campaign.audience, campaign.kind)
        .where(Registration.id > campaign.cursor)
        .order_by(Registration.id)
        .limit(PORTION)
    ).all()
    for person in people:
        if recipient := contact_of(person):
            outbox.enqueue(
                "campaign", subject_id=person.id, recipient=recipient, recipient_name=person.name,
                locale=person.locale, event_id=campaign.event_id, campaign_id=campaign.id,
            )  # fmt: skip
        campaign.cursor = person.id
    if people:
        return len(people) == PORTION
    open_mails = select(func.count(Mail.id)).where(
        Mail.campaign_id == campaign.id, Mail.state.in_(("queued", "sending", "handed"))
    )
    if not db.session.scalar(open_mails):
        campaign.finished_at = clock.now()
        _set_state(campaign, "done")
    return False
