"""What the team is written to about: what fills up, and each morning what happened."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.core.outbox import Mail
from eventapp.events.models import Event, Membership
from eventapp.messages.team_notices import send_digests, warn_of_what_fills_up
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from tests.factories import Factories, tomorrow
from tests.mailserver import deliver_due

MORNING = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
"""Half past eight in Hong Kong."""


@pytest.fixture
def forum(make: Factories) -> Event:
    day = MORNING + timedelta(days=20)
    return make.event(capacity=10, starts_at=day, ends_at=day + timedelta(hours=9))


def wants(make: Factories, event: Event, email: str, role: str = "registration", **notices: bool) -> User:
    user = make.member(event, role, email)
    with make.inside():
        _choose(user.id, notices)
    return user


@transactional
def _choose(user_id: int, notices: dict[str, bool]) -> None:
    member = db.session.scalars(select(Membership).where(Membership.user_id == user_id)).one()
    for name, value in notices.items():
        setattr(member, name, value)


def look(make: Factories, at: datetime = MORNING) -> None:
    with make.inside(), clock.frozen_at(at):
        warn_of_what_fills_up()
        send_digests()


def told(make: Factories, kind: str) -> list[tuple[str, str]]:
    """(recipient, text) of the mails of a kind, delivered."""
    with make.inside():
        with clock.frozen_at(MORNING + timedelta(days=2)):
            deliver_due()
        query = select(Mail.recipient, Mail.text, Mail.state).where(Mail.kind == kind).order_by(Mail.id)
        return [(recipient, text) for recipient, text, state in db.session.execute(query) if state == "kept"]


def fill(make: Factories, event: Event, number: int, ticket_type: Any) -> list[Registration]:
    return [make.registration(event, ticket_type) for _ in range(number)]


def test_each_level_is_told_once_to_those_who_want_it(make: Factories, forum: Event) -> None:
    ticket = make.ticket_type(forum, "Press", capacity=4)
    other = make.ticket_type(forum, "Delegate")
    wants(make, forum, "ada@example.org", wants_warnings=True)
    wants(make, forum, "ben@example.org")
    fill(make, forum, 2, ticket)
    look(make)
    assert told(make, "team_warning") == []
    people = fill(make, forum, 1, ticket)
    for _twice in range(2):
        look(make)
    (first,) = told(make, "team_warning")
    assert (first[0], "“Press” is 75% full, 1 places left" in first[1]) == ("ada@example.org", True)
    fill(make, forum, 1, ticket)
    fill(make, forum, 5, other)
    look(make)
    (_before, second) = told(make, "team_warning")
    assert ["“Press” is full" in second[1], "“The Forum” is 90% full, 1 places left" in second[1]] == [True, True]
    with make.inside():
        for person in people:
            registrations.cancel(db.session.get_one(Registration, person.id))
    look(make)
    fill(make, forum, 1, ticket)
    look(make)
    assert len(told(make, "team_warning")) == 2, "it stayed above three quarters, so nothing is news"


def test_what_emptied_and_fills_again_is_news(make: Factories, forum: Event) -> None:
    ticket = make.ticket_type(forum, "Press", capacity=4)
    wants(make, forum, "ada@example.org", wants_warnings=True)
    people = fill(make, forum, 3, ticket)
    look(make)
    with make.inside():
        registrations.cancel(db.session.get_one(Registration, people[0].id))
    look(make)
    fill(make, forum, 1, ticket)
    look(make)
    assert len(told(make, "team_warning")) == 2


def test_a_session_that_fills_is_named(make: Factories, forum: Event) -> None:
    talk = make.session(
        forum, "Workshop", needs_booking=True, capacity=1, starts_at=forum.starts_at,
        ends_at=forum.starts_at + timedelta(hours=1),
    )  # fmt: skip
    wants(make, forum, "ada@example.org", wants_warnings=True)
    chosen = registrations.Choices(session_ids=(talk.id,))
    make.registration(forum, make.ticket_type(forum), choices=chosen)
    look(make)
    assert "“Workshop” is full" in told(make, "team_warning")[0][1]


def test_the_digest_says_each_morning_what_happened_and_what_waits(make: Factories, forum: Event) -> None:
    ticket, press = make.ticket_type(forum), make.ticket_type(forum, "Press", needs_approval=True)
    wants(make, forum, "ada@example.org", wants_digest=True)
    wants(make, forum, "door@example.org", "door", wants_digest=True)
    with clock.frozen_at(MORNING - timedelta(hours=3)):
        fill(make, forum, 2, ticket)
        fill(make, forum, 1, press)
    look(make, MORNING - timedelta(hours=1))
    assert told(make, "team_digest") == []
    for _twice in range(2):
        look(make)
    ((recipient, words),) = told(make, "team_digest")
    said = ("3 new registrations", "2 confirmed in all", "This waits for you:", "1 person waits")
    assert (recipient, [one for one in said[:3] if one not in words]) == ("ada@example.org", [])
    look(make, MORNING + timedelta(days=1))
    assert "new registration" not in told(make, "team_digest")[1][1]


def test_nothing_that_happened_and_nothing_that_waits_is_no_mail(make: Factories, forum: Event) -> None:
    wants(make, forum, "door@example.org", "door", wants_digest=True)
    look(make)
    assert told(make, "team_digest") == []


def test_who_has_left_the_team_is_written_to_no_more(make: Factories, forum: Event) -> None:
    fill(make, forum, 8, make.ticket_type(forum))
    user = wants(make, forum, "ada@example.org", wants_warnings=True)
    look(make)
    with make.inside():
        _choose(user.id, {"wants_warnings": False})
    assert told(make, "team_warning") == []


def test_a_member_chooses_on_the_page_of_the_team(make: Factories, client: FlaskClient, sign_in: Any) -> None:
    event = make.event(starts_at=tomorrow(1))
    user = make.member(event, "read")
    sign_in(user)
    client.post("/admin/events/forum/team/notices", data={"wants_digest": "on"})
    with make.inside():
        member = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
        assert (member.wants_digest, member.wants_warnings) == (True, False)
    sign_in(make.user("admin@example.org", is_admin=True))
    assert client.post("/admin/events/forum/team/notices").status_code == 404
