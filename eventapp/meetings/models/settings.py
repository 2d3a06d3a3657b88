"""What an event sets for its meetings: whether and when people meet, how often, and at which tables."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.companies.models import Company, Hall
from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime


class MeetingSettings(Model):
    """An event's meetings as a whole. Every change of one of its meetings holds this row, so they come one at a time.

    A meeting fills one slot: `slot_minutes` long, with `pause_minutes` before the next. `day_limit` is how many
    meetings a person has on one day at most, `class_limits` the same for holders of a badge class; None is any number.
    `badge_classes` are those who may take part, everybody where there is none. `most_open_requests` is how many of
    one's own requests may wait for an answer. With `takes_wishes` people say whom they wish to meet in a round that the
    organisers make. `walking_minutes` is what it takes from one hall to another. `weights`
    says how much each reason counts in suggestions.
    """

    __tablename__ = "meeting_settings"
    personal_data = None
    __table_args__ = (
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_minutes"),
        CheckConstraint("pause_minutes BETWEEN 0 AND 120", name="pause_minutes"),
        CheckConstraint("walking_minutes BETWEEN 0 AND 120", name="walking_minutes"),
        CheckConstraint("most_open_requests BETWEEN 1 AND 500", name="most_open_requests"),
        CheckConstraint("day_limit IS NULL OR day_limit BETWEEN 1 AND 200", name="day_limit"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    is_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    takes_wishes: Mapped[bool] = mapped_column(default=False, server_default=false())
    requests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slot_minutes: Mapped[int] = mapped_column(default=30)
    pause_minutes: Mapped[int] = mapped_column(default=0)
    day_limit: Mapped[int | None]
    class_limits: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    badge_classes: Mapped[list[str]] = mapped_column(JSON, default=list)
    most_open_requests: Mapped[int] = mapped_column(default=20)
    walking_minutes: Mapped[int] = mapped_column(default=5)
    weights: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeetingHours(Model):
    """A stretch of time in which people meet. What lies between two of them on one day is a break."""

    __tablename__ = "meeting_hours"
    personal_data = None
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeetingZone(Model):
    """Tables that stand together: common ones, those of certain people, or the ones at a company's own stand."""

    __tablename__ = "meeting_zone"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"), unique=True)
    position: Mapped[int] = mapped_column(default=0)

    hall: Mapped[Hall | None] = relationship()
    company: Mapped[Company | None] = relationship()
    tables: Mapped[list["MeetingTable"]] = relationship(
        back_populates="zone", cascade="all, delete-orphan", order_by="MeetingTable.position"
    )


class MeetingTable(Model):
    """A table at which one meeting is at a time. One with a holder is that person's alone."""

    __tablename__ = "meeting_table"
    personal_data = None
    __table_args__ = (UniqueConstraint("zone_id", "number"), Index("ix_meeting_table_holder", "holder_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("meeting_zone.id"))
    number: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_profile.registration_id"))

    zone: Mapped[MeetingZone] = relationship(back_populates="tables")
