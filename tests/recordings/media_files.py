"""Recordings that are made for tests: somebody speaks (espeak-ng), before a picture that moves (ffmpeg)."""

import subprocess
from pathlib import Path

ENGLISH = "Good morning, and welcome to the forum on cooperation and innovation. We begin with films from Hong Kong."
MANDARIN = "各位早上好，歡迎來到合作與創新論壇。我們先談香港電影。"


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments], check=True)


def speak(path: Path, text: str, voice: str = "en") -> Path:
    """Somebody who says a text, as a WAV file."""
    subprocess.run(["espeak-ng", "-v", voice, "-w", str(path), text], check=True)
    return path


def talk(path: Path, text: str = ENGLISH, voice: str = "en", size: str = "640x360") -> Path:
    """The same as a video."""
    said = speak(path.with_suffix(".wav"), text, voice)
    picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    ffmpeg(*picture, "-i", str(said), *coded, "-metadata", "comment=Harbour Road", str(path))
    said.unlink()
    return path
