"""Gates, the devices at them, and every scan ever made."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.accounts.models import User
from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, TEAM, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import Registration, TicketType

DIRECTIONS = ("entry", "exit", "undo")
MODES = ("camera", "typed", "search", "kiosk", "desk")
GATE_DIRECTIONS = ("entry", "exit", "both")
REENTRIES = ("after_exit", "once", "free")
ROLES = ("steward", "supervisor", "kiosk")
FINDINGS = ("same_person", "other_person", "mistake")
LAYOUTS = ("band", "split", "label")
PAPERS = ("a6", "62x100", "62x29", "86x54")
OUTCOMES = (
    "admitted", "already_admitted", "wrong_gate", "not_valid_now", "pending", "cancelled", "unknown", "forged",
    "session_full", "revoked",
)  # fmt: skip


class Gate(Model):
    """A door that is watched. It lets tickets of `ticket_type_ids` and badges of `badge_classes` in, or all where there
    are none, and only between `opens_at` and `closes_at` where these are set.

    It leads to a session, to a zone inside the venue, or, where it has neither, to the venue itself; gates that lead to
    one place count the same people. A session's gate lets in who booked it, and others while seats are left.

    No more than `most_inside` people are let into its place at a time; for a session, as many as it or its room seats.

    `reentry` says when somebody may enter a second time. Phones of a gate that `hides_names` know ticket types alone.
    """

    __tablename__ = "gate"
    personal_data = None
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="hours"),
        one_of("directions", GATE_DIRECTIONS, "directions"),
        CheckConstraint("most_inside > 0", name="most_inside"),
        one_of("reentry", REENTRIES, "reentry"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    position: Mapped[int] = mapped_column(default=0)
    ticket_type_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    badge_classes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    zone: Mapped[str] = mapped_column(default="", server_default="")
    directions: Mapped[str] = mapped_column(default="entry", server_default="entry")
    reentry: Mapped[str] = mapped_column(default="after_exit", server_default="after_exit")
    hides_names: Mapped[bool] = mapped_column(default=False, server_default=false())
    most_inside: Mapped[int | None]

    session: Mapped[Session | None] = relationship()

    @property
    def place(self) -> str:
        """What tells the places apart that gates lead to: the venue's is empty."""
        return place_of(self.session_id, self.zone)


def place_of(session_id: int | None, zone: str) -> str:
    """`session:7`, `zone:vip lounge`, or nothing for the venue itself."""
    if session_id is not None:
        return f"session:{session_id}"
    return f"zone:{zone.casefold()}" if zone else ""


