"""Programs in JavaScript, run by node."""

import shutil
from pathlib import Path

import pytest

from eventapp.core.files import ROOT


def node_command(script: Path) -> list[str | Path]:
    """How a script is run: by the system's node, or the one that make fetches where there is none."""
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    if node is None:
        pytest.fail("no node is installed, and make fetches one where there is none")
    return [node, "--no-warnings", script]
