"""The organiser's titles: what companies bring, who may see it, and its tables in and out."""

from flask import Blueprint

blueprint = Blueprint("titles_admin", __name__, url_prefix="/admin/events/<slug>/titles")

from eventapp.titles.admin import imports, search, titles  # noqa: E402, F401  # each adds its pages to the blueprint
