"""Halls with their floor plans, the stands in them, and what happens there."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.companies.models.companies import Company
from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of

STAND_EVENT_STATUSES = ("confirmed", "cancelled")


class Hall(Model):
    """A part of the exhibition with a floor plan of its own. `plan_key` names the plan's bytes, empty without one."""

    __tablename__ = "hall"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    position: Mapped[int] = mapped_column(default=0)
    plan_key: Mapped[str] = mapped_column(default="")
    plan_width: Mapped[int] = mapped_column(default=0)
    plan_height: Mapped[int] = mapped_column(default=0)


class HallPlan(Model):
    """A hall's floor plan: an SVG in which nothing runs and nothing is fetched."""

    __tablename__ = "hall_plan"
    personal_data = None

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), primary_key=True, autoincrement=False)
    content: Mapped[bytes]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stand(Model):
    """A numbered place in a hall. Its mark on the floor plan is a rectangle, in ten thousandths of the plan's sides."""

    __tablename__ = "stand"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("hall_id", "number"),
        CheckConstraint(
            "x IS NULL AND y IS NULL AND width IS NULL AND height IS NULL OR x BETWEEN 0 AND 10000 "
            "AND y BETWEEN 0 AND 10000 AND width BETWEEN 1 AND 10000 AND height BETWEEN 1 AND 10000 "
            "AND x + width <= 10000 AND y + height <= 10000",
            name="mark_on_the_plan",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"))
    number: Mapped[str]
    x: Mapped[int | None]
    y: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]

    hall: Mapped[Hall] = relationship()
    company_links: Mapped[list["CompanyStand"]] = relationship(back_populates="stand")

    @property
    def is_marked(self) -> bool:
        return self.x is not None


class CompanyStand(Model):
    """A company is at this stand; several may share one."""

    __tablename__ = "company_stand"
    personal_data = None

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True)
    stand_id: Mapped[int] = mapped_column(ForeignKey("stand.id"), primary_key=True, index=True)

    company: Mapped[Company] = relationship(back_populates="stand_links")
    stand: Mapped[Stand] = relationship(back_populates="company_links")


class StandEvent(Model):
    """Something at a company's stand at a time: a signing, a screening, a reception.

    `sequence` grows when its time, place or status changes (RFC 5545 section 3.8.7.4); one that is cancelled stays.
    """

    __tablename__ = "stand_event"
    personal_data = None
    __table_args__ = (
        one_of("status", STAND_EVENT_STATUSES, "status"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    title: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(default="confirmed")
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    company: Mapped[Company] = relationship()

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"
