"""Forms that people answer after they were let in: travel, dinner, companions."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime
from eventapp.registration.models.registrations import Registration


class FollowUpForm(Model):
    """Questions to those who are confirmed with one of `ticket_type_ids` (none means all), until `closes_at`.

    Since `asked_at` it has been sent, and whoever is confirmed later is asked too. Who has not answered is reminded
    once by itself, `reminds_days` before it closes.
    """

    __tablename__ = "follow_up_form"
    personal_data = None
    __table_args__ = (CheckConstraint("reminds_days BETWEEN 1 AND 60", name="reminds_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    introduction: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    ticket_type_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminds_days: Mapped[int | None]
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def is_open(self, at: datetime) -> bool:
        return self.closes_at is None or at < self.closes_at

    def is_for(self, registration: Registration) -> bool:
        return not self.ticket_type_ids or registration.ticket_type_id in self.ticket_type_ids


class FollowUpReply(Model):
    """One person who was asked by a form: when, when they were reminded, and when they answered last."""

    __tablename__ = "follow_up_reply"
    personal_data = PersonalData(ATTENDEES, "answers", ("asked_at", "answered_at"))
    __table_args__ = (UniqueConstraint("form_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("follow_up_form.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    form: Mapped[FollowUpForm] = relationship()
    registration: Mapped[Registration] = relationship()
