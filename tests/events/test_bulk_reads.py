"""Who took personal data of many people out stands in the event's history."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.checkin.phones import Door
from tests.factories import Factories
from tests.pages import page_of

ADMIN = "/admin/events/forum/"


@pytest.fixture
def staff(
    make: Factories, event: Event, ticket_type: TicketType, sign_in: Callable[[User], FlaskClient]
) -> FlaskClient:
    make.registration(event, ticket_type, name="Ada")
    return sign_in(make.member(event, "owner"))


def taken(make: Factories) -> list[tuple[str, object, object]]:
    with make.inside():
        rows = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "people.read_in_bulk").order_by(AuditEntry.id)
        )
        return [(row.actor, (row.after or {})["what"], (row.after or {})["is_narrowed"]) for row in rows]


def test_the_list_of_such_views_is_the_documents(app: Flask) -> None:
    part = (ROOT / "docs" / "permissions.md").read_text().split("## Read in bulk\n")[1].split("\n## ")[0]
    listed = {line.strip("- `") for line in part.splitlines() if line.startswith("- `")}
    assert listed == {name for name, view in app.view_functions.items() if getattr(view, "reads_in_bulk", False)}


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("registrations.csv", "registration_admin.export_csv"),
        ("registrations.xlsx", "registration_admin.export_xlsx"),
        ("door/attendance.csv", "checkin_admin.attendance_table"),
        ("door/scans.xlsx", "checkin_admin.scan_table"),
        ("import-export/speakers.csv", "programme_admin.export_table"),
    ],
)
def test_a_table_that_is_taken_out_is_written_down(staff: FlaskClient, make: Factories, path: str, what: str) -> None:
    for query in ("", "?text=ada"):
        with staff.get(f"{ADMIN}{path}{query}") as answer:
            assert answer.status_code == 200
    with make.inside():
        name = db.session.scalars(select(User.name)).one()
    assert taken(make) == [(name, what, False), (name, what, True)]
    page = page_of(staff.get(f"{ADMIN}history?text=people.read_in_bulk"))
    assert what in page.text


def test_badges_and_archives_count_too(staff: FlaskClient, make: Factories) -> None:
    for path in ("door/badges/print", "export"):
        with staff.post(f"{ADMIN}{path}", data={"ticket_type": "", "sort": "name"}) as answer:
            assert answer.status_code == 200
    assert [what for _name, what, _part in taken(make)] == ["checkin_admin.print_badges", "archives_admin.download"]


def test_what_is_refused_is_not_written_down(
    make: Factories, event: Event, ticket_type: TicketType, sign_in: Callable[[User], FlaskClient]
) -> None:
    door = sign_in(make.member(event, "door"))
    assert door.get(f"{ADMIN}registrations.csv").status_code == 403
    assert taken(make) == []


def test_a_phone_that_is_given_everybody_is_written_down_once(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    door = Door(client, make, event, "Main entrance")
    first = door.bundle()
    door.bundle(cursor=first["cursor"], scope=first["scope"])
    assert [(what, part) for _name, what, part in taken(make)] == [("checkin_api.bundle", False)]
