"""The settings of recordings: where they are kept, what they may take, and which services draft what is said."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TEXTS = (
    "media_folder", "s3_bucket", "s3_endpoint", "s3_region", "s3_access_key", "s3_secret_key", "transcribe_url",
    "transcribe_key", "transcribe_model", "translate_url", "translate_key", "translate_model", "speak_url", "speak_key",
    "speak_model", "models_folder",
)  # fmt: skip
NUMBERS = (("recording_gigabytes", 1, 1000), ("recording_hours", 1, 24), ("event_gigabytes", 1, 1_000_000))
COSTS = ("transcribe_cost", "translate_cost", "speak_cost")


@dataclass(frozen=True)
class RecordingSettings:
    """Each is an EVENTAPP_* variable, as in config.py."""

    media_folder: str = ""
    """EVENTAPP_MEDIA_FOLDER: where recordings are kept, unless a bucket is set; by default media in the data folder.
    Several machines need one folder that they share, or a bucket."""
    s3_bucket: str = ""
    """EVENTAPP_S3_BUCKET: a bucket, or bucket/folder, of a store that speaks S3, for recordings."""
    s3_endpoint: str = ""
    """EVENTAPP_S3_ENDPOINT: where that store answers, e.g. https://minio.example.org; by default AWS's own."""
    s3_region: str = ""
    """EVENTAPP_S3_REGION: the bucket's region; by default us-east-1."""
    s3_access_key: str = ""
    """EVENTAPP_S3_ACCESS_KEY: who we are to that store; by default what the environment has for AWS."""
    s3_secret_key: str = ""
    """EVENTAPP_S3_SECRET_KEY: the secret that goes with it."""
    recording_gigabytes: int = 20
    """EVENTAPP_RECORDING_GIGABYTES: how large one recording's file may be."""
    recording_hours: int = 12
    """EVENTAPP_RECORDING_HOURS: how long a recording may be."""
    event_gigabytes: int = 500
    """EVENTAPP_EVENT_GIGABYTES: what the recordings of one event may take, with all that is made of them."""
    fetch_networks: tuple[str, ...] = ()
    """EVENTAPP_FETCH_NETWORKS: networks beyond the public one from which recordings may be fetched, without TLS too,
    with commas between."""
    models_folder: str = ""
    """EVENTAPP_MODELS_FOLDER: a folder of models that draft on this machine, as the operator's guide has it."""
    transcribe_url: str = ""
    """EVENTAPP_TRANSCRIBE_URL: a service that hears speech, as OpenAI's /audio/transcriptions does, up to that path."""
    transcribe_key: str = ""
    """EVENTAPP_TRANSCRIBE_KEY: the bearer token that it asks for."""
    transcribe_model: str = ""
    """EVENTAPP_TRANSCRIBE_MODEL: its model, by which drafts name it."""
    transcribe_cost: float = 0.0
    """EVENTAPP_TRANSCRIBE_COST: what a minute costs, shown before it starts."""
    translate_url: str = ""
    """EVENTAPP_TRANSLATE_URL: a service that translates, as LibreTranslate's /translate does, up to that path."""
    translate_key: str = ""
    """EVENTAPP_TRANSLATE_KEY: the key that it asks for."""
    translate_model: str = ""
    """EVENTAPP_TRANSLATE_MODEL: how drafts name it."""
    translate_cost: float = 0.0
    """EVENTAPP_TRANSLATE_COST: what a thousand characters cost."""
    speak_url: str = ""
    """EVENTAPP_SPEAK_URL: a service that speaks, as OpenAI's /audio/speech does, up to that path."""
    speak_key: str = ""
    """EVENTAPP_SPEAK_KEY: the bearer token that it asks for."""
    speak_model: str = ""
    """EVENTAPP_SPEAK_MODEL: its model, by which drafts name it."""
    speak_voices: tuple[str, ...] = ()
    """EVENTAPP_SPEAK_VOICES: its voices, with commas between; speakers are given them in turn. Without any it is told
    the language instead."""
    speak_cost: float = 0.0
    """EVENTAPP_SPEAK_COST: what a thousand characters cost."""

    def recording_config(self, data_dir: Path) -> dict[str, Any]:
        """All of them by the names that the app asks for."""
        names = (*TEXTS, *(name for name, _lowest, _highest in NUMBERS), *COSTS, "fetch_networks", "speak_voices")
        found = {name.upper(): getattr(self, name) for name in names}
        return found | {"MEDIA_FOLDER": self.media_folder or str(data_dir / "media")}


def objection_to(settings: RecordingSettings) -> str:
    """Why these settings cannot be used, naming the variable; empty where they can."""
    for name in ("s3_endpoint", "transcribe_url", "translate_url", "speak_url"):
        value = getattr(settings, name)
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            return f"EVENTAPP_{name.upper()} must begin with https:// or http://"
    if settings.models_folder and not Path(settings.models_folder).is_dir():
        return f"EVENTAPP_MODELS_FOLDER: there is no folder {settings.models_folder}"
    if bool(settings.s3_access_key) != bool(settings.s3_secret_key):
        return "EVENTAPP_S3_ACCESS_KEY and EVENTAPP_S3_SECRET_KEY go together"
    return ""
