"""A company's titles on its private page: added, changed, hidden by the company itself."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.companies.extension_points import OwnPagePart, add_company_use, own_page_parts
from eventapp.companies.models import Company
from eventapp.companies.own_page import acting_as_company, company_and_event
from eventapp.core.rate_limits import limiter
from eventapp.titles import labels, queries, service
from eventapp.titles.forms import OwnTitleForm
from eventapp.titles.models import Title
from eventapp.titles.title_form import save_picture, title_form

MOST_TITLES = 200
blueprint = Blueprint("title_page", __name__, url_prefix="/c/<token>/titles")


@blueprint.route("/new", methods=["GET", "POST"], defaults={"code": None})
@blueprint.route("/<code>", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def title(token: str, code: str | None) -> ResponseReturnValue:
    """A title: new, or changed. One of a company that waits for approval waits with it."""
    company, event = company_and_event(token)
    found = _own_title(company, code) if code is not None else None
    if found is None and len(queries.titles_of_company(company)) >= MOST_TITLES:
        flash(_("That is as much as one company can bring."), "error")
        return redirect(url_for("company_page.page", token=token, _anchor="titles"), 303)
    form = title_form(OwnTitleForm, event, found, company=company)
    if form.validate_on_submit():
        with acting_as_company(company):
            if found is None:
                state = "published" if company.is_published else "draft"
                found = service.create_title(event, service.of_company(form.details(), company), state=state)
            else:
                service.update_title(found, service.as_it_was(form.details(), found))
            is_saved = save_picture(form, found)
        if is_saved:
            flash(_("Saved."))
            return redirect(url_for("company_page.page", token=token, _anchor="titles"), 303)
    page = render_template(
        "titles/own_title.html", event=event, company=company, form=form, token=token, title=found, labels=labels
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/<code>/<any(published, hidden):state>")
@limiter.limit("60 per minute")
def set_state(token: str, code: str, state: str) -> ResponseReturnValue:
    """Show or hide it. What waits for the team cannot be shown so."""
    company, _event = company_and_event(token)
    found = _own_title(company, code)
    if company.is_published:
        with acting_as_company(company):
            service.set_title_state(found, state)
        flash(_("Saved."))
    else:
        flash(_("The organisers have to approve your company first."), "error")
    return redirect(url_for("company_page.page", token=token, _anchor="titles"), 303)


def _own_title(company: Company, code: str) -> Title:
    found = queries.title_by_code(company.event_id, code)
    if found is None or found.company_id != company.id:
        abort(404)
    return found


@add_company_use
def _brings_titles(company: Company) -> bool:
    return bool(queries.titles_of_company(company))


own_page_parts.append(OwnPagePart(
    "titles/_own_titles.html",
    lambda company, token: {"titles": queries.titles_of_company(company), "token": token, "labels": labels},
))  # fmt: skip
