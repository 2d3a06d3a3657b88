"""Links to a recording's files: signed for one viewer and one recording, good for as long as somebody watches.

Who may see it is asked anew for every file: a link that was passed on, or kept, opens nothing that its viewer may not
see any more.
"""

from typing import NamedTuple

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

EVERYBODY, REGISTERED, TEAM, TRANSLATOR = "e", "r", "t", "x"
GOOD_FOR = 18 * 3600
"""Seconds: the longest recording, with a night between."""


class MediaLink(NamedTuple):
    """A recording, and for whom: everybody, a registration, a member of the team, or whoever has a track's link; by the
    id of these."""

    recording_id: int
    kind: str
    viewer_id: int = 0


def media_token(link: MediaLink) -> str:
    return _signer().dumps(list(link))


def read_media_token(token: str) -> MediaLink | None:
    """None for one that is not ours, or no longer good."""
    try:
        recording_id, kind, viewer_id = _signer().loads(token, max_age=GOOD_FOR)
    except (BadData, ValueError, TypeError):
        return None
    return MediaLink(recording_id, kind, viewer_id)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="recording media")
