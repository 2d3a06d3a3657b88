"""Companies: what they say of themselves, what they do, and who comes for them."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, EXHIBITORS, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.registration.models import AccessCode

if TYPE_CHECKING:
    from eventapp.companies.models.stands import CompanyStand

COMPANY_STATES = ("pending", "published", "hidden")


class CompanyDirectory(Model):
    """An event's directory of companies: whether it is public, and whether companies may apply by themselves.

    `revision` grows with everything that the public sees of it; `published` counts the companies that it shows.
    """

    __tablename__ = "company_directory"
    personal_data = None
    __table_args__ = (CheckConstraint("published >= 0", name="published_not_negative"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    is_public: Mapped[bool] = mapped_column(default=True, server_default=true())
    takes_applications: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=1)
    published: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CompanyCategory(Model):
    """Something that companies do, in the event's own words; it may be part of a wider one."""

    __tablename__ = "company_category"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("company_category.id"), index=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    position: Mapped[int] = mapped_column(default=0)


class Company(Model):
    """A company at an event. The contact is private to the team.

    `sort_name` orders the directory: the name in the event's main language, folded. `search_text` is what a search
    looks in. `company_key` is the name as registrations compare it (see registration.search). `logo_key` names the
    logo's bytes. `confirmed_at` is when the company last said that its own page is right. `was_public` stays once it
    was in the directory: calendars are told that what was to happen at its stand is off.
    """

    __tablename__ = "company"
    address_key = "code"
    personal_data = PersonalData(EXHIBITORS, "companies", ("contact_name", "email", "phone", "locale"))
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "import_reference"),
        one_of("state", COMPANY_STATES, "state"),
        Index("ix_company_list", "event_id", "state", "sort_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(default=public_code)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    state: Mapped[str] = mapped_column(default="published")
    was_public: Mapped[bool] = mapped_column(default=False)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    description: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    country: Mapped[str | None]
    website: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="en")
    logo_key: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    company_key: Mapped[str] = mapped_column(default="")
    link_generation: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    import_reference: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    category_links: Mapped[list["CompanyCategoryLink"]] = relationship(
        back_populates="company", cascade="all, delete-orphan"
    )
    stand_links: Mapped[list["CompanyStand"]] = relationship(
        back_populates="company", cascade="all, delete-orphan", order_by="CompanyStand.stand_id"
    )

    @property
    def is_published(self) -> bool:
        return self.state == "published"

    @property
    def categories(self) -> list[CompanyCategory]:
        """In the taxonomy's order."""
        return sorted((link.category for link in self.category_links), key=lambda one: (one.position, one.id))


class CompanyCategoryLink(Model):
    """A company does this."""

    __tablename__ = "company_category_link"
    personal_data = None

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("company_category.id"), primary_key=True, index=True)

    company: Mapped[Company] = relationship(back_populates="category_links")
    category: Mapped[CompanyCategory] = relationship()


class CompanyLogo(Model):
    """A company's logo: bounded, on a clear ground, without metadata."""

    __tablename__ = "company_logo"
    personal_data = None

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True, autoincrement=False)
    content: Mapped[bytes]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CompanySeats(Model):
    """How many people of a company register with one ticket type: as many as its own access code has uses."""

    __tablename__ = "company_seats"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    access_code_id: Mapped[int] = mapped_column(ForeignKey("access_code.id", ondelete="CASCADE"), unique=True)

    company: Mapped[Company] = relationship()
    access_code: Mapped[AccessCode] = relationship()


class CompanyPerson(Model):
    """Somebody who comes for a company and did not register with one of its access codes."""

    __tablename__ = "company_person"
    personal_data = PersonalData(ATTENDEES, "registration", ("company_id",))

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True, autoincrement=False)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
