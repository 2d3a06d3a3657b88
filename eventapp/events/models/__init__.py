"""Organisations, series and events, and who works on them."""

from eventapp.events.models.api_tokens import ApiAnswer, ApiToken
from eventapp.events.models.events import (
    ACCENTS,
    EVENT_STATUSES,
    ColumnMapping,
    Event,
    EventDay,
    Organisation,
    RetentionRule,
    Series,
    held_beyond,
)
from eventapp.events.models.teams import (
    CUSTOM,
    ROLES,
    CustomRole,
    ExportRequest,
    GroupRole,
    Membership,
    OrganisationMembership,
    TeamInvitation,
    has_access_at,
)
from eventapp.events.models.webhooks import DELIVERY_STATES, Webhook, WebhookDelivery

__all__ = [
    "ACCENTS",
    "CUSTOM",
    "DELIVERY_STATES",
    "EVENT_STATUSES",
    "ROLES",
    "ApiAnswer",
    "ApiToken",
    "ColumnMapping",
    "CustomRole",
    "Event",
    "EventDay",
    "ExportRequest",
    "GroupRole",
    "Membership",
    "Organisation",
    "OrganisationMembership",
    "RetentionRule",
    "Series",
    "TeamInvitation",
    "Webhook",
    "WebhookDelivery",
    "has_access_at",
    "held_beyond",
]
