"""Why a recording was not prepared, and how far one is, in the reader's words."""

from flask_babel import gettext as _

from eventapp.recordings.models import Recording


def failure_words(recording: Recording) -> str:
    """What went wrong, and what to do."""
    details = recording.failure_details
    match recording.failure:
        case "no_media":
            words = _(
                "This is no video or sound that we can read. Bring an MP4, WebM, MOV, MKV, MP3, WAV or FLAC file."
            )
        case "no_length":
            words = _("The file does not say how long it is, as when a recorder was cut off. Save it anew first.")
        case "too_long":
            words = _("The recording is longer than %(hours)s hours. Cut it in parts.", hours=details.get("hours"))
        case "too_many_pixels":
            words = _("The picture is larger than 8K. Save it smaller first.")
        case "took_too_long":
            words = _("It took longer than any recording of its length should. Save it anew with another program.")
        case "address_refused":
            words = _("The address leads to nowhere that everybody can reach.")
        case "not_fetched":
            words = _("The file could not be fetched (%(words)s). Check the address, then try again.", **_said(details))
        case "too_large":
            words = _("The file is larger than one recording may be.")
        case "storage_away":
            words = _("The storage for recordings did not answer. Try again in a while.")
        case _:
            words = _("The file is damaged: it could not be read to its end. Save it anew with another program.")
    return words


def _said(details: dict[str, object]) -> dict[str, object]:
    return {"words": details.get("words", "")}


def step_words(recording: Recording) -> str:
    """What is being done."""
    words = {
        "gather": _("Fetching the file") if recording.origin == "link" else _("Putting the file together"),
        "probe": _("Looking at the file"),
        "loudness": _("Measuring the loudness"),
        "encode": _("Making it playable everywhere"),
        "cut": _("Cutting it for streaming"),
        "pictures": _("Taking pictures of its moments"),
        "sound": _("Listening for speech"),
    }
    return words.get(recording.step, _("Waiting for its turn"))
