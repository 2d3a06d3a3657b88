"""The team's own words: texts that replace the built-in mails, and campaigns to many people."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Model
from eventapp.core.personal_data import TEAM, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of

CAMPAIGN_STATES = ("draft", "scheduled", "sending", "paused", "done")
CAMPAIGN_KINDS = ("announcement", "reminder", "thanks")


class MailText(Model):
    """An event's own text for one kind of mail. A language that is not written keeps the built-in text."""

    __tablename__ = "mail_text"
    personal_data = None
    __table_args__ = (UniqueConstraint("event_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str]
    subject: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    body: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)


class FillWarning(Model):
    """The highest level (75, 90 or 100 per cent) at which the team was told that something fills up: an `event`, a
    `ticket_type` or a `session`. The row goes when it has emptied again."""

    __tablename__ = "fill_warning"
    personal_data = None
    __table_args__ = (UniqueConstraint("event_id", "what", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    what: Mapped[str]
    subject_id: Mapped[int]
    level: Mapped[int]


class TeamDigest(Model):
    """The last digest of an event: on which day it went out (at the event's place), and until when it told."""

    __tablename__ = "team_digest"
    personal_data = None

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    sent_on: Mapped[str]
    told_until: Mapped[datetime] = mapped_column(UtcDateTime)


class Campaign(Model):
    """One message to everybody who fits `audience` (a list's filters) when it begins to go out.

    `cursor` is the highest registration id that has been owed its mail: a campaign that was interrupted goes on there.
    """

    __tablename__ = "campaign"
    personal_data = PersonalData(TEAM, "messages", ("created_by",))
    __table_args__ = (
        one_of("state", CAMPAIGN_STATES, "state"),
        one_of("kind", CAMPAIGN_KINDS, "kind"),
        CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name="scheduled_for"),
        Index("ix_campaign_state", "state", "send_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(default="announcement")
    state: Mapped[str] = mapped_column(default="draft")
    subject: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    body: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    attaches_calendar: Mapped[bool] = mapped_column(default=False)
    attaches_ticket: Mapped[bool] = mapped_column(default=False)
    send_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cursor: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
