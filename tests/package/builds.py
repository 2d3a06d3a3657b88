"""What takes long to build is built once in a run, by whichever process wants it first."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eventapp.core.files import ROOT

BUILD = [sys.executable, "-m", "hatchling", "build", "--directory"]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of the whole run, made by `make` where no other process has made it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own  # each process has a folder in the run's
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / f"{name}.done"
        if not done.exists():
            make(shared / name)
            done.touch()
    return shared / name


def built(folder: Path) -> list[Path]:
    """The wheel and the sdist, as `make dist` builds them."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    subprocess.run([*BUILD, str(folder)], cwd=ROOT, env=environment, check=True, capture_output=True)
    return sorted(folder.iterdir())


def package_files(factory: pytest.TempPathFactory) -> list[Path]:
    """The same, built once in a run."""
    return sorted(made_once(factory, "dist", built).iterdir())
