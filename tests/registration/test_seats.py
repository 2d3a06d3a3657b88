"""How seats are counted: what is taken, what is refused and for which limit, and what is given back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventapp.core.db import db, transactional
from eventapp.events.models import Event, EventDay
from eventapp.programme.models import Session
from eventapp.registration import service
from eventapp.registration.models import AccessCode, CompanyPlaces, TicketType
from eventapp.registration.service.access_codes import CodeDetails, create_code
from eventapp.registration.service.errors import CodeInvalid, CompanyFull, SoldOut
from eventapp.registration.service.seats import (
    Claim,
    company_places_left,
    count_waiting,
    give_seat_back,
    give_session_seat_back,
    next_cursor,
    next_numbers,
    take_seat,
    take_session_seat,
)
from tests.factories import Factories, tomorrow

taking = transactional(take_seat)
giving_back = transactional(give_seat_back)


@transactional
def refusal(claim: Claim) -> SoldOut | CompanyFull | CodeInvalid:
    """Why there is no seat, where the caller goes on in the same transaction: nothing is rolled back for it."""
    try:
        take_seat(claim)
    except (SoldOut, CompanyFull, CodeInvalid) as error:
        return error
    raise AssertionError("a seat was given")


@pytest.fixture
def claim(event: Event, ticket_type: TicketType) -> Claim:
    return Claim(event.id, ticket_type.id)


def counted(event: Event, ticket_type: TicketType) -> tuple[tuple[int, int], tuple[int, int]]:
    """(taken, beyond) of the event and of the ticket type."""
    found = (db.session.get_one(Event, event.id), db.session.get_one(TicketType, ticket_type.id))
    for one in found:
        db.session.refresh(one)
    return (found[0].taken, found[0].beyond), (found[1].taken, found[1].beyond)


def limit_event(event: Event, capacity: int) -> None:
    db.session.get_one(Event, event.id).capacity = capacity
    db.session.commit()


def test_a_seat_is_counted_once_and_given_back(
    make: Factories, event: Event, ticket_type: TicketType, claim: Claim
) -> None:
    with make.inside():
        taking(claim)
        taken = counted(event, ticket_type)
        giving_back(claim)
        assert (taken, counted(event, ticket_type)) == (((1, 0), (1, 0)), ((0, 0), (0, 0)))


def test_a_full_event_says_that_it_is_the_event(
    make: Factories, event: Event, ticket_type: TicketType, claim: Claim
) -> None:
    with make.inside():
        limit_event(event, 1)
        taking(claim)
        refused = refusal(claim)
        assert isinstance(refused, SoldOut)
        assert (refused.whole_event, counted(event, ticket_type)) == (True, ((1, 0), (1, 0)))


def test_a_full_ticket_type_leaves_the_event_as_it_was(make: Factories, event: Event) -> None:
    full = make.ticket_type(event, "Full", capacity=1)
    with make.inside():
        taking(Claim(event.id, full.id))
        refused = refusal(Claim(event.id, full.id))
        assert isinstance(refused, SoldOut)
        assert (refused.whole_event, counted(event, full)) == (False, ((1, 0), (1, 0)))


def test_a_full_day_leaves_event_and_ticket_type_as_they_were(
    make: Factories, event: Event, ticket_type: TicketType, claim: Claim
) -> None:
    with make.inside():
        found = db.session.get_one(Event, event.id)
        service.limit_days(found, {found.days[0].isoformat(): 1})
        taking(claim)
        refused = refusal(claim)
        assert isinstance(refused, SoldOut)
        assert (refused.whole_event, counted(event, ticket_type)) == (False, ((1, 0), (1, 0)))
        giving_back(claim)
        assert db.session.scalars(select(EventDay.taken)).all() == [0]


def test_what_is_taken_above_the_limit_is_counted_as_that(
    make: Factories, event: Event, ticket_type: TicketType, claim: Claim
) -> None:
    with make.inside():
        limit_event(event, 2)
        seen = []
        for _ in range(4):
            taking(claim, beyond=True)
            seen.append(counted(event, ticket_type)[0])
        giving_back(claim)
        giving_back(claim)
        taking(claim, beyond=True)  # the third: one above, and two were above already
        assert (seen, counted(event, ticket_type)) == ([(1, 0), (2, 0), (3, 1), (4, 2)], ((3, 2), (3, 0)))


def test_numbers_follow_one_another_and_are_used_up_only_by_who_asks_for_them(
    make: Factories, event: Event, claim: Claim
) -> None:
    with make.inside():
        first = taking(claim, numbers=True)
        taking(claim)
        second = taking(claim, numbers=True)
        third = transactional(next_numbers)(event.id)
        cursors = [transactional(next_cursor)(event.id) for _ in range(2)]
        fourth = transactional(next_numbers)(event.id)
        assert first is not None
        assert second is not None
        assert [serial - first[0] for serial, _ in (first, second, third, fourth)] == [0, 1, 2, 3]
        assert [number - first[1] for number in (second[1], third[1], *cursors, fourth[1])] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(("own", "left"), [(None, [2, 1, 0]), (1, [1, 0]), (3, [3, 2, 1, 0])])
def test_a_company_has_its_own_number_of_places_or_everybodys(
    make: Factories, event: Event, own: int | None, left: list[int]
) -> None:
    limited = make.ticket_type(event, "Exhibitor", company_places=2)
    claim = Claim(event.id, limited.id, "Harbour Pictures")
    with make.inside():
        found = db.session.get_one(TicketType, limited.id)
        if own is not None:
            service.set_company_places(found, "Harbour Pictures", own)
        seen = [company_places_left(found, "harbour pictures")]
        for _ in left[1:]:
            taking(claim)
            seen.append(company_places_left(found, "HARBOUR PICTURES"))
        assert isinstance(refusal(claim), CompanyFull)
        assert (seen, counted(event, limited)[1][0]) == (left, len(left) - 1)
        taking(claim._replace(company="Another"))
        giving_back(claim)
        assert company_places_left(found, "Harbour Pictures") == 1


def test_fewer_places_than_are_taken_are_none_left(make: Factories, event: Event) -> None:
    limited = make.ticket_type(event, "Exhibitor", company_places=2)
    with make.inside():
        found = db.session.get_one(TicketType, limited.id)
        for _ in range(2):
            taking(Claim(event.id, limited.id, "Harbour"))
        db.session.scalars(select(CompanyPlaces)).one().places = 1
        db.session.commit()
        assert company_places_left(found, "Harbour") == 0


@pytest.mark.parametrize("company_places", [None, 5])
def test_a_code_that_is_used_up_takes_nothing(make: Factories, event: Event, company_places: int | None) -> None:
    coded = make.ticket_type(event, "Coded", visibility="code", company_places=company_places)
    with make.inside():
        code = create_code(db.session.get_one(Event, event.id), "ONCE", CodeDetails(coded.id))
        claim = Claim(event.id, coded.id, "Harbour", code.id)
        taking(claim)
        assert isinstance(refusal(claim), CodeInvalid)
        found = db.session.get_one(TicketType, coded.id)
        left = company_places_left(found, "Harbour")
        assert (counted(event, coded), left) == (((1, 0), (1, 0)), company_places and company_places - 1)
        giving_back(claim)
        assert db.session.scalars(select(AccessCode.taken)).all() == [0]
        taking(claim)


def test_where_people_wait_only_those_whose_turn_it_is_get_a_seat(
    make: Factories, event: Event, ticket_type: TicketType, claim: Claim
) -> None:
    with make.inside():
        transactional(count_waiting)(ticket_type.id, 1)
        assert isinstance(refusal(claim), SoldOut)
        taking(claim, in_turn=True)
        assert counted(event, ticket_type) == ((1, 0), (1, 0))


def test_numbers_alone_take_no_seat(make: Factories, event: Event, ticket_type: TicketType) -> None:
    with make.inside():
        transactional(next_numbers)(event.id)
        transactional(next_cursor)(event.id)
        assert counted(event, ticket_type) == ((0, 0), (0, 0))


def test_only_the_days_of_the_ticket_are_taken_and_given_back(make: Factories) -> None:
    event = make.event("three-days", ends_at=tomorrow(11) + timedelta(days=2))
    days = [day.isoformat() for day in event.days]
    middle = make.ticket_type(event, "Middle", days=days[1:2], company_places=1)
    with make.inside():
        service.limit_days(db.session.get_one(Event, event.id), dict.fromkeys(days, 5))
        claim = Claim(event.id, middle.id, "Harbour")
        taking(claim)
        assert taken_by_day() == [0, 1, 0]
        assert isinstance(refusal(claim), CompanyFull)
        assert (taken_by_day(), counted(event, middle)) == ([0, 1, 0], ((1, 0), (1, 0)))
        giving_back(claim)
        assert taken_by_day() == [0, 0, 0]


def taken_by_day() -> list[int]:
    return list(db.session.scalars(select(EventDay.taken).order_by(EventDay.day)))


def test_a_session_has_its_seats_and_no_more(make: Factories, event: Event) -> None:
    session = make.session(event, needs_booking=True, capacity=2)
    with make.inside():
        given = [transactional(take_session_seat)(session.id) for _ in range(3)]
        transactional(give_session_seat_back)(session.id)
        found = db.session.get_one(Session, session.id)
        assert (given, found.taken) == ([True, True, False], 1)
        assert transactional(take_session_seat)(session.id)
