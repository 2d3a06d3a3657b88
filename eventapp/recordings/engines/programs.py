"""Engines that are Debian's programs: Apertium translates, espeak-ng speaks. Both work without a network."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from eventapp.recordings.engines.interfaces import EngineFailed, Estimate, Term

LONGEST_RUN = 120
"""Seconds."""
_ISO_639_3 = {
    "eng": "en", "spa": "es", "fra": "fr", "por": "pt", "ita": "it", "cat": "ca", "deu": "de", "ind": "id", "zlm": "ms",
    "rus": "ru", "ukr": "uk", "bel": "be", "pol": "pl", "nld": "nl", "dan": "da", "swe": "sv", "isl": "is", "nob": "nb",
    "glg": "gl", "oci": "oc", "eus": "eu", "ron": "ro", "hin": "hi", "urd": "ur",
}  # fmt: skip
_VOICES = {
    "en": "en", "zh-Hant": "cmn", "zh-Hans": "cmn", "fr": "fr", "de": "de", "es": "es", "it": "it", "pt": "pt",
    "ru": "ru", "ja": "ja", "ko": "ko", "vi": "vi", "hi": "hi", "id": "id", "ms": "ms", "ar": "ar",
}  # fmt: skip
_VARIANTS = ("m3", "f2", "m1", "f4", "m7", "f3", "m5", "f1")
"""Of each voice: lower and higher ones."""
_SEPARATOR = "\n\n"


def _run(command: list[str], sent: str) -> str:
    """Raises EngineFailed."""
    try:
        done = subprocess.run(  # noqa: S603
            command, input=sent, capture_output=True, text=True, timeout=LONGEST_RUN, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed(f"{command[0]}: {type(error).__name__}") from None
    if done.returncode != 0:
        raise EngineFailed(f"{command[0]}: {done.stderr.strip()[:200]}")
    return done.stdout


class Apertium:
    """Translates by rules between the pairs that are installed (packages apertium-eng-spa and their like)."""

    name = "Apertium"
    is_weak = True

    def pairs(self) -> list[tuple[str, str]]:
        if shutil.which("apertium") is None:
            return []
        return [pair for mode in _run(["apertium", "-l"], "").split() if (pair := _pair(mode)) is not None]

    def estimate(self, characters: int) -> Estimate:
        return Estimate(0.3 + characters / 3_000)

    def translate(self, texts: Sequence[str], source: str, target: str, terms: Sequence[Term]) -> list[str]:
        mode = next((one for one in _run(["apertium", "-l"], "").split() if _pair(one) == (source, target)), None)
        if mode is None:
            raise EngineFailed(f"there is no pair {source}-{target}")
        rows = [" ".join(text.split()) for text in texts]
        # Each text is a paragraph; what the programs write between two is kept as it is.
        said = _run(["apertium", "-u", mode], _SEPARATOR.join(rows) + "\n").rstrip("\n").split(_SEPARATOR)
        if len(said) != len(rows):
            return [_run(["apertium", "-u", mode], row + "\n").strip() for row in rows]
        return [" ".join(text.split()) for text in said]


def _pair(mode: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"([a-z]{2,3})-([a-z]{2,3})", mode)
    if found is None:
        return None
    return _ISO_639_3.get(found[1], found[1]), _ISO_639_3.get(found[2], found[2])


class Espeak:
    """Speaks by formants: understood well, and nobody takes it for a person."""

    name = "espeak-ng"
    is_weak = True
    takes_likeness = False

    def languages(self) -> list[str]:
        return list(_VOICES) if shutil.which("espeak-ng") else []

    def estimate(self, characters: int) -> Estimate:
        return Estimate(characters / 2_000)

    def voices(self, _language: str) -> list[str]:
        return list(_VARIANTS)

    def speak(self, text: str, language: str, path: Path, voice: str = "") -> None:
        spoken = _VOICES.get(language, language) + (f"+{voice}" if voice in _VARIANTS else "")
        _run(["espeak-ng", "-v", spoken, "-s", "155", "-w", str(path), "--stdin"], text)
        if not path.exists() or path.stat().st_size < 100:
            raise EngineFailed("espeak-ng: nothing was said")
