"""Engines behind HTTP, by interfaces that many speak: OpenAI's for hearing and speaking, LibreTranslate's.

Any server that has them will do: a model of one's own, or a service under contract.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from eventapp.recordings.engines.interfaces import EngineFailed, Estimate, Term
from eventapp.recordings.subtitles.cues import Cue

ANSWER_WITHIN = 300
"""Seconds."""
LARGEST_SOUND = 100 * 1024 * 1024


class Service(NamedTuple):
    """Where a service answers, what it wants to be shown, and what it costs: by the minute of speech, or by a thousand
    characters."""

    url: str
    key: str = ""
    model: str = ""
    cost: float = 0.0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def _post(service: Service, path: str, **sent: Any) -> Any:
    """Raises EngineFailed."""
    import requests

    try:
        answer = requests.post(
            service.url.rstrip("/") + path,
            headers=service.headers,
            timeout=ANSWER_WITHIN,
            allow_redirects=False,
            **sent,
        )
        answer.raise_for_status()
    except requests.RequestException as error:
        status = error.response.status_code if error.response is not None else type(error).__name__
        raise EngineFailed(f"{path}: {status}") from None
    return answer


def _json(answer: Any) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise EngineFailed("the answer is no JSON") from None


class HttpTranscriber:
    """POST /audio/transcriptions, answered as verbose_json."""

    is_weak = False

    def __init__(self, service: Service) -> None:
        self.service, self.name = service, service.model or "speech service"

    def languages(self) -> list[str]:
        return []

    def estimate(self, seconds: float) -> Estimate:
        return Estimate(2 + seconds / 10, self.service.cost * seconds / 60)

    def transcribe(self, sound: Path, language: str, words: Sequence[str]) -> list[Cue]:
        told = {
            "model": self.service.model, "language": language.partition("-")[0], "response_format": "verbose_json",
            "prompt": ", ".join(words)[:800],
        }  # fmt: skip
        with sound.open("rb") as file:
            found = _json(_post(self.service, "/audio/transcriptions", data=told, files={"file": ("speech.wav", file)}))
        try:
            return [
                Cue(round(float(one["start"]) * 1000), round(float(one["end"]) * 1000), str(one["text"]).strip())
                for one in found["segments"]
            ]
        except (KeyError, TypeError, ValueError):
            raise EngineFailed("the answer has no segments") from None


class HttpTranslator:
    """POST /translate, many texts at once."""

    is_weak = False

    def __init__(self, service: Service) -> None:
        self.service, self.name = service, service.model or "translation service"

    def pairs(self) -> list[tuple[str, str]]:
        return []

    def estimate(self, characters: int) -> Estimate:
        return Estimate(2 + characters / 1_000, self.service.cost * characters / 1_000)

    def translate(self, texts: Sequence[str], source: str, target: str, terms: Sequence[Term]) -> list[str]:
        told = {
            "q": list(texts), "source": source, "target": target, "format": "text", "api_key": self.service.key,
            "glossary": [list(term) for term in terms],
        }  # fmt: skip
        found = _json(_post(self.service, "/translate", json=told))
        said = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(said, list) or len(said) != len(texts) or not all(isinstance(one, str) for one in said):
            raise EngineFailed("the answer does not have as many texts as were sent")
        return said


class HttpVoice:
    """POST /audio/speech, answered with a WAV file. Without voices in the settings it is told the language instead."""

    is_weak = False
    takes_likeness = True

    def __init__(self, service: Service, voices: Sequence[str] = ()) -> None:
        self.service, self.name, self._voices = service, service.model or "voice service", list(voices)

    def languages(self) -> list[str]:
        return []

    def estimate(self, characters: int) -> Estimate:
        return Estimate(2 + characters / 300, self.service.cost * characters / 1_000)

    def voices(self, _language: str) -> list[str]:
        return self._voices

    def speak(self, text: str, language: str, path: Path, voice: str = "") -> None:
        told = {"model": self.service.model, "input": text, "voice": voice or language, "response_format": "wav"}
        answer = _post(self.service, "/audio/speech", json=told)
        if not answer.content.startswith(b"RIFF") or len(answer.content) > LARGEST_SOUND:
            raise EngineFailed("the answer is no WAV file")
        path.write_bytes(answer.content)
