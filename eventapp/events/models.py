"""An event, and who works on it."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.accounts.models import User
from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of

EVENT_STATUSES = ("draft", "published", "archived")
ACCENTS = ("vermilion", "plum", "indigo", "ocean", "jade", "amber", "graphite")
ROLES = ("owner", "programme", "registration", "door", "read")


class Event(Model):
    """A forum or conference. `revision` grows whenever the public programme or page changes.

    People may pass their places on until `transfers_until` (None: until the event begins). `group_limit` is how many
    one liaison may register together; 0 takes no groups.
    """

    __tablename__ = "event"
    __table_args__ = (
        one_of("status", EVENT_STATUSES, "status"),
        one_of("accent", ACCENTS, "accent"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="not_oversold"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("group_limit BETWEEN 0 AND 25", name="group_limit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    tagline: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    organiser: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    venue: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    address: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    timezone: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    main_locale: Mapped[str] = mapped_column(default="en")
    contact_email: Mapped[str]
    accent: Mapped[str] = mapped_column(default="vermilion")
    status: Mapped[str] = mapped_column(default="draft")
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    transfers_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    group_limit: Mapped[int] = mapped_column(default=25, server_default="25")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    registration_serial: Mapped[int] = mapped_column(default=0)
    registration_cursor: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    programme_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    def local(self, instant: datetime) -> datetime:
        """`instant` on the clocks of the event's place."""
        return instant.astimezone(self.zone)


class Membership(Model):
    """One person's role in one event's team."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "event_id"), one_of("role", ROLES, "role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[str]

    user: Mapped[User] = relationship()
    event: Mapped[Event] = relationship()
