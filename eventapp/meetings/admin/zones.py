"""The tables of an event: common ones in zones, those of certain people, and those at companies' stands."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.companies import queries as companies
from eventapp.core.forms import choices
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.admin import blueprint
from eventapp.meetings.admin_forms import GiveTableForm, ZoneForm, numbers_of
from eventapp.meetings.models import MeetingZone
from eventapp.meetings.naming import called
from eventapp.programme.admin.responses import form_status


@blueprint.get("/tables")
@login_required
def zones(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    return render_template(
        "meetings/admin/zones.html", event=event, zones=queries.zones_of(event.id), numbers_of=numbers_of
    )  # fmt: skip


@blueprint.route("/tables/new", methods=["GET", "POST"])
@login_required
def new_zone(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    form = _form(event, None)
    if form.validate_on_submit() and _is_alone(event, form, None):
        service.create_zone(event, form.details())
        flash(_("The tables are added."))
        return redirect(url_for("meetings_admin.zones", slug=slug), 303)
    page = render_template("meetings/admin/zone.html", event=event, form=form, zone=None)
    return page, form_status(form)


@blueprint.route("/tables/<int:zone_id>", methods=["GET", "POST"])
@login_required
def zone(slug: str, zone_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    found = queries.zone(event.id, zone_id) or abort(404)
    form = _form(event, found)
    if form.validate_on_submit() and _is_alone(event, form, found):
        try:
            service.update_zone(found, form.details())
        except service.ZoneInUse as error:
            form.numbers.errors = [_in_use(error)]
        else:
            flash(_("Saved."))
            return redirect(url_for("meetings_admin.zones", slug=slug), 303)
    people = queries.people_on(event.id)
    give = GiveTableForm(formdata=None)
    give.table.choices = choices((table.id, table.number) for table in found.tables)
    page = render_template(
        "meetings/admin/zone.html", event=event, form=form, zone=found, give=give,
        people=[called(one) for one in people],
        holders={one.registration_id: one for one in people},
    )  # fmt: skip
    return page, form_status(form)


@blueprint.post("/tables/<int:zone_id>/delete")
@login_required
def delete_zone(slug: str, zone_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_meetings)
    found = queries.zone(event.id, zone_id) or abort(404)
    try:
        service.delete_zone(found)
    except service.ZoneInUse as error:
        flash(_in_use(error), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("meetings_admin.zones", slug=slug), 303)


@blueprint.post("/tables/<int:zone_id>/give")
@login_required
def give_table(slug: str, zone_id: int) -> ResponseReturnValue:
    """A table for one person alone; without a person it is everybody's again."""
    event = event_for(slug, policy.may_edit_meetings)
    found = queries.zone(event.id, zone_id) or abort(404)
    form = GiveTableForm()
    form.table.choices = choices((table.id, table.number) for table in found.tables)
    table = next((one for one in found.tables if one.id == form.table.data), None)
    named = form.person.data or ""
    person = {called(one): one for one in queries.people_on(event.id)}.get(named)
    if not form.validate() or table is None or (named and person is None):
        flash(_("Choose a table and somebody who takes part."), "error")
    else:
        service.give_table(table, person)
        flash(_("Saved."))
    return redirect(url_for("meetings_admin.zone", slug=slug, zone_id=zone_id), 303)


def _in_use(error: service.ZoneInUse) -> str:
    return ngettext(
        "%(num)s meeting is promised at a table that would go. Move it first; nothing was changed.",
        "%(num)s meetings are promised at tables that would go. Move them first; nothing was changed.",
        error.meetings,
    )


def _form(event: Event, zone: MeetingZone | None) -> ZoneForm:
    known = {"numbers": numbers_of(zone)} if zone is not None else {}
    form = ZoneForm(obj=zone, data=known)
    form.offer(companies.halls_of(event.id), companies.all_companies(event.id, ("pending", "published", "hidden")))
    return form


def _is_alone(event: Event, form: ZoneForm, zone: MeetingZone | None) -> bool:
    """A company's tables are one zone; where there is another already, the field says so."""
    others = (one for one in queries.zones_of(event.id) if zone is None or one.id != zone.id)
    taken = next((one for one in others if one.company_id is not None and one.company_id == form.company_id.data), None)
    if taken is not None:
        form.company_id.errors = [_("Its tables are here already: %(zone)s", zone=localized(taken.name))]
    return taken is None
