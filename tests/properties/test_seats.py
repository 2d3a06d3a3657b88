"""Whatever people do in whatever order, no seat is sold twice and every counter says what the rows say."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.service import CapacityBelowTaken
from eventapp.programme.models import Session
from eventapp.registration import service
from eventapp.registration.models import AgendaItem, Registration, TicketType
from eventapp.registration.service import TicketTypeDetails
from tests.factories import Factories, person, text

Rows = list[Registration]


class Seats(RuleBasedStateMachine):
    """A small event with two kinds of ticket and a session of three seats."""

    make: Factories

    def __init__(self) -> None:
        super().__init__()
        event = self.make.event(f"forum-{next(_numbers)}", capacity=6)
        self.event_id = event.id
        self.kinds = [
            self.make.ticket_type(event, "Open", capacity=4).id,
            self.make.ticket_type(event, "Reviewed", capacity=4, needs_approval=True).id,
        ]
        self.session_id = self.make.session(event).id
        with self.make.inside():
            session = db.session.get_one(Session, self.session_id)
            session.needs_booking, session.capacity = True, 3
            db.session.commit()

    def _one(self, choice: int) -> Registration | None:
        rows = self._rows()
        return rows[choice % len(rows)] if rows else None

    def _rows(self) -> Rows:
        query = select(Registration).where(Registration.event_id == self.event_id).order_by(Registration.id)
        return list(db.session.scalars(query))

    def _try(self, action: Callable[[], Any]) -> None:
        try:
            action()
        except (service.SoldOut, service.NotAllowed, CapacityBelowTaken):
            db.session.rollback()

    @rule(kind=st.integers(0, 1))
    def register(self, kind: int) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            key = f"property-{next(_numbers):012}"
            self._try(lambda: service.register(event, self.kinds[kind], person(), submission_key=key))

    @rule(choice=st.integers(0, 50), action=st.sampled_from([service.cancel, service.approve, service.decline]))
    def decide(self, choice: int, action: Callable[[Registration], None]) -> None:
        with self.make.inside():
            if (found := self._one(choice)) is not None:
                self._try(lambda: action(found))

    @rule(choice=st.integers(0, 50), action=st.sampled_from([service.add_to_agenda, service.remove_from_agenda]))
    def change_agenda(self, choice: int, action: Callable[[Registration, Session], None]) -> None:
        with self.make.inside():
            if (found := self._one(choice)) is not None:
                session = db.session.get_one(Session, self.session_id)
                self._try(lambda: action(found, session))

    @rule(kind=st.integers(0, 1), capacity=st.one_of(st.none(), st.integers(1, 6)))
    def change_capacity(self, kind: int, capacity: int | None) -> None:
        with self.make.inside():
            found = db.session.get_one(TicketType, self.kinds[kind])
            details = TicketTypeDetails(text("Changed"), needs_approval=found.needs_approval, capacity=capacity)
            self._try(lambda: service.update_ticket_type(found, details))

    @invariant()
    def nothing_is_oversold(self) -> None:
        with self.make.inside():
            event = db.session.get_one(Event, self.event_id)
            holding = [row for row in self._rows() if row.state in ("pending", "confirmed")]
            assert len(holding) <= 6
            assert event.taken == len(holding)
            for kind_id in self.kinds:
                kind = db.session.get_one(TicketType, kind_id)
                held = sum(row.ticket_type_id == kind_id for row in holding)
                assert kind.taken == held
                assert kind.capacity is None or held <= kind.capacity
            booked = db.session.scalar(
                select(func.count(AgendaItem.id)).where(AgendaItem.session_id == self.session_id, AgendaItem.is_booking)
            )
            assert (booked or 0) <= 3
            assert service.seat_errors() == []


_numbers = iter(range(1, 10**9))


@pytest.mark.timeout(170)
def test_seats_are_never_oversold(app: Flask) -> None:
    class Here(Seats):
        make = Factories(app)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
