"""Reads about events."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, select, text
from sqlalchemy.orm import joinedload

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.events.models import (
    ApiToken,
    CustomRole,
    Event,
    ExportRequest,
    Membership,
    Organisation,
    OrganisationMembership,
    RetentionRule,
    Series,
    TeamInvitation,
    Webhook,
    WebhookDelivery,
    has_access_at,
)


class EventVersion(NamedTuple):
    """All of an event that public pages and feeds depend on, in one indexed read."""

    id: int
    uid: UUID
    revision: int
    status: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    programme_changed_at: datetime
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    capacity: int | None
    taken: int
    was_public: bool

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity


# Built once: these run at every visit of a public page, and putting a statement together takes longer than running it.
_EVENT = cast(Table, Event.__table__)
_VERSIONS = select(*(_EVENT.c[name] for name in EventVersion._fields))
_VERSION_OF = PreparedQuery(_VERSIONS.where(_EVENT.c.slug == bindparam("slug")))
_PUBLIC_VERSIONS = PreparedQuery(_VERSIONS.where(_EVENT.c.status == bindparam("status")).order_by(_EVENT.c.starts_at))


def published_version(slug: str) -> EventVersion | None:
    """The version of a public event; None where there is none of this name, or it is not public."""
    row = _VERSION_OF.one(slug=slug)
    if row is None or row.status == "draft":
        return None
    return EventVersion._make(row)


def public_versions() -> list[EventVersion]:
    """The versions of all public events, by date."""
    return [EventVersion._make(row) for row in _PUBLIC_VERSIONS.all(status="published")]


def announced_versions() -> list[EventVersion]:
    """The same with those that were taken back from the public: calendars are told that they are off."""
    hidden = [EventVersion._make(row) for row in _PUBLIC_VERSIONS.all(status="draft") if row.was_public]
    return sorted([*public_versions(), *hidden], key=lambda version: version.starts_at)


def draft_cursor(event_id: int) -> int:
    """How far the team's changes to the programme have come."""
    return db.session.scalar(select(Event.draft_cursor).where(Event.id == event_id)) or 0


def event_by_slug(slug: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.slug == slug))


def event_by_uid(uid: UUID) -> Event | None:
    return db.session.scalar(select(Event).where(Event.uid == uid))


def public_events() -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.status == "published").order_by(Event.starts_at)))


def listed_events() -> list[Event]:
    """Events that anybody may read about, past ones too, by date."""
    query = select(Event).where(Event.status != "draft").order_by(Event.starts_at, Event.id)
    return list(db.session.scalars(query))


def announced_events() -> list[Event]:
    """Public events, and those that were taken back from the public, by date."""
    query = select(Event).where((Event.status == "published") | ((Event.status == "draft") & Event.was_public))
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id)))


def series_by_slug(slug: str) -> Series | None:
    return db.session.scalar(select(Series).where(Series.slug == slug))


def all_series() -> list[Series]:
    return list(db.session.scalars(select(Series).order_by(Series.id)))


def public_events_of_series(series_id: int, *, with_hidden: bool = False) -> list[Event]:
    """By date; archived ones too, and those that were taken back from the public where they are asked for."""
    known = (Event.status != "draft") | Event.was_public if with_hidden else Event.status != "draft"
    query = select(Event).where(Event.series_id == series_id, known)
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id)))


def series_versions(series_id: int, *, with_hidden: bool = False) -> list[EventVersion]:
    """The versions of the same events."""
    known = (_EVENT.c.status != "draft") | _EVENT.c.was_public if with_hidden else _EVENT.c.status != "draft"
    query = _VERSIONS.where(_EVENT.c.series_id == series_id, known).order_by(_EVENT.c.starts_at)
    return [EventVersion._make(row) for row in db.session.execute(query)]


def members_of(event_id: int) -> list[Membership]:
    query = select(Membership).options(joinedload(Membership.user)).where(Membership.event_id == event_id)
    return list(db.session.scalars(query.order_by(Membership.id)))


def membership_of(event_id: int, user_id: int) -> Membership | None:
    """A user's place in a team; None for who has none, as a site administrator may."""
    query = select(Membership).where(Membership.event_id == event_id, Membership.user_id == user_id)
    return db.session.scalar(query)


def member_of(event_id: int, member_id: int) -> Membership | None:
    return db.session.scalar(select(Membership).where(Membership.event_id == event_id, Membership.id == member_id))


def invitations_of(event_id: int) -> list[TeamInvitation]:
    query = select(TeamInvitation).where(TeamInvitation.event_id == event_id)
    return list(db.session.scalars(query.order_by(TeamInvitation.id)))


