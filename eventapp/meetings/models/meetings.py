"""Meetings of two, from the request to who came."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.meetings.models.people import MeetingProfile
from eventapp.meetings.models.settings import MeetingTable

MEETING_STATUSES = ("requested", "confirmed", "declined", "cancelled")
SIDES = ("requester", "recipient")
PRESENCES = ("arrived", "late", "absent")


class Meeting(Model):
    """A meeting of a requester and a recipient.

    `starts_at`, `ends_at` and `table_id` are what was confirmed last: a cancelled one keeps them, and is told as
    cancelled. `held_from` is the beginning while it is confirmed and nothing otherwise, by which the database itself
    gives no table twice. `proposed_by` is the side whose proposal waits for the other's answer, `any_time` that every
    time suits it. `turn` grows with each step, so that an answer to an earlier one is known. `sequence` grows when
    time, place, people or status change (RFC 5545 section 3.8.7.4). One that `is_from_round` is the organisers'.
    """

    __tablename__ = "meeting"
    address_key = "code"
    personal_data = PersonalData(
        ATTENDEES, "meetings", ("purpose", "status", "starts_at", "requester_presence", "recipient_presence")
    )
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("table_id", "held_from"),
        one_of("status", MEETING_STATUSES, "status"),
        one_of("proposed_by", SIDES, "proposed_by"),
        one_of("requester_presence", PRESENCES, "requester_presence"),
        one_of("recipient_presence", PRESENCES, "recipient_presence"),
        CheckConstraint(
            "(status = 'confirmed' AND held_from IS NOT NULL AND held_from = starts_at AND ends_at > starts_at) "
            "OR (status != 'confirmed' AND held_from IS NULL)",
            name="held_while_confirmed",
        ),
        CheckConstraint("status != 'requested' OR proposed_by IS NOT NULL", name="somebody_is_asked"),
        Index("ix_meeting_status", "event_id", "status", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    code: Mapped[str] = mapped_column(default=public_code)
    status: Mapped[str] = mapped_column(default="requested")
    purpose: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    table_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_table.id"), index=True)
    proposed_by: Mapped[str | None]
    any_time: Mapped[bool] = mapped_column(default=False, server_default=false())
    turn: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    is_from_round: Mapped[bool] = mapped_column(default=False, server_default=false())
    requester_presence: Mapped[str | None]
    recipient_presence: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    table: Mapped[MeetingTable | None] = relationship()
    participants: Mapped[list["MeetingParticipant"]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="MeetingParticipant.id"
    )
    proposals: Mapped[list["MeetingProposal"]] = relationship(
        cascade="all, delete-orphan", order_by="MeetingProposal.starts_at"
    )

    @property
    def is_on(self) -> bool:
        return self.status == "confirmed"

    @property
    def is_open(self) -> bool:
        """Whether it may still come about, or has."""
        return self.status in ("requested", "confirmed")

    @property
    def people(self) -> list[int]:
        """The registrations of the two who meet; who handed it over is not among them."""
        return [one.registration_id for one in self.participants if one.side is not None]

    def waits_for(self, registration_id: int) -> bool:
        """Whether the other side has proposed something that this person is to answer."""
        return self.is_open and self.proposed_by not in (None, self.side_of(registration_id))

    def of(self, side: str) -> "MeetingParticipant":
        return next(one for one in self.participants if one.side == side)

    def side_of(self, registration_id: int) -> str | None:
        """None for who has left it, or was never part of it."""
        return next((one.side for one in self.participants if one.registration_id == registration_id), None)

    def other(self, registration_id: int) -> "MeetingParticipant":
        """Whom this person meets."""
        side = self.side_of(registration_id) or "requester"
        return self.of("recipient" if side == "requester" else "requester")


class MeetingParticipant(Model):
    """Somebody's part in a meeting. Who handed it over has no side any more, and what their calendar knew stays here:
    `left_starts_at` to `left_sequence`, nothing where it had never been in it.

    `held_from` is the beginning while the meeting is confirmed, by which the database itself has nobody meet twice at
    one time.
    """

    __tablename__ = "meeting_participant"
    personal_data = PersonalData(ATTENDEES, "meetings", ("side",))
    __table_args__ = (
        UniqueConstraint("meeting_id", "registration_id"),
        UniqueConstraint("registration_id", "held_from"),
        one_of("side", SIDES, "side"),
        Index(
            "uq_meeting_participant_side", "meeting_id", "side", unique=True,
            sqlite_where=text("side IS NOT NULL"), postgresql_where=text("side IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("meeting_profile.registration_id"))
    side: Mapped[str | None]
    held_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_sequence: Mapped[int | None]
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship(back_populates="participants")
    profile: Mapped[MeetingProfile] = relationship()


class MeetingProposal(Model):
    """A time that the side who proposes offers."""

    __tablename__ = "meeting_proposal"
    personal_data = None

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


class MeetingMessage(Model):
    """Something one of the two wrote to the other, inside their meeting."""

    __tablename__ = "meeting_message"
    personal_data = PersonalData(ATTENDEES, "meetings", ("text",))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("meeting_profile.registration_id"), index=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[MeetingProfile] = relationship()
