"""Companies, what they do, halls, and what happens at stands, through the API."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from eventapp.companies import queries, service
from eventapp.companies.forms import CategoryForm, CompanyForm, HallForm, StandEventForm
from eventapp.companies.models import COMPANY_STATES, Company, CompanyCategory, Hall, StandEvent
from eventapp.companies.service import CompanyDetails, StandEventDetails
from eventapp.core.api import BASE, schemas
from eventapp.core.api.bodies import UID, Body, choice_of, uid_of, uid_taken
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource

blueprint = Blueprint("companies_api", __name__, url_prefix=BASE)
COMPANIES, COMPANY = "/events/<slug>/companies", "/events/<slug>/companies/<code>"
CATEGORIES, CATEGORY = "/events/<slug>/company-categories", "/events/<slug>/company-categories/<int:category_id>"
HALLS, HALL = "/events/<slug>/halls", "/events/<slug>/halls/<int:hall_id>"
STAND_EVENTS, STAND_EVENT = f"{COMPANY}/stand-events", f"{COMPANY}/stand-events/<int:stand_event_id>"
_NO_FILES = ("logo", "remove_logo")
_STATE = {"state": {"type": "string", "enum": list(COMPANY_STATES)}}
BODY = Body(CompanyForm, without=_NO_FILES, required=("name",), more=_STATE)
NEW = Body(CompanyForm, without=_NO_FILES, required=("name",), more={**_STATE, "uid": UID})
CATEGORY_BODY = Body(CategoryForm, required=("name",), names={"parent": "parent_id"})
HALL_BODY = Body(HallForm, required=("name",))
STAND_EVENT_BODY = Body(StandEventForm, required=("title", "starts_at", "ends_at"))


class CompanySchema(Schema):
    id = schemas.number()
    code = schemas.text()
    uid = schemas.uuid()
    state = schemas.text()
    name = schemas.localized()
    description = schemas.localized()
    country = schemas.text_or_null()
    website = schemas.text()
    category_ids = schemas.computed(
        lambda company: [one.id for one in company.categories], {"type": "array", "items": {"type": "integer"}}
    )
    stands = schemas.computed(
        lambda company: [
            {"hall": link.stand.hall_id, "number": link.stand.number} for link in company.stand_links
        ],
        {"type": "array", "items": {"type": "object"}},
    )  # fmt: skip
    contact_name = schemas.text()
    email = schemas.text_or_null()
    phone = schemas.text()
    locale = schemas.text()
    confirmed_at = schemas.moment_or_null()


class CategorySchema(Schema):
    id = schemas.number()
    name = schemas.localized()
    parent_id = schemas.number_or_null()


class HallSchema(Schema):
    id = schemas.number()
    name = schemas.localized()
    has_plan = schemas.computed(lambda hall: bool(hall.plan_key), {"type": "boolean"})


class StandEventSchema(Schema):
    id = schemas.number()
    uid = schemas.uuid()
    title = schemas.localized()
    description = schemas.localized()
    starts_at = schemas.moment()
    ends_at = schemas.moment()
    status = schemas.text()


_MAY = {"reads": policy.may_edit_companies, "writes": policy.may_edit_companies}
companies_api = Resource(blueprint, "companies", CompanySchema, **_MAY)
categories_api = Resource(blueprint, "companies", CategorySchema, **_MAY)
halls_api = Resource(blueprint, "companies", HallSchema, **_MAY)
stand_events_api = Resource(blueprint, "companies", StandEventSchema, **_MAY)


@companies_api.lists("list_companies", COMPANIES, "List the companies")
def list_companies(call: Call) -> Page:
    return page_of_list(queries.all_companies(call.event.id, COMPANY_STATES), lambda one: one.code, call.page)


@companies_api.gets("get_company", COMPANY, "Get a company")
def get_company(call: Call, code: str) -> Company:
    return _company(call, code)


@companies_api.creates("create_company", COMPANIES, "Add a company", NEW)
def create_company(call: Call) -> Company:
    uid = uid_of(call.values)
    if uid is not None and queries.company_by_uid(uid) is not None:
        raise uid_taken()
    details = _details(call, NEW, {"locale": call.event.main_locale} | call.values)
    state = choice_of({"state": "published"} | call.values, "state", COMPANY_STATES)
    (made,) = service.create_companies(call.event, [service.NewCompany(details, None, state, uid)])
    return made


companies_api.batches("create_companies", COMPANIES, "Add companies", NEW, create_company)


@companies_api.changes("update_company", COMPANY, "Change a company", BODY)
def update_company(call: Call, code: str) -> Company:
    company = _company(call, code)
    values = BODY.merged(schemas.written(CompanySchema, company), call.values)
    service.update_company(company, _details(call, BODY, values, is_change=True))
    if "state" in call.values:
        service.set_state(company, choice_of(call.values, "state", COMPANY_STATES))
    return company


@companies_api.deletes(
    "delete_company", COMPANY, "Delete a company",
    description="Only while nobody comes for it, and calendars know nothing of its stand; hide it otherwise.",
)  # fmt: skip
def delete_company(call: Call, code: str) -> None:
    try:
        service.delete_company(_company(call, code))
    except service.CompanyInUse:
        words = _("People come for this company, or have its seats. Hide it instead; nothing was deleted.")
        raise Problem("conflict", words) from None


@companies_api.acts("ask_company", f"{COMPANY}/ask", "Email a company the private link")
def ask_company(call: Call, code: str) -> Company:
    company = _company(call, code)
    if not company.email:
        raise Problem("conflict", _("Enter an email address first."))
    service.ask_company(company)
    return company


def _company(call: Call, code: str) -> Company:
    return found(queries.company_by_code(call.event.id, code))


def _details(call: Call, body: Body, values: dict[str, Any], *, is_change: bool = False) -> CompanyDetails:
    form = CompanyForm(**body.sent(values, is_change=is_change))
    form.offer(queries.categories_of(call.event.id))
    form.offer_stands(queries.halls_of(call.event.id), is_sent=True)
    body.check(form)
    return form.details()


@categories_api.lists("list_company_categories", CATEGORIES, "List what companies do")
def list_categories(call: Call) -> Page:
    return page_of_list(queries.categories_of(call.event.id), lambda one: one.id, call.page)


@categories_api.gets("get_company_category", CATEGORY, "Get a category of companies")
def get_category(call: Call, category_id: int) -> CompanyCategory:
    return found(queries.category(call.event.id, category_id))


@categories_api.creates("create_company_category", CATEGORIES, "Add a category of companies", CATEGORY_BODY)
def create_category(call: Call) -> CompanyCategory:
    form = _category_form(call, call.values)
    return service.create_category(call.event, form.name.data, form.parent.data)


@categories_api.changes("update_company_category", CATEGORY, "Change a category of companies", CATEGORY_BODY)
def update_category(call: Call, category_id: int) -> CompanyCategory:
    category = found(queries.category(call.event.id, category_id))
    values = CATEGORY_BODY.merged(schemas.written(CategorySchema, category), call.values)
    form = _category_form(call, values, category)
    try:
        service.update_category(category, form.name.data, form.parent.data)
    except service.CategoryMisplaced:
        words = _("A category that has parts cannot be part of another.")
        raise Problem("invalid-body", errors=[FieldError("/parent_id", words)]) from None
    return category


def _category_form(call: Call, values: dict[str, Any], category: CompanyCategory | None = None) -> CategoryForm:
    form = CategoryForm(**CATEGORY_BODY.sent(values, is_change=category is not None))
    form.offer(queries.categories_of(call.event.id), category)
    CATEGORY_BODY.check(form)
    return form


@categories_api.deletes(
    "delete_company_category", CATEGORY, "Delete a category of companies",
    description="Only while no company is in it, or in a part of it.",
)  # fmt: skip
def delete_category(call: Call, category_id: int) -> None:
    try:
        service.delete_category(found(queries.category(call.event.id, category_id)))
    except service.CategoryInUse as error:
        words = _("Still needed, by this many companies: %(number)s.", number=error.companies)
        raise Problem("conflict", words) from None


@halls_api.lists("list_halls", HALLS, "List the halls")
def list_halls(call: Call) -> Page:
    return page_of_list(queries.halls_of(call.event.id), lambda one: one.id, call.page)


@halls_api.gets("get_hall", HALL, "Get a hall")
def get_hall(call: Call, hall_id: int) -> Hall:
    return found(queries.hall(call.event.id, hall_id))


@halls_api.creates("create_hall", HALLS, "Add a hall", HALL_BODY)
def create_hall(call: Call) -> Hall:
    return service.create_hall(call.event, _hall_form(call.values).name.data)


@halls_api.changes("update_hall", HALL, "Rename a hall", HALL_BODY)
def update_hall(call: Call, hall_id: int) -> Hall:
    hall = found(queries.hall(call.event.id, hall_id))
    values = HALL_BODY.merged(schemas.written(HallSchema, hall), call.values)
    service.rename_hall(hall, _hall_form(values, is_change=True).name.data)
    return hall


def _hall_form(values: dict[str, Any], *, is_change: bool = False) -> HallForm:
    form = HallForm(**HALL_BODY.sent(values, is_change=is_change))
    HALL_BODY.check(form)
    return form


@halls_api.deletes("delete_hall", HALL, "Delete a hall", description="Only while no company has a stand there.")
def delete_hall(call: Call, hall_id: int) -> None:
    try:
        service.delete_hall(found(queries.hall(call.event.id, hall_id)))
    except service.HallInUse as error:
        words = _("Still needed, by this many companies: %(number)s.", number=error.companies)
        raise Problem("conflict", words) from None


@stand_events_api.lists("list_stand_events", STAND_EVENTS, "List what happens at a company's stand")
def list_stand_events(call: Call, code: str) -> Page:
    return page_of_list(queries.stand_events_of(_company(call, code)), lambda one: one.id, call.page)


@stand_events_api.gets("get_stand_event", STAND_EVENT, "Get something that happens at a stand")
def get_stand_event(call: Call, code: str, stand_event_id: int) -> StandEvent:
    return _stand_event(call, code, stand_event_id)


@stand_events_api.creates("create_stand_event", STAND_EVENTS, "Add something that happens at a stand", STAND_EVENT_BODY)
def create_stand_event(call: Call, code: str) -> StandEvent:
    return service.create_stand_event(_company(call, code), _stand_event_details(call, call.values))


@stand_events_api.changes(
    "update_stand_event", STAND_EVENT, "Change something that happens at a stand", STAND_EVENT_BODY
)  # fmt: skip
def update_stand_event(call: Call, code: str, stand_event_id: int) -> StandEvent:
    one = _stand_event(call, code, stand_event_id)
    values = STAND_EVENT_BODY.merged(schemas.written(StandEventSchema, one), call.values)
    service.update_stand_event(one, _stand_event_details(call, values, is_change=True))
    return one


@stand_events_api.acts(
    "cancel_stand_event", f"{STAND_EVENT}/cancel", "Cancel something at a stand, which calendars are told"
)  # fmt: skip
def cancel_stand_event(call: Call, code: str, stand_event_id: int) -> StandEvent:
    one = _stand_event(call, code, stand_event_id)
    service.cancel_stand_event(one)
    return one


@stand_events_api.acts("restore_stand_event", f"{STAND_EVENT}/restore", "Have it take place after all")
def restore_stand_event(call: Call, code: str, stand_event_id: int) -> StandEvent:
    one = _stand_event(call, code, stand_event_id)
    service.restore_stand_event(one)
    return one


def _stand_event(call: Call, code: str, stand_event_id: int) -> StandEvent:
    return found(queries.stand_event(_company(call, code), stand_event_id))


def _stand_event_details(call: Call, values: dict[str, Any], *, is_change: bool = False) -> StandEventDetails:
    form = StandEventForm(zone=call.event.timezone, **STAND_EVENT_BODY.sent(values, is_change=is_change))
    STAND_EVENT_BODY.check(form)
    return form.details()
