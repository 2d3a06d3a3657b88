"""What the documents say is there is there: files, links, commands, and an answer for whoever looks for something."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from eventapp.core.files import ROOT

DOCUMENTS = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/decisions").glob("*.md")),
]  # fmt: skip
OF_THE_HOUSE = ("eventapp/", "templates/", "tests/", "migrations/", "docs/", "bench/", "deploy/", "requirements/")


def answers() -> dict[str, str]:
    """The questions of `Where is it?` and the file that answers each."""
    rows = re.findall(r"^\| (Where .*?\?) \| `(.*?)` \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.M)
    return dict(rows)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_its_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_files_that_contributors_are_sent_to_are_there() -> None:
    named = re.findall(r"`([a-z_]+/[\w./-]*)`", (ROOT / "CONTRIBUTING.md").read_text())
    assert [path for path in named if path.startswith(OF_THE_HOUSE) and not (ROOT / path).exists()] == []


def test_the_names_that_contributors_are_sent_to_are_in_those_files() -> None:
    missing = []
    for line in re.findall(r"^\d\. `(.*)$", (ROOT / "CONTRIBUTING.md").read_text(), re.M):
        path, *names = re.findall(r"`?([^`]+)`", line)[0], *re.findall(r"`(\w+)`", line)
        content = (ROOT / path).read_text() if (ROOT / path).is_file() else ""
        missing += [name for name in names if content and name not in content]
    assert missing == []


def test_each_of_twenty_questions_is_one_hop_from_the_map() -> None:
    found, architecture = answers(), (ROOT / "docs/architecture.md").read_text()
    assert len(found) == 20
    assert [path for path in found.values() if path.removeprefix("eventapp/") not in architecture] == []
    assert [path for path in found.values() if not (ROOT / path).exists()] == []


def test_what_make_is_said_to_do_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = {name for path in DOCUMENTS for name in re.findall(r"`make ([a-z]+)[` ]", path.read_text())}
    assert sorted(name for name in targets if not re.search(rf"^{name}:", makefile, re.M)) == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\]\((0\d{3}-[\w-]+\.md)\)", (folder / "index.md").read_text())
    assert listed == sorted(path.name for path in folder.glob("0*.md"))


def test_the_documents_build_as_a_site_with_links_that_lead_somewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")
    page = (tmp_path / "site/index.html").read_text()
    assert (
        re.findall(r"(?:src|href)=\"(https?://(?!www\.mkdocs\.org|github\.com|readthedocs\.org)[^\"]+)", page) == []
    )  # it loads nothing from elsewhere
