"""What the dashboard shows of registrations: figures, what waits, what is still missing."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.core import clock
from eventapp.events import policy
from eventapp.events.extension_points import (
    AttentionItem,
    ChecklistItem,
    DashboardPanel,
    add_attention_source,
    add_checklist_source,
    add_dashboard_panel,
)
from eventapp.events.models import Event
from eventapp.registration import availability, charts, queries
from eventapp.registration.labels import STATE_NAMES


def _panel(event: Event) -> dict[str, Any]:
    ticket_types = queries.ticket_types_of(event.id)
    days = queries.days_of_event(event)
    return {
        "days": days if len(days) > 1 else [],
        "states": queries.counts_by_standing(event.id),
        "state_names": STATE_NAMES,
        "left": availability.places_left(event, ticket_types),
        "ticket_types": ticket_types,
        "confirmed": queries.confirmed_by_type(event.id),
        "countries": queries.confirmed_by_country(event.id),
        "companies": queries.confirmed_by_company(event.id),
        **_compared(event),
    }


def _compared(event: Event) -> dict[str, Any]:
    """Registrations by day, beside those of the event before as it stood at the same distance from its beginning."""
    before = event.previous
    by_day = queries.registrations_by_day(event)
    if before is None:
        return {"by_day": charts.over_time(by_day, capacity=event.capacity), "last_year": None}
    apart = event.local(event.starts_at).date() - before.local(before.starts_at).date()
    moved = [(day + apart, number) for day, number in queries.registrations_by_day(before)]
    return {
        "by_day": charts.over_time(by_day, capacity=event.capacity, previous=moved),
        "last_year": queries.registered_before(before, clock.now() - (event.starts_at - before.starts_at)),
    }


@add_attention_source(policy.may_edit_registrations)
def _attention(event: Event) -> Iterable[AttentionItem]:
    states = queries.counts_by_standing(event.id)
    if pending := states.get("pending", 0):
        words = ngettext("%(num)s person waits for approval", "%(num)s people wait for approval", pending)
        yield AttentionItem("people", words, url_for("registration_admin.approvals", slug=event.slug))
    if waiting := states.get("waitlisted", 0):
        words = ngettext("%(num)s person is on a waiting list", "%(num)s people are on waiting lists", waiting)
        yield AttentionItem("ticket", words, url_for("registration_admin.waiting_list", slug=event.slug))


@add_checklist_source
def _checklist(event: Event) -> Iterable[ChecklistItem]:
    ticket_types = queries.ticket_types_of(event.id)
    yield ChecklistItem(
        _("There is a ticket to register for"),
        bool(ticket_types),
        url_for("registration_admin.ticket_types", slug=event.slug),
    )


add_dashboard_panel(DashboardPanel(10, "registration/admin/_panel.html", _panel, policy.may_see_registrations))
