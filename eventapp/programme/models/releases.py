"""What was released, what was brought in and not yet taken, and proposals for the schedule."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import SPEAKERS, TEAM, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models import Event

PROPOSAL_STATES = ("queued", "running", "done", "failed", "applied")


class ProgrammeRelease(Model):
    """One version of the programme. `changes` says session by session what the public saw change."""

    __tablename__ = "programme_release"
    personal_data = PersonalData(TEAM, "programme", ("actor",))
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str]
    note: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    event: Mapped[Event] = relationship()


PROGRAMME_KINDS = ("schedule", "sessions", "speakers")
"""What files of the programme hold; features above have kinds of their own."""


class ProgrammeUpload(Model):
    """A programme file that somebody looks through before it is imported.

    `mapping` is {field: column number} of a table, `encoding` and `sheet` how it is read where somebody chose that, and
    `whole_days` from when to when entries of a calendar that last whole days are put (`09:00-18:00`), else empty.
    """

    __tablename__ = "programme_upload"
    personal_data = PersonalData(SPEAKERS, "programme", ("name", "content", "actor"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    actor: Mapped[str]
    content: Mapped[bytes]
    mapping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    encoding: Mapped[str] = mapped_column(default="")
    sheet: Mapped[str] = mapped_column(default="")
    whole_days: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScheduleProposal(Model):
    """A schedule worked out in the background. `options` is what was asked for, `result` what came of it."""

    __tablename__ = "schedule_proposal"
    personal_data = PersonalData(TEAM, "programme", ("actor",))
    __table_args__ = (one_of("state", PROPOSAL_STATES, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    actor: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued", index=True)
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
