"""What calendars and their readers see: the feeds, the pages that help to subscribe, and one's own calendar."""

from flask import Blueprint

blueprint = Blueprint("calendars", __name__)

from eventapp.calendars.public import feeds, own_calendar, stands, subscribing  # noqa: E402, F401
