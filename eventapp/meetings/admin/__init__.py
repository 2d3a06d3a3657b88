"""The organiser's meetings: what is set, the tables, every meeting, who came, and how full it gets."""

from flask import Blueprint

blueprint = Blueprint("meetings_admin", __name__, url_prefix="/admin/events/<slug>/meetings")

from eventapp.meetings.admin import meetings, overview, rounds, settings, zones  # noqa: E402, F401  # each adds its pages
