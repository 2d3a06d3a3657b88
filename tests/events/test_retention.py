"""What an event knows of people is removed so many days after its end, as its rules say."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events import service
from eventapp.events.models import Event, RetentionRule
from eventapp.events.queries import retention_rules_of
from eventapp.events.retention import RULE_OF
from eventapp.programme.models import Speaker
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import seat_errors
from tests.archives.rows import fill_empty_tables
from tests.factories import Factories, text
from tests.pages import SURE, page_of

PRIVACY = "/admin/events/forum/privacy/"
PURPOSES = sorted(set(RULE_OF.values()))


@pytest.fixture
def over(make: Factories, forum: None) -> datetime:
    """The demo's forum with a row in every table; the moment of its end."""
    with make.inside():
        event = db.session.scalars(select(Event)).one()
        fill_empty_tables(event.id)
        event.limits_days = True  # as its row of a day says
        db.session.commit()
        return event.ends_at


def numbers(make: Factories) -> dict[str, int]:
    """How much there is, by purpose."""
    with make.inside():
        return {one.purpose.key: one.number for one in service.kept(db.session.scalars(select(Event)).one())}


def work(make: Factories) -> None:
    """Have the job look around until nothing is left to do."""
    with make.inside():
        for _ in range(400):
            if not service.apply_retention():
                return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is removed is the same on both
def test_each_purpose_goes_on_its_day_and_nothing_before(make: Factories, over: datetime) -> None:
    """One a day, registrations last: with them would go what hangs on them. After the last nobody can be found."""
    order = sorted(PURPOSES, key="registrations".__eq__)
    before = numbers(make)
    with make.inside():
        people = [name for name in db.session.scalars(select(Registration.name)) if len(name) > 3]
    assert min(before[purpose] for purpose in order) > 0
    with make.inside():
        days = {purpose: 30 + number for number, purpose in enumerate(order)}
        service.set_retention(db.session.scalars(select(Event)).one(), days)
    due = 0
    for number, purpose in enumerate(order):
        with clock.frozen_at(over + timedelta(days=days[purpose], seconds=-1)):
            work(make)
            left = numbers(make)
            assert {one for one in order[number:] if left[one] == 0} == set()
            due += left[purpose]
        with clock.frozen_at(over + timedelta(days=days[purpose])):
            work(make)
            assert numbers(make)[purpose] == 0
    with make.inside():
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "retention.applied"))
        assert sum((entry.after or {})["number"] for entry in told) >= due
        assert seat_errors() == []
        assert set(db.session.scalars(select(Registration.name))) == {"–"}
        assert set(db.session.scalars(select(Mail.recipient).where(Mail.state != "queued"))) <= {""}
        assert set(db.session.scalars(select(Speaker.email))) == {None}
        written = [str(entry.after) for entry in db.session.scalars(select(AuditEntry))]
    assert [name for name in people if any(name in one for one in written)] == []


def test_a_day_later_it_looks_for_what_has_come_since(make: Factories, event: Event, ticket_type: TicketType) -> None:
    with make.inside():
        service.set_retention(db.session.get_one(Event, event.id), {"registrations": 1})
    with clock.frozen_at(event.ends_at + timedelta(days=2)):
        work(make)
    late = make.registration(event, ticket_type, name="Late")
    for hours, name in ((3, "Late"), (25, "–")):
        with clock.frozen_at(event.ends_at + timedelta(days=2, hours=hours)):
            work(make)
        with make.inside():
            assert db.session.get_one(Registration, late.id).name == name


class TestThePage:
    @pytest.fixture
    def owner(self, make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
        return sign_in(make.member(event, "owner"))

    def rules(self, make: Factories, event: Event) -> dict[str, int]:
        with make.inside():
            return {rule.purpose: rule.days for rule in retention_rules_of(event.id)}

    def test_it_says_what_is_there_and_when_it_goes(
        self, make: Factories, event: Event, ticket_type: TicketType, owner: FlaskClient
    ) -> None:
        make.registration(event, ticket_type)
        assert owner.post(PRIVACY, data={"registrations": "180", "answers": ""}).location == PRIVACY
        assert self.rules(make, event) == {"registrations": 180}
        page = page_of(owner.get(PRIVACY))
        assert page.values["registrations"] == "180"
        assert "1 entry Removed after" in page.text
        owner.post(PRIVACY, data={"registrations": ""})
        assert self.rules(make, event) == {}

    def test_what_would_go_at_once_is_asked_about(
        self, make: Factories, event: Event, ticket_type: TicketType, sign_in: Callable[[User], FlaskClient]
    ) -> None:
        make.registration(event, ticket_type)
        member = make.member(event, "owner")
        with clock.frozen_at(event.ends_at + timedelta(days=40)):
            owner = sign_in(member)
            page = page_of(owner.post(PRIVACY, data={"registrations": "30"}))
            assert (page.heading, "Registrations: 1 entry" in page.text) == ("Remove this now, for good?", True)
            assert self.rules(make, event) == {}
            owner.post(PRIVACY, data={"registrations": "30"} | SURE)
            assert self.rules(make, event) == {"registrations": 30}

    @pytest.mark.parametrize("bad", ["-1", "3651", "soon", "9" * 40, "1e3", "<script>"])
    def test_what_is_no_number_of_days_is_refused(
        self, make: Factories, event: Event, owner: FlaskClient, bad: str
    ) -> None:
        assert owner.post(PRIVACY, data={"registrations": bad}).status_code == 422
        assert self.rules(make, event) == {}

    def test_the_notice_says_it_to_everybody(self, make: Factories, event: Event, client: FlaskClient) -> None:
        with make.inside():
            service.set_retention(db.session.get_one(Event, event.id), {"answers": 30})
        page = page_of(client.get("/events/forum/privacy/"))
        assert page.heading == "Privacy notice"
        assert "Removed 30 days after the event." in page.text
        assert "browser_session" not in page.text

    def test_the_record_names_the_tables(self, owner: FlaskClient) -> None:
        page = page_of(owner.get(f"{PRIVACY}record"))
        assert "browser_session: browser, address, created_at, seen_at" in page.text

    def test_of_a_draft_there_is_no_notice(self, make: Factories, client: FlaskClient) -> None:
        make.event("draft", published=False)
        assert client.get("/events/draft/privacy/").status_code == 404


def test_a_rule_goes_along_with_its_event(make: Factories, event: Event) -> None:
    from io import BytesIO

    from eventapp.archives.service import export_event, import_event

    file = BytesIO()
    with make.inside():
        stored = db.session.get_one(Event, event.id)
        service.set_retention(stored, {"answers": 30})
        export_event(stored, file)
        file.seek(0)
        copy = import_event(file, "copy").event
        rules = db.session.scalars(select(RetentionRule).where(RetentionRule.event_id == copy.id))
        assert [(rule.purpose, rule.days) for rule in rules] == [("answers", 30)]
        assert copy.name == text("The Forum", zh_Hant="論壇")
