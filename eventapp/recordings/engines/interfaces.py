"""What an engine is: three kinds, each behind one method, so that a better one is a setting and not a change."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from eventapp.recordings.subtitles.cues import Cue


class EngineFailed(Exception):
    """An engine that did not do its work; the message says why, in the engine's own words."""


class Estimate(NamedTuple):
    """What a piece of work takes, about: seconds of waiting, and what it costs in the currency of the contract."""

    seconds: float
    cost: float = 0.0


class Term(NamedTuple):
    """A name or word as it is in the one language and in the other."""

    source: str
    target: str


class Engine(Protocol):
    """`name` is what a draft says of who made it; `is_weak` has the page warn of it."""

    name: str
    is_weak: bool


class Transcriber(Engine, Protocol):
    """Hears a piece of speech."""

    def languages(self) -> Sequence[str]:
        """The languages (BCP 47) that it hears; none where it says nothing of them and takes any."""
        ...

    def estimate(self, seconds: float) -> Estimate: ...

    def transcribe(self, sound: Path, language: str, words: Sequence[str]) -> list[Cue]:
        """What is said in a WAV file of 16 kHz, with times from its beginning. `words` are names that may be said.

        Raises EngineFailed.
        """
        ...


class Translator(Engine, Protocol):
    """Says the same in another language."""

    def pairs(self) -> Sequence[tuple[str, str]]:
        """From which into which languages; none where it says nothing of them and takes any."""
        ...

    def estimate(self, characters: int) -> Estimate: ...

    def translate(self, texts: Sequence[str], source: str, target: str, terms: Sequence[Term]) -> list[str]:
        """Each text in the target language, in their order. Raises EngineFailed."""
        ...


class Voice(Engine, Protocol):
    """Says a text aloud. `takes_likeness` says whether it has voices that its users made from somebody's own."""

    takes_likeness: bool

    def languages(self) -> Sequence[str]: ...

    def estimate(self, characters: int) -> Estimate: ...

    def voices(self, language: str) -> Sequence[str]:
        """What it calls its own voices for a language, of nobody in particular; none where it has but one."""
        ...

    def speak(self, text: str, language: str, path: Path, voice: str = "") -> None:
        """Write a WAV file. `voice` is one of its own, or of its users' where it takes those. Raises EngineFailed."""
        ...
