"""Exports that wait for a second person's yes."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock, outbox
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.events import service
from eventapp.events.models import Event, ExportRequest
from eventapp.registration.models import TicketType
from tests.factories import Factories
from tests.pages import page_of

EXPORTS = "/admin/events/forum/exports/"
CSV = "/admin/events/forum/registrations.csv?text=ada"


@pytest.fixture(autouse=True)
def demanded(make: Factories, event: Event, ticket_type: TicketType) -> None:
    make.registration(event, ticket_type, name="Ada")
    with make.inside():
        service.demand_approval(db.session.get_one(Event, event.id), demanded=True)


@pytest.fixture
def asker(make: Factories, event: Event) -> FlaskClient:
    return make.signed_in(make.member(event, "registration").email)


@pytest.fixture
def second(make: Factories, event: Event) -> FlaskClient:
    return make.signed_in(make.member(event, "owner").email)


def ask(asker: FlaskClient, path: str = CSV) -> int:
    """Ask for an export, as who follows the link is led to; the number of the question."""
    led = asker.get(path)
    assert led.status_code == 303
    assert asker.post(led.location, data={"reason": "The caterer asks"}).location == EXPORTS
    with asker.application.app_context():
        return db.session.scalars(select(ExportRequest.id).order_by(ExportRequest.id.desc())).first() or 0


def mails(make: Factories, kind: str) -> list[tuple[str, str]]:
    """To whom, and what about."""
    with make.inside():
        found = db.session.scalars(select(outbox.Mail).where(outbox.Mail.kind == kind).order_by(outbox.Mail.id))
        return [(mail.recipient, outbox.compose(mail).subject.partition(":")[0]) for mail in found]


def test_the_list_of_such_views_is_the_documents(app: Flask) -> None:
    part = (ROOT / "docs" / "permissions.md").read_text().split("approval\n")[1].split("\n## ")[0]
    listed = {line.strip("- `") for line in part.splitlines() if line.startswith("- `")}
    assert listed == {name for name, view in app.view_functions.items() if getattr(view, "approved_by", None)}


def test_it_comes_out_after_a_second_person_agrees_and_only_as_asked(
    make: Factories, asker: FlaskClient, second: FlaskClient
) -> None:
    number = ask(asker)
    assert mails(make, "export_asked") == [("owner@example.org", "May this be exported?")]
    assert "The caterer asks" in page_of(second.get(EXPORTS)).text
    assert second.post(f"{EXPORTS}{number}/approve").location == EXPORTS
    assert page_of(asker.get(EXPORTS)).attributes("//main//a[contains(@class, 'button')]", "href") == [CSV]
    with asker.get(CSV) as answer:
        assert (answer.status_code, "Ada" in answer.text) == (200, True)
    assert asker.get("/admin/events/forum/registrations.csv").status_code == 303
    assert second.get(CSV).status_code == 303
    assert mails(make, "export_decided") == [("registration@example.org", "Your export was decided")]
    with make.inside():
        actions = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("export.%")).order_by(AuditEntry.id)
        )
        assert list(actions) == ["export.asked", "export.approved"]


PEOPLE = "/api/v1/events/forum/registrations"


def test_a_program_is_told_where_to_ask_and_reads_after_a_second_person_agrees(
    make: Factories, event: Event, client: FlaskClient
) -> None:
    member = make.member(event, "registration")
    asker, second = make.signed_in(member.email), make.signed_in(make.member(event, "owner").email)
    program = {"Authorization": f"Bearer {make.api_token(member)}"}
    refused = client.get(PEOPLE, headers=program)
    assert (refused.status_code, refused.json["type"].partition("#")[2]) == (403, "approval-needed")
    page = "/admin/events" + refused.json["detail"].partition("/admin/events")[2]
    assert page_of(asker.get(page)).heading == "Registrations, by the API"
    assert asker.post(page, data={"reason": "The badge printer"}).location == EXPORTS
    with make.inside():
        number = db.session.scalars(select(ExportRequest.id)).one()
    second.post(f"{EXPORTS}{number}/approve")
    listed = page_of(asker.get(EXPORTS))
    assert (listed.texts("//main//code"), f'href="{PEOPLE}"' in str(listed.links())) == ([PEOPLE], False)
    assert [one["name"] for one in client.get(f"{PEOPLE}?limit=10", headers=program).json["items"]] == ["Ada"]
    assert client.get("/api/v1/events/forum/scans", headers=program).status_code == 403


def test_nobody_agrees_to_their_own(asker: FlaskClient) -> None:
    number = ask(asker)
    assert page_of(asker.get(EXPORTS)).texts("//button[text()='Approve']") == []
    assert asker.post(f"{EXPORTS}{number}/approve").status_code == 403
    assert asker.get(CSV).status_code == 303


def test_nobody_agrees_who_may_not_take_the_same_out(make: Factories, event: Event, second: FlaskClient) -> None:
    led = second.post("/admin/events/forum/export")
    second.post(led.location, data={"reason": "Moving house"})
    reader = make.signed_in(make.member(event, "read").email)
    with make.inside():
        number = db.session.scalars(select(ExportRequest.id)).one()
    assert reader.post(f"{EXPORTS}{number}/approve").status_code == 403


def test_no_is_no(make: Factories, asker: FlaskClient, second: FlaskClient) -> None:
    number = ask(asker)
    second.post(f"{EXPORTS}{number}/decline")
    again = second.post(f"{EXPORTS}{number}/approve", follow_redirects=True)
    assert "This was decided already, or its time is over." in page_of(again).text
    assert asker.get(CSV).status_code == 303
    assert mails(make, "export_decided") == [("registration@example.org", "Your export was decided")]


def test_a_day_later_neither_the_question_nor_the_yes_is_good(
    make: Factories, asker: FlaskClient, second: FlaskClient
) -> None:
    for decided in (True, False):
        number = ask(asker)
        if decided:
            second.post(f"{EXPORTS}{number}/approve")
        with make.inside():
            found = db.session.get_one(ExportRequest, number)
            found.expires_at = clock.now() - timedelta(seconds=1)
            db.session.commit()
        assert asker.get(CSV).status_code == 303
    answer = second.post(f"{EXPORTS}{number}/approve", follow_redirects=True)
    assert "This was decided already, or its time is over." in page_of(answer).text


@pytest.mark.parametrize(
    "path",
    ["", "https://evil.example/", "//evil.example", "/admin/events/other/registrations.csv", "/admin/events/forum/",
     "/admin/events/forum/registrations.csv/../..", "\r\nSet-Cookie: a=b", "/admin/events/\ud800/registrations.csv"],
)  # fmt: skip
def test_nothing_else_can_be_asked_for(make: Factories, asker: FlaskClient, path: str) -> None:
    make.event("other")
    encoded = path.encode("utf-8", "surrogatepass")
    answer = asker.post(f"{EXPORTS}ask", query_string={"path": encoded}, data={"reason": "Why not"})
    assert answer.status_code == 404
    with make.inside():
        assert db.session.scalars(select(ExportRequest)).all() == []


def test_a_reason_is_asked_for(asker: FlaskClient) -> None:
    led = asker.get(CSV).location
    assert page_of(asker.post(led, data={"reason": " "})).errors == ["Say what you need it for."]
    assert asker.post(led, data={"reason": "x" * 501}).status_code == 422


def test_two_who_decide_at_once_decide_once(app: Flask, make: Factories, event: Event, asker: FlaskClient) -> None:
    number = ask(asker)
    users = [make.member(event, "owner", f"owner{one}@example.org").id for one in range(2)]
    start, refused = threading.Barrier(2), []

    def decide(user_id: int, *, approved: bool) -> None:
        with app.app_context():
            found, user = db.session.get_one(ExportRequest, number), db.session.get_one(User, user_id)
            start.wait()
            try:
                service.decide_export(found, user, approved=approved)
            except service.ApprovalNotPossible:
                refused.append(user_id)

    threads = [threading.Thread(target=decide, args=[user], kwargs={"approved": user == users[0]}) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with make.inside():
        found = db.session.get_one(ExportRequest, number)
        assert (len(refused), found.decided_by in users, found.decided_by != refused[0]) == (1, True, True)


def test_without_the_setting_nothing_is_asked(
    make: Factories, second: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    assert second.post(f"{EXPORTS}demand", data={}).location == EXPORTS
    with second.get(CSV) as answer:
        assert answer.status_code == 200
