"""A company's leads on its private page: who agreed, its phones, what it asks, and the table to take along."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.companies.extension_points import OwnPagePart, own_page_parts
from eventapp.companies.models import Company
from eventapp.companies.own_page import acting_as_company, company_and_event
from eventapp.core import audit
from eventapp.core.db import transactional
from eventapp.core.http import spreadsheet_response
from eventapp.core.links import absolute_url
from eventapp.core.qr_codes import qr_svg
from eventapp.core.rate_limits import limiter
from eventapp.events.models import Event
from eventapp.leads import labels, queries, service
from eventapp.leads.forms import PhoneForm, QuestionsForm, shown_questions
from eventapp.leads.spreadsheet_columns import lead_rows

blueprint = Blueprint("lead_page", __name__, url_prefix="/c/<token>/leads")


@blueprint.get("/")
def leads(token: str) -> ResponseReturnValue:
    """Who agreed, with what was noted about them; of the others no more than how many there are."""
    company, event = _company_with_leads(token)
    found = queries.leads_of_company(company.id)
    page = render_template(
        "leads/leads.html", event=event, company=company, token=token, labels=labels,
        leads=[one for one in found if one.shared], counts=queries.lead_counts(company.id),
        questions={one.code: one.label for one in queries.questions_of(company.id)},
    )  # fmt: skip
    return Response(page, headers={"Cache-Control": "private, no-store"})


@blueprint.get("/leads.<kind>")
@limiter.limit("20 per minute")
def export_table(token: str, kind: str) -> ResponseReturnValue:
    company, event = _company_with_leads(token)
    rows = lead_rows(event, queries.leads_of_company(company.id), queries.questions_of(company.id))
    response = spreadsheet_response(rows, f"{event.slug}-leads", kind)
    with acting_as_company(company):
        _note_taken(company)
    return response


@transactional
def _note_taken(company: Company) -> None:
    audit.record("company.leads_exported", company, event_id=company.event_id)


@blueprint.get("/setup")
def setup(token: str) -> ResponseReturnValue:
    """The company's phones, and what they ask."""
    company, event = _company_with_leads(token)
    return _setup_page(token, company, event, PhoneForm(), _questions_form(company))


@blueprint.post("/phones")
@limiter.limit("20 per minute")
def pair(token: str) -> ResponseReturnValue:
    """Shows the code once: it is stored as a hash."""
    company, event = _company_with_leads(token)
    form = PhoneForm()
    if not form.validate_on_submit():
        return _setup_page(token, company, event, form, _questions_form(company, is_sent=False)), 422
    try:
        with acting_as_company(company):
            code = service.open_pairing(company, form.name.data or "")
    except service.LeadError as error:
        flash(labels.refusal(error), "error")
        return redirect(url_for("lead_page.setup", token=token), 303)
    link = absolute_url("checkin.scanner") + f"#pair={code}"
    page = render_template(
        "leads/pairing.html", event=event, company=company, token=token, code=code, link=link, qr=qr_svg(link)
    )
    return Response(page, headers={"Cache-Control": "private, no-store"})


@blueprint.post("/phones/<int:device_id>/unpair")
@limiter.limit("60 per minute")
def unpair(token: str, device_id: int) -> ResponseReturnValue:
    company, _event = _company_with_leads(token)
    device = queries.device(company.id, device_id) or abort(404)
    with acting_as_company(company):
        service.revoke_phone(device)
    flash(_("The phone is no longer paired. What it has sent stays here."))
    return redirect(url_for("lead_page.setup", token=token), 303)


@blueprint.post("/questions")
@limiter.limit("60 per minute")
def set_questions(token: str) -> ResponseReturnValue:
    company, event = _company_with_leads(token)
    form = _questions_form(company)
    if not form.validate_on_submit():
        return _setup_page(token, company, event, PhoneForm(formdata=None), form), 422
    with acting_as_company(company):
        service.set_questions(company, form.wanted())
    flash(_("Saved. Phones learn of it within a minute."))
    return redirect(url_for("lead_page.setup", token=token), 303)


def _questions_form(company: Company, *, is_sent: bool = True) -> QuestionsForm:
    shown = {"questions": shown_questions(queries.questions_of(company.id))}
    return QuestionsForm(data=shown) if is_sent else QuestionsForm(formdata=None, data=shown)


def _setup_page(token: str, company: Company, event: Event, phone: PhoneForm, questions: QuestionsForm) -> str:
    return render_template(
        "leads/setup.html", event=event, company=company, token=token, phone=phone, form=questions,
        devices=queries.devices_of(company.id), is_open=queries.is_open(event.id),
    )  # fmt: skip


def _company_with_leads(token: str) -> tuple[Company, Event]:
    """404 where the event has no lead capture and the company no leads."""
    company, event = company_and_event(token)
    if not has_leads(company):
        abort(404)
    return company, event


def has_leads(company: Company) -> bool:
    """Whether there is anything for a company to see: phones to be paired, or what they brought."""
    settings = queries.settings_of(company.event_id)
    return settings is not None and (settings.is_open or bool(queries.lead_counts(company.id)))


own_page_parts.append(OwnPagePart(
    "leads/_own_leads.html",
    lambda company, token: {
        "is_shown": has_leads(company), "counts": queries.lead_counts(company.id), "token": token,
    },
))  # fmt: skip
