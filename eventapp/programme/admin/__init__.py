"""The organiser's programme: sessions, people, places, the schedule editor, releases, files in and out."""

from flask import Blueprint

blueprint = Blueprint("programme_admin", __name__, url_prefix="/admin/events/<slug>")

from eventapp.programme.admin import (  # noqa: E402, F401  # each adds its pages to the blueprint
    dashboard,
    import_export,
    printing,
    proposals,
    releases,
    rooms_and_tracks,
    schedule,
    search,
    sessions,
    speakers,
)
