"""What a person can register for, what opens it, and how many a company may have."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import spoken_code
from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of

VISIBILITIES = ("public", "code", "invitation", "staff")
BADGE_CLASSES = ("delegate", "buyer", "speaker", "press", "exhibitor", "vip")


def good_on(days: Collection[str], day: str) -> bool:
    """Whether a ticket for some `days` is good on a day (ISO dates); none means all."""
    return not days or day in days


class TicketType(Model):
    """What a person can register for. Money is integer minor units of `currency`; 0 is free.

    `waiting` counts those on the waiting list who have no offer; while there are any, nobody new gets past them.
    `offer_hours` is how long an offered seat is held. `company_places` is how many one company may have. `door_note` is
    said at the door whenever such a ticket is shown. `days` (ISO dates at the event's place) are those on which it is
    good; none means all. `confirm_minutes` is the event's own, unless it is said here. `beyond` is how many places are
    held above the capacity: given at the desk for a reason, or left from before the capacity was lowered.
    """

    __tablename__ = "ticket_type"
    personal_data = None
    __table_args__ = (
        one_of("visibility", VISIBILITIES, "visibility"),
        one_of("badge_class", BADGE_CLASSES, "badge_class"),
        CheckConstraint("capacity IS NULL OR taken <= capacity + beyond", name="not_oversold"),
        CheckConstraint("beyond >= 0", name="beyond_not_negative"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("waiting >= 0", name="waiting_not_negative"),
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("reviews_needed IN (1, 2)", name="reviews_needed"),
        CheckConstraint("offer_hours BETWEEN 1 AND 720", name="offer_hours"),
        CheckConstraint("company_places IS NULL OR company_places > 0", name="company_places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    badge_class: Mapped[str] = mapped_column(default="delegate")
    door_note: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText, server_default="{}")
    visibility: Mapped[str] = mapped_column(default="public")
    needs_approval: Mapped[bool] = mapped_column(default=False)
    reviews_needed: Mapped[int] = mapped_column(default=1, server_default="1")
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    beyond: Mapped[int] = mapped_column(default=0, server_default="0")
    days: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    has_waiting_list: Mapped[bool] = mapped_column(default=False, server_default="0")
    waiting_list_paused: Mapped[bool] = mapped_column(default=False, server_default="0")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    offer_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    company_places: Mapped[int | None]
    confirm_minutes: Mapped[int | None]
    price_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="HKD")
    position: Mapped[int] = mapped_column(default=0)

    @property
    def seats_left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def good_days(self) -> list[date]:
        """The days on which it is good, where these are not all."""
        return [date.fromisoformat(day) for day in self.days or ()]


class CompanyPlaces(Model):
    """How many places of a ticket type a company holds, and its own limit where it has one.

    `company_key` is the company's name as it is compared (see `search.company_key`), `company` as it was written.
    Rows are kept only for ticket types that limit companies.
    """

    __tablename__ = "company_places"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("ticket_type_id", "company_key"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("places IS NULL OR places >= 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"))
    company_key: Mapped[str]
    company: Mapped[str]
    places: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class AccessCode(Model):
    """A word that opens ticket types offered with a code: one of them, or all where `ticket_type_id` is None."""

    __tablename__ = "access_code"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="not_oversold"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    ticket_type_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_type.id"), index=True)
    code: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    ticket_type: Mapped[TicketType | None] = relationship()

    @property
    def spoken(self) -> str:
        """Codes that we made are read out in two halves; a team's own word stays as it is."""
        return spoken_code(self.code) if len(self.code) == 8 else self.code

    @property
    def uses_left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class TicketKey(Model):
    """An event's Ed25519 pair for signing tickets; the newest signs, all verify until retired.

    One that came from another instance has its public half alone and only verifies: `moved_from` is what its tickets
    name, `<number of the event there>.<number of the key there>`.
    """

    __tablename__ = "ticket_key"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    private_key: Mapped[bytes]
    public_key: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_from: Mapped[str] = mapped_column(default="", server_default="")
