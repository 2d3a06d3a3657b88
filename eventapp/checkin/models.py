"""Gates, the devices at them, and every scan ever made."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models import Event
from eventapp.registration.models import Registration

DIRECTIONS = ("entry", "exit")
MODES = ("camera", "typed", "search")
OUTCOMES = (
    "admitted", "already_admitted", "wrong_gate", "not_valid_now", "pending", "cancelled", "unknown", "forged",
    "session_full", "revoked",
)  # fmt: skip


class Gate(Model):
    """A door that is watched. It lets tickets of `ticket_type_ids` in, or all where there are none, and only between
    `opens_at` and `closes_at` where these are set."""

    __tablename__ = "gate"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    position: Mapped[int] = mapped_column(default=0)
    ticket_type_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Pairing(Model):
    """An invitation for one device, good once and for a quarter of an hour."""

    __tablename__ = "pairing"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Device(Model):
    """A phone at a gate, known by its token's hash until revoked."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    paired_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    gate: Mapped[Gate] = relationship()


class Scan(Model):
    """One reading of one ticket; never changed, never deleted. `uuid` is made on the device, so sending twice is safe.

    `outcome` is what the person at the door was told.
    """

    __tablename__ = "scan"
    __table_args__ = (
        one_of("direction", DIRECTIONS, "direction"),
        one_of("mode", MODES, "mode"),
        one_of("outcome", OUTCOMES, "outcome"),
        Index("ix_scan_event_scanned", "event_id", "scanned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    device_seq: Mapped[int]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    ticket: Mapped[str]
    direction: Mapped[str] = mapped_column(default="entry")
    mode: Mapped[str]
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str]

    gate: Mapped[Gate] = relationship()
    device: Mapped[Device] = relationship()
    registration: Mapped[Registration | None] = relationship()
