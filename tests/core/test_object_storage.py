"""Large files in a folder and in a real S3 server: the same of both."""

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from eventapp.core.object_storage import PART, ObjectStorage, StorageAway, in_bucket, in_folder
from tests.s3_server import S3Server


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture(params=["folder", "bucket", "folder of a bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStorage:
    if request.param == "folder":
        return in_folder(tmp_path / "kept")
    server: S3Server = request.getfixturevalue("s3")
    name = server.bucket(tmp_path.name.lower().replace("_", "-")[-40:])
    return in_bucket(name if request.param == "bucket" else f"{name}/of/eventapp", **server.options)


def whole(kept: ObjectStorage, key: str) -> bytes:
    return b"".join(kept.read(key))


def test_what_was_put_is_read_back_as_a_whole_and_in_pieces(kept: ObjectStorage) -> None:
    kept.put("a/b", b"0123456789")
    pieces = [b"".join(kept.read("a/b", *bounds)) for bounds in ((0, 4), (4, 10), (9, 10), (5,), (3, 3))]
    assert (whole(kept, "a/b"), kept.size("a/b"), pieces) == (
        b"0123456789", 10, [b"0123", b"456789", b"9", b"56789", b""]
    )  # fmt: skip


def test_a_file_of_many_parts_is_the_same_file(kept: ObjectStorage) -> None:
    content = bytes(range(256)) * (2 * PART // 256 + 77)
    kept.put("large", BytesIO(content))
    assert whole(kept, "large") == content


def test_a_second_file_takes_the_place_of_the_first(kept: ObjectStorage) -> None:
    kept.put("a", b"longer than the second")
    kept.put("a", b"second")
    assert whole(kept, "a") == b"second"


def test_a_folder_is_listed_and_deleted_with_all_in_it_and_nothing_beside_it(kept: ObjectStorage) -> None:
    for key in ("one/a", "one/deep/b", "one-more/c", "two"):
        kept.put(key, b"x")
    assert kept.keys("one") == ["one/a", "one/deep/b"]
    kept.delete_folder("one")
    kept.delete(["two", "never-there"])
    assert [kept.keys("one"), kept.keys("one-more"), kept.size("two")] == [[], ["one-more/c"], None]


def test_what_is_not_there_is_said_to_be_missing(kept: ObjectStorage) -> None:
    assert kept.size("nothing") is None
    with pytest.raises(FileNotFoundError):
        whole(kept, "nothing")


@pytest.mark.parametrize("key", ["../secret-key", "a/../../secret-key"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret-key").write_text("secret")
    with pytest.raises(ValueError, match=r"\.\."):
        whole(in_folder(tmp_path / "kept"), key)


def test_a_store_that_is_away_or_refuses_is_told_from_a_file_that_is_not_there() -> None:
    away = in_bucket("bucket", endpoint="http://127.0.0.1:9", access_key="a", secret_key="b", retries="0")
    for act in (lambda: away.put("a", b"x"), lambda: away.size("a"), lambda: whole(away, "a"), lambda: away.keys("a")):
        with pytest.raises(StorageAway):
            act()


def test_folders_that_are_empty_after_a_deletion_go_too(tmp_path: Path) -> None:
    kept = in_folder(tmp_path / "kept")
    kept.put("recordings/one/deep/a", b"x")
    kept.delete_folder("recordings/one")
    assert [path.name for path in (tmp_path / "kept").rglob("*")] == ["recordings"]


def test_a_file_is_had_on_this_machine_wherever_it_is_kept(kept: ObjectStorage, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    kept.put("a/large", b"0123456789")
    first = kept.local_copy("a/large", folder)
    assert (first.read_bytes(), kept.local_copy("a/large", folder)) == (b"0123456789", first)
