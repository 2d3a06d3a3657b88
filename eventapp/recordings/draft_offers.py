"""Which drafts can be made of a recording, by which engines, and what each takes and costs."""

from typing import NamedTuple

from flask_babel import gettext as _

from eventapp.recordings import remarks
from eventapp.recordings.engines import chosen
from eventapp.recordings.engines.interfaces import Engine, Estimate
from eventapp.recordings.languages import WRITTEN, written_language
from eventapp.recordings.models import LINES, Recording, RecordingTrack
from eventapp.recordings.queries import tracks as track_queries
from eventapp.recordings.service import drafts, preparation


class Ffmpeg:
    """Puts subtitles into the picture, and sees when that changes."""

    name = "ffmpeg"
    is_weak = False


FFMPEG = Ffmpeg()


class Offer(NamedTuple):
    """A draft that can be made."""

    kind: str
    language: str
    engine: Engine
    source: RecordingTrack | None
    estimate: Estimate

    @property
    def value(self) -> str:
        """How a form names it."""
        source = str(self.source.uid) if self.source else ""
        return "|".join((self.kind, self.language, source, self.engine.name))

    @property
    def makes(self) -> str:
        """The kind of track."""
        return drafts.made_of(self.kind, self.source)

    @property
    def words(self) -> str:
        told = {"language": written_language(self.language), "engine": self.engine.name}
        if self.kind == "slides":
            return _("Chapters where the slides change", **told)
        if self.source is None:
            return _("Transcript in %(language)s, heard by %(engine)s", **told)
        told["source"] = written_language(self.source.language)
        if self.kind == "burn":
            return _("Video with subtitles in %(language)s in the picture (MP4)", **told)
        told["kind"] = remarks.kind_words(self.makes)
        if self.kind == "translate":
            return _("%(kind)s in %(language)s from %(source)s, by %(engine)s", **told)
        return _("%(kind)s in %(language)s, spoken by %(engine)s", **told)


def offers_of(recording: Recording) -> list[Offer]:
    """What can be drafted from what there is; not what would take the place of what people made."""
    tracks = track_queries.tracks_of(recording.id)
    done = preparation.steps_done(recording.id)
    found: list[Offer] = []
    if done.get("sound", {}).get("speech"):
        seconds = sum(ends - starts for starts, ends in done["sound"]["speech"]) / 1000
        for hearing in chosen.transcribers(recording.language):
            found.append(Offer("transcribe", recording.language, hearing, None, hearing.estimate(seconds)))
    if recording.has_picture and "cut" in done:
        taken = Estimate((recording.duration_ms or 0) / 20_000)
        found.append(Offer("slides", recording.language, FFMPEG, None, taken))
    for track in tracks:
        if track.kind in LINES:
            found += _from_track(track, has_sound="cut" in done and bool(done["probe"]["has_sound"]))
        if track.kind in ("transcript", "subtitles") and track.is_published and recording.has_picture and "cut" in done:
            taken = Estimate(recording.duration_ms / 2_000 if recording.duration_ms else 0.0)
            found.append(Offer("burn", track.language, FFMPEG, track, taken))
    kept = {(one.kind, one.language) for one in tracks if one.state != "machine_draft"}
    return [one for one in found if one.kind == "burn" or (one.makes, one.language) not in kept]


def _from_track(track: RecordingTrack, *, has_sound: bool) -> list[Offer]:
    characters = sum(len(cue.text) for cue in track_queries.cues_of(track.id))
    if not characters:
        return []
    found = [
        Offer("translate", target, engine, track, engine.estimate(characters))
        for target in chosen.targets(track.language, WRITTEN)
        for engine in chosen.translators(track.language, target)
    ]
    if has_sound and track.kind in ("subtitles", "descriptions"):
        speaking = chosen.voices(track.language)
        found += [Offer("speak", track.language, one, track, one.estimate(characters)) for one in speaking]
    return found
