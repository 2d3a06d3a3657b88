"""What an installed eventapp is made of: its versions, hashes and licences, in the same bytes for one commit."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from eventapp.core.files import ROOT

SCRIPT = ROOT / "requirements" / "bill_of_materials.py"
ALLOWED = {
    "MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0", "Zlib",
    "CC0-1.0", "Unlicense", "OFL-1.1", "BlueOak-1.0.0", "MPL-2.0", "LGPL-3.0-only", "LGPL-3.0-or-later",
}  # fmt: skip
"""Licences under which eventapp may be given away with them."""


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("bill"))


def made(folder: Path) -> bytes:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    subprocess.run([sys.executable, str(SCRIPT), str(folder)], env=environment, check=True, capture_output=True)
    return (folder / f"eventapp-{version('eventapp')}.cdx.json").read_bytes()


def test_it_is_as_cyclonedx_has_it_and_the_same_each_time(bill: bytes, tmp_path: Path) -> None:
    written = json.loads(bill)
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    assert written["metadata"]["component"]["name"] == "eventapp"
    assert made(tmp_path) == bill


def test_it_names_what_the_lock_files_pin(bill: bytes) -> None:
    listed = {(part["name"], part["version"]) for part in json.loads(bill)["components"]}
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    pinned = set(re.findall(r"^([\w.-]+)==(\S+) \\$", lock, re.M))
    assert pinned - listed == set()
    scripts = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    served = {(path.removeprefix("node_modules/"), one["version"]) for path, one in scripts.items()
              if path and not one.get("dev")}  # fmt: skip
    assert served - listed == set()


def test_every_part_has_a_licence_that_allows_it(bill: bytes) -> None:
    said = {
        part["name"]: [one.get("expression") or one["license"].get("id") for one in part.get("licenses", [])]
        for part in json.loads(bill)["components"]
    }
    words = {
        name: set(re.findall(r"[\w.-]+", " ".join(map(str, licences)))) - {"AND", "OR"}
        for name, licences in said.items()
    }
    assert {name: found - ALLOWED for name, found in words.items() if not found or found - ALLOWED} == {}


def test_the_page_of_licences_is_up_to_date() -> None:
    page = (ROOT / "docs" / "licences.md").read_text()
    code = "import bill_of_materials; print(bill_of_materials.page(), end='')"
    run = subprocess.run([sys.executable, "-c", code], cwd=SCRIPT.parent, capture_output=True, text=True, check=True)
    assert page == run.stdout
