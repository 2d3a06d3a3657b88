"""Organisations, and their series and events."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.locales import LOCALES
from eventapp.core.personal_data import TEAM, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of

EVENT_STATUSES = ("draft", "published", "archived")
ACCENTS = ("vermilion", "plum", "indigo", "ocean", "jade", "amber", "graphite")


class Organisation(Model):
    """Who holds events and series: its team works on all of them, and its custom roles can be given in each."""

    __tablename__ = "organisation"
    personal_data = PersonalData(TEAM, "team", ("contact_email",))

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    contact_email: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Series(Model):
    """Several events under one name, with a page and a feed of their own."""

    __tablename__ = "series"
    address_key = "slug"
    personal_data = None
    __table_args__ = (one_of("accent", ACCENTS, "accent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    accent: Mapped[str] = mapped_column(default="vermilion")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    organisation: Mapped[Organisation | None] = relationship()


class Event(Model):
    """A forum or conference. `revision` grows whenever the public programme or page changes.

    `streams_public` says whether everybody may have the streams' links, or only who is registered (and, where seats are
    booked, has one). `invites_to_sessions` mails who books a seat an invitation that calendars answer, and where
    `declining_frees_seats` a seat that is declined there is given back. `was_public` stays once it was published.

    `programme_changed_at` is when anything changed that the public sees, `details_changed_at` when the event's own
    name, time, place or status did.

    `draft_cursor` grows with every change of the programme that the team makes, released or not. `headsets` is the
    stock for interpretation, `changeover_minutes` what a room or a speaker needs between two sessions. `previous_id`
    is the event a year before that this one is compared with.

    People may pass their places on until `transfers_until` (None: until the event begins). `group_limit` is how many
    one liaison may register together; 0 takes no groups. `beyond` is how many places are held above the capacity:
    given at the desk for a reason, or left from before the capacity was lowered. `limits_days` says that it has rows of
    EventDay. `confirm_minutes` is how long who registers has to confirm their email address; see confirmation_times.py.
    `widget_sites` are the origins of those sites that may show parts of its pages in frames.
    `second_factor_roles` are the roles of its team that a second factor is demanded of, by their keys (roles.py).
    Where `exports_need_approval`, what takes people's data out waits for a second person's yes.
    """

    __tablename__ = "event"
    address_key = "slug"
    personal_data = PersonalData(TEAM, "team", ("contact_email",))
    __table_args__ = (
        one_of("status", EVENT_STATUSES, "status"),
        one_of("accent", ACCENTS, "accent"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR taken <= capacity + beyond", name="not_oversold"),
        CheckConstraint("beyond >= 0", name="beyond_not_negative"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("group_limit BETWEEN 0 AND 25", name="group_limit"),
        CheckConstraint("headsets IS NULL OR headsets >= 0", name="headsets"),
        CheckConstraint("changeover_minutes BETWEEN 0 AND 120", name="changeover"),
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
    confirm_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    beyond: Mapped[int] = mapped_column(default=0, server_default="0")
    limits_days: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    registration_serial: Mapped[int] = mapped_column(default=0)
    registration_cursor: Mapped[int] = mapped_column(default=0)
    draft_cursor: Mapped[int] = mapped_column(default=0, server_default="0")
    locales: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(LOCALES))
    headsets: Mapped[int | None]
    changeover_minutes: Mapped[int] = mapped_column(default=10, server_default="10")
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    second_factor_roles: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    exports_need_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    widget_sites: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    streams_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    invites_to_sessions: Mapped[bool] = mapped_column(default=False, server_default=false())
    declining_frees_seats: Mapped[bool] = mapped_column(default=False, server_default=false())
    was_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    programme_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    details_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    series: Mapped[Series | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    previous: Mapped["Event | None"] = relationship(remote_side="Event.id")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    @property
    def is_hidden(self) -> bool:
        """Whether it was public and was taken back: who knows of it is told so."""
        return self.status == "draft" and self.was_public

    @property
    def days(self) -> list[date]:
        """The days that the event touches, on the clocks of its place; its last instant is no day of its own."""
        first = self.local(self.starts_at).date()
        last = self.local(self.ends_at - timedelta(microseconds=1)).date()
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def local(self, instant: datetime) -> datetime:
        """`instant` on the clocks of the event's place."""
        return instant.astimezone(self.zone)


def held_beyond(capacity: int | None, taken: int) -> int:
    """How many of the places that are taken are above a capacity; none where there is no limit."""
    return 0 if capacity is None else max(taken - capacity, 0)


class EventDay(Model):
    """One day of an event that holds fewer people than its tickets would bring: every ticket that is good on it takes
    one of its places. A day without a row has no limit of its own. `day` is a date at the event's place."""

    __tablename__ = "event_day"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("event_id", "day"),
        CheckConstraint("taken <= capacity + beyond", name="not_oversold"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("beyond >= 0", name="beyond_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    day: Mapped[str]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    beyond: Mapped[int] = mapped_column(default=0)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.capacity


class RetentionRule(Model):
    """How many days after the event's end data is kept that it has for one purpose (retention.py). Without a rule it
    stays until somebody erases it. `applied_at` is when there was last nothing left to remove."""

    __tablename__ = "retention_rule"
    personal_data = None
    __table_args__ = (UniqueConstraint("event_id", "purpose"), CheckConstraint("days BETWEEN 0 AND 3650", name="days"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    purpose: Mapped[str]
    days: Mapped[int]
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()


class ColumnMapping(Model):
    """Which column of a table was which, said once and proposed again for a table with the same headings.

    `kind` is what the table's rows are, `digest` stands for its headings, `mapping` is {field: column number}.
    """

    __tablename__ = "column_mapping"
    personal_data = None
    __table_args__ = (UniqueConstraint("event_id", "kind", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    mapping: Mapped[dict[str, int]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
