"""Who takes part in meetings, what they look for, and whom they want no more requests from."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.registration.models import Registration

PLACES = ("own", "common")


class MeetingProfile(Model):
    """What somebody says of themselves to those they may meet. It is on only as long as they want it.

    `code` names them to others: the registration's own opens doors. `wanted` and `offered` are of the same words
    (titles.models.SOUGHT), and what one wants and another offers fits. `unavailable` are the beginnings of slots in
    which they cannot meet, as UTC in ISO 8601. `place` is where they like to meet: at their `own` stand or table, or
    at the common ones. `search_text` is what others find them by. `revision` and `diary_changed_at` grow with every
    change of their meetings: their calendars follow it.
    """

    __tablename__ = "meeting_profile"
    address_key = "code"
    personal_data = PersonalData(
        ATTENDEES,
        "meetings",
        (
            "is_on",
            "seeks",
            "offers",
            "wanted",
            "offered",
            "genres",
            "territories",
            "languages",
            "stages",
            "regimes",
            "unavailable",
            "place",
            "search_text",
        ),
    )
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        one_of("place", PLACES, "place"),
        Index("ix_meeting_profile_on", "event_id", "is_on"),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(default=public_code)
    is_on: Mapped[bool] = mapped_column(default=True, server_default=true())
    seeks: Mapped[str] = mapped_column(default="")
    offers: Mapped[str] = mapped_column(default="")
    wanted: Mapped[list[str]] = mapped_column(JSON, default=list)
    offered: Mapped[list[str]] = mapped_column(JSON, default=list)
    genres: Mapped[list[str]] = mapped_column(JSON, default=list)
    territories: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    stages: Mapped[list[str]] = mapped_column(JSON, default=list)
    regimes: Mapped[list[str]] = mapped_column(JSON, default=list)
    unavailable: Mapped[list[str]] = mapped_column(JSON, default=list)
    place: Mapped[str] = mapped_column(default="own")
    search_text: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    diary_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()


class MeetingBlock(Model):
    """Somebody wants no more requests from somebody else. Neither sees the other among the people to meet."""

    __tablename__ = "meeting_block"
    personal_data = PersonalData(ATTENDEES, "meetings", ("blocked_id",))

    registration_id: Mapped[int] = mapped_column(ForeignKey("meeting_profile.registration_id"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("meeting_profile.registration_id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
