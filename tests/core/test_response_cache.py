"""Kept bodies: built once however many ask, bounded, shared between processes, and never a reason not to answer."""

import gzip
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from eventapp.core.response_cache import ResponseCache, SharedFolder, _body

BUILDER = """
import sys, time
from pathlib import Path
from eventapp.core.response_cache import ResponseCache
def build():
    with open(sys.argv[2], "a") as file:
        file.write("built\\n")
    time.sleep(0.3)
    return b"x" * 2000
sys.stdout.write(str(len(ResponseCache().get("ab" * 12, build, Path(sys.argv[1])).plain)))
"""


def key_of(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:24]


def test_twenty_who_ask_at_once_have_it_built_once(tmp_path: Path) -> None:
    cache, built, start = ResponseCache(), [], Barrier(20)

    def build() -> str:
        built.append(1)
        time.sleep(0.05)
        return "body"

    def ask(_number: int) -> bytes:
        start.wait()
        return cache.get(key_of(1), build, tmp_path).plain

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, range(20))) == [b"body"] * 20
    assert built == [1]


def test_three_processes_at_once_build_it_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", BUILDER, str(tmp_path / "shared"), str(log)]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate()[0] for process in asking] == [b"2000"] * 3
    assert log.read_text() == "built\n"


def test_memory_stays_bounded_with_ten_thousand_bodies() -> None:
    cache = ResponseCache(limit=1_000_000)
    for number in range(10_000):
        cache.get(key_of(number), lambda number=number: f"{number} " * 500)
    assert cache.size <= 1_000_000
    assert cache.get(key_of(9_999), lambda: "built again").plain.startswith(b"9999 ")


def test_the_folder_stays_bounded_and_keeps_what_is_used(tmp_path: Path) -> None:
    folder = SharedFolder(tmp_path, limit=100_000)
    folder.get(key_of(0), lambda: _body("0" * 400))
    for number in range(1, 1_000):
        folder.get(key_of(number), lambda number=number: _body(f"{number:0400}"))
        folder.get(key_of(0), lambda: _body("built again"))
    assert folder.size() <= 100_000 + 64 * 401
    assert folder.get(key_of(0), lambda: _body("built again")).plain == b"0" * 400


@pytest.mark.parametrize(
    "content", [b"", b"\x1f", b"nonsense", b"\x1f\x8b\x08\x00", gzip.compress(b"whole " * 9, mtime=0)[:-9]]
)
def test_a_file_that_a_power_cut_left_half_written_is_built_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / key_of(1)).write_bytes(content)
    body = "whole " * 200
    assert SharedFolder(tmp_path).get(key_of(1), lambda: _body(body)).plain == body.encode()


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert ResponseCache().get(key_of(1), lambda: "body", tmp_path / "file" / "folder").plain == b"body"


def test_what_fails_to_be_built_is_tried_again(tmp_path: Path) -> None:
    cache = ResponseCache()

    def fail() -> str:
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        cache.get(key_of(1), fail, tmp_path)
    assert cache.get(key_of(1), lambda: "body", tmp_path).plain == b"body"
