"""The organiser's overview and dashboard; one event's settings, team and history; series."""

from flask import Blueprint

from eventapp.events.access import write_bulk_reads_down

blueprint = Blueprint("events_admin", __name__, url_prefix="/admin")
blueprint.after_app_request(write_bulk_reads_down)

from eventapp.events import checklist, history_retention  # noqa: E402, F401  # each adds its part
from eventapp.events.admin import (  # noqa: E402, F401  # each adds its pages
    api_tokens,
    exports,
    history,
    organisations,
    overview,
    privacy,
    search,
    series,
    settings,
    team,
    webhooks,
    widgets,
)
