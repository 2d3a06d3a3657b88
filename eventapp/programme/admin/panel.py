"""The programme on the organiser's dashboard: its figures, how full rooms are, and what needs attention."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.events import policy
from eventapp.events.models import Event
from eventapp.events.parts import (
    AttentionItem,
    ChecklistItem,
    DashboardPanel,
    add_attention_source,
    add_checklist_source,
    add_dashboard_panel,
)
from eventapp.programme import queries
from eventapp.programme.admin import blueprint
from eventapp.programme.texts import SESSION_TEXTS, to_do
from eventapp.programme.warnings import find_warnings
from eventapp.programme.working import WorkingSession


@blueprint.app_template_global()
def unreleased_count(event_id: int) -> int:
    return queries.unreleased_count(event_id)


def _fullness(session: WorkingSession) -> float:
    return session.released.taken / (session.released.capacity or 1)


def _panel(event: Event) -> dict[str, Any]:
    sessions = queries.working_sessions(event.id)
    bookable = [one for one in sessions if one.released.needs_booking and one.released.capacity]
    return {
        "sessions": [session for session in sessions if not session.is_cancelled],
        "unscheduled": [session for session in sessions if not session.is_scheduled and not session.is_cancelled],
        "warnings": find_warnings(event, sessions),
        "speakers": queries.speakers_of(event.id),
        "bookable": sorted(bookable, key=lambda one: one.released.taken / (one.released.capacity or 1), reverse=True)[
            :8
        ],
        "unreleased": sum(1 for session in sessions if session.is_releasable),
    }


add_dashboard_panel(DashboardPanel(30, "programme/admin/_panel.html", _panel, policy.may_see))


@add_attention_source(policy.may_edit_programme)
def _attention(event: Event) -> Iterable[AttentionItem]:
    sessions = queries.working_sessions(event.id)
    waiting = sum(1 for session in sessions if session.is_releasable)
    if waiting and event.status != "draft":
        words = ngettext("%(num)s change is not released", "%(num)s changes are not released", waiting)
        yield AttentionItem("warning", words, url_for("programme_admin.release", slug=event.slug))
    if warnings := len(find_warnings(event, sessions)):
        words = ngettext("%(num)s warning about the schedule", "%(num)s warnings about the schedule", warnings)
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
    sessions = [one for one in queries.working_sessions(event.id) if not one.is_cancelled]
    yield ChecklistItem(
        _("Sessions are in the programme"), bool(sessions), url_for("programme_admin.sessions", slug=event.slug)
    )
    placed = bool(sessions) and all(one.is_scheduled for one in sessions)
    yield ChecklistItem(_("Every session has its time"), placed, url_for("programme_admin.schedule", slug=event.slug))
    missing = sum(
        sum(to_do(one.text_states, {name: getattr(one, name) for name in SESSION_TEXTS}, event.locales,
                  event.main_locale).values())
        for one in sessions
    )  # fmt: skip
    yield ChecklistItem(
        _("Every text is there in every language"), bool(sessions) and not missing,
        url_for("programme_admin.sessions", slug=event.slug),
    )  # fmt: skip
