"""Makes drafts in the background: one at a time in each worker, each piece once, whatever becomes of the worker."""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from flask import current_app
from flask_babel import gettext

from eventapp.core import jobs
from eventapp.core.files import data_folder
from eventapp.core.locales import LOCALE_NAMES, speaking
from eventapp.core.object_storage import StorageAway, storage
from eventapp.recordings.background import Turn, fresh_folder
from eventapp.recordings.engines import chosen
from eventapp.recordings.engines.chinese_scripts import in_script
from eventapp.recordings.engines.interfaces import EngineFailed
from eventapp.recordings.glossary import memory_of, names_in, with_speakers, words_of
from eventapp.recordings.media import burning, dubbing, renditions
from eventapp.recordings.media.errors import MediaRefused
from eventapp.recordings.media.pieces import in_rows, into_lines, pieces_of, write_piece
from eventapp.recordings.media.probing import Probed
from eventapp.recordings.media.slides import slide_changes
from eventapp.recordings.models import DraftJob, Recording
from eventapp.recordings.preparing import TELL_EVERY
from eventapp.recordings.queries.drafts import draft_with_recording
from eventapp.recordings.queries.tracks import as_cues, cues_of, published_cues
from eventapp.recordings.service import drafts, preparation
from eventapp.recordings.service.recordings import file_key
from eventapp.recordings.sound_files import keep_sound
from eventapp.recordings.subtitles.cues import Cue, in_order
from eventapp.recordings.voices import voices_for

LINES_AT_ONCE = 20
"""That are translated in one piece."""
_turn = Turn("draft")
Piece = TypeVar("Piece")


@jobs.looks_around
def make_drafts() -> bool:
    """Begin with the next draft that waits, unless this process is at one."""
    _turn.begin(drafts.claim_draft, make)
    return False


def make(job_id: int) -> None:
    """Make a draft that this process has claimed."""
    try:
        Drafting(job_id).run()
    except Stopped:
        return
    except EngineFailed as error:
        drafts.fail_draft(job_id, str(error))
    except (StorageAway, MediaRefused, OSError) as error:
        current_app.logger.exception("a draft was not made")
        drafts.fail_draft(job_id, type(error).__name__)
    except Exception:
        current_app.logger.exception("a draft was not made")
        drafts.fail_draft(job_id, "")


class Stopped(Exception):
    """Nobody wants it any more, or another worker goes on with it."""


