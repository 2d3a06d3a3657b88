"""The programme in the API: sessions as the team has them, speakers, rooms, tracks and types; and releases."""

from flask import Blueprint

from eventapp.core.api import BASE

blueprint = Blueprint("programme_api", __name__, url_prefix=BASE)

from eventapp.programme.api import (  # noqa: E402, F401  # each adds its own
    files,
    imports,
    releases,
    rooms_and_tracks,
    sessions,
    speakers,
)
