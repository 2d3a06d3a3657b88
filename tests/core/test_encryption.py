"""Backups that only one key opens: ours read by age itself, and ours read by us; age's own files read by us too."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select

from eventapp.core import backups
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.events.models import Event
from tests.factories import Factories

needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A private key's file, as age-keygen writes it."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    return path


def public(key: Path) -> str:
    return key.read_text().splitlines()[0].removeprefix("# public key: ")


def test_an_encrypted_backup_comes_back_with_its_key_and_without_it_changes_nothing(
    make: Factories, tmp_path: Path, key: Path
) -> None:
    make.event()
    path, other = tmp_path / "backup.tar.gz.age", tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    with make.inside():
        backups.write(path, public(key))
        make.event("later")
        for identity, words in ((None, "is encrypted"), (other, "cannot be read with the keys of")):
            with pytest.raises(backups.BackupError, match=words):
                backups.read(path, identity)
        assert len(db.session.scalars(select(Event.slug)).all()) == 2
        backups.read(path, key)
        assert db.session.scalars(select(Event.slug)).all() == ["forum"]


def test_nothing_readable_is_left_beside_an_encrypted_backup(make: Factories, tmp_path: Path, key: Path) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="Ada Wong")
    folder = tmp_path / "backups"
    folder.mkdir()
    with make.inside():
        path, _ = backups.write_into(folder, 3, public(key))
    assert list(folder.iterdir()) == [path]
    assert (path.stat().st_mode & 0o777, tarfile.is_tarfile(path)) == (0o600, False)


def test_a_folder_keeps_the_newest_encrypted_or_not(make: Factories, tmp_path: Path, key: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "eventapp-2026-01-01T023000Z.tar.gz").touch()
    (folder / "eventapp-2026-01-02T023000Z.tar.gz.age").touch()
    with make.inside():
        path, _ = backups.write_into(folder, 2, public(key))
    assert sorted(folder.iterdir()) == [folder / "eventapp-2026-01-02T023000Z.tar.gz.age", path]


@pytest.mark.parametrize("content", ["", "# nothing\n", "AGE-SECRET-KEY-1NONSENSE\n", "\x00\xff", "-----BEGIN X-----"])
def test_a_file_that_is_no_key_is_refused(make: Factories, tmp_path: Path, key: Path, content: str) -> None:
    path, bad = tmp_path / "backup.age", tmp_path / "bad.txt"
    bad.write_bytes(content.encode("latin-1"))
    with make.inside():
        backups.write(path, public(key))
        with pytest.raises(backups.BackupError, match=r"holds no private key of age or ssh\. Nothing was changed"):
            backups.verify(path, bad)


def test_a_recipient_that_is_none_writes_nothing(make: Factories, tmp_path: Path) -> None:
    with make.inside(), pytest.raises(backups.BackupError, match="is no public key of age or ssh"):
        backups.write(tmp_path / "backup.age", "age1nonsense")
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


@needs_age
def test_age_itself_opens_what_we_encrypt(make: Factories, tmp_path: Path, key: Path) -> None:
    path, opened = tmp_path / "backup.age", tmp_path / "opened.tar.gz"
    with make.inside():
        backups.write(path, public(key))
        db.session.execute(AuditEntry.__table__.delete())
        subprocess.run(["age", "--decrypt", "-i", str(key), "-o", str(opened), str(path)], check=True, timeout=30)
        assert backups.verify(opened) == backups.verify(path, key)


@needs_age
def test_we_open_what_age_encrypts(make: Factories, tmp_path: Path, key: Path) -> None:
    path, sealed = tmp_path / "backup.tar.gz", tmp_path / "sealed.age"
    with make.inside():
        backups.write(path)
        subprocess.run(["age", "-r", public(key), "-o", str(sealed), str(path)], check=True, timeout=30)
        assert backups.verify(sealed, key) == backups.verify(path)
