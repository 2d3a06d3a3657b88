"""What a newcomer expects of a form: terms beforehand, a queue where a session is full, tables read by their looks."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.checkin.models import Gate
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.messages.models import Campaign
from eventapp.programme.models import Session
from eventapp.registration.import_rows import mapping_of
from eventapp.registration.models import AgendaItem, Registration, TicketType
from eventapp.registration.service import Choices
from tests.factories import Factories, tomorrow
from tests.pages import SURE, page_of
from tests.registration.test_register import form, stored

USUAL = ("name", "email", "phone", "company")


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(owner=make.user())


@pytest.fixture
def team(sign_in: Callable[[User], FlaskClient], make: Factories, event: Event) -> FlaskClient:
    with make.inside():
        owner = db.session.scalars(select(User)).one()
    return sign_in(owner)


@pytest.mark.parametrize("path", ["", "register/"])
def test_a_ticket_that_needs_approval_says_so_beforehand(
    client: FlaskClient, make: Factories, event: Event, path: str
) -> None:
    make.ticket_type(event, "Press", needs_approval=True)
    assert (
        "Needs approval: the organiser looks at each request first."
        in page_of(client.get(f"/events/forum/{path}")).text
    )


class TestAFullSession:
    @pytest.fixture
    def full(self, make: Factories, event: Event, ticket_type: TicketType) -> Session:
        session = make.session(event, "Master class", needs_booking=True, capacity=1)
        make.registration(event, ticket_type, choices=Choices(session_ids=(session.id,)))
        return session

    def test_the_form_offers_to_wait(
        self, client: FlaskClient, make: Factories, full: Session, ticket_type: TicketType
    ) -> None:
        assert "Full: wait for a seat" in page_of(client.get("/events/forum/register/")).text
        client.post("/events/forum/register/", data={**form(ticket_type), "waits": str(full.id)})
        with make.inside():
            found = db.session.scalars(select(AgendaItem).order_by(AgendaItem.id)).all()
            assert [(item.is_booking, item.waiting_since is not None) for item in found] == [
                (True, False), (False, True),
            ]  # fmt: skip

    def test_who_waits_where_a_seat_is_free_by_now_gets_it(
        self, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
    ) -> None:
        free = make.session(event, "Free", needs_booking=True, capacity=5)
        client.post("/events/forum/register/", data={**form(ticket_type), "waits": str(free.id)})
        with make.inside():
            assert db.session.scalars(select(AgendaItem.is_booking)).all() == [True]

    @pytest.mark.parametrize("said", ["999999", "-1", "x", "' OR 1=1", "99999999999999999999"])
    def test_a_session_that_is_not_there_is_waited_for_by_nobody(
        self, client: FlaskClient, make: Factories, ticket_type: TicketType, full: Session, said: str
    ) -> None:
        client.post("/events/forum/register/", data={**form(ticket_type), "waits": said})
        with make.inside():
            assert len(db.session.scalars(select(AgendaItem)).all()) == 1


class TestTheDesk:
    @pytest.fixture
    def full(self, make: Factories, event: Event) -> TicketType:
        few = make.ticket_type(event, "Few", capacity=1)
        make.registration(event, few)
        return few

    def send(self, client: FlaskClient, ticket_type: TicketType, gate: Gate, **more: str) -> list[str]:
        values = {
            "name": "Ada",
            "ticket_type": str(ticket_type.id),
            "gate": str(gate.id),
            "submission_key": "desk-key-00001",
        }
        answer = client.post("/admin/events/forum/door/desk/", data={**values, **more})
        return page_of(answer).errors if answer.status_code == 422 else []

    def test_a_reason_lets_in_above_the_limit_and_stays_in_the_history(
        self, team: FlaskClient, make: Factories, event: Event, full: TicketType
    ) -> None:
        gate = make.gate(event)
        assert self.send(team, full, gate) == [
            "No place is left for this ticket. Say below why they are let in anyway."
        ]
        self.send(team, full, gate, reason_beyond="The minister's guest")
        with make.inside():
            now = db.session.get_one(TicketType, full.id)
            assert (len(stored(make)), now.taken, now.beyond) == (2, 2, 1)
        assert "The minister's guest" in page_of(team.get("/admin/events/forum/history")).text

    def test_who_may_not_exceed_limits_does_not_by_writing_a_reason(
        self,
        client: FlaskClient,
        make: Factories,
        event: Event,
        full: TicketType,
        sign_in: Callable[[User], FlaskClient],
    ) -> None:
        sign_in(make.member(event, "door"))
        found = self.send(client, full, make.gate(event), reason_beyond="I say so")
        assert (found, len(stored(make))) == (["No place is left for this ticket. Ask the organiser."], 1)


addresses = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True)
numbers = st.from_regex(r"\+852 [0-9]{4} [0-9]{4}", fullmatch=True)
words = st.from_regex(r"[A-Z][a-z]{1,9}", fullmatch=True)


@given(st.permutations(range(4)), st.lists(st.tuples(words, addresses, numbers, words), min_size=1, max_size=5))
def test_columns_of_addresses_and_numbers_are_found_wherever_they_are(
    order: list[int], rows: list[tuple[str, ...]]
) -> None:
    table = [[row[at] for at in order] for row in rows]
    found = mapping_of(table, USUAL)
    assert (found["email"], found["phone"]) == (order.index(1), order.index(2))
    assert sorted(found.values()) == [0, 1, 2, 3]


def test_a_cancelled_session_offers_a_message_to_those_who_chose_it_with_what_else_is_on(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    session = make.session(event, "Off", needs_booking=True, capacity=5)
    make.session(event, "Instead")
    make.session(event, "Later", starts_at=tomorrow(8), ends_at=tomorrow(9))
    make.registration(event, ticket_type, name="Ada", choices=Choices(session_ids=(session.id,)))
    make.registration(event, ticket_type, name="Ben")
    team.post(f"/admin/events/forum/sessions/{session.code}/cancel", data=SURE)
    page = page_of(team.get(f"/admin/events/forum/sessions/{session.code}"))
    (link,) = [link for link in page.links() if "campaigns/new?session=" in link]
    draft = page_of(team.get(link))
    body = draft.values["body-en"]
    assert (draft.values["subject-en"], "Instead" in body, "Later" in body) == ("Cancelled: Off", True, False)
    team.post(link, data={**draft.values, "kind": "announcement", "state": "confirmed", "session": str(session.id)})
    with make.inside():
        campaign = db.session.scalars(select(Campaign)).one()
        assert campaign.audience["session_id"] == session.id
        names = [one.name for one in db.session.scalars(select(Registration)) if one.agenda]
    assert names == ["Ada"]
