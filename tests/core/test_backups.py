"""A backup brings everything back, on either database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.config import Settings
from eventapp.core import backups, clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import Model, db
from tests.databases import PostgresCluster
from tests.factories import SECRET, Factories


def everything() -> dict[str, list[tuple]]:
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in Model.metadata.sorted_tables
    }


@pytest.fixture
def filled(make: Factories) -> Factories:
    event = make.event(owner=make.user())
    session = make.session(event, speakers=(make.speaker(event),), room_id=make.room(event).id)
    make.change_session(session, status="cancelled")
    make.registration(event, make.ticket_type(event), name="陳大文")
    make.device(make.gate(event))
    return make


def test_everything_comes_back_as_it_was(filled: Factories, tmp_path: Path) -> None:
    with filled.inside():
        before = everything()
        backups.write(tmp_path / "backup.tar.gz")
        db.session.execute(AuditEntry.__table__.delete())
        db.session.commit()
        backups.read(tmp_path / "backup.tar.gz")
        assert everything() == before


def test_after_a_restore_new_rows_get_new_ids(filled: Factories, tmp_path: Path) -> None:
    with filled.inside():
        backups.write(tmp_path / "backup.tar.gz")
        backups.read(tmp_path / "backup.tar.gz")
        highest = db.session.scalar(select(func.max(AuditEntry.id)))
    filled.user("another@example.org")
    with filled.inside():
        assert db.session.scalar(select(func.max(AuditEntry.id))) == highest + 1


def test_a_backup_restores_on_the_other_database_with_its_links(
    filled: Factories, tmp_path: Path, app_with: Callable[[Settings], Flask], settings: Settings,
    postgres: PostgresCluster, sqlite_template: Path,
) -> None:  # fmt: skip
    with filled.inside():
        before = everything()
        backups.write(tmp_path / "backup.tar.gz")
    folder = tmp_path / "other"
    folder.mkdir()

    def restore(url: str) -> dict[str, list[tuple]]:
        other = app_with(replace(settings, database_url=url, data_dir=folder, secret_key="y" * 40))
        with other.app_context():
            backups.read(tmp_path / "backup.tar.gz")
            return everything()

    if settings.database_url.startswith("sqlite"):
        with postgres.database("restored_here") as url:
            assert restore(url) == before
    else:
        copy = folder / "copy.sqlite3"
        copy.write_bytes(sqlite_template.read_bytes())
        assert restore(f"sqlite:///{copy}") == before
    assert (folder / "secret-key").read_text() == SECRET


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b broken"])
def test_a_file_that_is_no_backup_changes_nothing(filled: Factories, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.tar.gz"
    path.write_bytes(content)
    with filled.inside():
        before = everything()
        with pytest.raises(backups.BackupError, match="Nothing was changed"):
            backups.read(path)
        assert everything() == before


def test_a_cut_off_backup_changes_nothing(filled: Factories, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.tar.gz", tmp_path / "cut.tar.gz"
    with filled.inside():
        backups.write(whole)
        cut.write_bytes(whole.read_bytes()[:-200])
        before = everything()
        with pytest.raises(backups.BackupError):
            backups.read(cut)
        assert everything() == before


def test_a_backup_is_never_written_over(filled: Factories, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    path.write_text("precious")
    with filled.inside(), pytest.raises(backups.BackupError, match="there already"):
        backups.write(path)
    assert path.read_text() == "precious"


def test_a_backup_is_readable_by_its_owner_alone(filled: Factories, tmp_path: Path) -> None:
    with filled.inside():
        backups.write(tmp_path / "backup.tar.gz")
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_verified_without_changing_anything(filled: Factories, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    with filled.inside():
        backups.write(path)
        found = backups.verify(path)
        rows = sum(
            db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Model.metadata.tables.values()
        )
        assert found == backups.Contents(rows, len(Model.metadata.tables), is_of_this_release=True)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_backup_that_is_cut_off_anywhere_is_not_whole(filled: Factories, tmp_path: Path, part: float) -> None:
    whole, cut = tmp_path / "whole.tar.gz", tmp_path / "cut.tar.gz"
    with filled.inside():
        backups.write(whole)
        content = whole.read_bytes()
        cut.write_bytes(content[: int(len(content) * part)])
        with pytest.raises(backups.BackupError):
            backups.verify(cut)


def test_a_folder_keeps_the_newest_and_touches_nothing_else(filled: Factories, tmp_path: Path) -> None:
    other = tmp_path / "eventapp-by-hand.tar.gz"
    other.write_text("mine")
    made = []
    with filled.inside():
        for day in range(4):
            with clock.frozen_at(datetime(2026, 12, 1 + day, 2, 0, tzinfo=UTC)):
                made.append(backups.write_into(tmp_path, 2)[0].name)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [*made[2:], other.name]
    assert made[0] == "eventapp-2026-12-01T020000Z.tar.gz"
