"""What a page that shows a recording needs: where its files are, for the one who looks at it."""

from typing import Any, NamedTuple

from flask import url_for

from eventapp.core.locales import reader_locale
from eventapp.recordings import queries
from eventapp.recordings.media.pictures import MOMENTS, POSTER
from eventapp.recordings.media.renditions import DOWNLOAD, PLAYLIST, SOUND_DOWNLOAD
from eventapp.recordings.media_links import MediaLink, media_token
from eventapp.recordings.models import Recording
from eventapp.recordings.service.preparation import steps_done

PLAYER_LANGUAGES = {"zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}
"""The player's own names of our languages."""


class Watched(NamedTuple):
    """A recording as its player gets it. `moments` are the small pictures, as media/pictures.py has them."""

    recording: Recording
    stream: str
    poster: str | None
    download: str | None
    download_size: int
    moments: dict[str, Any] | None
    player_language: str


def watched(recording: Recording, kind: str, viewer_id: int = 0) -> Watched:
    """`kind` and `viewer_id` say who looks at it, as media_links.py has it."""
    token = media_token(MediaLink(recording.id, kind, viewer_id))
    moments = steps_done(recording.id).get("pictures") or None
    locale = str(reader_locale())
    name = DOWNLOAD if recording.has_picture else SOUND_DOWNLOAD
    kept = queries.file_of(recording.id, name) if recording.is_downloadable else None
    return Watched(
        recording,
        stream=url_for("media.file", token=token, name=PLAYLIST),
        poster=url_for("media.file", token=token, name=POSTER) if moments else None,
        download=url_for("media.file", token=token, name=name) if kept else None,
        download_size=kept.size if kept else 0,
        moments={**moments, "address": url_for("media.file", token=token, name=MOMENTS)} if moments else None,
        player_language=PLAYER_LANGUAGES.get(locale, "en"),
    )
