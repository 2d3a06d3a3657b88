"""Series: several forums under one market."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.core.db import db
from eventapp.core.templating import localized
from eventapp.events import policy, queries, service
from eventapp.events.admin import blueprint
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.forms import SeriesForm, series_form
from eventapp.events.models import Series


@blueprint.get("/series/")
@login_required
def all_series() -> ResponseReturnValue:
    """All of them for site administrators, and those of their organisations for these owners."""
    _only_who_makes_events()
    found = [series for series in queries.all_series() if policy.may_edit_series(current_user, series)]
    return render_template("events/admin/all_series.html", event=None, series=found)


@blueprint.route("/series/new", methods=["GET", "POST"])
@login_required
def new_series() -> ResponseReturnValue:
    _only_who_makes_events()
    form = _form(None)
    if form.validate_on_submit():
        try:
            service.create_series(form.slug.data or "", form.details())
        except service.SlugTaken:
            form.slug.errors = [_("Another series has this link. Choose a different one.")]
        else:
            flash(_("The series is there. Put events into it in their settings."))
            return redirect(url_for("events_admin.all_series"), 303)
    return render_template("events/admin/series.html", event=None, form=form, series=None), 422 if form.errors else 200


@blueprint.route("/series/<series_slug>", methods=["GET", "POST"])
@login_required
def edit_series(series_slug: str) -> ResponseReturnValue:
    series = _series(series_slug)
    form = _form(series)
    if form.validate_on_submit():
        service.update_series(series, form.details())
        flash(_("Saved."))
        return redirect(url_for("events_admin.all_series"), 303)
    page = render_template("events/admin/series.html", event=None, form=form, series=series)
    return page, 422 if form.errors else 200


@blueprint.post("/series/<series_slug>/delete")
@login_required
def delete_series(series_slug: str) -> ResponseReturnValue:
    series = _series(series_slug)
    name, back = localized(series.name), url_for("events_admin.all_series")
    if page := ask_to_delete(None, f"“{name}”", back, _("Its page and its calendar end.")):
        return page
    try:
        service.delete_series(series)
    except service.SeriesInUse:
        db.session.rollback()
        flash(_("Events are in this series: take them out first. Nothing was deleted."), "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for("events_admin.all_series"), 303)


def _form(series: Series | None) -> SeriesForm:
    owned = queries.organisations_of(current_user, owned=True)
    return series_form(series, owned, needs_one=not current_user.is_admin)


def _series(slug: str) -> Series:
    _only_who_makes_events()
    series = queries.series_by_slug(slug)
    if series is None or not policy.may_edit_series(current_user, series):
        abort(404)
    return series


def _only_who_makes_events() -> None:
    if not policy.may_make_events(current_user):
        abort(403)
