"""What a registration's owner may do, by its state and to the minute."""

from datetime import UTC, datetime, timedelta

import pytest

from eventapp.accounts.models import User
from eventapp.accounts.policy import may_administer_site, may_sign_in_from
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration import policy
from eventapp.registration.models import AgendaItem, Registration, TicketType

STARTS = datetime(2027, 3, 18, 1, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=10)
MOMENT = timedelta(microseconds=1)
STATES = ("pending", "waitlisted", "confirmed", "declined", "cancelled")


def registration(state: str = "confirmed", visibility: str = "public", until: datetime | None = None) -> Registration:
    event = Event(starts_at=STARTS, ends_at=ENDS, transfers_until=until)
    return Registration(
        state=state, is_named=True, is_complete=True, event=event, ticket_type=TicketType(visibility=visibility)
    )


@pytest.mark.parametrize(
    ("question", "states"),
    [
        (policy.may_change_details, {"pending", "waitlisted", "confirmed"}),
        (policy.may_cancel, {"pending", "waitlisted", "confirmed"}),
        (policy.may_choose_sessions, {"pending", "confirmed"}),
    ],
)
def test_until_the_event_ends_while_there_is_something_to_change(question: object, states: set[str]) -> None:
    assert {state for state in STATES if question(registration(state), ENDS - MOMENT)} == states
    assert {state for state in STATES if question(registration(state), ENDS)} == set()


@pytest.mark.parametrize("until", [None, STARTS - timedelta(days=1)], ids=["the start", "an hour of its own"])
def test_a_ticket_is_transferred_until_the_events_hour_for_it(until: datetime | None) -> None:
    end = until or STARTS
    before = {state for state in STATES if policy.may_transfer(registration(state, until=until), end - MOMENT)}
    named = {state for state in STATES if policy.may_substitute(registration(state, until=until), end - MOMENT)}
    assert (before, named) == ({"confirmed"}, {"pending", "confirmed"})
    assert policy.may_transfer(registration(until=until), end) is False
    assert policy.may_substitute(registration(until=until), end) is False


def test_a_ticket_by_invitation_is_personal() -> None:
    allowed = {
        visibility
        for visibility in ("public", "code", "staff", "invitation")
        if policy.may_transfer(registration(visibility=visibility), STARTS - MOMENT)
    }
    assert allowed == {"public", "code", "staff"}


def test_streams_are_for_who_is_confirmed_and_has_the_seat_where_seats_are_booked() -> None:
    open_session, booked = Session(needs_booking=False), Session(needs_booking=True)
    seat, favourite = AgendaItem(is_booking=True), AgendaItem(is_booking=False)
    seen = {
        (state, name, item_name)
        for state in STATES
        for name, session in (("open", open_session), ("booked", booked))
        for item_name, item in (("nothing", None), ("favourite", favourite), ("seat", seat))
        if policy.may_watch(registration(state), session, item)
    }
    assert seen == {
        ("confirmed", "open", "nothing"), ("confirmed", "open", "favourite"), ("confirmed", "open", "seat"),
        ("confirmed", "booked", "seat"),
    }  # fmt: skip


def test_a_calendar_of_ones_own_is_for_who_was_confirmed_once() -> None:
    former = registration("cancelled")
    former.confirmed_at = STARTS
    assert (policy.has_feed(registration("pending")), policy.has_feed(former)) == (False, True)


def test_the_demos_account_opens_for_its_own_machine_only() -> None:
    asked = ("127.0.0.1", "::1", "192.0.2.7", None)
    assert [may_sign_in_from(User(is_demo=True), address) for address in asked] == [True, True, False, False]
    assert [may_sign_in_from(User(is_demo=False), address) for address in asked] == [True] * 4


def test_the_site_is_its_administrators() -> None:
    assert [may_administer_site(User(is_admin=is_admin)) for is_admin in (True, False)] == [True, False]
