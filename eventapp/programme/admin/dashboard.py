"""The programme on the organiser's dashboard: its figures, how full rooms are, and what needs attention."""

from collections.abc import Iterable
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

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
from eventapp.programme import queries
from eventapp.programme.admin import blueprint
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.texts import SESSION_TEXTS, left_to_do
from eventapp.programme.warnings import ScheduleWarning, find_warnings


@blueprint.app_template_global()
def unreleased_count(event_id: int) -> int:
    return queries.unreleased_count(event_id)


def _programme(event: Event) -> tuple[list[SessionWithDraft], list[ScheduleWarning]]:
    """The programme as the team has it, and its warnings: read once, since all parts of the dashboard tell of it."""
    if "programme_of_dashboard" not in g:
        sessions = queries.sessions_with_drafts(event.id)
        g.programme_of_dashboard = sessions, find_warnings(event, sessions)
    found: tuple[list[SessionWithDraft], list[ScheduleWarning]] = g.programme_of_dashboard
    return found


def _fullness(session: SessionWithDraft) -> float:
    return session.released.taken / (session.released.capacity or 1)


def _panel(event: Event) -> dict[str, Any]:
    sessions, warnings = _programme(event)
    bookable = [one for one in sessions if one.released.needs_booking and one.released.capacity]
    return {
        "sessions": [session for session in sessions if not session.is_cancelled],
        "unscheduled": [session for session in sessions if not session.is_scheduled and not session.is_cancelled],
        "warnings": warnings,
        "speakers": queries.speakers_of(event.id),
        "bookable": sorted(bookable, key=_fullness, reverse=True)[:8],
    }


add_dashboard_panel(DashboardPanel(30, "programme/admin/_panel.html", _panel, policy.may_see))


@add_attention_source(policy.may_edit_programme)
def _attention(event: Event) -> Iterable[AttentionItem]:
    sessions, warnings = _programme(event)
    waiting = sum(session.released.awaits_release for session in sessions)
    if waiting and event.status != "draft":
        words = ngettext("%(num)s change is not released", "%(num)s changes are not released", waiting)
        yield AttentionItem("warning", words, url_for("programme_admin.release", slug=event.slug))
    if warnings:
        words = ngettext("%(num)s warning about the schedule", "%(num)s warnings about the schedule", len(warnings))
        yield AttentionItem("warning", words, url_for("programme_admin.schedule", slug=event.slug))
    asked = [one for one in queries.speakers_of(event.id) if one.asked_at]
    silent = sum(1 for one in asked if one.confirmed_at is None)
    if silent:
        words = ngettext("%(num)s speaker has not answered", "%(num)s speakers have not answered", silent)
        yield AttentionItem("mic", words, url_for("programme_admin.speakers", slug=event.slug))
    refusals = sum(1 for one in asked for answer in one.answers.values() if answer == "no")
    if refusals:
        words = ngettext("%(num)s session has lost a speaker", "%(num)s sessions have lost a speaker", refusals)
        yield AttentionItem("warning", words, url_for("programme_admin.speakers", slug=event.slug))


@add_checklist_source
def _checklist(event: Event) -> Iterable[ChecklistItem]:
    sessions = [one for one in _programme(event)[0] if not one.is_cancelled]
    yield ChecklistItem(
        _("Sessions are in the programme"), bool(sessions), url_for("programme_admin.sessions", slug=event.slug)
    )
    placed = bool(sessions) and all(one.is_scheduled for one in sessions)
    yield ChecklistItem(_("Every session has its time"), placed, url_for("programme_admin.schedule", slug=event.slug))
    is_whole = not any(left_to_do(event, one, SESSION_TEXTS) for one in sessions)
    yield ChecklistItem(
        _("Every text is there in every language"), bool(sessions) and is_whole,
        url_for("programme_admin.sessions", slug=event.slug),
    )  # fmt: skip
