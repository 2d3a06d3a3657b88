"""Writes of several threads that are stored together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.accounts.service import create_user
from eventapp.core.db import db, transactional
from eventapp.core.group_commit import GroupCommit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Refused(Exception):
    """What the tests' own store says of a bad item."""


class Register:
    """Stores users by their names, a few at a time, and remembers how many came together."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.together: list[int] = []
        self.may_go = Event()
        self.gathered: GroupCommit[str, str] = GroupCommit(self.store)

    @transactional
    def store(self, names: list[str]) -> list[str]:
        self.together.append(len(names))
        if len(self.together) == 1:
            self.may_go.wait(5)
        stored = []
        for name in names:
            create_user(f"{name}@example.org", name, "correct horse battery")
            if name == "bad":
                raise Refused
            stored.append(name.upper())
        return stored

    def add(self, name: str) -> str:
        with self.app.app_context():
            try:
                return self.gathered(name)
            except Refused:
                return "refused"

    def add_while_one_is_stored(self, names: list[str]) -> list[str]:
        """The first is being stored when the others come."""
        with ThreadPoolExecutor(len(names)) as pool:
            first = pool.submit(self.add, names[0])
            while not self.together:
                pass
            others = [pool.submit(self.add, name) for name in names[1:]]
            self.wait_for(lambda: self.waiting() == len(names) - 1)
            self.may_go.set()
            return [future.result(10) for future in (first, *others)]

    def waiting(self) -> int:
        return sum(len(turns.waiting) for turns in self.gathered._turns.values())

    @staticmethod
    def wait_for(holds: Callable[[], bool]) -> None:
        while not holds():
            pass

    def names(self) -> set[str]:
        with self.app.app_context():
            return set(db.session.scalars(select(User.name)))


def test_those_who_come_meanwhile_are_stored_together_and_each_hears_its_own(app: Flask) -> None:
    register = Register(app)
    assert register.add_while_one_is_stored(["a", "b", "c", "d"]) == ["A", "B", "C", "D"]
    assert (register.together, register.names()) == ([1, 3], {"a", "b", "c", "d"})


def test_nobody_fails_for_anothers_sake(app: Flask) -> None:
    register = Register(app)
    told = register.add_while_one_is_stored(["a", "bad", "c", "d"])
    assert (told, register.names()) == (["A", "refused", "C", "D"], {"a", "c", "d"})


def test_one_alone_hears_what_is_wrong_and_leaves_the_way_free(app: Flask) -> None:
    register = Register(app)
    register.may_go.set()
    assert [register.add(name) for name in ("bad", "a")] == ["refused", "A"]
    assert (register.together, register.names()) == ([1, 1], {"a"})
