"""What is said about lines and tracks, in the reader's words."""

from flask_babel import gettext as _

from eventapp.recordings.models import RecordingTrack
from eventapp.recordings.service import errors
from eventapp.recordings.subtitles.files import FileRefused


def remark_words() -> dict[str, str]:
    """What the checks of subtitles/checks.py find, with {value} for what they found."""
    return {
        "overlap": _("reaches into the next line"),
        "small_gap": _("a gap that only flickers before the next line"),
        "too_short": _("shown for less than 0.8 seconds"),
        "too_long": _("shown for more than 7 seconds"),
        "too_fast": _("too fast to read: {value} characters a second"),
        "too_many_rows": _("{value} rows: two are read well"),
        "row_too_long": _("a row of {value} characters"),
        "number_missing": _("the number {value} of the original is missing"),
        "speaker_differs": _("the original has {value} say it"),
        "term_missing": _("the glossary has {value}"),
        "term_forbidden": _("the glossary does not want {value}"),
    }


def kind_words(kind: str) -> str:
    return {
        "transcript": _("Transcript"), "subtitles": _("Subtitles"), "chapters": _("Chapters"), "dub": _("Dub"),
        "descriptions": _("Descriptions"), "audio_description": _("Audio description"),
        "sign_language": _("Sign-language video"),
    }[kind]  # fmt: skip


def state_words(track: RecordingTrack) -> str:
    """How the lines as they are now stand."""
    if track.is_checked:
        return _("Checked by %(name)s", name=track.checked_by)
    return {
        "machine_draft": _("Machine draft"), "draft": _("Draft"), "checked": _("Changed since it was checked"),
        "being_checked": _("Being checked by %(name)s", name=track.checked_by or "–"),
    }[track.state]  # fmt: skip


def origin_words(track: RecordingTrack) -> str:
    if track.engine:
        return _("Made by machine: %(engine)s", engine=track.engine)
    return {
        "written": _("Written by hand"), "file": _("From a file"), "captions": _("From the live captions"),
        "engine": _("Made by machine"),
    }[track.origin]  # fmt: skip


def refusal(error: errors.RecordingError) -> str:
    """Why something is not done with a track, in words that say what to do."""
    words = {
        errors.TrackThere: _("There is one in this language already. Open it, or delete it first."),
        errors.NotChecked: _("Nobody has checked the lines as they are now. Have somebody look through them first."),
        errors.NotReady: _("The file is not ready yet. Wait until it is prepared, and look at it first."),
        errors.ChangedMeanwhile: _("Somebody else has changed this meanwhile. Look at how it is now, and try again."),
        errors.LinesOverlap: _("The line would reach into another one, or ends before it begins. Choose other times."),
        errors.LineMissing: _("This line is not there any more."),
        errors.LineEmpty: _("A line has between 1 and 1,000 characters."),
        errors.TooManyCues: _("A track has at most 50,000 lines."),
    }
    return words[type(error)]


def file_refusal(error: FileRefused) -> str:
    return {
        "too_large": _("The file is larger than 10 MB."),
        "unreadable": _("This is no file of subtitles that we can read. Bring WebVTT, SRT, TTML or ASS."),
        "too_many": _("The file has more than 50,000 lines."),
        "empty": _("The file has no line that is shown for any time."),
    }[error.reason]
