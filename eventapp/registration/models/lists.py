"""How organisers look at the list of people, and the tables they bring in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime, one_of

IMPORT_STATES = ("uploaded", "checked", "running", "done", "failed")


class SavedView(Model):
    """A way to look at the list that the team has given a name: filters, columns and order, as a query string."""

    __tablename__ = "saved_view"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendeeImport(Model):
    """A table of people on its way in. `position` is how many of its rows are dealt with, in batches.

    `mapping` is {field: column number}, `people` the rows that are in order, `problems` [[row number, field, what is
    wrong]...]. The file and its people are dropped when all is done.
    """

    __tablename__ = "attendee_import"
    personal_data = PersonalData(ATTENDEES, "invitations", ("name", "content", "people", "problems", "actor"))
    __table_args__ = (one_of("state", IMPORT_STATES, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    actor: Mapped[str]
    name: Mapped[str]
    content: Mapped[bytes]
    people: Mapped[list[Any]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(default="uploaded")
    mapping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    encoding: Mapped[str] = mapped_column(default="")
    sheet: Mapped[str] = mapped_column(default="")
    ticket_type_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_type.id"))
    sends_mail: Mapped[bool] = mapped_column(default=True)
    row_count: Mapped[int] = mapped_column(default=0)
    good_count: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
