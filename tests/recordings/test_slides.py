"""Chapters that begin where the slides change."""

from pathlib import Path

import pytest

from eventapp.core.db import db
from eventapp.recordings.drafting import make
from eventapp.recordings.media.probing import probe
from eventapp.recordings.media.slides import slide_changes
from eventapp.recordings.models import DraftJob, Recording, RecordingTrack
from eventapp.recordings.queries.tracks import as_cues, cues_of
from eventapp.recordings.service import drafts
from eventapp.recordings.subtitles.cues import Cue
from tests.recordings import media_files
from tests.recordings.conftest import Recordings
from tests.recordings.prepared import go_on


def slides(path: Path, *shown: tuple[str, int]) -> Path:
    """A video of colours, each for so many seconds, as a file that we would have made."""
    arguments, names = [], ""
    for number, (colour, seconds) in enumerate(shown):
        arguments += ["-f", "lavfi", "-t", str(seconds), "-i", f"color=c={colour}:size=320x180:rate=5"]
        names += f"[{number}:v]"
    graph = f"{names}concat=n={len(shown)}:v=1:a=0"
    media_files.ffmpeg(*arguments, "-filter_complex", graph, "-pix_fmt", "yuv420p", str(path))
    return path


@pytest.mark.parametrize(
    ("shown", "begins"),
    [
        ((("white", 12), ("navy", 15), ("orange", 20)), [0, 12_000, 27_000]), ((("white", 30),), [0]),
        ((("white", 12), ("navy", 2), ("orange", 20)), [0, 12_000]),  # one that was passed by
    ],
)  # fmt: skip
def test_slides_are_seen_when_they_change(
    tmp_path: Path, shown: tuple[tuple[str, int], ...], begins: list[int]
) -> None:
    video = slides(tmp_path / "slides.mp4", *shown)
    assert slide_changes(video, tmp_path, probe(video, 1), go_on) == begins


def test_chapters_are_a_draft_that_somebody_names_and_checks(recordings: Recordings, tmp_path: Path) -> None:
    brought = recordings.bring(slides(tmp_path / "slides.mp4", ("white", 12), ("navy", 15)))
    assert recordings.prepare().state == "ready"
    with recordings.make.inside():
        drafts.ask_for_draft(db.session.get_one(Recording, brought.id), "slides", "en", "ffmpeg", source=None, cost=0.0)
        claimed = drafts.claim_draft()
        assert claimed is not None
        make(claimed)
        job = db.session.get_one(DraftJob, claimed, populate_existing=True)
        track = db.session.query(RecordingTrack).one()
        assert (job.state, job.failure, track.kind, track.state) == ("done", "", "chapters", "machine_draft")
        assert as_cues(cues_of(track.id)) == [Cue(0, 12_000, "Slide 1"), Cue(12_000, 27_000, "Slide 2")]
