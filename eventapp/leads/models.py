"""Lead capture: whose badges exhibitors scanned, who agreed to what, and what the exhibitors noted."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.companies.models import Company
from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, EXHIBITORS, PersonalData
from eventapp.core.types import UtcDateTime, one_of
from eventapp.registration.models import Registration

DETAILS = ("email", "phone", "job_title", "country")
"""What somebody may let exhibitors have beside name and company."""
LEAD_STATES = ("waiting", "agreed", "withdrawn")
RATINGS = ("hot", "warm", "cold")


class LeadSettings(Model):
    """What an event sets: whether exhibitors may scan badges, and which `details` people may share.

    Who says yes to `consent_question_id` when they register lets exhibitors have name, company and `question_details`.
    """

    __tablename__ = "lead_settings"
    personal_data = None

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    is_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    details: Mapped[list[str]] = mapped_column(JSON, default=list)
    consent_question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"))
    question_details: Mapped[list[str]] = mapped_column(JSON, default=list)


class LeadConsent(Model):
    """Whether exhibitors who scan somebody's badge get name, company and `details` of them from now on."""

    __tablename__ = "lead_consent"
    personal_data = PersonalData(ATTENDEES, "leads", ("is_given", "details", "changed_at"))

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True, autoincrement=False)
    is_given: Mapped[bool]
    details: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Lead(Model):
    """A person whose badge a company scanned, once for each of the two.

    The company sees who it is, and `details` of them, while the state is `agreed`: what was agreed to at `answered_at`.
    One that is `waiting` was scanned before the person agreed. Of one that was `withdrawn` no note is kept.
    """

    __tablename__ = "lead"
    personal_data = PersonalData(ATTENDEES, "leads", ("company_id", "state", "details", "scanned_at", "answered_at"))
    __table_args__ = (UniqueConstraint("company_id", "registration_id"), one_of("state", LEAD_STATES, "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    details: Mapped[list[str]] = mapped_column(JSON, default=list)
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    company: Mapped[Company] = relationship()
    registration: Mapped[Registration] = relationship()
    notes: Mapped[list["LeadNote"]] = relationship(back_populates="lead", order_by="LeadNote.id")

    @property
    def ratings(self) -> list[str]:
        """Those of the company's phones, the warmest first."""
        return sorted({note.rating for note in self.notes if note.rating}, key=RATINGS.index)


class LeadQuestion(Model):
    """What a company's people ask at its stand. With `options` one of them is the answer, else any words. Answers name
    the question by its `code`."""

    __tablename__ = "lead_question"
    personal_data = None
    __table_args__ = (UniqueConstraint("company_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    code: Mapped[str] = mapped_column(default=public_code)
    label: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)


class LeadPairing(Model):
    """An invitation for one phone of a company, good once and for a quarter of an hour."""

    __tablename__ = "lead_pairing"
    personal_data = PersonalData(EXHIBITORS, "leads", ("name",))

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LeadDevice(Model):
    """An exhibitor's phone, known by its token's hash until revoked. It can do nothing at a door."""

    __tablename__ = "lead_device"
    personal_data = PersonalData(EXHIBITORS, "leads", ("name", "seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    paired_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    company: Mapped[Company] = relationship()


class LeadNote(Model):
    """What one phone noted about one person. `uuid` is made on the phone, and `revision` counts the changes there, so
    that what is sent twice, or late, changes nothing. `answers` are by the code of the question."""

    __tablename__ = "lead_note"
    personal_data = PersonalData(ATTENDEES, "leads", ("text", "rating", "answers", "scanned_at"))
    __table_args__ = (one_of("rating", RATINGS, "rating"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("lead_device.id"), index=True)
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(default="")
    rating: Mapped[str | None]
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)

    lead: Mapped[Lead] = relationship(back_populates="notes")
    device: Mapped[LeadDevice] = relationship()
