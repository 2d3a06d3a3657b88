"""The organiser's companies: who exhibits, where they stand, what they do, and their tables in and out."""

from flask import Blueprint

blueprint = Blueprint("companies_admin", __name__, url_prefix="/admin/events/<slug>/companies")

from eventapp.companies.admin import (  # noqa: E402, F401  # each adds its pages to the blueprint
    categories,
    companies,
    halls,
    imports,
    people,
    search,
    stand_events,
)
