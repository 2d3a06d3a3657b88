"""Nobody's data reaches anybody else: whatever happens to registrations in whatever order, a mail's links lead to what
is its addressee's, and nobody's mail, page or data tells what another person wrote."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from eventapp.core import clock, delivery
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.messages import service as campaigns
from eventapp.messages.service import CampaignDetails
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_token
from eventapp.registration.service import Choices, RegistrationDetails
from tests.factories import Factories, text, tomorrow
from tests.thorough import part_of

PEOPLE = st.integers(0, 7)
_numbers = count(1)


def somebody() -> RegistrationDetails:
    """A person whose every word is marked with a number of their own."""
    number = next(_numbers)
    return RegistrationDetails(
        f"Person{number}x", f"person{number}x@example.org", company=f"Company{number}x", phone=""
    )


def marks(words: str) -> set[str]:
    """The numbers of the people whose words stand in a text."""
    return set(re.findall(r"(?:person|company|secret)(\d+)x", words, re.I))


class OwnData(RuleBasedStateMachine):
    make: Factories

    def __init__(self) -> None:
        super().__init__()
        event = self.make.event(f"own-{next(_numbers)}", transfers_until=tomorrow(1))
        self.event_id = event.id
        self.ticket_type_id = self.make.ticket_type(event, capacity=4, has_waiting_list=True).id
        self.question = self.make.question(event, label="Your secret?").id
        self.now = clock.now()
        self.read: set[int] = set()
        for _ in range(3):
            self.register()

    def _rows(self) -> list[Registration]:
        query = select(Registration).where(Registration.event_id == self.event_id).order_by(Registration.id)
        return list(db.session.scalars(query))

    def _with(self, choice: int, action: Callable[[Registration], Any]) -> None:
        with self.make.inside(), clock.frozen_at(self.now):
            rows = [row for row in self._rows() if not row.erased_at]
            if rows:
                try:
                    action(rows[choice % len(rows)])
                except service.RegistrationError:
                    db.session.rollback()

    @rule()
    def register(self) -> None:
        with self.make.inside(), clock.frozen_at(self.now):
            event = db.session.get_one(Event, self.event_id)
            who = somebody()
            (number,) = marks(who.email)
            choices = Choices(may_wait=True, answers={self.question: f"secret{number}x"})
            service.register(
                event, self.ticket_type_id, who, submission_key=f"own-data-{next(_numbers):012}", choices=choices
            )

    @rule(choice=PEOPLE)
    def transfer(self, choice: int) -> None:
        self._with(choice, lambda one: service.transfer(one, somebody()))

    @rule(choice=PEOPLE, correct=st.booleans())
    def change_address(self, choice: int, correct: bool) -> None:
        """The same person, at another address: both addresses and all words are theirs."""

        def act(one: Registration) -> None:
            (number,) = marks(one.name)
            email = f"person{number}x@{next(_numbers)}.example.org"
            details = RegistrationDetails(one.name, email, company=one.company)
            (service.correct_details if correct else service.change_details)(one, details)

        self._with(choice, act)

    @rule(choice=PEOPLE, action=st.sampled_from([
        service.cancel, service.erase, service.send_mail_again, service.renew_ticket, service.renew_calendar_link,
        service.accept_offer,
    ]))  # fmt: skip
    def act(self, choice: int, action: Callable[[Registration], Any]) -> None:
        self._with(choice, action)

    @rule(choice=PEOPLE, other=PEOPLE)
    def merge(self, choice: int, other: int) -> None:
        """Only what is one person's: the team has looked whether it is."""

        def act(one: Registration) -> None:
            twin = self._rows()[other % len(self._rows())]
            if not twin.erased_at and twin.id != one.id and marks(twin.name) == marks(one.name):
                service.merge(one, twin)

        self._with(choice, act)

    @rule()
    def send_a_campaign(self) -> None:
        with self.make.inside(), clock.frozen_at(self.now):
            event = db.session.get_one(Event, self.event_id)
            details = CampaignDetails(
                text("News for {name}"), text("Dear {name}, see {page_url}"), audience={"state": "confirmed"},
                attaches_ticket=True, attaches_calendar=True,
            )  # fmt: skip
            campaigns.start_campaign(campaigns.create_campaign(event, details, "team"))

    @rule(minutes=st.integers(0, 10))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.make.inside(), clock.frozen_at(self.now):
            campaigns.run_campaigns()
            delivery.deliver_some()

    @invariant()
    def a_mail_tells_its_addressee_nothing_of_others(self) -> None:
        with self.make.inside(), clock.frozen_at(self.now):
            for mail in db.session.scalars(select(Mail).where(Mail.state == "kept", Mail.event_id == self.event_id)):
                if mail.id in self.read:
                    continue
                self.read.add(mail.id)
                (mine,) = marks(mail.recipient)
                words = f"{mail.recipient_name} {mail.subject} {mail.text}"
                told = marks(words) - {mine}
                if mail.kind == "transferred":
                    told -= marks(str(mail.details["new_name"]))
                assert told == set(), (mail.kind, words)
                for token in re.findall(r"/r/([^/\s)\"]+)/", mail.text or ""):
                    owner = registration_by_token(token)
                    assert owner is None or owner.email == mail.recipient, mail.kind

    @invariant()
    def ones_own_data_is_ones_own(self) -> None:
        with self.make.inside(), clock.frozen_at(self.now):
            for one in self._rows():
                if not one.erased_at:
                    told = json.dumps(service.own_data(one), default=str)
                    assert marks(told) == marks(one.email), told


@pytest.mark.timeout(170)
def test_nobodys_data_reaches_anybody_else(app: Flask) -> None:
    class Here(OwnData):
        make = Factories(app)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=part_of(15), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
