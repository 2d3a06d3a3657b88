"""`eventapp doctor`, run as support asks for it: what it says, and the status it leaves with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.registration.models import TicketType
from tests.commands import examined
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.faults.cable import Cable
from tests.mailserver import free_port, mailserver
from tests.redis_server import RedisServer
from tests.server import running
from tests.waiting import waited_for

Examine = Callable[..., tuple[int, dict[str, tuple[str, str]]]]


@pytest.fixture
def examine(database_url: str, tmp_path: Path) -> Examine:
    """Runs the command; its status, and state and detail of every check by name."""
    return partial(examined, database_url=database_url, data_dir=str(tmp_path))


def test_a_new_instance_is_well_and_told_what_it_is_without(examine: Examine) -> None:
    status, found = examine()
    notes = {name for name, (state, _) in found.items() if state == "note"}
    bad = {name for name, (state, _) in found.items() if state == "bad"}
    assert (status, bad, notes) == (0, set(), {"background_work", "mail_server", "backups", "base_url"})


def test_a_wrong_counter_is_named_and_set_right(examine: Examine, make: Factories) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    with make.inside():
        db.session.scalars(select(TicketType)).one().taken = 7
        db.session.commit()
    status, found = examine()
    assert (status, found["seats"][0], "7 counted, 1 held" in found["seats"][1]) == (1, "bad", True)
    assert examine("--repair")[0] == 0
    assert examine()[1]["seats"] == ("well", "")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_database_away_leaves_the_rest_looked_at(examine: Examine, database_url: str) -> None:
    cable = Cable(database_url)
    assert examine(database_url=cable.url)[0] == 0
    cable.cut()
    status, found = examine(database_url=cable.url)
    assert (status, found["database"][0], found["data_folder"][0], "seats" in found) == (1, "bad", "well", False)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_only_reads_is_named(examine: Examine, database_url: str) -> None:
    status, found = examine(database_url=f"{database_url}&options=-c%20default_transaction_read_only%3Don")
    assert (status, found["writes"]) == (1, ("bad", "It is read-only: perhaps a standby."))


@ON_SQLITE
def test_a_mail_server_is_asked(examine: Examine) -> None:
    with mailserver() as inbox:
        assert examine(smtp_url=inbox.url)[1]["mail_server_answers"] == ("well", "")
    status, found = examine(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert (status, found["mail_server_answers"]) == (1, ("bad", "It says: [Errno 111] Connection refused"))


@ON_SQLITE
def test_redis_is_asked(examine: Examine, tmp_path: Path) -> None:
    redis = RedisServer(tmp_path)
    try:
        assert examine(redis_url=redis.url)[1]["redis"] == ("well", "")
    finally:
        redis.stop()
    assert examine(redis_url=redis.url)[1]["redis"][0] == "bad"


def test_the_worker_of_another_machine_counts(examine: Examine, database_url: str, tmp_path: Path) -> None:
    """The one thing they share beside the database is Redis."""
    redis = RedisServer(tmp_path)
    (tmp_path / "other").mkdir()
    try:
        with running(database_url, tmp_path / "other", redis_url=redis.url, jobs="1"):
            waited_for(lambda: examine(redis_url=redis.url)[1]["background_work"][0] == "well")
        assert examine()[1]["background_work"][0] == "note"
    finally:
        redis.stop()


@ON_SQLITE
def test_the_address_leads_back_here_as_it_is_set(examine: Examine, database_url: str, tmp_path: Path) -> None:
    """`localhost.localdomain` stands for a public name of this machine."""
    (tmp_path / "served").mkdir()
    with running(database_url, tmp_path / "served", jobs="0") as server:
        port = server.environment["EVENTAPP_PORT"]
        assert examine(base_url=f"http://127.0.0.2:{port}")[1]["base_url"][0] == "note"  # nobody listens there
    with running(database_url, tmp_path / "served", jobs="0", host="0.0.0.0") as server:
        port = server.environment["EVENTAPP_PORT"]
        assert examine(base_url=f"http://127.0.0.2:{port}")[1]["base_url"] == ("well", "")


@ON_SQLITE
def test_a_backup_that_is_too_old_is_named(examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "last-backup").write_text(f"{(datetime.now(UTC) - timedelta(days=3)).isoformat()} /backups/one.tar.gz")
    status, found = examine()
    assert (status, found["backups"][0], found["backups"][1].endswith("/backups/one.tar.gz")) == (1, "bad", True)


@ON_SQLITE
def test_a_secret_that_others_can_read_is_named(examine: Examine, tmp_path: Path) -> None:
    examine()
    (tmp_path / "secret-key").chmod(0o644)
    status, found = examine()
    assert (status, found["secret_key"][1]) == (1, f"Others can read {tmp_path / 'secret-key'}: chmod 600.")


def test_an_entry_of_the_future_says_that_the_clock_was_set_back(examine: Examine, make: Factories) -> None:
    with make.inside():
        db.session.add(AuditEntry(at=datetime.now(UTC) + timedelta(hours=1), actor="system", action="x",
                                  subject_type="Event"))  # fmt: skip
        db.session.commit()
    status, found = examine()
    assert (status, found["clock"][0], "which is yet to come" in found["clock"][1]) == (1, "bad", True)
