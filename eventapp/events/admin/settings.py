"""One event's settings; publishing, archiving and cloning it."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.core.templating import localized, time_span, zone_names
from eventapp.events import policy, queries, service
from eventapp.events.access import event_for
from eventapp.events.admin import blueprint
from eventapp.events.confirmation import Confirmation, ask_first, form_to_send_again, lines
from eventapp.events.extension_points import Plan, clone_parts, effects_of, people_to_tell
from eventapp.events.forms import CloneForm, EventForm, settings_form
from eventapp.events.models import Event
from eventapp.events.rescheduling import ProgrammeMove
from eventapp.events.service import EventDetails

MOVE_NAMES: dict[ProgrammeMove, Callable[[], str]] = {
    "along": lambda: _("They move along with the event"),
    "clock": lambda: _("They keep their clock times, on the new days"),
    "stay": lambda: _("They stay where they are"),
}


def save_settings(event: Event, form: EventForm, *, back: str) -> ResponseReturnValue | None:
    """Store what the form says, or ask first what moves with it; None where it is stored, or cannot be.

    What cannot be is explained at its field.
    """
    details = form.details(event)
    asks = "confirmed" not in request.form and service.moves(event, details)
    if asks and (page := _ask_how_to_move(event, details, back)):
        return page
    programme = request.form.get("programme", "stay")
    try:
        service.update_event(
            event,
            details,
            programme=programme if programme in MOVE_NAMES else "stay",
            tells="tells" in request.form,
            below_taken="below_taken" in request.form,
        )
    except service.CapacityBelowTaken as error:
        form.capacity.errors = [below_taken_message(error.taken)]
        form.capacity_is_below = True
    return None


def below_taken_message(taken: int) -> str:
    return ngettext(
        "%(num)s place is taken already. Choose more, or tick below that no new places are given.",
        "%(num)s places are taken already. Choose more, or tick below that no new places are given.",
        taken,
    )


def _ask_how_to_move(event: Event, details: EventDetails, back: str) -> str | None:
    """The page that asks what the sessions do and who is told; None where nothing and nobody is concerned."""
    options = []
    for programme in service.reschedule_to(event, details).choices:
        plan = Plan(event, move=service.reschedule_to(event, details, programme))
        if found := effects_of(plan):
            options.append((programme, MOVE_NAMES[programme](), found))
    people = people_to_tell(event) if event.is_published else 0
    if not options and not people:
        return None
    return render_template(
        "events/admin/reschedule.html",
        event=event,
        options=options,
        people=people,
        kept=form_to_send_again(),
        back=back,
        before=_time_and_place(service.details_of(event)),
        after=_time_and_place(details),
    )


def _time_and_place(details: EventDetails) -> str:
    zone = zone_names(details.timezone, details.starts_at, details.ends_at)
    when = f"{time_span(details.starts_at, details.ends_at, details.timezone)} ({zone})"
    return " · ".join(filter(None, (when, localized(details.venue, details.main_locale))))


@blueprint.route("/events/<slug>/settings", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    here = url_for("events_admin.settings", slug=slug)
    form: EventForm = settings_form(event, queries.series_for(event), queries.events_of(current_user))
    if form.validate_on_submit():
        if page := save_settings(event, form, back=here):
            return page
        if not form.errors:
            flash(_("The settings are saved."))
            return redirect(here, 303)
    return render_template("events/admin/settings.html", form=form, event=event), 422 if form.errors else 200


@blueprint.post("/events/<slug>/publish")
@login_required
def publish(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    effects = effects_of(Plan(event, is_shown=True)) if event.was_public else []
    if effects:
        asked = Confirmation(
            _("Publish %(event)s again?", event=localized(event.name, event.main_locale)), effects, _("Publish"),
            url_for("events_admin.dashboard", slug=slug), is_dangerous=False,
        )  # fmt: skip
        if page := ask_first(event, asked):
            return page
    service.publish(event)
    flash(_("The event is public."))
    return redirect(url_for("events_admin.dashboard", slug=slug), 303)


@blueprint.post("/events/<slug>/unpublish")
@login_required
def unpublish(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    asked = Confirmation(
        _("Unpublish %(event)s?", event=localized(event.name, event.main_locale)),
        [
            *lines(
                _("Its public pages say that the event is not public for now; nobody can register."),
                _("Calendars that subscribe are told that the event is off, until it is published again."),
            ),
            *effects_of(Plan(event, is_hidden=True)),
        ],
        _("Unpublish"),
        url_for("events_admin.dashboard", slug=slug),
    )
    if page := ask_first(event, asked):
        return page
    service.unpublish(event)
    flash(_("The event is a draft again: only its team sees it."))
    return redirect(url_for("events_admin.dashboard", slug=slug), 303)


@blueprint.post("/events/<slug>/archive")
@login_required
def archive(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_event)
    asked = Confirmation(
        _("Archive %(event)s?", event=localized(event.name, event.main_locale)),
        lines(
            _("Its pages and calendars stay, marked as past."),
            _("Nobody can register any more. It can be opened again at any time."),
        ),
        _("Archive"),
        url_for("events_admin.dashboard", slug=slug),
        is_dangerous=False,
    )
    if page := ask_first(event, asked):
        return page
    service.archive(event)
    flash(_("The event is archived: its pages stay, and nobody can register any more."))
    return redirect(url_for("events_admin.dashboard", slug=slug), 303)


@blueprint.route("/events/<slug>/clone", methods=["GET", "POST"])
@login_required
def clone(slug: str) -> ResponseReturnValue:
    """The next one: a draft with chosen parts, and every time moved along."""
    event = event_for(slug, policy.may_edit_event)
    if not policy.may_clone(current_user, event):
        abort(403)
    form = CloneForm.of(event, clone_parts)
    if form.validate_on_submit():
        assert form.starts_at.data is not None
        try:
            made = service.clone_event(
                event,
                form.slug.data or "",
                form.name.data,
                form.starts_at.data,
                parts=form.parts.data or [],
                owner=current_user,
            )
        except service.SlugTaken:
            form.slug.errors = [_("Another event has this link. Choose a different one.")]
        else:
            flash(_("The new event is a draft. Check it, then publish it."))
            return redirect(url_for("events_admin.dashboard", slug=made.slug), 303)
    return render_template("events/admin/clone.html", form=form, event=event), 422 if form.errors else 200
