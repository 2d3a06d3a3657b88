"""Whatever people do with their meetings in whatever order: nobody is at two at once, limits and availability hold,
what is confirmed stays until somebody moves it, and calendars hear of every change."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.models import Meeting, MeetingProfile
from eventapp.meetings.service import ProfileDetails, Request, SettingsDetails, ZoneDetails
from eventapp.registration.models import Registration
from tests.factories import Factories, text
from tests.meetings.conftest import slot
from tests.thorough import part_of

SLOTS, LIMIT = 6, 3
_PEOPLE, _SLOTS = st.integers(0, 5), st.integers(0, SLOTS - 1)


class Meetings(RuleBasedStateMachine):
    """Six people of two companies, six slots, two tables, three meetings a day."""

    make: Factories

    def __init__(self) -> None:
        super().__init__()
        number = next(_numbers)
        event = self.make.event(f"market-{number}")
        ticket_type = self.make.ticket_type(event)
        self.people = [self.make.registration(event, ticket_type, company=f"Company {one % 2}").id for one in range(6)]
        with self.make.inside():
            found = db.session.get_one(Event, event.id)
            service.set_settings(found, SettingsDetails(is_open=True, hours=((slot(0), slot(SLOTS)),), day_limit=LIMIT))
            service.create_zone(found, ZoneDetails(text("Here"), ("1", "2")))
            for key in self.people:
                service.switch_on(db.session.get_one(Registration, key), ProfileDetails())
        self.event_id = event.id
        self.seen: dict[str, tuple[int, Any]] = {}

    def _profile(self, number: int) -> MeetingProfile:
        return db.session.get_one(MeetingProfile, self.people[number])

    def _try(self, action: Callable[[], Any]) -> None:
        with self.make.inside():
            try:
                action()
            except service.MeetingError:
                db.session.rollback()

    def _of(self, person: int, number: int) -> Meeting | None:
        found = queries.meetings_of(self.people[person])
        return found[number % len(found)] if found else None

    def _act(self, person: int, number: int, deed: Callable[..., Any], *more: Any) -> None:
        def action() -> None:
            meeting = self._of(person, number)
            if meeting is not None:
                deed(meeting, self._profile(person), *more)

        self._try(action)

    @rule(one=_PEOPLE, other=_PEOPLE, slots=st.sets(_SLOTS, max_size=3))
    def ask(self, one: int, other: int, slots: set[int]) -> None:
        request = Request("A film", tuple(slot(number) for number in sorted(slots)))
        self._try(lambda: service.request_meeting(self._profile(one), self._profile(other), request))

    @rule(person=_PEOPLE, number=_PEOPLE, at=st.none() | _SLOTS)
    def accept(self, person: int, number: int, at: int | None) -> None:
        self._act(person, number, service.accept, None if at is None else slot(at))

    @rule(person=_PEOPLE, number=_PEOPLE, slots=st.sets(_SLOTS, min_size=1, max_size=3))
    def propose(self, person: int, number: int, slots: set[int]) -> None:
        self._act(person, number, service.propose, [slot(one) for one in slots])

    @rule(person=_PEOPLE, number=_PEOPLE)
    def decline(self, person: int, number: int) -> None:
        self._act(person, number, service.decline)

    @rule(person=_PEOPLE, number=_PEOPLE)
    def cancel(self, person: int, number: int) -> None:
        self._act(person, number, service.cancel)

    @rule(person=_PEOPLE, number=_PEOPLE, colleague=_PEOPLE)
    def hand_over(self, person: int, number: int, colleague: int) -> None:
        def action() -> None:
            meeting = self._of(person, number)
            if meeting is not None:
                service.hand_over(meeting, self._profile(person), self._profile(colleague))

        self._try(action)

    @rule(person=_PEOPLE, slots=st.sets(_SLOTS, max_size=3))
    def rule_times_out(self, person: int, slots: set[int]) -> None:
        details = ProfileDetails(unavailable=tuple(slot(number) for number in slots))
        self._try(lambda: service.switch_on(db.session.get_one(Registration, self.people[person]), details))

    @rule(person=_PEOPLE)
    def switch_off(self, person: int) -> None:
        self._try(lambda: service.switch_off(self._profile(person)))

    @rule(one=_PEOPLE, other=_PEOPLE, blocks=st.booleans())
    def block(self, one: int, other: int, blocks: bool) -> None:
        deed = service.block if blocks else service.unblock
        self._try(lambda: deed(self._profile(one), self._profile(other)))

    @invariant()
    def nobody_is_at_two_meetings_and_limits_hold(self) -> None:
        with self.make.inside():
            held: Counter[Any] = Counter()
            tables: Counter[Any] = Counter()
            per_person: Counter[int] = Counter()
            for meeting in queries.confirmed_meetings(self.event_id):
                tables[meeting.table_id, meeting.starts_at] += 1
                here = [one for one in meeting.participants if one.side is not None]
                assert len({one.registration_id for one in here}) == 2
                for one in here:
                    held[one.registration_id, meeting.starts_at] += 1
                    per_person[one.registration_id] += 1
                    assert one.profile.is_on
            assert max(held.values(), default=0) <= 1
            assert max(tables.values(), default=0) <= 1
            assert max(per_person.values(), default=0) <= LIMIT

    @invariant()
    def every_change_is_news_to_calendars(self) -> None:
        """A meeting keeps its UID; its SEQUENCE never falls, and grows with time, place, people and status."""
        with self.make.inside():
            for meeting in db.session.scalars(select(Meeting).where(Meeting.event_id == self.event_id)):
                if meeting.starts_at is None:
                    continue
                here = sorted(one.registration_id for one in meeting.participants if one.side is not None)
                told = (meeting.is_on, meeting.starts_at, meeting.table_id, here)
                sequence, before = self.seen.get(str(meeting.uid), (meeting.sequence, told))
                assert meeting.sequence >= sequence
                assert told == before or meeting.sequence > sequence
                self.seen[str(meeting.uid)] = (meeting.sequence, told)

    @invariant()
    def who_left_has_it_as_cancelled(self) -> None:
        with self.make.inside():
            for key in self.people:
                for meeting, part in queries.for_calendar(key):
                    if part.side is None:
                        assert part.left_sequence is not None
                        assert part.held_from is None
                        assert part.left_sequence <= meeting.sequence


_numbers = iter(range(1_000_000))


@pytest.mark.timeout(600)
def test_meetings_hold_whatever_people_do(make: Factories, app: Flask) -> None:
    Meetings.make = make
    run_state_machine_as_test(
        Meetings,
        settings=settings(
            max_examples=part_of(40), stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
