"""Whatever people do in whatever order, no seat is sold twice and every counter says what the rows say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event, EventDay
from eventapp.events.service import CapacityBelowTaken, EventDetails, update_event
from eventapp.programme.models import Session
from eventapp.registration import service
from eventapp.registration.models import AccessCode, AgendaItem, CompanyPlaces, Delegation, Registration, TicketType
from eventapp.registration.service import Choices, CodeDetails, DelegationDetails, TicketTypeDetails
from tests.factories import Factories, person, tomorrow
from tests.thorough import part_of

Rows = list[Registration]
_PEOPLE = st.integers(0, 50)
ORIGINS = ("here", "there")
COMPANIES = ("Harbour Pictures", "HARBOUR PICTURES LTD", "Lantern", "")


def revoke(one: Registration) -> None:
    service.revoke(one, "no longer")


def transfer(one: Registration) -> None:
    service.transfer(one, person(company="Lantern"))


def name_seat(one: Registration) -> None:
    service.name_seat(one, person())


def change_company(one: Registration) -> None:
    service.change_details(one, person(company="Harbour Pictures"))


class Seats(RuleBasedStateMachine):
    """A small event: an open ticket with a waiting list, a reviewed one, one that needs a code, a session."""

    make: Factories

    def __init__(self) -> None:
        super().__init__()
        event = self.make.event(f"forum-{next(_numbers)}", capacity=7, ends_at=tomorrow(11) + timedelta(days=1))
        self.event_id = event.id
        self.kinds = [
            self.make.ticket_type(event, "Open", capacity=3, has_waiting_list=True, offer_hours=1).id,
            self.make.ticket_type(event, "Reviewed", capacity=3, needs_approval=True, company_places=2).id,
            self.make.ticket_type(event, "Coded", visibility="code", has_waiting_list=True).id,
            self.make.ticket_type(event, "To confirm", capacity=7, has_waiting_list=True, confirm_minutes=60).id,
        ]
        self.session_id = self.make.session(event, needs_booking=True, capacity=2).id
        with self.make.inside():
            found = db.session.get_one(Event, self.event_id)
            self.days = [day.isoformat() for day in found.days]
            for kind, days in zip(self.kinds, ([self.days[0]], self.days, []), strict=False):
                kind_now = db.session.get_one(TicketType, kind)
                values = {name: getattr(kind_now, name) for name in TicketTypeDetails.__dataclass_fields__}
                service.update_ticket_type(kind_now, TicketTypeDetails(**{**values, "days": days}))
            service.limit_days(found, {self.days[0]: 5})
            self.code_id = service.create_code(found, "SESAME", CodeDetails(capacity=3)).id
        self.now = clock.now()
        for number, kind in enumerate((0, 0, 0, 0, 0, 1, 1, 2, 3)):  # some are in, some wait: now it gets interesting
            self._register(kind, COMPANIES[kind % 4], may_wait=True, books=number < 2)

    def _rows(self) -> Rows:
        query = select(Registration).where(Registration.event_id == self.event_id).order_by(Registration.id)
        return list(db.session.scalars(query))

    def _try(self, action: Callable[[], Any]) -> None:
        with clock.frozen_at(self.now):
            try:
                action()
            except (service.RegistrationError, CapacityBelowTaken):
                db.session.rollback()

    def _with_one(self, choice: int, action: Callable[[Registration], Any], *states: str) -> None:
        with self.make.inside():
            rows = [row for row in self._rows() if not states or row.state in states]
            if rows:
                self._try(lambda: action(rows[choice % len(rows)]))

    @rule(kind=st.integers(0, 3), company=st.sampled_from(COMPANIES), may_wait=st.booleans(), books=st.booleans())
    def register(self, kind: int, company: str, may_wait: bool, books: bool) -> None:
        self._register(kind, company, may_wait=may_wait, books=books)

    def _register(self, kind: int, company: str, *, may_wait: bool, books: bool) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            choices = Choices(
                may_wait=may_wait, access_code="sesame", session_ids=(self.session_id,) if books else (),
                sender=service.Sender(ORIGINS[kind % len(ORIGINS)]),
            )  # fmt: skip
            key = f"property-{next(_numbers):012}"
            details = person(company=company)
            self._try(lambda: service.register(event, self.kinds[kind], details, submission_key=key, choices=choices))

    @rule(number=st.integers(1, 4), unnamed=st.integers(0, 2), take=st.booleans(), kind=st.sampled_from([0, 1, 3]))
    def register_group(self, number: int, unnamed: int, take: bool, kind: int) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            details = DelegationDetails("Lantern", "Liaison", "liaison@example.org")
            key = f"property-{next(_numbers):012}"
            self._try(
                lambda: service.register_delegation(
                    event, self.kinds[kind], details, [person() for _ in range(number)], unnamed=unnamed,
                    submission_key=key, take_what_is_left=take,
                )
            )  # fmt: skip

    @rule(
        choice=_PEOPLE,
        action=st.sampled_from([service.approve, service.approve, service.decline, service.undo_decision]),
    )
    def decide(self, choice: int, action: Callable[[Registration], None]) -> None:
        self._with_one(choice, action, "pending", "declined", "confirmed")

    @rule(choice=_PEOPLE, action=st.sampled_from([service.accept_offer, service.accept_offer, service.offer_by_hand]))
    def use_the_waiting_list(self, choice: int, action: Callable[[Registration], None]) -> None:
        self._with_one(choice, action, "waitlisted")

    @rule(choice=_PEOPLE)
    def confirm_email(self, choice: int) -> None:
        def act(one: Registration) -> None:
            if one.delegation_id is not None:
                service.confirm_group(db.session.get_one(Delegation, one.delegation_id))
            else:
                service.confirm_email(one)

        self._with_one(choice, act, "pending", "waitlisted", "cancelled")

    @rule(choice=_PEOPLE)
    def undo_what_looks_suspicious(self, choice: int) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            self._try(lambda: service.undo_suspicious(event, [ORIGINS[choice % len(ORIGINS)]]))

    @rule(choice=_PEOPLE, action=st.sampled_from([service.cancel, service.cancel, service.erase, revoke]))
    def leave(self, choice: int, action: Callable[[Registration], None]) -> None:
        self._with_one(choice, action)

    @rule(choice=_PEOPLE, action=st.sampled_from([transfer, name_seat, change_company]))
    def hand_over(self, choice: int, action: Callable[[Registration], None]) -> None:
        self._with_one(choice, action, "confirmed", "pending")

    @rule(choice=_PEOPLE, other=st.integers(0, 50))
    def merge(self, choice: int, other: int) -> None:
        with self.make.inside():
            rows = self._rows()
            if len(rows) > 1:
                self._try(lambda: service.merge(rows[choice % len(rows)], rows[other % len(rows)]))

    @rule(choice=_PEOPLE, wait=st.booleans(), add=st.booleans())
    def change_agenda(self, choice: int, wait: bool, add: bool) -> None:
        def act(one: Registration) -> None:
            session = db.session.get_one(Session, self.session_id)
            if add:
                service.add_to_agenda(one, session, wait=wait)
            else:
                service.remove_from_agenda(one, session)

        self._with_one(choice, act)

    @rule(hours=st.integers(1, 3))
    def let_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with self.make.inside(), clock.frozen_at(self.now):
            service.lapse_offers()
            service.lapse_unconfirmed_places()

    @rule(kind=st.integers(0, 3), paused=st.booleans())
    def pause(self, kind: int, paused: bool) -> None:
        with self.make.inside():
            self._try(lambda: service.set_paused(db.session.get_one(TicketType, self.kinds[kind]), paused))

    @rule(
        kind=st.integers(0, 3),
        capacity=st.one_of(st.none(), st.integers(1, 6)),
        companies=st.sampled_from([None, 1, 3]),
    )
    def change_ticket(self, kind: int, capacity: int | None, companies: int | None) -> None:
        with self.make.inside():
            found = db.session.get_one(TicketType, self.kinds[kind])
            values = {name: getattr(found, name) for name in TicketTypeDetails.__dataclass_fields__}
            values |= {"capacity": capacity, "company_places": companies}
            self._try(lambda: service.update_ticket_type(found, TicketTypeDetails(**values)))

    @rule(capacity=st.integers(3, 9), below=st.booleans())
    def change_event(self, capacity: int, below: bool) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            values = {name: getattr(event, name) for name in EventDetails.__dataclass_fields__}
            details = EventDetails(**{**values, "capacity": capacity})
            self._try(lambda: update_event(event, details, below_taken=below))

    @rule(first=st.one_of(st.none(), st.integers(1, 6)), second=st.one_of(st.none(), st.integers(1, 6)))
    def limit_days(self, first: int | None, second: int | None) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            self._try(lambda: service.limit_days(event, dict(zip(self.days, (first, second), strict=True))))

    @rule(kind=st.integers(0, 3), days=st.sampled_from([(), (0,), (1,), (0, 1)]))
    def change_days_of_a_ticket(self, kind: int, days: tuple[int, ...]) -> None:
        with self.make.inside():
            found = db.session.get_one(TicketType, self.kinds[kind])
            values = {name: getattr(found, name) for name in TicketTypeDetails.__dataclass_fields__}
            values["days"] = [self.days[day] for day in days]
            self._try(lambda: service.update_ticket_type(found, TicketTypeDetails(**values)))

    @invariant()
    def nothing_is_oversold(self) -> None:
        with self.make.inside():
            assert service.seat_errors() == []
            event = db.session.get_one(Event, self.event_id)
            holding = [row for row in self._rows() if row.holds_seat]
            assert len(holding) <= event.capacity + event.beyond
            for ticket_type in db.session.scalars(select(TicketType).where(TicketType.event_id == self.event_id)):
                held = sum(row.ticket_type_id == ticket_type.id for row in holding)
                assert ticket_type.capacity is None or held <= ticket_type.capacity + ticket_type.beyond
            by_id = {ticket_type.id: ticket_type for ticket_type in db.session.scalars(select(TicketType))}
            for day in db.session.scalars(select(EventDay).where(EventDay.event_id == self.event_id)):
                good = [row for row in holding if day.day in (by_id[row.ticket_type_id].days or [day.day])]
                assert (day.taken, len(good) <= day.capacity + day.beyond) == (len(good), True)
            code = db.session.get_one(AccessCode, self.code_id)
            assert sum(row.access_code_id == code.id for row in holding) <= 3
            booked = select(func.count(AgendaItem.id)).where(
                AgendaItem.session_id == self.session_id, AgendaItem.is_booking
            )
            assert (db.session.scalar(booked) or 0) <= 2

    @invariant()
    def few_places_are_held_for_who_has_not_confirmed(self) -> None:
        with self.make.inside():
            held = [row for row in self._rows() if row.confirm_by is not None and row.holds_seat]
            assert len(held) <= 5  # a tenth of so few places is less than the least
            assert [row for row in self._rows() if row.confirm_by is not None and row.confirmed_at is not None] == []

    @invariant()
    def nobody_gets_in_unapproved(self) -> None:
        with self.make.inside():
            for row in self._rows():
                assert row.state == "confirmed" or row.badge_class is None or row.state == "cancelled"
                if row.state in ("pending", "waitlisted", "declined"):
                    assert row.confirmed_at is None
                    assert not any(item.is_booking for item in row.agenda)

    @invariant()
    def nobody_waits_while_there_is_room(self) -> None:
        """Unless the list is paused: then the team holds the seats back."""
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            if event.taken >= (event.capacity or 10**6):
                return
            for ticket_type in db.session.scalars(select(TicketType).where(TicketType.event_id == self.event_id)):
                has_room = ticket_type.capacity is None or ticket_type.taken < ticket_type.capacity
                full = {
                    day.day
                    for day in db.session.scalars(select(EventDay).where(EventDay.event_id == event.id))
                    if day.is_full
                }
                has_room = has_room and not full & set(ticket_type.days or self.days)
                if has_room and not ticket_type.waiting_list_paused and ticket_type.company_places is None:
                    waiting = [row for row in self._rows() if row.ticket_type_id == ticket_type.id and row.is_in_line]
                    assert [row for row in waiting if row.access_code_id is None] == []

    @invariant()
    def no_company_has_more_than_it_may(self) -> None:
        with self.make.inside():
            query = select(CompanyPlaces, TicketType).join(TicketType).where(TicketType.event_id == self.event_id)
            for places, ticket_type in db.session.execute(query):
                assert places.taken >= 0
                assert ticket_type.company_places is None or places.places is None or places.taken <= places.places


_numbers = iter(range(1, 10**9))


@pytest.mark.timeout(170)
def test_seats_are_never_oversold(app: Flask) -> None:
    class Here(Seats):
        make = Factories(app)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=part_of(20), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
