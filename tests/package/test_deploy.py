"""The files in deploy/: read by the programs that they are for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from eventapp.config import from_environment
from eventapp.core.files import ROOT
from tests.mailserver import free_port
from tests.nginx_server import configured, program

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())


@pytest.mark.parametrize("name", UNITS)
def test_systemd_has_nothing_against_the_units(tmp_path: Path, name: str) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze is installed (Debian: apt install systemd)")
    for unit in UNITS:
        text = (DEPLOY / "systemd" / unit).read_text().replace("/opt/eventapp/bin/eventapp", "/bin/true")
        (tmp_path / unit).write_text(text)
    found = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    about = [line for line in found.stderr.splitlines() if "eventapp" in line]
    assert (found.returncode, about) == (0, [])


def test_nginx_takes_the_site(tmp_path: Path) -> None:
    configuration = configured(tmp_path, free_port(), free_port(), [8000, 8001])
    found = subprocess.run(
        [program(), "-t", "-p", str(tmp_path), "-c", str(configuration)], capture_output=True, text=True, check=False
    )
    assert (found.returncode, "test is successful" in found.stderr) == (0, True)


def test_the_example_of_an_environment_is_one(tmp_path: Path) -> None:
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    settings = dict(line.removeprefix("# ").split("=", 1) for line in lines if "EVENTAPP_" in line and "=" in line
                    and " " not in line.removeprefix("# "))  # fmt: skip
    settings |= {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": "x" * 40}
    found = from_environment({**os.environ, **settings})
    assert (found.base_url, found.trusted_proxies, found.jobs) == ("https://events.example.org", 1, False)
    assert set(settings) <= {f"EVENTAPP_{name.upper()}" for name in vars(found)}
