"""What a page that shows a recording needs: where its files are, for the one who looks at it."""

from typing import NamedTuple

from flask import request, url_for

from eventapp.core.locales import reader_locale
from eventapp.recordings import queries
from eventapp.recordings.languages import written_language
from eventapp.recordings.media.burning import name_of_burnt
from eventapp.recordings.media.pictures import MOMENTS, POSTER
from eventapp.recordings.media.renditions import DOWNLOAD, PLAYLIST, SOUND_DOWNLOAD
from eventapp.recordings.media.sound import PEAKS
from eventapp.recordings.media_links import MediaLink, media_token
from eventapp.recordings.models import LINES, PublishedCue, Recording, RecordingTrack
from eventapp.recordings.queries.tracks import published_cues, published_tracks
from eventapp.recordings.service.preparation import steps_done
from eventapp.recordings.subtitles.files import KINDS

PLAYER_LANGUAGES = {"zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}
"""The player's own names of our languages."""


class ShownTrack(NamedTuple):
    """A track as a player gets it; `words` are its language, as its own readers call it."""

    kind: str
    language: str
    words: str
    address: str


class MomentPictures(NamedTuple):
    """The file of small pictures of a recording's moments, and how they lie in it."""

    address: str
    how: dict[str, float]


class SignedVideo(NamedTuple):
    """A sign-language video that runs in a corner: its language in words, and where it is."""

    language: str
    words: str
    stream: str


class BurntVideo(NamedTuple):
    """A video with subtitles in its picture: their language in words, where it is, and its bytes."""

    words: str
    address: str
    size: int


class Watched(NamedTuple):
    """A recording as its player gets it. `transcript` are the lines to be read beside it, in `transcript_language`,
    which is one of `transcript_languages`."""

    recording: Recording
    stream: str
    poster: str | None
    download: str | None
    download_size: int
    burnt: list[BurntVideo]
    player_language: str
    waveform: str
    moments: MomentPictures | None
    tracks: list[ShownTrack]
    signed: list[SignedVideo]
    captions: str
    transcript: list[PublishedCue]
    transcript_language: str
    transcript_languages: list[str]
    transcript_files: list[tuple[str, str]]
    chapters: list[PublishedCue]


def watched(recording: Recording, kind: str, viewer_id: int = 0) -> Watched:
    """`kind` and `viewer_id` say who looks at it, as media_links.py has it."""
    viewer = MediaLink(recording.id, kind, viewer_id)
    token = media_token(viewer)
    locale = str(reader_locale())
    name = DOWNLOAD if recording.has_picture else SOUND_DOWNLOAD
    kept = queries.file_of(recording.id, name) if recording.is_downloadable else None
    published = published_tracks(recording.id)
    read = {one.language: one for one in published if one.kind == "transcript"}
    read |= {one.language: one for one in published if one.kind == "subtitles"}
    language = wanted_language(list(read), recording.language)
    chapters = [one for one in published if one.kind == "chapters"]
    return Watched(
        recording,
        stream=url_for("media.file", token=token, name=PLAYLIST),
        poster=url_for("media.file", token=token, name=POSTER) if recording.has_picture else None,
        download=url_for("media.file", token=token, name=name) if kept else None,
        download_size=kept.size if kept else 0,
        burnt=burnt_videos(recording, published, token) if recording.is_downloadable else [],
        waveform=url_for("media.file", token=token, name=PEAKS),
        moments=_moments(recording, token),
        player_language=PLAYER_LANGUAGES.get(locale, "en"),
        tracks=[_shown(track, token) for track in published if track.kind in LINES],
        signed=[_signed(track, viewer) for track in published if track.kind == "sign_language" and track.part_id],
        captions=locale if locale in read and locale != recording.language else "",
        transcript=published_cues(read[language].id) if language else [],
        transcript_language=language,
        transcript_languages=list(read),
        transcript_files=_files(read[language], token) if language and recording.is_downloadable else [],
        chapters=published_cues(_best(chapters, locale).id) if chapters else [],
    )


def wanted_language(offered: list[str], spoken: str) -> str:
    """That of the address, else the reader's, else what is spoken, else the first; nothing where there is none."""
    wanted = (request.args.get("transcript"), str(reader_locale()), spoken)
    return next((tag for tag in wanted if tag in offered), offered[0] if offered else "")


def _best(tracks: list[RecordingTrack], locale: str) -> RecordingTrack:
    return next((one for one in tracks if one.language == locale), tracks[0])


def _files(track: RecordingTrack, token: str) -> list[tuple[str, str]]:
    """The same lines to take along: kinds and addresses."""
    named = ((kind, f"{track.kind}-{track.language}.{kind}") for kind in KINDS)
    return [(kind, url_for("media.file", token=token, name=name, take=1)) for kind, name in named]


def _moments(recording: Recording, token: str) -> MomentPictures | None:
    how = steps_done(recording.id).get("pictures") if recording.has_picture else None
    return MomentPictures(url_for("media.file", token=token, name=MOMENTS), how) if how else None


def burnt_videos(recording: Recording, published: list[RecordingTrack], token: str) -> list[BurntVideo]:
    """Those whose lines are the ones that others see at this moment."""
    files = {file.name: file for file in recording.files}
    found = []
    for track in published:
        name = name_of_burnt(track.kind, track.language, track.published_revision or 0)
        if (file := files.get(name)) is not None:
            address = url_for("media.file", token=token, name=name)
            found.append(BurntVideo(written_language(track.language), address, file.size))
    return found


def _signed(track: RecordingTrack, viewer: MediaLink) -> SignedVideo:
    assert track.part_id is not None
    token = media_token(viewer._replace(recording_id=track.part_id))
    stream = url_for("media.file", token=token, name=PLAYLIST)
    return SignedVideo(track.language, written_language(track.language), stream)


def _shown(track: RecordingTrack, token: str) -> ShownTrack:
    address = url_for("media.file", token=token, name=f"{track.kind}-{track.language}.vtt", v=track.published_revision)
    return ShownTrack(track.kind, track.language, written_language(track.language), address)
