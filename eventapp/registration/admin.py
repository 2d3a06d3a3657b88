"""The organiser's registrations and ticket types."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.core.forms import choices
from eventapp.core.locales import reader_locale
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.events.parts import DashboardPanel, add_dashboard_panel
from eventapp.events.service import CapacityBelowTaken
from eventapp.registration import charts, exports, links, queries, service
from eventapp.registration.forms import STATE_NAMES, FilterForm, PersonForm, ReasonForm, TicketTypeForm
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.queries import RegistrationFilter

blueprint = Blueprint("registration_admin", __name__, url_prefix="/admin/events/<slug>")


@blueprint.get("/registrations/")
@login_required
def registrations(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    form, wanted = _filter(event)
    page = form.page.data if form.page.data and not form.page.errors else 1
    found = queries.find_registrations(event.id, wanted, page)
    template = "registrations_table.html" if request.headers.get("X-Part") == "registrations" else "registrations.html"
    return render_template(
        f"registration/admin/{template}", event=event, form=form, found=found, wanted=wanted, state_names=STATE_NAMES
    )


@blueprint.get("/registrations.csv")
@login_required
def export_csv(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    rows = queries.every_registration(event.id, _filter(event)[1])
    return Response(
        stream_with_context(exports.to_csv(event, rows)),
        content_type="text/csv; charset=utf-8",
        headers=_download(f"{slug}-registrations.csv"),
    )


@blueprint.get("/registrations.xlsx")
@login_required
def export_xlsx(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    rows = queries.every_registration(event.id, _filter(event)[1])
    return Response(
        exports.to_xlsx(event, rows),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers=_download(f"{slug}-registrations.xlsx"),
    )


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}


def _filter(event: Event) -> tuple[FilterForm, RegistrationFilter]:
    form = FilterForm(request.args)
    kinds = queries.ticket_types_of(event.id)
    form.ticket_type.choices = choices(
        [("", _("Any ticket")), *((kind.id, kind.name.text(reader_locale())) for kind in kinds)]
    )
    form.validate()
    state = form.state.data if form.state.data in STATE_NAMES else ""
    known = {kind.id for kind in kinds}
    kind_id = form.ticket_type.data if form.ticket_type.data in known else None
    return form, RegistrationFilter((form.text.data or "")[:200], state, kind_id)


@blueprint.get("/registrations/<code>")
@login_required
def registration(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    found = _registration(event, code)
    return render_template(
        "registration/admin/registration.html",
        event=event,
        registration=found,
        state_names=STATE_NAMES,
        history=queries.history_of(found),
        form=ReasonForm(),
        page_url=links.page_url(found),
    )


@blueprint.route("/registrations/<code>/edit", methods=["GET", "POST"])
@login_required
def edit_registration(slug: str, code: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    found = _registration(event, code)
    form = PersonForm(obj=found)
    if form.validate_on_submit():
        return _act(found, lambda: service.change_details(found, form.details(found.locale)), _("Saved."))
    status = 422 if form.errors else 200
    return render_template("registration/admin/edit.html", event=event, registration=found, form=form), status


@blueprint.post("/registrations/<code>/approve")
@login_required
def approve(slug: str, code: str) -> ResponseReturnValue:
    found = _registration(event_for(slug, policy.may_edit_registrations), code)
    return _act(found, lambda: service.approve(found), _("Approved: the ticket is on its way."))


@blueprint.post("/registrations/<code>/decline")
@login_required
def decline(slug: str, code: str) -> ResponseReturnValue:
    found = _registration(event_for(slug, policy.may_edit_registrations), code)
    return _act(found, lambda: service.decline(found, _reason()), _("Declined: the place is free again."))


@blueprint.post("/registrations/<code>/cancel")
@login_required
def cancel(slug: str, code: str) -> ResponseReturnValue:
    found = _registration(event_for(slug, policy.may_edit_registrations), code)
    return _act(found, lambda: service.cancel(found, _reason()), _("Cancelled: the ticket no longer opens the door."))


@blueprint.post("/registrations/<code>/send")
@login_required
def send_again(slug: str, code: str) -> ResponseReturnValue:
    found = _registration(event_for(slug, policy.may_edit_registrations), code)
    return _act(found, lambda: service.send_mail_again(found), _("The ticket is mailed once more."))


def _registration(event: Event, code: str) -> Registration:
    found = queries.registration_by_code(event.id, normal_code(code))
    if found is None:
        abort(404)
    return found


def _reason() -> str:
    form = ReasonForm()
    return (form.reason.data or "")[:1000] if form.validate() else ""


def _act(found: Registration, action: Callable[[], None], done: str) -> ResponseReturnValue:
    slug, code = found.event.slug, found.code
    try:
        action()
    except service.NotAllowed:
        db.session.rollback()
        flash(_("That is no longer possible: somebody changed this registration before. It is as you see it."), "error")
    else:
        flash(done)
    return redirect(url_for("registration_admin.registration", slug=slug, code=code), 303)


@blueprint.get("/tickets/")
@login_required
def ticket_types(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_see_registrations)
    return render_template("registration/admin/ticket_types.html", event=event, kinds=queries.ticket_types_of(event.id))


@blueprint.route("/tickets/new", methods=["GET", "POST"])
@login_required
def new_ticket_type(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    form = TicketTypeForm(zone=event.timezone)
    if form.validate_on_submit():
        service.create_ticket_type(event, form.details())
        flash(_("The ticket type is added."))
        return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)
    return _ticket_type_page(event, form, None)


@blueprint.route("/tickets/<int:ticket_type_id>", methods=["GET", "POST"])
@login_required
def edit_ticket_type(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    kind = queries.ticket_type(event.id, ticket_type_id) or abort(404)
    form = TicketTypeForm(obj=kind, zone=event.timezone)
    if form.validate_on_submit():
        try:
            service.update_ticket_type(kind, form.details())
        except CapacityBelowTaken as error:
            message = _("%(taken)s places are taken already: choose that or more.", taken=error.taken)
            form.capacity.errors = [message]
        else:
            flash(_("Saved."))
            return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)
    return _ticket_type_page(event, form, kind)


@blueprint.post("/tickets/<int:ticket_type_id>/delete")
@login_required
def delete_ticket_type(slug: str, ticket_type_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_registrations)
    kind = queries.ticket_type(event.id, ticket_type_id) or abort(404)
    try:
        service.delete_ticket_type(kind)
    except service.TicketTypeInUse:
        db.session.rollback()
        flash(_("People have registered with this ticket, so it stays. You can end its offer instead."), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("registration_admin.ticket_types", slug=slug), 303)


def _ticket_type_page(event: Event, form: TicketTypeForm, kind: TicketType | None) -> ResponseReturnValue:
    page = render_template("registration/admin/ticket_type.html", form=form, event=event, kind=kind)
    return page, 422 if form.errors else 200


def _panel(event: Event) -> dict[str, Any]:
    return {
        "states": queries.counts_by_state(event.id),
        "kinds": queries.ticket_types_of(event.id),
        "confirmed": queries.confirmed_by_type(event.id),
        "countries": queries.confirmed_by_country(event.id),
        "by_day": charts.over_time(queries.registrations_by_day(event)),
    }


add_dashboard_panel(DashboardPanel(10, "registration/admin/_panel.html", _panel, policy.may_see_registrations))
