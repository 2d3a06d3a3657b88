"""Meetings on the private pages of those who take part: their diary, the people to meet, each meeting."""

from flask import Blueprint

blueprint = Blueprint("meetings", __name__, url_prefix="/r/<token>/meetings")

from eventapp.meetings.public import diary, meetings, people, wishes  # noqa: E402, F401  # each adds its pages to the blueprint
