"""Rounds: whom people wish to meet, and the timetables that are made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.meetings.models.people import MeetingProfile

ROUND_STATES = ("queued", "running", "made", "confirming", "confirmed", "failed", "discarded")


class MeetingWish(Model):
    """Somebody wishes to meet somebody in a round that the organisers make: `rank` 1 the most. One that `is_owed` has
    to come about, whoever wishes it: the organisers say so."""

    __tablename__ = "meeting_wish"
    personal_data = PersonalData(ATTENDEES, "meetings", ("wished_id", "rank", "is_owed"))
    __table_args__ = (
        UniqueConstraint("registration_id", "wished_id"),
        CheckConstraint("rank >= 1", name="rank"),
        Index("ix_meeting_wish_event", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("meeting_profile.registration_id"))
    wished_id: Mapped[int] = mapped_column(ForeignKey("meeting_profile.registration_id"), index=True)
    rank: Mapped[int] = mapped_column(default=1)
    is_owed: Mapped[bool] = mapped_column(default=False, server_default=false())

    profile: Mapped[MeetingProfile] = relationship(foreign_keys=[registration_id])
    wished: Mapped[MeetingProfile] = relationship(foreign_keys=[wished_id])


class MeetingRound(Model):
    """A timetable from the wishes of an event, made in the background for `seconds`, and looked at before it holds.

    With `may_move` meetings of former rounds are moved where that wins much; all others stay. `timetable` are
    [requester, recipient, beginning, whether it was there before, place], `places` the tables of each place, `unmet`
    [requester, recipient, why, whom it lies with or null]; people are named by their registrations. `value`,
    `first_value` and `bound` are what it is worth, what the first answer was worth, and what none is worth more than.
    `heard_at` is when its maker last gave a sign. Confirmed it is in portions, from `position` on; `made`, `moved` and
    `left_out` count what came of it, and with `tells` people hear of it.
    """

    __tablename__ = "meeting_round"
    personal_data = PersonalData(ATTENDEES, "meetings", ("timetable", "unmet"))
    __table_args__ = (
        one_of("state", ROUND_STATES, "state"),
        CheckConstraint("seconds BETWEEN 1 AND 600", name="seconds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    state: Mapped[str] = mapped_column(default="queued")
    seconds: Mapped[int] = mapped_column(default=30)
    may_move: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_stopped: Mapped[bool] = mapped_column(default=False, server_default=false())
    wishes: Mapped[int] = mapped_column(default=0)
    met: Mapped[int] = mapped_column(default=0)
    value: Mapped[int] = mapped_column(default=0)
    first_value: Mapped[int] = mapped_column(default=0)
    bound: Mapped[float | None]
    is_best: Mapped[bool] = mapped_column(default=False, server_default=false())
    timetable: Mapped[list[Any]] = mapped_column(JSON, default=list)
    places: Mapped[list[Any]] = mapped_column(JSON, default=list)
    unmet: Mapped[list[Any]] = mapped_column(JSON, default=list)
    tells: Mapped[bool] = mapped_column(default=True, server_default=true())
    position: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_at_work(self) -> bool:
        return self.state in ("queued", "running", "confirming")
