"""Addresses that are told of an event's changes, and what each is owed."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.secret_box import sealed
from eventapp.core.types import UtcDateTime, one_of
from eventapp.events.models.events import Event

DELIVERY_STATES = ("queued", "sending", "sent", "failed")


class Webhook(Model):
    """`subjects` are the kinds of things whose changes it is told of; empty for all. `position` is the last entry of
    the history that was looked at. Secrets are encrypted; the former one signs too, until `former_until`.
    `disabled_reason` says why it was stopped by itself: `gone` or `failing`."""

    __tablename__ = "webhook"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    url: Mapped[str]
    name: Mapped[str]
    subjects: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str]
    former_secret: Mapped[str] = mapped_column(default="")
    former_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()

    def wants(self, action: str) -> bool:
        return not self.subjects or action.partition(".")[0] in self.subjects


class WebhookDelivery(Model):
    """One message to one webhook. `message_id` is the same however often it is sent. `status` and `answer` are what the
    last try was answered with, `failure` why there was no answer."""

    __tablename__ = "webhook_delivery"
    personal_data = None
    __table_args__ = (
        one_of("state", DELIVERY_STATES, "state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_webhook_delivery_owed", "webhook_id", "state", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    message_id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    type: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    claimed_by: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")
    failure: Mapped[str] = mapped_column(default="")

    webhook: Mapped[Webhook] = relationship()


sealed(Webhook.secret)
sealed(Webhook.former_secret)
