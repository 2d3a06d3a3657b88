"""The taxonomy of what companies do."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from eventapp.companies import queries, service
from eventapp.companies.admin import blueprint
from eventapp.companies.forms import CategoryForm
from eventapp.companies.models import CompanyCategory
from eventapp.core.db import db
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.confirmation import ask_to_delete
from eventapp.programme.admin.responses import form_status


@blueprint.route("/categories/", methods=["GET", "POST"])
@login_required
def categories(slug: str) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    return _edit(slug, None, queries.categories_of(event.id))


@blueprint.route("/categories/<int:category_id>", methods=["GET", "POST"])
@login_required
def edit_category(slug: str, category_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    found = queries.category(event.id, category_id) or abort(404)
    return _edit(slug, found, queries.categories_of(event.id))


def _edit(slug: str, category: CompanyCategory | None, known: list[CompanyCategory]) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    form = CategoryForm(obj=category, data={"parent": category.parent_id} if category else None)
    form.offer(known, category)
    if form.validate_on_submit():
        try:
            if category is None:
                service.create_category(event, form.name.data, form.parent.data)
            else:
                service.update_category(category, form.name.data, form.parent.data)
        except service.CategoryMisplaced:
            db.session.rollback()
            form.parent.errors = [_("A category that has parts cannot be part of another.")]
        else:
            flash(_("Saved."))
            return redirect(url_for("companies_admin.categories", slug=slug), 303)
    page = render_template(
        "companies/admin/categories.html", event=event, form=form, category=category, categories=known,
        counts=queries.category_counts(event.id),
    )  # fmt: skip
    return page, form_status(form)


@blueprint.post("/categories/<int:category_id>/delete")
@login_required
def delete_category(slug: str, category_id: int) -> ResponseReturnValue:
    event = event_for(slug, policy.may_edit_companies)
    category = queries.category(event.id, category_id) or abort(404)
    back = url_for("companies_admin.categories", slug=slug)
    if page := ask_to_delete(event, category.name.text(event.main_locale), back):
        return page
    try:
        service.delete_category(category)
        flash(_("Deleted."))
    except service.CategoryInUse as error:
        db.session.rollback()
        flash(
            ngettext(
                "%(num)s company is in this category. Nothing was deleted.",
                "%(num)s companies are in this category. Nothing was deleted.",
                error.companies,
            ),
            "error",
        )
    return redirect(back, 303)
