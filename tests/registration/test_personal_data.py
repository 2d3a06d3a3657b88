"""What the app knows of one person, across everything that it stores: the models say what, and taking it along and
erasing it are held to what they say. A new table or column is found by itself."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, Column, String, Table, Text, cast, func, insert, select, update

from eventapp.core.db import Model, db, transactional
from eventapp.core.personal_data import PURPOSES, WHOSE
from eventapp.core.types import LocalizedTextType
from eventapp.events.models import Event
from eventapp.events.record_of_processing import processing_of
from eventapp.events.retention import RULE_OF, retention_purposes
from eventapp.registration.models import Registration, RetiredTicket
from eventapp.registration.service import erase, own_data
from tests.archives.rows import fill_empty_tables

SUGGESTS_PEOPLE = {
    "email", "recipient", "recipient_name", "phone", "liaison_name", "liaison_email", "actor", "address", "browser",
    "job_title", "created_by", "draft_by", "invited_by", "comment",
}  # fmt: skip
"""Columns of these names hold something of people wherever they are."""
NOT_TAKEN_ALONG = {
    ("registration", "company_key"): "the company once more, folded for counting",
    ("registration", "search_text"): "the name once more, folded for searching",
    ("registration", "origin"): "a keyed hash of the network address, for a day",
    ("scan", "ticket"): "the code of the ticket, which is told as such",
    ("scan", "reason"): "what the team at the door noted for itself",
    ("retired_link", "token_hash"): "a hash",
    ("retired_ticket", "code"): "a code of before; who had it is not always the same person",
    ("retired_ticket", "name"): "the person before, where a place was passed on",
    ("retired_ticket", "company"): "the person before, where a place was passed on",
    ("foreign_badge", "number"): "another organiser's number of the badge",
    ("foreign_badge", "name"): "the name once more, as another organiser's list has it",
    ("foreign_badge", "company"): "the company once more, as another organiser's list has it",
    ("invitation", "email"): "the address once more, to which the invitation went",
    ("invitation", "name"): "the name once more, as the organiser wrote it",
    ("invitation", "company"): "the company once more, as the organiser wrote it",
    ("certificate", "name"): "the name once more",
    ("mail", "text"): "in their own mailbox already; to whom, when and the subject are told",
    ("mail", "html"): "in their own mailbox already",
    ("mail", "recipient_name"): "the name once more",
    ("mail", "details"): "what the text was made from",
}
STAYS = {
    ("scan", "ticket"): "that a ticket was scanned, whose code leads to nobody",
    ("scan", "reason"): "a note about the door, kept with the scan",
    ("retired_link", "token_hash"): "a hash, so that the old link says that it ended",
    ("retired_ticket", "code"): "so that an old ticket is refused in words",
    ("foreign_badge", "number"): "so that the badge is known and refused",
}


def declared() -> dict[Table, tuple[str, ...]]:
    """The tables that hold something of people, and in which columns."""
    return {
        Model.metadata.tables[mapper.class_.__tablename__]: mapper.class_.personal_data.columns
        for mapper in Model.registry.mappers if mapper.class_.personal_data is not None
    }  # fmt: skip


def of_registrations() -> dict[Table, Column[Any]]:
    """The tables whose rows name a registration, and the column that does; by way of a profile too."""
    registration, profile = Model.metadata.tables["registration"], Model.metadata.tables["meeting_profile"]
    return {
        table: key.parent
        for table in Model.metadata.sorted_tables if table is not registration
        for key in table.foreign_keys
        if key.column.table in (registration, profile) and key.parent.name == "registration_id"
    }  # fmt: skip


def is_plain_text(column: Column[Any]) -> bool:
    """Whether any words may stand in it."""
    checks = (one for one in column.table.constraints if isinstance(one, CheckConstraint))
    is_bound = any(re.search(rf"\b{column.name} IN \(", str(one.sqltext)) for one in checks)
    is_text = isinstance(column.type, String | Text) and not isinstance(column.type, LocalizedTextType)
    return is_text and not is_bound and column.name not in ("locale", "country", "badge_class")


class TestWhatTheModelsSay:
    def test_each_says_what_it_holds_of_people(self) -> None:
        silent = [one.class_.__name__ for one in Model.registry.mappers if "personal_data" not in vars(one.class_)]
        assert silent == []
        for table, columns in declared().items():
            assert [name for name in columns if name not in table.columns] == [], table.name
        said = [one.class_.personal_data for one in Model.registry.mappers if one.class_.personal_data]
        assert {(one.whose in WHOSE, one.purpose in PURPOSES) for one in said} == {(True, True)}

    def test_what_looks_like_people_is_said_to_be(self) -> None:
        people = {key.column.table.name for table in declared() for key in table.foreign_keys} & {"registration"}
        assert people == {"registration"}
        known = declared()
        forgotten = [
            f"{table.name}.{column.name}"
            for table in Model.metadata.sorted_tables for column in table.columns
            if column.name in SUGGESTS_PEOPLE and not isinstance(column.type, LocalizedTextType)
            and column.name not in known.get(table, ())
        ]  # fmt: skip
        assert forgotten == []
        assert [table.name for table in of_registrations() if table not in known] == []

    def test_all_of_it_is_in_the_record(self, app: Flask, event: Event) -> None:
        with app.app_context():
            record = processing_of(db.session.get_one(Event, event.id))
        written = {table for one in record for table, _columns in one.tables}
        assert written == {table.name for table in declared()}

    def test_every_rule_of_retention_is_one_that_a_feature_carries_out(self) -> None:
        assert set(RULE_OF.values()) == {purpose.key for purpose in retention_purposes}


@pytest.fixture
def marked(app: Flask, forum: None) -> tuple[int, dict[tuple[str, str], str]]:
    """A person of the demo with a row in every table that can have one, and a mark in every column that can."""
    with app.app_context():
        event_id = db.session.scalars(select(Event.id)).one()
        fill_empty_tables(event_id)
        registration_id = db.session.scalars(select(Registration.id).where(Registration.state == "confirmed")).first()
        assert registration_id is not None
        return registration_id, _mark(registration_id)


@transactional
def _mark(registration_id: int) -> dict[tuple[str, str], str]:
    marks: dict[tuple[str, str], str] = {}
    registration = Model.metadata.tables["registration"]
    rows = {registration: registration.c.id} | of_registrations()
    for table, key in rows.items():
        row = _row_of(table, key, registration_id)
        words = {name: f"mark-{table.name}-{name}-x" for name in declared()[table] if is_plain_text(table.c[name])}
        marks |= {(table.name, name): mark for name, mark in words.items()}
        if words:
            db.session.execute(update(table).where(row == _key(table)).values(**words))
    db.session.execute(update(RetiredTicket).values(reason="renewed"))  # a place of their own from the beginning
    about = {"subject_type": "Registration", "subject_id": registration_id}
    for table in (Model.metadata.tables["mail"], Model.metadata.tables["audit_entry"]):
        number = db.session.scalar(select(func.max(table.c.id)))
        words = {name: f"mark-{table.name}-{name}-x" for name in declared()[table] if is_plain_text(table.c[name])}
        if table.name == "audit_entry":
            words = {"before": {"was": "mark-audit_entry-before-x"}, "after": {"is": "mark-audit_entry-after-x"}}
            marks |= {(table.name, name): f"mark-audit_entry-{name}-x" for name in words}
        else:
            marks |= {(table.name, name): mark for name, mark in words.items()}
        db.session.execute(update(table).where(table.c.id == number).values(**words, **about))
    return marks


def _key(table: Table) -> Any:
    return next(iter(table.primary_key.columns))


def _row_of(table: Table, key: Column[Any], registration_id: int) -> Any:
    """The row of the person, made theirs where it is another's."""
    own = db.session.scalar(select(_key(table)).where(key == registration_id))
    if own is None:
        own = db.session.scalar(select(_key(table)))
        assert own is not None, f"{table.name} is empty"
        if table.name == "meeting_profile":  # others name it by this very number, so the person gets one of their own
            row = db.session.execute(select(table)).mappings().first()
            assert row is not None
            db.session.execute(insert(table).values({**row, key.name: registration_id, "code": "TEST2346"}))
            return registration_id
        db.session.execute(update(table).where(_key(table) == own).values({key.name: registration_id}))
    return own


def everything_stored() -> str:
    """All rows of all tables, as text."""
    found = []
    for table in Model.metadata.sorted_tables:
        columns = [cast(column, Text) for column in table.columns if isinstance(column.type, String | Text)]
        columns += [cast(column, Text) for column in table.columns if "JSON" in str(column.type).upper()]
        if columns:
            found += [f"{table.name}: {tuple(row)}" for row in db.session.execute(select(*columns))]
    return "\n".join(found)


def test_what_is_stored_of_somebody_is_taken_along_and_erased(
    app: Flask, marked: tuple[int, dict[tuple[str, str], str]]
) -> None:
    registration_id, marks = marked
    with app.app_context():
        registration = db.session.get_one(Registration, registration_id)
        taken = json.dumps(own_data(registration), ensure_ascii=False)
        missing = {place for place, mark in marks.items() if mark not in taken}
        assert missing - set(NOT_TAKEN_ALONG) == set()
        assert set(marks) >= {("registration", "name"), ("consent", "text"), ("scan", "reason"), ("mail", "text")}
        erase(registration)
        db.session.expire_all()
        stored = everything_stored()
    left = {place for place, mark in marks.items() if mark in stored}
    assert left - set(STAYS) == set()
    assert "mark-registration-email-x" not in stored
