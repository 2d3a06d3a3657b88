"""A disk of a few megabytes, which can be filled up and made read-only."""

import os
import subprocess
from pathlib import Path
from time import monotonic, sleep

import pytest


class SmallDisk:
    """A file system in memory at `path`. It takes a user who may mount."""

    def __init__(self, path: Path, megabytes: int) -> None:
        self.path = path
        path.mkdir()
        self._mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(path))

    def fill(self) -> None:
        """Leave not a byte of room."""
        with (self.path / "ballast").open("ab", buffering=0) as ballast:
            for size in (1024 * 1024, 4096, 1):
                try:
                    while True:
                        ballast.write(b"0" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        (self.path / "ballast").unlink()

    def read_only(self) -> None:
        """For whoever opens a file from now on: the system takes nothing from those who have one open."""
        self._mount("--bind", str(self.path), str(self.path))
        self._mount("-o", "remount,bind,ro", str(self.path), patience=10)

    def writable(self) -> None:
        self.remove()

    def remove(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.path)], check=True, timeout=10)

    def _mount(self, *arguments: str, patience: float = 0) -> None:
        """Tries for so many seconds: for a moment somebody may have just opened a file to write."""
        deadline = monotonic() + patience
        while True:
            run = subprocess.run(["mount", *arguments], capture_output=True, text=True, timeout=10, check=False)
            if run.returncode == 0 or monotonic() > deadline:
                break
            sleep(0.02)
        if run.returncode == 0:
            return
        if os.environ.get("CI"):
            pytest.fail(f"mount: {run.stderr}")
        pytest.skip(f"this user may not mount: {run.stderr.strip()}")