def invitation_of(event_id: int, invitation_id: int) -> TeamInvitation | None:
    query = select(TeamInvitation).where(TeamInvitation.event_id == event_id, TeamInvitation.id == invitation_id)
    return db.session.scalar(query)


def invitation_by_token(token: str) -> TeamInvitation | None:
    return db.session.scalar(select(TeamInvitation).where(TeamInvitation.token_hash == secret_hash(token)))


def events_of(user: User) -> list[Event]:
    """The events this user works on, the newest first; all of them for an administrator."""
    query = select(Event).order_by(Event.starts_at.desc(), Event.id.desc())
    if not user.is_admin:
        own = select(Membership.event_id).where(Membership.user_id == user.id, has_access_at(clock.lenient_now()))
        organisations = select(OrganisationMembership.organisation_id).where(OrganisationMembership.user_id == user.id)
        query = query.where(Event.id.in_(own) | Event.organisation_id.in_(organisations))
    return list(db.session.scalars(query))


def organisation_by_slug(slug: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def organisations_of(user: User, *, owned: bool = False) -> list[Organisation]:
    """Those whose team the user is in, or `owned` by them, by name; all of them for an administrator."""
    query = select(Organisation).order_by(Organisation.slug)
    if not user.is_admin:
        mine = select(OrganisationMembership.organisation_id).where(OrganisationMembership.user_id == user.id)
        query = query.where(Organisation.id.in_(mine.where(OrganisationMembership.role == "owner") if owned else mine))
    return list(db.session.scalars(query))


def events_of_organisation(organisation_id: int) -> list[Event]:
    query = select(Event).where(Event.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(Event.starts_at.desc(), Event.id)))


def series_of_organisation(organisation_id: int) -> list[Series]:
    return list(db.session.scalars(select(Series).where(Series.organisation_id == organisation_id).order_by(Series.id)))


def organisation_members(organisation_id: int) -> list[OrganisationMembership]:
    query = select(OrganisationMembership).options(joinedload(OrganisationMembership.user))
    query = query.where(OrganisationMembership.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(OrganisationMembership.id)))


def organisation_membership_of(organisation_id: int, user_id: int) -> OrganisationMembership | None:
    query = select(OrganisationMembership).where(
        OrganisationMembership.organisation_id == organisation_id, OrganisationMembership.user_id == user_id
    )
    return db.session.scalar(query)


def organisation_member(organisation_id: int, member_id: int) -> OrganisationMembership | None:
    query = select(OrganisationMembership).where(
        OrganisationMembership.organisation_id == organisation_id, OrganisationMembership.id == member_id
    )
    return db.session.scalar(query)


def organisation_invitations(organisation_id: int) -> list[TeamInvitation]:
    query = select(TeamInvitation).where(TeamInvitation.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(TeamInvitation.id)))


def organisation_invitation(organisation_id: int, invitation_id: int) -> TeamInvitation | None:
    query = select(TeamInvitation).where(
        TeamInvitation.organisation_id == organisation_id, TeamInvitation.id == invitation_id
    )
    return db.session.scalar(query)


def custom_roles_of(organisation_id: int) -> list[CustomRole]:
    query = select(CustomRole).where(CustomRole.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(CustomRole.id)))


def custom_roles_for(event: Event) -> list[CustomRole]:
    """The custom roles that can be given in an event: its organisation's."""
    return [] if event.organisation_id is None else custom_roles_of(event.organisation_id)


def exports_of(event_id: int) -> list[ExportRequest]:
    """What was asked for, the latest first."""
    query = select(ExportRequest).where(ExportRequest.event_id == event_id)
    return list(db.session.scalars(query.order_by(ExportRequest.id.desc()).limit(100)))


def export_of(event_id: int, request_id: int) -> ExportRequest | None:
    query = select(ExportRequest).where(ExportRequest.event_id == event_id, ExportRequest.id == request_id)
    return db.session.scalar(query)


def _running_exports(event_id: int, user_id: int, path: str, at: datetime) -> list[ExportRequest]:
    query = select(ExportRequest).where(
        ExportRequest.event_id == event_id, ExportRequest.user_id == user_id, ExportRequest.path == path,
        ExportRequest.expires_at > at,
    )  # fmt: skip
    return list(db.session.scalars(query))


def is_approved(event_id: int, user_id: int, path: str, at: datetime) -> bool:
    """Whether a second person said yes to just this."""
    return any(one.state == "approved" for one in _running_exports(event_id, user_id, path, at))


