"""Where the organiser's door pages hang."""

from flask import Blueprint

blueprint = Blueprint("checkin_admin", __name__, url_prefix="/admin/events/<slug>/door")
