"""The operator guide's blocks, word for word and in their order, in a clean Debian."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from eventapp.core.files import ROOT
from tests.package.builds import package_files
from tests.package.debian_root import WAYS, DebianRoot

GUIDE = (ROOT / "docs" / "operator-guide.md").read_text()
BLOCKS = re.findall(r"^```(sh[^\n]*)\n(.*?)^```$", GUIDE, re.M | re.S)
MARK = "=== block"


def test_what_is_not_run_says_why() -> None:
    texts = re.split(r"^```[^`]*?^```$", GUIDE, flags=re.M | re.S)
    before = [text for text, (kind, _) in zip(texts, _fenced(), strict=False) if kind == "sh not-run"]
    assert before
    assert [text[-60:] for text in before if not re.search(r"not\s+run", text[-900:], re.I)] == []


def _fenced() -> list[tuple[str, str]]:
    return re.findall(r"^```(\S*[^\n]*)\n(.*?)^```$", GUIDE, re.M | re.S)


@pytest.mark.timeout(1_500)
def test_every_block_does_what_the_guide_says(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = DebianRoot.made(tmp_path / "root", tmp_path_factory)
    for file in package_files(tmp_path_factory):
        shutil.copy(file, root.path / "root" / file.name)
    blocks = [block for kind, block in BLOCKS if kind == "sh"]
    assert len(blocks) > 8
    script = "set -eu\ncd /root\n" + "".join(f"echo '{MARK} {n}'\n{block}" for n, block in enumerate(blocks))
    (root.path / "root" / "guide.sh").write_text(script)
    ways = " ".join(f"{name}={shlex.quote(value)}" for name, value in os.environ.items() if name in WAYS)
    # Services of a package start by hand here: the root has no init. PostgreSQL asks for shared memory.
    more = 'mount -t tmpfs tmpfs "$ROOT/dev/shm"\nmount -t tmpfs tmpfs "$ROOT/run"'
    path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive"
    run = root.run("sh", "/root/guide.sh", more=more, environment=f"{path} {ways}")
    said = dict(enumerate(re.split(rf"{MARK} \d+\n", run.stdout)[1:]))
    last = max(said, default=-1)
    assert run.returncode == 0, f"{blocks[last]}\n{said.get(last)}\n{run.stderr[-3_000:]}"
    for number, words in (
        (0, "eventapp, version 0.2.0"), (1, "you@example.org can sign in."), (1, "All is well."), (2, "All is well."),
        (3, "All is well."), (4, '"database":"answers"'), (5, "Strict-Transport-Security"), (6, "is whole"),
        (6, "Everything is back"), (7, ".age is whole"), (8, "All is well."), (9, "The database is up to date."),
    ):  # fmt: skip
        assert words.lower() in said[number].lower(), f"block {number}: {said[number]}"
