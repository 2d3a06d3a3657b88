"""How full it gets, who waits, who has few meetings and who did not come; diaries and signs on paper."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import login_required

from eventapp.core import clock
from eventapp.core.http import shown_inline
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.extension_points import AttentionItem, add_attention_source
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.admin import blueprint
from eventapp.meetings.figures import FEW, PATIENCE, figures_of
from eventapp.meetings.naming import person_name
from eventapp.meetings.printing import diaries_pdf, table_signs_pdf
from eventapp.meetings.slots import by_day


@blueprint.get("/")
@login_required
def overview(slug: str) -> ResponseReturnValue:
    """Before anything is set it leads to where it is."""
    event = event_for(slug, policy.may_edit_meetings)
    settings = queries.settings_of(event.id)
    if settings is None:
        return redirect(url_for("meetings_admin.settings", slug=slug), 303)
    figures = figures_of(event, settings, clock.now())
    load = {one.slot: one.meetings for one in figures.load}
    return render_template(
        "meetings/admin/overview.html", event=event, settings=settings, figures=figures, few=FEW, load=load,
        days=by_day(load, event.zone), person_name=person_name,
    )  # fmt: skip


@blueprint.get("/diaries.pdf")
@login_required
@waits_for_approval(policy.may_edit_meetings)
@reads_in_bulk
def print_diaries(slug: str) -> ResponseReturnValue:
    """A page for each person who has a meeting, by name."""
    event = event_for(slug, policy.may_edit_meetings)
    people = queries.people_on(event.id)
    with_meetings = queries.diaries_of([one.registration_id for one in people])
    made = diaries_pdf(event, [one for one in people if one.registration_id in with_meetings], event.main_locale)
    return Response(made, content_type="application/pdf", headers=shown_inline(f"{slug}-meetings.pdf"))


@blueprint.get("/tables/signs.pdf")
@login_required
@waits_for_approval(policy.may_edit_meetings)
@reads_in_bulk
def print_signs(slug: str) -> ResponseReturnValue:
    """A sheet for each table, with who meets there when."""
    event = event_for(slug, policy.may_edit_meetings)
    made = table_signs_pdf(event, queries.zones_of(event.id), event.main_locale)
    return Response(made, content_type="application/pdf", headers=shown_inline(f"{slug}-tables.pdf"))


@add_attention_source(policy.may_edit_meetings)
def _waiting(event: Event) -> list[AttentionItem]:
    """Requests that have waited for more than a day."""
    settings = queries.settings_of(event.id)
    if settings is None or not settings.is_open:
        return []
    number = len(queries.unanswered(event.id, clock.now() - PATIENCE, 100))
    if not number:
        return []
    words = ngettext(
        "%(num)s request for a meeting has waited for more than a day",
        "%(num)s requests for meetings have waited for more than a day",
        number,
    )
    return [AttentionItem("people", words, url_for("meetings_admin.overview", slug=event.slug, _anchor="waiting"))]
