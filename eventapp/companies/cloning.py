"""What a clone of an event takes along of its companies."""

from dataclasses import replace
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from eventapp.companies import queries, service
from eventapp.companies.models import COMPANY_STATES
from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event

Ids = dict[tuple[str, int], int]


def _halls_and_categories(event: Event, clone: Event, _shift: timedelta, ids: Ids) -> None:
    """The halls with their plans and marked stands; nobody stands there yet."""
    for hall in queries.halls_of(event.id):
        made = service.create_hall(clone, hall.name)
        ids["hall", hall.id] = made.id
        if plan := queries.plan_of(hall):
            service.set_plan(made, plan.content)
        for stand in queries.stands_of(hall):
            if stand.x is not None:
                mark = service.Mark(stand.x, stand.y or 0, stand.width or 1, stand.height or 1)
                service.mark_stand(made, stand.number, mark)
    for category in queries.categories_of(event.id):
        parent = ids.get(("company_category", category.parent_id or 0))
        ids["company_category", category.id] = service.create_category(clone, category.name, parent).id


def _companies(event: Event, clone: Event, _shift: timedelta, ids: Ids) -> None:
    """Hidden until the team says that they come again; without stands and seats."""
    for company in queries.all_companies(event.id, COMPANY_STATES):
        details = service.details_of(company)
        known = (ids.get(("company_category", one)) for one in details.category_ids)
        again = replace(details, stands=(), category_ids=tuple(one for one in known if one is not None))
        made = service.create_company(clone, again, state="hidden")
        if logo := queries.logo_of(company):
            service.set_logo(made, logo.content)


add_clone_part(ClonePart(33, "halls", _l("Halls, floor plans and categories of companies"), _halls_and_categories))
add_clone_part(ClonePart(36, "companies", _l("Companies, hidden until you show them"), _companies))
