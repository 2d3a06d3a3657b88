"""Rooms, tracks and types of session."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType

COLOURS = 8


class Track(Model):
    """A line of content through the programme; `colour` is one of eight tested hues."""

    __tablename__ = "track"
    address_key = "slug"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint(f"colour BETWEEN 1 AND {COLOURS}", name="colour"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    colour: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)


class Room(Model):
    """A place where sessions happen. `capacity` counts seats; None is unknown. Rooms of one `area` (a hall, a floor)
    are beside each other: a large schedule is read area by area."""

    __tablename__ = "room"
    address_key = "slug"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    capacity: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    area: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText, server_default="{}")


class SessionType(Model):
    """Keynote, panel, break...; `default_minutes` is how long one lasts unless its session says otherwise.

    A break has no page of its own and weighs nothing in lists.
    """

    __tablename__ = "session_type"
    address_key = "slug"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("default_minutes BETWEEN 5 AND 2880", name="default_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    is_break: Mapped[bool] = mapped_column(default=False)
    default_minutes: Mapped[int] = mapped_column(default=45, server_default="45")
    position: Mapped[int] = mapped_column(default=0)
