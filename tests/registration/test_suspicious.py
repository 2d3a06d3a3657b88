"""What looks as if a script sent it: listed for the organiser, taken back in one action, slowed by a sum."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import altcha
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import Choices, Sender
from tests.checkin.phones import Door
from tests.factories import Factories
from tests.pages import SURE, page_of
from tests.registration.test_register import form

FORM = "/events/forum/register/"
PROOF = f"{FORM}proof"
KEY = "a-submission-key-of-24ch"
ADMIN = "/admin/events/forum/registrations/suspicious/"


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(capacity=300)


@pytest.fixture
def hall(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, "Hall", has_waiting_list=True)


@pytest.fixture
def staff(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def from_one(make: Factories, event: Event, hall: TicketType, origin: str, number: int) -> list[Registration]:
    sent = Choices(sender=Sender(origin))
    return [make.registration(event, hall, name=f"{origin} {one}", choices=sent) for one in range(number)]


def active(make: Factories) -> list[str]:
    with make.inside():
        assert service.seat_errors() == []
        rows = db.session.scalars(select(Registration).order_by(Registration.id))
        return [row.name for row in rows if row.is_active]


class TestList:
    def test_more_than_ten_from_one_address_are_listed_and_the_dashboard_says_so(
        self, staff: FlaskClient, make: Factories, event: Event, hall: TicketType
    ) -> None:
        from_one(make, event, hall, "script", 14)
        from_one(make, event, hall, "family", 10)
        page = page_of(staff.get(ADMIN))
        assert page.texts("//*[@class='choice']//strong") == ["14 registrations"]
        assert page.texts("//*[@class='choice']//strong/following-sibling::span[1]") == ["14 not confirmed by email"]
        assert "script 0" in page.text
        assert "family 0" not in page.text
        assert "14 suspicious registrations" in page_of(staff.get("/admin/events/forum/")).text

    def test_nothing_is_said_where_nothing_is(self, staff: FlaskClient, event: Event) -> None:
        assert "Nothing is suspicious" in page_of(staff.get(ADMIN)).text
        assert "suspicious" not in page_of(staff.get("/admin/events/forum/")).text.replace("Suspicious", "")

    def test_it_is_taken_back_in_one_action_seats_back_and_nobody_is_written_to(
        self, staff: FlaskClient, make: Factories, event: Event, hall: TicketType
    ) -> None:
        made = from_one(make, event, hall, "script", 14) + from_one(make, event, hall, "office", 12)
        with make.inside():
            service.confirm_email(db.session.get_one(Registration, made[11].id))
        came = made[0]
        Door(staff, make, event, "Main entrance").scan(came.code, mode="typed")
        origins = page_of(staff.get(ADMIN)).attributes("//input[@name='origin']", "value")
        with make.inside():
            before = len(db.session.scalars(select(Mail)).all())
        chosen = {"origin": origins[0]}
        asked = page_of(staff.post(f"{ADMIN}undo", data=chosen))
        assert asked.heading == "Take 13 registrations back?"
        assert len(active(make)) == 26
        answer = staff.post(f"{ADMIN}undo", data={**chosen, **SURE})
        assert "12 registrations are taken back." in page_of(staff.get(answer.location)).text
        assert active(make) == ["script 0", "script 11", *(f"office {one}" for one in range(12))]
        with make.inside():
            assert len(db.session.scalars(select(Mail)).all()) == before
            kept = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "event.suspicious_undone")).one()
            assert kept.after == {"registrations": 12}

    def test_the_places_go_to_who_waits(self, make: Factories, staff: FlaskClient, event: Event) -> None:
        small = make.ticket_type(event, "Small", capacity=12, has_waiting_list=True)
        from_one(make, event, small, "script", 11)
        make.registration(event, small, name="Last")
        make.registration(event, small, name="Waits", choices=Choices(may_wait=True))
        with make.inside():
            assert service.undo_suspicious(db.session.get_one(Event, event.id), ["script"]) == 11
            waits = db.session.scalars(select(Registration).where(Registration.name == "Waits")).one()
            assert (waits.standing, waits.holds_seat) == ("waitlisted", True)

    @pytest.mark.parametrize("origin", ["", "nobody", "<script>", "' OR 1=1 --", "A" * 5_000])
    def test_an_address_that_is_not_listed_takes_nothing_back(
        self, staff: FlaskClient, make: Factories, event: Event, hall: TicketType, origin: str
    ) -> None:
        from_one(make, event, hall, "script", 14)
        answer = staff.post(f"{ADMIN}undo", data={"origin": origin, **SURE})
        assert "Select network addresses first." in page_of(staff.get(answer.location)).text
        assert len(active(make)) == 14

    def test_what_came_to_another_event_is_not_listed_nor_taken_back(
        self, staff: FlaskClient, make: Factories, event: Event
    ) -> None:
        other = make.event("other")
        from_one(make, other, make.ticket_type(other), "script", 14)
        assert "Nothing is suspicious" in page_of(staff.get(ADMIN)).text
        staff.post(f"{ADMIN}undo", data={"origin": "script", **SURE})
        assert len(active(make)) == 14


def solved(challenge: dict[str, Any]) -> str:
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    assert solution is not None
    return altcha.Payload(made, solution).to_base64()


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["challenge", "solution", "parameters", "signature", "data"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)
_PAYLOADS = st.text(max_size=80) | _JSON.map(lambda value: base64.b64encode(json.dumps(value).encode()).decode())


class TestProof:
    @pytest.fixture
    def many(self, make: Factories, event: Event, hall: TicketType) -> None:
        """Ten from the address of the test's client."""
        with make.inside():
            here = service.origin_of("127.0.0.1")
        from_one(make, event, hall, here, 10)

    def test_nobody_is_asked_without_suspicion(self, client: FlaskClient, hall: TicketType) -> None:
        answer = client.get(f"{PROOF}?key={KEY}")
        assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (204, b"", "no-store")

    @pytest.mark.usefixtures("many")
    def test_who_solved_it_has_the_place_held(self, client: FlaskClient, make: Factories, hall: TicketType) -> None:
        answer = client.get(f"{PROOF}?key={KEY}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "Set-Cookie" not in answer.headers
        client.post(FORM, data=form(hall, proof=solved(answer.json)))
        with make.inside():
            last = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
            assert last is not None
            assert (last.standing, last.holds_seat) == ("unconfirmed", True)

    def test_it_is_good_for_its_own_form_alone(self, make: Factories) -> None:
        with make.inside():
            payload = solved(service.proof_challenge(KEY))
            answers = [service.is_proof(payload, key) for key in (KEY, "another-key-of-24-charac", "")]
        assert answers == [True, False, False]

    def test_it_ends_after_two_hours_and_what_was_changed_is_none(self, make: Factories) -> None:
        with make.inside():
            with clock.frozen_at(clock.now() - timedelta(hours=3)):
                old = solved(service.proof_challenge(KEY))
            good = json.loads(base64.b64decode(solved(service.proof_challenge(KEY))))
            cheap = {
                **good,
                "challenge": {**good["challenge"], "parameters": {**good["challenge"]["parameters"], "cost": 1}},
            }
            unsolved = {**good, "solution": {"counter": 1, "derivedKey": "00" * 32}}
            payloads = [old, *(base64.b64encode(json.dumps(one).encode()).decode() for one in (cheap, unsolved))]
            assert [service.is_proof(payload, KEY) for payload in payloads] == [False] * 3

    @given(_PAYLOADS)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    def test_nothing_that_is_sent_breaks_it(self, make: Factories, payload: str) -> None:
        with make.inside():
            assert service.is_proof(payload, KEY) is False

    @pytest.mark.parametrize("key", ["", "A" * 65])
    @pytest.mark.usefixtures("many")
    def test_a_form_without_a_key_gets_none(self, client: FlaskClient, hall: TicketType, key: str) -> None:
        assert client.get(f"{PROOF}?key={key}").status_code == 204
