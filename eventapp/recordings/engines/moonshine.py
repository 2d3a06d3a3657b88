"""English speech to text by Moonshine's smallest model, which its package carries: nothing is fetched.

It runs in a process of its own, which ends with the work: the model takes memory that pages need.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from eventapp.recordings.engines import moonshine_process
from eventapp.recordings.engines.interfaces import EngineFailed, Estimate
from eventapp.recordings.subtitles.cues import Cue

LONGEST_PIECE = 300
"""Seconds that one piece of speech may take."""


class Moonshine:
    name = "Moonshine tiny (English)"
    is_weak = True

    def languages(self) -> list[str]:
        return ["en"] if importlib.util.find_spec("moonshine_voice") else []

    def estimate(self, seconds: float) -> Estimate:
        return Estimate(1 + seconds / 8)

    def transcribe(self, sound: Path, language: str, words: Sequence[str]) -> list[Cue]:
        command = [sys.executable, "-P", moonshine_process.__file__, str(sound)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LONGEST_PIECE, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise EngineFailed(f"no answer within {LONGEST_PIECE} seconds") from None
        if done.returncode != 0:
            raise EngineFailed(done.stderr.decode(errors="replace").strip()[-200:])
        return [Cue(*line) for line in json.loads(done.stdout)]
