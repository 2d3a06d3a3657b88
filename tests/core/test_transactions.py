"""A service is one transaction: all of it is stored, or none."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import after_commit, db, transactional
from tests.factories import Factories


def _entry(action: str) -> AuditEntry:
    return AuditEntry(at=clock.now(), actor="test", action=action, subject_type="Test", event_id=None)


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@transactional
def half() -> None:
    db.session.add(_entry("first"))
    db.session.flush()
    raise RuntimeError("halfway")


def test_an_error_undoes_everything(make: Factories) -> None:
    with make.inside():
        with pytest.raises(RuntimeError):
            half()
        assert actions() == []


def test_a_service_within_a_service_joins_its_transaction(make: Factories) -> None:
    @transactional
    def inner() -> None:
        db.session.add(_entry("inner"))

    @transactional
    def outer() -> None:
        inner()
        raise RuntimeError("after the inner one")

    with make.inside():
        with pytest.raises(RuntimeError):
            outer()
        assert actions() == []


def test_what_follows_the_commit_happens_once_and_only_after_it(make: Factories) -> None:
    told: list[int] = []

    def tell() -> None:
        told.append(db.session.scalar(select(func.count(AuditEntry.id))) or 0)

    @transactional
    def write(fail: bool) -> None:
        db.session.add(_entry("written"))
        after_commit(tell)
        after_commit(tell)
        if fail:
            raise RuntimeError

    with make.inside():
        with pytest.raises(RuntimeError):
            write(fail=True)
        write(fail=False)
        assert told == [1]


class _Deadlock(Exception):
    sqlstate = "40P01"


def test_a_deadlock_starts_the_whole_service_again(make: Factories) -> None:
    tries = 0

    @transactional
    def sometimes() -> None:
        nonlocal tries
        tries += 1
        db.session.add(_entry("written"))
        if tries < 3:
            raise DBAPIError("UPDATE", {}, _Deadlock())

    with make.inside():
        sometimes()
        assert (tries, actions()) == (3, ["written"])


def test_any_other_database_error_is_not_tried_again(make: Factories) -> None:
    tries = 0

    @transactional
    def always() -> None:
        nonlocal tries
        tries += 1
        db.session.execute(text("INSERT INTO membership (user_id, event_id, role) VALUES (1, 1, 'owner')"))

    with make.inside(), pytest.raises(IntegrityError):
        always()
    assert tries == 1


def test_foreign_keys_hold_on_sqlite_too(make: Factories) -> None:
    orphan = text("INSERT INTO membership (user_id, event_id, role) VALUES (77, 77, 'owner')")
    with make.inside(), pytest.raises(IntegrityError):
        db.session.execute(orphan)


def test_what_only_reads_opens_no_transaction_on_postgresql(make: Factories) -> None:
    with make.inside():
        actions()
        if db.engine.dialect.name == "postgresql":
            query = text("SELECT now() = statement_timestamp(), pg_current_xact_id_if_assigned() IS NULL")
            db.session.execute(text("SELECT pg_sleep(0.01)"))
            assert tuple(db.session.execute(query).one()) == (True, True)
        assert actions() == []


def test_a_read_sees_what_was_committed_a_moment_ago(make: Factories) -> None:
    with make.inside():
        before = actions()
        transactional(lambda: db.session.add(_entry("written")))()
        assert (before, actions()) == ([], ["written"])


def test_what_is_changed_without_a_transaction_is_forgotten(make: Factories) -> None:
    transactional_add = transactional(lambda: db.session.add(_entry("stored")))
    with make.inside():
        transactional_add()
        entry = db.session.scalars(select(AuditEntry)).one()
        entry.action = "only looked at"
        db.session.add(_entry("never stored"))
        assert actions() == ["only looked at", "never stored"]
        db.session.rollback()
        assert actions() == ["stored"]
    with make.inside():
        assert actions() == ["stored"]


def test_a_connection_that_only_read_can_write_in_its_next_life(make: Factories) -> None:
    with make.inside():
        for _ in range(3):
            assert actions() == []
            with pytest.raises(RuntimeError):
                half()
        assert actions() == []
