"""People who were asked to come."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import UtcDateTime
from eventapp.registration.models.registrations import Registration
from eventapp.registration.models.tickets import TicketType


class Invitation(Model):
    """One person asked to register with one ticket type, by a link of their own that works once.

    One that `is_bound` is good for the address that it was sent to, and no other.
    """

    __tablename__ = "invitation"
    personal_data = PersonalData(
        ATTENDEES, "invitations", ("email", "name", "company", "locale", "opened_at", "declined_at")
    )
    __table_args__ = (UniqueConstraint("event_id", "ticket_type_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"), index=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="en")
    token_hash: Mapped[str] = mapped_column(unique=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_bound: Mapped[bool] = mapped_column(default=False, server_default=false())
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    ticket_type: Mapped[TicketType] = relationship()
    registration: Mapped[Registration | None] = relationship()

    @property
    def state(self) -> str:
        """The furthest it got: registered, declined, withdrawn, opened or sent."""
        for name in ("registered", "declined", "withdrawn", "opened"):
            if getattr(self, f"{name}_at") is not None:
                return name
        return "sent"
