"""Series: several forums under one market."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from eventapp.accounts import policy
from eventapp.core.db import db
from eventapp.core.templating import localized
from eventapp.events import queries, service
from eventapp.events.admin import blueprint
from eventapp.events.confirmation import ask_to_delete
from eventapp.events.forms import SeriesForm
from eventapp.events.models import Series


@blueprint.get("/series/")
@login_required
def all_series() -> ResponseReturnValue:
    _only_administrators()
    return render_template("events/admin/all_series.html", event=None, series=queries.all_series())


@blueprint.route("/series/new", methods=["GET", "POST"])
@login_required
def new_series() -> ResponseReturnValue:
    _only_administrators()
    form = SeriesForm()
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
    _only_administrators()
    series = queries.series_by_slug(series_slug) or abort(404)
    form = SeriesForm(obj=series)
    if form.validate_on_submit():
        service.update_series(series, form.details())
        flash(_("Saved."))
        return redirect(url_for("events_admin.all_series"), 303)
    page = render_template("events/admin/series.html", event=None, form=form, series=series)
    return page, 422 if form.errors else 200


@blueprint.post("/series/<series_slug>/delete")
@login_required
def delete_series(series_slug: str) -> ResponseReturnValue:
    _only_administrators()
    series: Series = queries.series_by_slug(series_slug) or abort(404)
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


def _only_administrators() -> None:
    if not policy.may_administer_site(current_user):
        abort(403)