class Drafting:
    """One draft on its way. Pieces that are done are passed by."""

    def __init__(self, job_id: int) -> None:
        found = draft_with_recording(job_id)
        if found is None:
            raise Stopped
        self.job: DraftJob = found
        self.recording: Recording = found.recording
        self.folder = data_folder() / "drafting" / str(found.uid)
        self._told_at = 0.0

    def run(self) -> None:
        with fresh_folder(self.folder):
            if self.job.kind == "burn":
                self._burn()
                return
            works = {
                "transcribe": self._transcribe, "translate": self._translate, "speak": self._speak,
                "slides": self._slides,
            }  # fmt: skip
            cues = works[self.job.kind]()
            drafts.finish_draft(self.job.id, in_order(cues).cues)

    def _pieces(self, wanted: list[Piece], work: Callable[[Piece], Any]) -> list[Any]:
        """What the engine gives for each of them; it is asked for none twice."""
        known = drafts.pieces_done(self.job.id)
        for number, piece in enumerate(wanted):
            if number in known:
                continue
            if drafts.hear_of_draft(self.job.id, len(wanted)):
                raise Stopped
            began = time.monotonic()
            known[number] = work(piece)
            if drafts.piece_done(self.job.id, number, known[number], time.monotonic() - began):
                raise Stopped
        return [known[number] for number in range(len(wanted))]

    def _engine(self, offered: list[Any]) -> Any:
        found = next((one for one in offered if one.name == self.job.engine), None)
        if found is None:
            raise EngineFailed(f"{self.job.engine} is not there any more")
        return found

    def _transcribe(self) -> list[Cue]:
        engine = self._engine(chosen.transcribers(self.job.language))
        event, session = self.recording.event, self.recording.session
        names = names_in(event.id, self.job.language)
        sound = self._stored(f"{renditions.SOUND}.m4s")
        speech = preparation.steps_done(self.recording.id)["sound"]["speech"]

        def hear(piece: tuple[int, int]) -> list[Any]:
            path = self.folder / "piece.wav"
            write_piece(sound, piece, path)
            found = engine.transcribe(path, self.job.language, names)
            return [
                [piece[0] + cue.starts_ms, min(piece[0] + cue.ends_ms, piece[1]), cue.text] for cue in found
            ]  # fmt: skip

        heard = [Cue(*line) for lines in self._pieces(pieces_of(speech), hear) for line in lines]
        people = [
            one.speaker.name.text(self.job.language, event.main_locale)
            for one in (session.appearances if session else [])
        ]
        lines = [
            line._replace(text=in_rows(in_script(line.text, self.job.language)))
            for cue in heard
            for line in into_lines(cue)
        ]
        return with_speakers(lines, people)

    def _source(self) -> list[Cue]:
        assert self.job.source is not None
        return as_cues(cues_of(self.job.source.id))

    def _translate(self) -> list[Cue]:
        assert self.job.source is not None
        source, target = self.job.source.language, self.job.language
        engine = self._engine(chosen.translators(source, target))
        event_id = self.recording.event_id
        words, memory = words_of(event_id, source, target), memory_of(event_id, source, target)
        lines = self._source()
        batches = [lines[at : at + LINES_AT_ONCE] for at in range(0, len(lines), LINES_AT_ONCE)]

        def translate(batch: list[Cue]) -> list[str]:
            unknown = [cue.text for cue in batch if cue.text not in memory]
            said = iter(engine.translate(unknown, source, target, words.terms) if unknown else [])
            return [memory[cue.text] if cue.text in memory else in_rows(next(said)) for cue in batch]

        texts = [text for batch in self._pieces(batches, translate) for text in batch]
        return [cue._replace(text=text or "…") for cue, text in zip(lines, texts, strict=True)]

    def _speak(self) -> list[Cue]:
        engine = self._engine(chosen.voices(self.job.language))
        lines = self._source()
        probed = self._probed
        ends = [*(cue.starts_ms for cue in lines[1:]), probed.duration_ms]
        speakers = [cue.speaker for cue in lines]
        voices = voices_for(engine, self.job.language, self.job.voices, speakers, self.recording.event_id)

        def speak(numbered: tuple[int, Cue]) -> list[Any]:
            number, cue = numbered
            spoken, fitted = self.folder / "spoken.wav", self.folder / f"{number}.wav"
            engine.speak(" ".join(cue.text.split()), self.job.language, spoken, voices[cue.speaker])
            told = dubbing.fit(spoken, fitted, cue.starts_ms, ends[number] - cue.starts_ms, lambda _seconds: False)
            with fitted.open("rb") as file:
                storage().put(self._piece_key(number), file)
            return list(told)

        told = [dubbing.Fitted(*one) for one in self._pieces(list(enumerate(lines)), speak)]
        self._lay_over([(one, self._piece(number)) for number, one in enumerate(told)], probed)
        return [
            cue._replace(text=f"{cue.text} ⚠" if one.is_too_long else cue.text)
            for cue, one in zip(lines, told, strict=True)
        ]

    def _lay_over(self, lines: list[tuple[dubbing.Fitted, Path]], probed: Probed) -> None:
        name = dubbing.safe_name(drafts.made_of("speak", self.job.source), self.job.language)
        original = self._stored(f"{renditions.SOUND}.m4s")
        whole = self.folder / f"{name}.mp4"
        dubbing.lay_over(original, lines, whole, probed, self._still_wanted)
        cut = self.folder / "cut"
        cut.mkdir()
        playlist, segments = renditions.cut(whole, name, cut, probed, self._still_wanted)
        keep_sound(self.recording, [playlist, segments])
        storage().delete_folder(f"{self.recording.folder}/pieces/{self.job.uid}")

    def _still_wanted(self, _seconds: float) -> bool:
        """Asked by every program that runs, about once a second."""
        return self._tell(None)

    def _tell(self, percent: int | None) -> bool:
        """Returns whether to stop."""
        if time.monotonic() - self._told_at < TELL_EVERY:
            return False
        self._told_at = time.monotonic()
        return drafts.hear_of_draft(self.job.id, self.job.total if percent is None else 100, percent)

    def _slides(self) -> list[Cue]:
        """Chapters that are called by their slides' numbers, to be named by whoever checks them."""
        probed = self._probed
        progress = self._percent_of(probed)
        begins = slide_changes(self._stored(renditions.DOWNLOAD), self.folder, probed, progress)
        with speaking(self.job.language if self.job.language in LOCALE_NAMES else self.recording.event.main_locale):
            names = [gettext("Slide %(number)s", number=number) for number in range(1, len(begins) + 1)]
        spans = pairwise([*begins, probed.duration_ms])
        return [Cue(*span, name) for span, name in zip(spans, names, strict=True)]

    @property
    def _probed(self) -> Probed:
        return Probed(**preparation.steps_done(self.recording.id)["probe"])

    def _percent_of(self, probed: Probed) -> Callable[[float], bool]:
        seconds = max(probed.seconds, 0.1)
        return lambda done: self._tell(min(99, round(100 * done / seconds)))

    def _burn(self) -> None:
        track = self.job.source
        assert track is not None
        probed = self._probed
        name = burning.name_of_burnt(track.kind, track.language, track.published_revision or 0)
        path = self.folder / name
        burning.burn(
            self._stored(renditions.DOWNLOAD), as_cues(published_cues(track.id)), track.language, path,
            probed=probed, progress=self._percent_of(probed),
        )  # fmt: skip
        with path.open("rb") as file:
            storage().put(file_key(self.recording, name), file)
        replaced = drafts.finish_burning(self.job.id, name, path.stat().st_size)
        storage().delete([file_key(self.recording, one) for one in replaced])

    def _piece_key(self, number: int) -> str:
        return f"{self.recording.folder}/pieces/{self.job.uid}/{number}.wav"

    def _piece(self, number: int) -> Path:
        """A spoken line, of this try or of one before."""
        path = self.folder / f"{number}.wav"
        return path if path.exists() else storage().local_copy(self._piece_key(number), self.folder)

    def _stored(self, name: str) -> Path:
        return storage().local_copy(file_key(self.recording, name), self.folder)
