"""Seats are for people: held until the emailed link is opened, and given back by themselves where nobody opens it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.confirmation_times import NEVER
from eventapp.events.models import Event
from eventapp.messages.queries import audience_size
from eventapp.registration import links, service
from eventapp.registration.models import Delegation, Registration, TicketType
from eventapp.registration.service import Choices, DelegationDetails, Sender
from tests.factories import Factories, person
from tests.pages import page_of
from tests.registration.test_register import form

FORM = "/events/forum/register/"
WAITS = Choices(may_wait=True)


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(confirm_minutes=60)


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, capacity=2, has_waiting_list=True)


@pytest.fixture
def ada(make: Factories, event: Event, ticket_type: TicketType) -> Registration:
    return make.registration(event, ticket_type, name="Ada", email="ada@example.org")


def link_of(make: Factories, one: Registration) -> str:
    with make.inside():
        found = db.session.get_one(Registration, one.id)
        return links.confirmation_url(found, service.confirmation_key(found))


def standings(make: Factories) -> list[tuple[str, str, bool]]:
    with make.inside():
        assert service.seat_errors() == []
        rows = db.session.scalars(select(Registration).order_by(Registration.id))
        return [(row.name, row.standing, row.holds_seat) for row in rows]


def mails(make: Factories) -> list[tuple[str, str]]:
    with make.inside():
        return [(mail.kind, mail.recipient) for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def later(make: Factories, **passed: float) -> None:
    with make.inside(), clock.frozen_at(clock.now() + timedelta(**passed)):
        while service.lapse_unconfirmed_places():
            pass


def test_a_registration_is_held_and_the_page_says_what_is_left_to_do(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    answer = client.post(FORM, data=form(ticket_type))
    page = page_of(client.get(answer.location))
    assert page.heading == "One step left, Chan Tai Man 陳大文"
    assert "Open the link that we sent to taiman@example.org." in page.text
    assert "Ticket and calendar entry come once you have confirmed." in page.text
    assert client.get(f"{answer.location}ticket.svg").status_code == 404
    assert [link for link in page.links() if "calendar" in link] == []
    assert standings(make) == [("Chan Tai Man 陳大文", "unconfirmed", True)]
    assert mails(make) == [("to_confirm", "taiman@example.org")]


def test_the_link_is_confirmed_by_a_button_and_the_ticket_follows(
    client: FlaskClient, make: Factories, ada: Registration
) -> None:
    link = link_of(make, ada)
    shown = page_of(client.get(link))
    assert "Ada, with the address ada@example.org, registers for The Forum." in shown.text
    assert standings(make) == [("Ada", "unconfirmed", True)]  # a program that looks into mails confirms nothing
    answer = client.post(link)
    assert (answer.status_code, page_of(client.get(answer.location)).heading) == (303, "You are registered, Ada")
    assert standings(make) == [("Ada", "confirmed", True)]
    assert mails(make) == [("to_confirm", "ada@example.org"), ("confirmed", "ada@example.org")]


def test_opening_the_link_twice_changes_nothing_more(client: FlaskClient, make: Factories, ada: Registration) -> None:
    link = link_of(make, ada)
    answers = [client.post(link), client.post(link), client.get(link)]
    assert [answer.status_code for answer in answers] == [303, 302, 302]
    assert len({answer.location for answer in answers}) == 1
    assert [kind for kind, _ in mails(make)] == ["to_confirm", "confirmed"]


@pytest.mark.parametrize("key", ["x", "A" * 43, "%00", "../..", "é"])
def test_no_other_key_confirms(client: FlaskClient, make: Factories, ada: Registration, key: str) -> None:
    assert client.post(f"{make.page_path(ada)}confirm/{key}").status_code == 404
    assert standings(make) == [("Ada", "unconfirmed", True)]


def test_the_key_of_somebody_else_confirms_nobody(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, ada: Registration
) -> None:
    ben = make.registration(event, ticket_type, name="Ben")
    key = link_of(make, ben).rsplit("/", 1)[1]
    assert client.post(f"{make.page_path(ada)}confirm/{key}").status_code == 404


def test_a_new_address_gets_a_link_of_its_own_and_the_old_one_confirms_nothing(
    client: FlaskClient, make: Factories, ada: Registration
) -> None:
    old = link_of(make, ada)
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        service.change_details(found, person(name="Ada", email="ada@example.net"))
    assert client.post(old).status_code == 404
    assert mails(make)[-1] == ("to_confirm", "ada@example.net")
    assert client.post(link_of(make, ada)).status_code == 303


def test_who_does_not_confirm_gives_the_place_back_and_is_not_written_to(
    client: FlaskClient, make: Factories, ada: Registration
) -> None:
    link = link_of(make, ada)
    later(make, minutes=59)
    assert standings(make) == [("Ada", "unconfirmed", True)]
    later(make, minutes=61)
    assert standings(make) == [("Ada", "cancelled", False)]
    assert mails(make) == [("to_confirm", "ada@example.org")]
    answer = client.post(link)
    assert (answer.status_code, page_of(answer).heading) == (410, "The time to confirm is over")


def test_what_comes_back_goes_to_who_waits_in_turn(make: Factories, event: Event, ticket_type: TicketType) -> None:
    for name in ("Ada", "Ben"):
        make.registration(event, ticket_type, name=name)
    for name in ("Cyn", "Dan"):
        waiting = make.registration(event, ticket_type, name=name, choices=WAITS)
        with make.inside():
            service.confirm_email(db.session.get_one(Registration, waiting.id))
    assert [one[1:] for one in standings(make)] == [("unconfirmed", True)] * 2 + [("waitlisted", False)] * 2
    later(make, minutes=61)
    assert standings(make) == [
        ("Ada", "cancelled", False), ("Ben", "cancelled", False), ("Cyn", "waitlisted", True),
        ("Dan", "waitlisted", True),
    ]  # fmt: skip


def test_who_waits_without_having_confirmed_stands_in_no_line(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    full = make.ticket_type(event, "Full", capacity=1, has_waiting_list=True, confirm_minutes=NEVER)
    make.registration(event, full, name="Inside")
    with make.inside():
        found = db.session.get_one(TicketType, full.id)
        found.confirm_minutes = 30
        db.session.commit()
    invented = make.registration(event, full, name="Invented", choices=WAITS)
    real = make.registration(event, full, name="Real", choices=WAITS)
    client.post(link_of(make, real))
    assert page_of(client.get(make.page_path(real))).heading == "You are number 1 on the waiting list"
    with make.inside():
        service.cancel(db.session.scalars(select(Registration).where(Registration.name == "Inside")).one())
    assert standings(make) == [
        ("Inside", "cancelled", False), ("Invented", "unconfirmed", False), ("Real", "waitlisted", True),
    ]  # fmt: skip
    answer = client.post(link_of(make, invented))
    assert page_of(client.get(answer.location)).heading == "You are number 1 on the waiting list"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"needs_approval": True}, "pending"),
        ({"visibility": "code"}, "confirmed"),
        ({"confirm_minutes": NEVER}, "confirmed"),
    ],
)
def test_who_comes_by_approval_or_code_or_a_ticket_that_asks_nobody_is_spared(
    make: Factories, event: Event, changes: dict[str, Any], state: str
) -> None:
    spared = make.ticket_type(event, "Spared", **changes)
    with make.inside():
        service.create_code(db.session.get_one(Event, event.id), "SESAME", service.CodeDetails())
    made = make.registration(event, spared, choices=Choices(access_code="SESAME"))
    assert (made.state, made.confirm_by) == (state, None)


def test_who_is_registered_by_the_team_or_has_a_ticket_of_its_own_time_is_treated_so(
    make: Factories, event: Event, ticket_type: TicketType
) -> None:
    quick = make.ticket_type(event, "Quick", confirm_minutes=15)
    with make.inside():
        here = db.session.get_one(Event, event.id)
        by_team = service.register_by_team(
            here, db.session.get_one(TicketType, ticket_type.id), person(), submission_key="by-the-team-of-24-chars!"
        )
        assert (by_team.state, by_team.confirm_by) == ("confirmed", None)
    made = make.registration(event, quick)
    assert made.confirm_by is not None
    assert round((made.confirm_by - made.created_at) / timedelta(minutes=1)) == 15


def test_without_an_address_there_is_nothing_to_confirm_with(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    page = page_of(client.post(FORM, data=form(ticket_type, email="", phone="+852 5123 4567")))
    assert page.errors == ["Enter your email address: your registration is confirmed by a link that goes to it."]
    assert standings(make) == []


def test_at_most_a_tenth_is_held_and_who_comes_later_takes_a_place_by_confirming(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    hall = make.ticket_type(event, "Hall", capacity=100)
    made = [make.registration(event, hall) for _ in range(12)]
    assert [one.holds_seat for one in made] == [True] * 10 + [False] * 2
    assert "with it you take your place" in page_of(client.get(make.page_path(made[-1]))).text
    answer = client.post(link_of(make, made[-1]))
    assert page_of(client.get(answer.location)).heading == f"You are registered, {made[-1].name}"


def test_who_confirms_when_all_is_taken_is_told_to_try_again(client: FlaskClient, make: Factories) -> None:
    event = make.event("small", confirm_minutes=60)
    hall = make.ticket_type(event, "Hall", capacity=6)
    made = [make.registration(event, hall) for _ in range(6)]
    assert [one.holds_seat for one in made] == [True] * 5 + [False]
    with make.inside():
        service.register_by_team(
            db.session.get_one(Event, event.id), db.session.get_one(TicketType, hall.id), person(),
            submission_key="by-the-team-of-24-chars!",
        )  # fmt: skip
    answer = client.post(link_of(make, made[-1]))
    assert (answer.status_code, "All places are taken at this moment." in page_of(answer).text) == (409, True)
    later(make, minutes=61)
    assert client.post(link_of(make, made[-1])).status_code == 410


def test_the_link_is_sent_again_on_the_page(client: FlaskClient, make: Factories, ada: Registration) -> None:
    answer = client.post(f"{make.page_path(ada)}confirm/again")
    assert "The email is on its way again." in page_of(client.get(answer.location)).text
    assert mails(make) == [("to_confirm", "ada@example.org")] * 2
    client.post(link_of(make, ada))
    client.post(f"{make.page_path(ada)}confirm/again")
    assert [kind for kind, _ in mails(make)] == ["to_confirm", "to_confirm", "confirmed"]


def test_general_emails_go_to_nobody_who_has_not_confirmed(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    with make.inside():
        assert audience_size(event.id, {}, "announcement") == 0
    client.post(link_of(make, ada))
    with make.inside():
        assert audience_size(event.id, {}, "announcement") == 1


def test_the_team_confirms_for_somebody_it_knows(
    make: Factories, event: Event, ada: Registration, sign_in: Callable[[User], FlaskClient]
) -> None:
    staff = sign_in(make.member(event, "registration"))
    here = f"/admin/events/forum/registrations/{ada.code}"
    assert "Nobody has opened the link that went to this address." in page_of(staff.get(here)).text
    page = page_of(staff.post(f"{here}/confirm", follow_redirects=True))
    assert "Confirmed: the ticket is on its way." in page.text
    assert standings(make) == [("Ada", "confirmed", True)]
    page = page_of(staff.post(f"{here}/confirm", follow_redirects=True))
    assert "That is no longer possible" in page.text


@pytest.fixture
def group(make: Factories, event: Event, ticket_type: TicketType) -> Delegation:
    return grouped(make, event, make.ticket_type(event, "Group", capacity=100), 3)


def grouped(make: Factories, event: Event, ticket_type: TicketType, number: int, **options: Any) -> Delegation:
    with make.inside():
        return service.register_delegation(
            db.session.get_one(Event, event.id), ticket_type.id,
            DelegationDetails("Lantern", "Liaison", "liaison@example.org"), [person() for _ in range(number - 1)],
            unnamed=1, submission_key=f"a-group-of-24-characters-{number}", **options,
        )  # fmt: skip


def group_link(make: Factories, group: Delegation) -> str:
    with make.inside():
        found = db.session.get_one(Delegation, group.id)
        return links.group_confirmation_url(found, service.group_confirmation_key(found))


def test_a_group_is_confirmed_by_its_liaison_for_all(client: FlaskClient, make: Factories, group: Delegation) -> None:
    assert [one[1:] for one in standings(make)] == [("unconfirmed", True)] * 3
    assert mails(make) == [("delegation", "liaison@example.org")]
    link = group_link(make, group)
    assert "Liaison, with the address liaison@example.org, registers for The Forum." in page_of(client.get(link)).text
    answer = client.post(link)
    assert page_of(client.get(answer.location)).heading == "Your group: Lantern"
    assert [one[1:] for one in standings(make)] == [("confirmed", True)] * 2 + [("unnamed", True)]
    assert client.post(link).location == answer.location
    assert [kind for kind, _ in mails(make)] == ["delegation", "confirmed", "confirmed"]


def test_a_group_that_nobody_confirms_gives_all_places_back(
    client: FlaskClient, make: Factories, group: Delegation
) -> None:
    later(make, minutes=61)
    assert [one[1:] for one in standings(make)] == [("cancelled", False)] * 3
    assert client.post(group_link(make, group)).status_code == 410


def test_naming_somebody_in_an_unconfirmed_group_gives_no_ticket(make: Factories, group: Delegation) -> None:
    with make.inside():
        seat = db.session.scalars(select(Registration).where(~Registration.is_named)).one()
        service.name_seat(seat, person(name="Cyn"))
    assert standings(make)[-1] == ("Cyn", "unconfirmed", True)


class TestOnSuspicion:
    """Where nobody is asked otherwise."""

    @pytest.fixture
    def event(self, make: Factories) -> Event:
        return make.event(capacity=300)

    @pytest.fixture
    def hall(self, make: Factories, event: Event) -> TicketType:
        return make.ticket_type(event, "Hall")

    def from_here(
        self, make: Factories, event: Event, hall: TicketType, number: int, **sender: Any
    ) -> list[Registration]:
        chosen = Choices(sender=Sender(**{"origin": "here", **sender}))
        return [make.registration(event, hall, choices=chosen) for _ in range(number)]

    def test_ten_come_in_at_once_and_the_next_ones_confirm(
        self, make: Factories, event: Event, hall: TicketType
    ) -> None:
        self.from_here(make, event, hall, 21)
        assert [one[1:] for one in standings(make)] == [("confirmed", True)] * 10 + [("unconfirmed", True)] * 10 + [
            ("unconfirmed", False)
        ]
        assert self.from_here(make, event, hall, 1, origin="elsewhere")[0].state == "confirmed"

    def test_a_browser_that_worked_for_it_has_its_place_held(
        self, make: Factories, event: Event, hall: TicketType
    ) -> None:
        self.from_here(make, event, hall, 10)
        made = self.from_here(make, event, hall, 35, has_proof=True)
        assert [one.holds_seat for one in made] == [True] * 30 + [False] * 5  # a tenth of 300, whoever asks

    def test_many_at_once_from_many_addresses_are_asked_too(
        self, make: Factories, event: Event, hall: TicketType
    ) -> None:
        made = [self.from_here(make, event, hall, 1, origin=f"address {number}")[0] for number in range(31)]
        assert [one.confirm_by is None for one in made] == [True] * 30 + [False]
        with clock.frozen_at(clock.now() + timedelta(minutes=11)):
            assert self.from_here(make, event, hall, 1, origin="another")[0].confirm_by is None

    def test_a_large_group_is_confirmed_and_a_small_one_is_not_asked(
        self, client: FlaskClient, make: Factories, event: Event, hall: TicketType
    ) -> None:
        grouped(make, event, hall, 10, sender=Sender("company"))
        assert {one[1] for one in standings(make)} == {"confirmed", "unnamed"}
        large = grouped(make, event, hall, 25, sender=Sender("agency"))
        assert [one[1:] for one in standings(make)[10:]] == [("unconfirmed", True)] * 10 + [("unconfirmed", False)] * 15
        client.post(group_link(make, large))
        assert [one[1:] for one in standings(make)[10:]] == [("confirmed", True)] * 24 + [("unnamed", True)]

    def test_an_event_that_asks_nobody_asks_nobody(self, make: Factories) -> None:
        event = make.event("open", confirm_minutes=NEVER, capacity=300)
        made = self.from_here(make, event, make.ticket_type(event, "Hall"), 40)
        assert {one.state for one in made} == {"confirmed"}

    def test_addresses_are_forgotten_after_two_days(self, make: Factories, event: Event, hall: TicketType) -> None:
        self.from_here(make, event, hall, 1)
        later(make, hours=47)
        with make.inside():
            assert db.session.scalars(select(Registration.origin)).all() == ["here"]
        later(make, hours=49)
        with make.inside():
            assert db.session.scalars(select(Registration.origin)).all() == [""]
