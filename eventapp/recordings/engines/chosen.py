"""Which engines this instance has: those that are installed, and the services that its settings name."""

from collections.abc import Sequence
from pathlib import Path

from flask import current_app

from eventapp.recordings.engines.chinese_scripts import ChineseScripts
from eventapp.recordings.engines.http_services import HttpTranscriber, HttpTranslator, HttpVoice, Service
from eventapp.recordings.engines.interfaces import Transcriber, Translator, Voice
from eventapp.recordings.engines.local_models import local_transcribers, local_translators, local_voices
from eventapp.recordings.engines.moonshine import Moonshine
from eventapp.recordings.engines.programs import Apertium, Espeak


def transcribers(language: str) -> list[Transcriber]:
    """Those that hear a language, a service before what is built in."""
    found: list[Transcriber] = [HttpTranscriber(service)] if (service := _service("TRANSCRIBE")) else []
    local = [one for one in local_transcribers(_models()) if not one.languages() or language in one.languages()]
    moonshine = Moonshine()
    return [*found, *local, *([moonshine] if language in moonshine.languages() else [])]


def translators(source: str, target: str) -> list[Translator]:
    """Those that translate a pair. Between the Chinese scripts there is one that makes no mistakes of meaning."""
    scripts = ChineseScripts()
    if (source, target) in scripts.pairs():
        return [scripts]
    found: list[Translator] = [HttpTranslator(service)] if (service := _service("TRANSLATE")) else []
    found += local_translators(_models(), source, target)
    apertium = Apertium()
    return [*found, apertium] if (source, target) in apertium.pairs() else found


def voices(language: str) -> list[Voice]:
    found: list[Voice] = (
        [HttpVoice(service, current_app.config["SPEAK_VOICES"])] if (service := _service("SPEAK")) else []
    )
    found += local_voices(_models(), language)
    espeak = Espeak()
    return [*found, espeak] if language in espeak.languages() else found


def targets(source: str, languages: Sequence[str]) -> list[str]:
    """The languages into which something can be translated."""
    return [one for one in languages if one != source and translators(source, one)]


def _models() -> Path | None:
    """The operator's folder of models, where there is one."""
    folder = current_app.config["MODELS_FOLDER"]
    return Path(folder) if folder else None


def _service(kind: str) -> Service | None:
    config = current_app.config
    url: str = config[f"{kind}_URL"]
    if not url:
        return None
    return Service(url, config[f"{kind}_KEY"], config[f"{kind}_MODEL"], float(config[f"{kind}_COST"]))
