"""A disk of a few megabytes, which can be filled up and made read-only."""

import os
import subprocess
from pathlib import Path

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
        """For whoever opens a file from now on: the system takes nothing from those who have one open.

        It is made read-only where nobody sees it, and then put over the other at once: who opened a file to write in
        between would keep it busy.
        """
        unseen = self.path.with_name(f"{self.path.name}-read-only")
        unseen.mkdir(exist_ok=True)
        self._mount("--bind", str(self.path), str(unseen))
        self._mount("-o", "remount,bind,ro", str(unseen))
        self._mount("--bind", str(unseen), str(self.path))
        subprocess.run(["umount", "--lazy", str(unseen)], check=True, timeout=10)

    def writable(self) -> None:
        self._unmount()

    def remove(self) -> None:
        """With what a test that failed left lying over it: whoever clears up after the run could not delete it."""
        while os.path.ismount(self.path):
            self._unmount()

    def _unmount(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.path)], check=True, timeout=10)

    def _mount(self, *arguments: str) -> None:
        run = subprocess.run(["mount", *arguments], capture_output=True, text=True, timeout=10, check=False)
        if run.returncode == 0:
            return
        if os.environ.get("CI"):
            pytest.fail(f"mount: {run.stderr}")
        pytest.skip(f"this user may not mount: {run.stderr.strip()}")
