"""Prepares recordings in the background, one at a time in each worker, beside everything else that it does."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from flask import current_app

from eventapp.core import jobs
from eventapp.core.downloads import DownloadFailed, TooLarge, download
from eventapp.core.files import data_folder
from eventapp.core.object_storage import StorageAway, storage
from eventapp.core.outgoing_requests import AddressRefused
from eventapp.recordings import queries
from eventapp.recordings.background import Turn, fresh_folder
from eventapp.recordings.media import ffmpeg, pictures, renditions, sound
from eventapp.recordings.media.errors import MediaRefused, PreparationStopped
from eventapp.recordings.media.ffmpeg import Progress
from eventapp.recordings.media.probing import Probed, probe
from eventapp.recordings.models import Recording
from eventapp.recordings.service import preparation, uploads
from eventapp.recordings.service.preparation import MadeFile
from eventapp.recordings.service.recordings import file_key
from eventapp.recordings.storage import largest_file, longest_hours

WEIGHTS = {"gather": 5, "probe": 1, "loudness": 8, "encode": 70, "cut": 6, "pictures": 5, "sound": 5}
"""The steps in their order, and how much of the whole each is."""
TELL_EVERY = 2.0
"""Seconds between two notes of how far it is."""
MEDIA_TYPES = {
    ".mp4": "video/mp4", ".m4a": "audio/mp4", ".m4s": "video/iso.segment", ".jpg": "image/jpeg",
    ".m3u8": "application/vnd.apple.mpegurl", ".json": "application/json",
}  # fmt: skip

_turn = Turn("recording")


@jobs.looks_around
def prepare_recordings() -> bool:
    """Begin with the next recording that waits, unless this process is at one."""
    if ffmpeg.is_there():
        _turn.begin(preparation.claim_next, prepare)
    return False


@jobs.looks_around
def forget_abandoned_uploads() -> bool:
    return uploads.forget_abandoned()


@jobs.looks_around
def delete_leftovers() -> bool:
    return uploads.delete_leftovers()


def prepare(recording_id: int) -> None:
    """Do all that is still to be done of a recording that this process has claimed."""
    try:
        Preparation(recording_id).run()
    except PreparationStopped:
        return
    except MediaRefused as error:
        preparation.fail(recording_id, error.reason, error.details)
    except (StorageAway, OSError) as error:
        current_app.logger.exception("a recording was not prepared")
        preparation.fail(recording_id, "storage_away", {"words": type(error).__name__})
    except Exception:
        current_app.logger.exception("a recording was not prepared")
        preparation.fail(recording_id, "damaged", {})


class Preparation:
    """One recording's way from what was brought to what can be played. Each step that is done is passed by."""

    def __init__(self, recording_id: int) -> None:
        found = queries.whole_recording(recording_id)
        if found is None:
            raise PreparationStopped
        self.recording: Recording = found
        self.folder = data_folder() / "preparing" / str(found.uid)
        self.done = preparation.steps_done(found.id)
        self._told_at = 0.0

    def run(self) -> None:
        with fresh_folder(self.folder):
            for name in WEIGHTS:
                if name not in self.done:
                    self._step(name, getattr(self, f"_{name}"))
            self._tidy()
            preparation.finish(self.recording.id)

    def _step(self, name: str, work: Callable[[], tuple[Mapping[str, Any], list[MadeFile]]]) -> None:
        began = time.monotonic()
        self._tell(name, 0.0)
        result, files = work()
        if preparation.step_done(self.recording.id, name, result, time.monotonic() - began, files):
            raise PreparationStopped
        self.done[name] = dict(result)

    def _tell(self, name: str, part: float) -> bool:
        """Note how far a step is, from 0 to 1. Returns whether to stop."""
        now = time.monotonic()
        if part and now - self._told_at < TELL_EVERY:
            return False
        self._told_at = now
        before = sum(weight for step, weight in WEIGHTS.items() if step in self.done)
        percent = round(before + WEIGHTS[name] * min(part, 1.0))
        return preparation.hear(self.recording.id, name, min(percent, 99))

    def _progress(self, name: str, first: float = 0.0, share: float = 1.0) -> Progress:
        """Of a program that is `share` of a step, of which `first` is done before it begins."""
        seconds = max(self.probed.seconds, 0.1)
        return lambda done: self._tell(name, first + share * min(done / seconds, 1.0))

    @property
    def probed(self) -> Probed:
        return Probed(**self.done["probe"])

    def _gather(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        """The original as one file."""
        if self.recording.origin == "link":
            preparation.note_size(self.recording.id, self._keep_original(self._fetched()))
        elif parts := queries.parts_of(self.recording.id):
            if self._keep_original(self._joined([part.key for part in parts])) != self.recording.size:
                raise StorageAway("the pieces of an upload are not all there")
            storage().delete(preparation.forget_parts(self.recording.id))
        elif storage().size(self.recording.original_key) is None:
            raise StorageAway("the original is not there")
        return {}, []

    def _keep_original(self, blocks: Iterator[bytes]) -> int:
        """Store the original, and return its bytes."""
        path = self.folder / "original"
        with path.open("w+b") as file:
            for block in blocks:
                file.write(block)
            size = file.tell()
            file.seek(0)
            storage().put(self.recording.original_key, file)
        path.unlink()
        return size

    def _joined(self, keys: list[str]) -> Iterator[bytes]:
        for number, key in enumerate(keys):
            if self._tell("gather", number / len(keys)):
                raise PreparationStopped
            yield from storage().read(key)

    def _fetched(self) -> Iterator[bytes]:
        networks = tuple(ip_network(one) for one in current_app.config["FETCH_NETWORKS"])
        size = 0
        try:
            for block in download(self.recording.address, networks, largest_file()):
                size += len(block)
                if self._tell("gather", size / largest_file()):
                    raise PreparationStopped
                yield block
        except AddressRefused as error:
            raise MediaRefused("address_refused", words=str(error)) from None
        except DownloadFailed as error:
            raise MediaRefused("not_fetched", words=str(error)) from None
        except TooLarge:
            raise MediaRefused("too_large") from None

    def _probe(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        probed = probe(self._original(), longest_hours())
        preparation.note_probed(self.recording.id, probed)
        return probed._asdict(), []

    def _loudness(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        return renditions.loudness_of(self._original(), self.probed, self._progress("loudness")), []

    def _encode(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        made = renditions.make_files(
            self._original(), self.folder, self.probed, self.done["loudness"], self._progress("encode")
        )  # fmt: skip
        return {"names": list(made)}, [self._keep(path, path.name) for path in made.values()]

    def _cut(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        names: list[str] = self.done["encode"]["names"]
        kept = []
        for number, name in enumerate(names):
            progress = self._progress("cut", number / len(names), 1 / len(names))
            both = renditions.cut(self._made(f"{name}.mp4"), name, self.folder, self.probed, progress)
            kept += [self._keep(path, path.name) for path in both]
        kept.append(self._keep(self._made(f"{self._best(names)}.mp4"), self._download_name()))
        return {}, kept

    def _best(self, names: list[str]) -> str:
        """The one to take along: not the largest, where that is more than phones want."""
        sizes = [name for name in names if name not in (renditions.SOUND, "1080p")]
        return sizes[-1] if sizes else renditions.SOUND

    def _download_name(self) -> str:
        return renditions.DOWNLOAD if self.probed.width else renditions.SOUND_DOWNLOAD

    def _pictures(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        if not self.probed.width:
            return {}, []
        smallest = self.done["encode"]["names"][0]
        moments = pictures.make_pictures(
            self._made(f"{smallest}.mp4"), self.folder, self.probed, self._progress("pictures")
        )
        kept = [self._keep(self.folder / name, name) for name in (pictures.POSTER, pictures.MOMENTS)]
        return moments._asdict(), kept

    def _sound(self) -> tuple[Mapping[str, Any], list[MadeFile]]:
        if not self.probed.has_sound:
            return {"speech": []}, []
        made = self._made(f"{renditions.SOUND}.mp4")
        points = sound.waveform(made, self.folder, self.probed, self._progress("sound", 0, 0.5))
        path = self.folder / sound.PEAKS
        path.write_text(json.dumps({"points_a_second": sound.POINTS_A_SECOND, "points": points}, separators=(",", ":")))
        heard = sound.speech(made, self.probed, self._progress("sound", 0.5, 0.5))
        return {"speech": heard}, [self._keep(path, sound.PEAKS)]

    def _tidy(self) -> None:
        """What was only needed on the way."""
        names = [f"{name}.mp4" for name in self.done["encode"]["names"]]
        preparation.forget_files(self.recording.id, names)
        storage().delete([file_key(self.recording, name) for name in names])

    def _original(self) -> Path:
        return storage().local_copy(self.recording.original_key, self.folder)

    def _made(self, name: str) -> Path:
        return storage().local_copy(file_key(self.recording, name), self.folder)

    def _keep(self, path: Path, name: str) -> MadeFile:
        with path.open("rb") as file:
            storage().put(file_key(self.recording, name), file)
        return MadeFile(name, MEDIA_TYPES[Path(name).suffix], path.stat().st_size)