class Pairing(Model):
    """An invitation for one device, good once and for a quarter of an hour."""

    __tablename__ = "pairing"
    personal_data = PersonalData(TEAM, "attendance", ("name",))
    __table_args__ = (one_of("role", ROLES, "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(default="supervisor", server_default="supervisor")
    name: Mapped[str] = mapped_column(default="", server_default="")


class Device(Model):
    """A phone at a gate, known by its token's hash until revoked.

    A steward's scans; a supervisor's searches and overrides too; a kiosk prints badges for who shows a ticket.
    `waiting` is how many scans it said to owe when it was last seen.
    """

    __tablename__ = "device"
    personal_data = PersonalData(TEAM, "attendance", ("name", "seen_at"))
    __table_args__ = (one_of("role", ROLES, "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    paired_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(default="supervisor", server_default="supervisor")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")

    event: Mapped[Event] = relationship()
    gate: Mapped[Gate] = relationship()


class Scan(Model):
    """One reading of one ticket; never changed, never deleted. `uuid` is made on the device, so sending twice is safe.

    `outcome` is what the person at the door was told. One that takes an earlier scan of the same device back is an
    `undo` of it, and `undoes` its uuid; one with a `reason` let somebody in against the rules. `holder` says which of
    the people who have had the place came with the ticket (see RetiredTicket).
    """

    __tablename__ = "scan"
    personal_data = PersonalData(
        ATTENDEES, "attendance", ("registration_id", "ticket", "scanned_at", "outcome", "reason")
    )
    __table_args__ = (
        one_of("direction", DIRECTIONS, "direction"),
        one_of("mode", MODES, "mode"),
        one_of("outcome", OUTCOMES, "outcome"),
        CheckConstraint("(direction = 'undo') = (undoes IS NOT NULL)", name="undoes_one"),
        Index("ix_scan_event_scanned", "event_id", "scanned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    device_seq: Mapped[int]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    holder: Mapped[int] = mapped_column(default=1, server_default="1")
    ticket: Mapped[str]
    direction: Mapped[str] = mapped_column(default="entry")
    mode: Mapped[str]
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str]
    undoes: Mapped[UUID | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(default="", server_default="")

    gate: Mapped[Gate] = relationship()
    device: Mapped[Device] = relationship()
    registration: Mapped[Registration | None] = relationship()


class Resolution(Model):
    """What the organiser found out about an entry that should not have been: the same person again, or another."""

    __tablename__ = "scan_resolution"
    personal_data = PersonalData(ATTENDEES, "attendance", ("note", "user_id"))
    __table_args__ = (one_of("finding", FINDINGS, "finding"),)

    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    finding: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User | None] = relationship()


class BadgeIssuer(Model):
    """Another organiser whose badges this event's door accepts: those on its list, and codes of its `pattern`.

    In a pattern `#` stands for a digit, `@` for a letter, `*` for any run of letters and digits; anything else for
    itself. Who comes with such a badge is registered with this ticket type. `revision` grows with every change.
    """

    __tablename__ = "badge_issuer"
    personal_data = None
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str]
    pattern: Mapped[str] = mapped_column(default="")
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"))
    revision: Mapped[int] = mapped_column(default=1)

    ticket_type: Mapped[TicketType] = relationship()


class ForeignBadge(Model):
    """A badge of another organiser, from their list or from its code alone, and whose registration it became."""

    __tablename__ = "foreign_badge"
    personal_data = PersonalData(ATTENDEES, "attendance", ("number", "name", "company"))
    __table_args__ = (UniqueConstraint("issuer_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    number: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), unique=True)

    issuer: Mapped[BadgeIssuer] = relationship()
    registration: Mapped[Registration | None] = relationship()


class BadgeDesign(Model):
    """How an event's badges look, and its logo on them."""

    __tablename__ = "badge_design"
    personal_data = None
    __table_args__ = (one_of("layout", LAYOUTS, "layout"), one_of("paper", PAPERS, "paper"))

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    layout: Mapped[str] = mapped_column(default="band")
    paper: Mapped[str] = mapped_column(default="a6")
    shows_company: Mapped[bool] = mapped_column(default=True)
    shows_job_title: Mapped[bool] = mapped_column(default=True)
    shows_country: Mapped[bool] = mapped_column(default=False)
    shows_qr: Mapped[bool] = mapped_column(default=True)
    logo: Mapped[bytes | None]


class BadgePrint(Model):
    """One printing of one badge. It is no arrival: that takes a scan."""

    __tablename__ = "badge_print"
    personal_data = PersonalData(ATTENDEES, "attendance", ("printed_at", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


class CheckinSettings(Model):
    """What an event's organiser set for its door as a whole. `board_generation` grows when the big screen's link is
    renewed. Where `entering_leaves`, who enters a session or zone has left the one before, and who leaves the venue has
    left both."""

    __tablename__ = "door_settings"
    personal_data = None

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    offers_certificates: Mapped[bool] = mapped_column(default=True, server_default=true())
    board_generation: Mapped[int] = mapped_column(default=1, server_default="1")
    entering_leaves: Mapped[bool] = mapped_column(default=False, server_default=false())


class Certificate(Model):
    """That somebody attended, as it was certified; `code` is what others check it by."""

    __tablename__ = "certificate"
    personal_data = PersonalData(ATTENDEES, "attendance", ("name", "days", "minutes"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    days: Mapped[list[str]] = mapped_column(JSON)
    minutes: Mapped[int | None]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()
