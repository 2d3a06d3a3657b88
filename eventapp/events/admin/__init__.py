"""The organiser's overview and dashboard; one event's settings, team and history; series."""

from flask import Blueprint

blueprint = Blueprint("events_admin", __name__, url_prefix="/admin")

from eventapp.events import checklist  # noqa: E402, F401  # adds its part of the list
from eventapp.events.admin import history, overview, search, series, settings, team  # noqa: E402, F401  # each adds its pages
