"""Who works on an event, or for an organisation, and in which role."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.accounts.models import SignInProvider, User
from eventapp.core.db import Model
from eventapp.core.personal_data import TEAM, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.events.models.events import Event, Organisation

ROLES = ("owner", "programme", "registration", "door", "read")
CUSTOM = "custom"
"""The role of whoever has a custom one."""
EXPORT_STATES = ("asked", "approved", "declined")


class CustomRole(Model):
    """A role that an organisation made from named permissions (permissions.py)."""

    __tablename__ = "custom_role"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    permissions: Mapped[list[str]] = mapped_column(JSON)


class GroupRole(Model):
    """The role that a group of a sign-in provider has in an event's team."""

    __tablename__ = "group_role"
    personal_data = None
    __table_args__ = (UniqueConstraint("provider_id", "group_name", "event_id"), one_of("role", ROLES, "role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("sign_in_provider.id"))
    group_name: Mapped[str]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[str]

    provider: Mapped[SignInProvider] = relationship()
    event: Mapped[Event] = relationship()


class Membership(Model):
    """One person's role in one event's team, and whether they are written to each morning (`wants_digest`) and when
    something fills up (`wants_warnings`). `group_role_id` says that a sign-in provider's group gave the role. Outside
    `begins_at` and `ends_at` (None: no limit) it gives none; an owner has no such limits.
    """

    __tablename__ = "membership"
    personal_data = PersonalData(TEAM, "team", ("user_id", "role", "begins_at", "ends_at"))
    __table_args__ = (UniqueConstraint("user_id", "event_id"), one_of("role", (*ROLES, CUSTOM), "role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[str]
    custom_role_id: Mapped[int | None] = mapped_column(ForeignKey("custom_role.id"))
    group_role_id: Mapped[int | None] = mapped_column(ForeignKey("group_role.id"))
    begins_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wants_digest: Mapped[bool] = mapped_column(default=False, server_default=false())
    wants_warnings: Mapped[bool] = mapped_column(default=False, server_default=false())

    user: Mapped[User] = relationship()
    event: Mapped[Event] = relationship()
    custom_role: Mapped[CustomRole | None] = relationship()


def has_access_at(moment: datetime) -> ColumnElement[bool]:
    """That a membership gives its role then."""
    has_begun = Membership.begins_at.is_(None) | (Membership.begins_at <= moment)
    return has_begun & (Membership.ends_at.is_(None) | (Membership.ends_at > moment))


class OrganisationMembership(Model):
    """One person's role in an organisation: they have it in each of its events. Its owners also make new ones."""

    __tablename__ = "organisation_membership"
    personal_data = PersonalData(TEAM, "team", ("user_id", "role"))
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"), one_of("role", (*ROLES, CUSTOM), "role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    custom_role_id: Mapped[int | None] = mapped_column(ForeignKey("custom_role.id"))

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()
    custom_role: Mapped[CustomRole | None] = relationship()


class TeamInvitation(Model):
    """A place in the team of an event, or of an organisation, offered by mail. The link's secret is kept as a hash.

    `begins_at` and `ends_at` are from when and until when the place will give its role. With `hands_over` whoever
    accepts becomes the event's owner, and with `ends_team` its only one: everybody else leaves.
    """

    __tablename__ = "team_invitation"
    personal_data = PersonalData(TEAM, "team", ("email", "role", "invited_by", "locale"))
    __table_args__ = (
        UniqueConstraint("event_id", "email"),
        UniqueConstraint("organisation_id", "email"),
        one_of("role", (*ROLES, CUSTOM), "role"),
        CheckConstraint("(event_id IS NULL) <> (organisation_id IS NULL)", name="one_team"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    email: Mapped[str]
    role: Mapped[str]
    custom_role_id: Mapped[int | None] = mapped_column(ForeignKey("custom_role.id"))
    hands_over: Mapped[bool] = mapped_column(default=False, server_default=false())
    ends_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    begins_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by: Mapped[str]
    locale: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    custom_role: Mapped[CustomRole | None] = relationship()


class ExportRequest(Model):
    """Somebody wants to take people's data out of an event where a second person has to say yes.

    `path` leads to what they want, with its filters, and `endpoint` is what gives it. The yes is good until
    `expires_at`.
    """

    __tablename__ = "export_request"
    personal_data = PersonalData(TEAM, "team", ("user_id", "path", "reason", "decided_by"))
    __table_args__ = (one_of("state", EXPORT_STATES, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    endpoint: Mapped[str]
    path: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="asked")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    user: Mapped[User] = relationship(foreign_keys=user_id)
    decider: Mapped[User | None] = relationship(foreign_keys=decided_by)