def waiting_export(event_id: int, user_id: int, path: str, at: datetime) -> ExportRequest | None:
    """The same question, asked before and not decided."""
    return next((one for one in _running_exports(event_id, user_id, path, at) if one.state == "asked"), None)


def api_token_by_secret(secret: str) -> ApiToken | None:
    """With whoever made it."""
    query = select(ApiToken).options(joinedload(ApiToken.user)).where(ApiToken.token_hash == secret_hash(secret))
    return db.session.scalar(query)


def api_tokens_of(user: User) -> list[ApiToken]:
    """Those of a person that are not revoked, the newest first."""
    query = select(ApiToken).options(joinedload(ApiToken.event))
    query = query.where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(ApiToken.id.desc())))


def api_tokens_for(event: Event) -> list[ApiToken]:
    """Those that are good for this event alone, and not revoked."""
    query = select(ApiToken).options(joinedload(ApiToken.user))
    query = query.where(ApiToken.event_id == event.id, ApiToken.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(ApiToken.id.desc())))


def settled_changes(event_id: int) -> Any:
    """A query of an event's history as far as it is settled: no entry can still appear before those.

    Ids are given before a transaction ends, so on PostgreSQL a lower one may appear after a higher one: what was
    written by a transaction that is younger than the oldest one at work has to wait.
    """
    query = select(AuditEntry).where(AuditEntry.event_id == event_id)
    if db.engine.dialect.name == "postgresql":
        query = query.where(text("age(audit_entry.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"))
    return query


def last_change(event_id: int) -> int:
    """The number of the newest entry of an event's history that is settled; 0 where there is none."""
    return db.session.scalar(settled_changes(event_id).with_only_columns(func.max(AuditEntry.id))) or 0


def webhooks_of(event_id: int) -> list[Webhook]:
    return list(db.session.scalars(select(Webhook).where(Webhook.event_id == event_id).order_by(Webhook.id)))


def webhook_of(event_id: int, webhook_id: int) -> Webhook | None:
    return db.session.scalar(select(Webhook).where(Webhook.event_id == event_id, Webhook.id == webhook_id))


def all_deliveries(webhook: Webhook) -> Select[WebhookDelivery]:
    """What it was told, or is owed, for a page of it."""
    return select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)


def deliveries_of(webhook: Webhook, state: str, page: int, size: int) -> list[WebhookDelivery]:
    """The newest first, and one more than a page where there are more."""
    query = all_deliveries(webhook)
    if state:
        query = query.where(WebhookDelivery.state == state)
    query = query.order_by(WebhookDelivery.id.desc()).offset((page - 1) * size).limit(size + 1)
    return list(db.session.scalars(query))


def delivery_of(webhook: Webhook, delivery_id: int) -> WebhookDelivery | None:
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.id == delivery_id)
    return db.session.scalar(query)


def deliveries_by_state(webhook_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many deliveries are in which state, by webhook."""
    query = select(WebhookDelivery.webhook_id, WebhookDelivery.state, func.count())
    query = query.where(WebhookDelivery.webhook_id.in_(webhook_ids))
    found: dict[int, dict[str, int]] = {webhook_id: {} for webhook_id in webhook_ids}
    for webhook_id, state, number in db.session.execute(
        query.group_by(WebhookDelivery.webhook_id, WebhookDelivery.state)
    ):
        found[webhook_id][state] = number
    return found


def series_for(event: Event) -> list[Series]:
    """Those that an event can be put into: its organisation's, those of none, and the one that it is in."""
    of_organisation = Series.organisation_id.is_(None) | (Series.organisation_id == event.organisation_id)
    query = select(Series).where(of_organisation | (Series.id == event.series_id))
    return list(db.session.scalars(query.order_by(Series.id)))


def retention_days(event_id: int) -> dict[str, int]:
    """For how many days after its end an event keeps data, by purpose; what has no rule is not there."""
    return {rule.purpose: rule.days for rule in retention_rules_of(event_id)}


def retention_rules_of(event_id: int) -> list[RetentionRule]:
    return list(db.session.scalars(select(RetentionRule).where(RetentionRule.event_id == event_id)))


def retention_rules_looked_at_before(moment: datetime) -> list[RetentionRule]:
    """Rules of events that are over, but for those that removed everything since."""
    due = RetentionRule.applied_at.is_(None) | (RetentionRule.applied_at < moment)
    query = select(RetentionRule).join(RetentionRule.event).where(due, Event.ends_at < clock.now())
    return list(db.session.scalars(query.options(joinedload(RetentionRule.event)).order_by(RetentionRule.id)))
