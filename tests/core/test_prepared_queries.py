"""Quick reads give what a session would, on both databases, and see what is committed."""

from flask import Flask
from sqlalchemy import bindparam, select

from eventapp.core.db import db, transactional
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.events.models import Event
from tests.factories import Factories

COLUMNS = (Event.id, Event.uid, Event.name, Event.starts_at, Event.capacity, Event.streams_public, Event.locales)
READ = PreparedQuery(
    select(*COLUMNS).where((Event.slug == bindparam("slug")) | (Event.status == bindparam("slug"))).order_by(Event.id)
)


def test_every_type_comes_back_as_from_a_session(app: Flask, make: Factories) -> None:
    event = make.event()
    with app.app_context():
        assert tuple(READ.one(slug="forum")) == tuple(
            db.session.execute(select(*COLUMNS).where(Event.id == event.id)).one()
        )
        assert (READ.one(slug="forum").starts_at, READ.one(slug="none")) == (event.starts_at, None)


def test_a_parameter_may_stand_in_two_places_and_is_never_taken_for_sql(app: Flask, make: Factories) -> None:
    make.event("first")
    make.event("second")
    with app.app_context():
        assert [row.id for row in READ.all(slug="published")] == [1, 2]
        assert READ.all(slug="' OR 1=1 --") == []


def test_what_is_not_committed_is_not_seen(app: Flask, make: Factories) -> None:
    make.event()

    @transactional
    def look() -> int | None:
        found = db.session.scalars(select(Event)).one()
        found.capacity = 5
        db.session.flush()
        seen: int | None = READ.one(slug="forum").capacity
        return seen

    with app.app_context():
        assert (look(), READ.one(slug="forum").capacity) == (None, 5)
