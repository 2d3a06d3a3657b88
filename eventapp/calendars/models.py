"""What calendars need beyond the programme: what left a feed, who answered, who syncs, and how far each client is."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, TEAM, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.programme.models import Session
from eventapp.registration.models import Registration

PLACES = ("room", "track", "speaker", "agenda")
ANSWERS = ("ACCEPTED", "TENTATIVE", "DECLINED")
"""PARTSTAT as RFC 5545 section 3.2.12 has it, without what is no answer."""
COLLECTION_KINDS = ("programme", "agenda")


class Departure(Model):
    """A session that left the feed of a room, a track, a speaker or one person's agenda, and may have come back.

    While it is away the feed has it as cancelled, in the slot that it had there; one's own agenda simply has it no
    more. `turns` counts how often it left or
    came back; it is added to SEQUENCE in this feed, so that every turn is newer than the one before. `sequence` is the
    session's own at the last turn.
    """

    __tablename__ = "departure"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("place", "subject_id", "session_id"),
        one_of("place", PLACES, "place"),
        CheckConstraint("turns > 0", name="turns"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str]
    subject_id: Mapped[int]
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    is_away: Mapped[bool] = mapped_column(default=True, server_default=true())
    turns: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    turned_at: Mapped[datetime] = mapped_column(UtcDateTime)

    session: Mapped[Session] = relationship()


class DeadlineCalendar(Model):
    """A team member's calendar of deadlines: its secret address, as a hash, and how often it was renewed."""

    __tablename__ = "deadline_calendar"
    personal_data = PersonalData(TEAM, "accounts", ("user_id", "token_hash"))

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    generation: Mapped[int] = mapped_column(default=1)


class InvitationReply(Model):
    """What somebody's calendar answered to an invitation (RFC 5546 section 3.2.3): to the event, or to a session.

    `sequence` is the invitation's that was answered, `answered_at` the answer's own time stamp: by these two an older
    answer that comes late is known.
    """

    __tablename__ = "invitation_reply"
    personal_data = PersonalData(ATTENDEES, "calendars", ("answer", "comment", "answered_at"))
    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        # To UNIQUE no two NULLs are alike; the event, too, is answered once.
        Index(
            "uq_invitation_reply_event", "registration_id", unique=True,
            sqlite_where=text("session_id IS NULL"), postgresql_where=text("session_id IS NULL"),
        ),
        one_of("answer", ANSWERS, "answer"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    answer: Mapped[str]
    comment: Mapped[str] = mapped_column(default="", server_default="")
    sequence: Mapped[int]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()
    session: Mapped[Session | None] = relationship()


class AppPassword(Model):
    """A password with which one device of one person reads their calendars over CalDAV. Stored as a hash."""

    __tablename__ = "app_password"
    personal_data = PersonalData(ATTENDEES, "calendars", ("label", "used_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    label: Mapped[str]
    password_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()


class Collection(Model):
    """A calendar that CalDAV clients sync: an event's programme in one language, or one person's agenda.

    `version` grows when what is in it changes, and is what sync tokens carry; `made_from` says which state of the
    programme and the agenda `version` was worked out from.
    """

    __tablename__ = "calendar_collection"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "locale"),
        one_of("kind", COLLECTION_KINDS, "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    locale: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    made_from: Mapped[str] = mapped_column(default="")


class CollectionItem(Model):
    """One entry of a collection: its validator, and the collection's version in which it last changed or left."""

    __tablename__ = "calendar_collection_item"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("collection_id", "uid"),
        Index("ix_calendar_collection_item_version", "collection_id", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("calendar_collection.id"))
    uid: Mapped[str]
    etag: Mapped[str]
    version: Mapped[int]
    is_gone: Mapped[bool] = mapped_column(default=False, server_default=false())
