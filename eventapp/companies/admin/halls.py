"""Halls, their floor plans, and the marks of stands on them."""

from flask import abort, flash, redirect, render_template, url_for
from flask import request as incoming
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.companies import queries, service
from eventapp.companies.admin import blueprint
from eventapp.companies.forms import HallForm, MarkForm, PlanForm
from eventapp.companies.models import Hall
from eventapp.companies.service import LARGEST_PLAN
from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.models import Event
from eventapp.programme.admin.responses import form_status


@blueprint.route("/halls/", methods=["GET", "POST"])
@login_required
def halls(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = HallForm()
    if form.validate_on_submit():
        made = service.create_hall(event, form.name.data)
        flash(_("The hall is added."))
        return redirect(url_for("companies_admin.hall", slug=slug, hall_id=made.id), 303)
    page = render_template(
        "companies/admin/halls.html", event=event, form=form, halls=queries.halls_of(event.id),
        counts=queries.stand_counts(event.id),
    )  # fmt: skip
    return page, form_status(form)


@blueprint.route("/halls/<int:hall_id>", methods=["GET", "POST"])
@login_required
def hall(slug: str, hall_id: int) -> ResponseReturnValue:
    """One hall: its name, its plan, and where its stands are."""
    event = event_for(slug, policy.may_edit_companies)
    found = _hall(event, hall_id)
    form = HallForm(obj=found)
    if form.validate_on_submit():
        service.rename_hall(found, form.name.data)
        flash(_("Saved."))
        return redirect(url_for("companies_admin.hall", slug=slug, hall_id=hall_id), 303)
    return _hall_page(event, found, form=form)


def _hall_page(
    event: Event,
    hall: Hall,
    *,
    form: HallForm | None = None,
    plan: PlanForm | None = None,
    mark: MarkForm | None = None,
) -> ResponseReturnValue:
    wrong = [one for one in (form, plan, mark) if one is not None and one.errors]
    page = render_template(
        "companies/admin/hall.html", event=event, hall=hall, stands=queries.stands_of(hall),
        form=form or HallForm(formdata=None, obj=hall), plan_form=plan or PlanForm(formdata=None),
        mark_form=mark or MarkForm(formdata=None),
    )  # fmt: skip
    return page, 422 if wrong else 200


def _hall(event: Event, hall_id: int) -> Hall:
    return queries.hall(event.id, hall_id) or abort(404)


@blueprint.post("/halls/<int:hall_id>/plan")
@login_required
def set_plan(slug: str, hall_id: int) -> ResponseReturnValue:
    """A floor plan. Rectangles in it that are called by numbers become the marks of stands."""
    event = event_for(slug, policy.may_edit_companies)
    found = _hall(event, hall_id)
    form = PlanForm()
    if form.validate_on_submit() and (sent := form.sent(incoming)) is not None:
        try:
            marked = service.set_plan(found, sent.stream.read(LARGEST_PLAN + 1))
        except service.PlanRefused as error:
            db.session.rollback()
            form.file.errors = [str(error)]
        else:
            words = ngettext(
                "The floor plan is stored, and %(num)s stand is marked on it.",
                "The floor plan is stored, and %(num)s stands are marked on it.", marked,
            )  # fmt: skip
            flash(words if marked else _("The floor plan is stored. Mark the stands on it now."))
            return redirect(url_for("companies_admin.hall", slug=slug, hall_id=hall_id), 303)
    return _hall_page(event, found, plan=form)


@blueprint.post("/halls/<int:hall_id>/plan/remove")
@login_required
def remove_plan(slug: str, hall_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    service.remove_plan(_hall(event, hall_id))
    flash(_("The floor plan is removed. The marks stay for the next one."))
    return redirect(url_for("companies_admin.hall", slug=slug, hall_id=hall_id), 303)


@blueprint.post("/halls/<int:hall_id>/marks")
@login_required
def mark_stand(slug: str, hall_id: int) -> ResponseReturnValue:
    """Where one stand is; a number that is new becomes a stand."""
    event = event_for(slug, policy.may_edit_companies)
    found = _hall(event, hall_id)
    form = MarkForm()
    if form.validate_on_submit():
        service.mark_stand(found, form.number.data or "", form.mark())
        flash(_("Stand %(number)s is marked.", number=form.number.data))
        return redirect(url_for("companies_admin.hall", slug=slug, hall_id=hall_id, _anchor="plan"), 303)
    return _hall_page(event, found, mark=form)


@blueprint.post("/halls/<int:hall_id>/stands/<int:stand_id>/<any(unmark, delete):change>")
@login_required
def change_stand(slug: str, hall_id: int, stand_id: int, change: str) -> ResponseReturnValue:
    """Take a stand off the plan, or away altogether."""
    event = event_for(slug, policy.may_edit_companies)
    found = _hall(event, hall_id)
    stand = next((one for one in queries.stands_of(found) if one.id == stand_id), None) or abort(404)
    try:
        if change == "unmark":
            service.mark_stand(found, stand.number, None)
        else:
            service.delete_stand(found, stand.number)
        flash(_("Saved."))
    except service.HallInUse as error:
        db.session.rollback()
        flash(_in_use(error.companies), "error")
    return redirect(url_for("companies_admin.hall", slug=slug, hall_id=hall_id), 303)


@blueprint.post("/halls/<int:hall_id>/delete")
@login_required
def delete_hall(slug: str, hall_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    found = _hall(event, hall_id)
    back = url_for("companies_admin.halls", slug=slug)
    if page := ask_to_delete(event, found.name.text(event.main_locale), back):
        return page
    try:
        service.delete_hall(found)
        flash(_("Deleted."))
    except service.HallInUse as error:
        db.session.rollback()
        flash(_in_use(error.companies), "error")
    return redirect(back, 303)


def _in_use(companies: int) -> str:
    return ngettext(
        "%(num)s company is there. Give it another stand first; nothing was deleted.",
        "%(num)s companies are there. Give them other stands first; nothing was deleted.", companies,
    )  # fmt: skip
