"""Phones at the door, whatever happens to them: cut off, sending late, twice or in another order, their clocks hours
off and measured badly, revoked, while tickets are cancelled and renewed. In the end all know the same, and nothing is
lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select

from eventapp.checkin import queries, service
from eventapp.checkin.models import Device, Scan
from eventapp.checkin.queries.scans import passage_of
from eventapp.checkin.verdicts import Passage, counted, in_order, is_inside, judge, standing_of
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from eventapp.registration.tickets import sign_ticket
from tests.checkin.test_vectors import by_javascript
from tests.factories import Factories
from tests.thorough import part_of

PHONES, PEOPLE = 3, 4
START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
_numbers = count(1)


def written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


@dataclass
class Phone:
    """A phone as the scanner's scripts have it: what it knows, what it owes, and how wrong its clock is."""

    token: str
    device_id: int
    gate_id: int
    skew: timedelta
    error: timedelta
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    passages: dict[str, tuple[int, Passage]] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    is_online: bool = True
    is_revoked: bool = False
    offset: timedelta = timedelta()
    cursor: int = 0
    scans_cursor: int = 0

    def time(self) -> datetime:
        """The server's, as far as the last contact told."""
        return clock.now() + self.skew + self.offset

    def of(self, serial: int) -> list[Passage]:
        return [passage for owner, passage in self.passages.values() if owner == serial]


class Doors(RuleBasedStateMachine):
    make: Factories
    finished: list[dict[str, Any]]

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.client = self.make.app.test_client()
        self.event = self.make.event(f"door-{next(_numbers)}", starts_at=START, ends_at=START + timedelta(days=1))
        ticket_type = self.make.ticket_type(self.event)
        gates = [self.make.gate(self.event, name, directions="both") for name in ("North", "South")]
        self.people = [self.make.registration(self.event, ticket_type) for _ in range(PEOPLE)]
        self.tickets = self.sign_all()
        self.made: dict[str, str] = {}
        self.made_offline: set[UUID] = set()
        self.phones = []
        for number in range(PHONES):
            device, token = self.make.device(gates[number % 2], f"Phone {number}")
            self.phones.append(
                Phone(
                    token, device.id, device.gate_id, timedelta(hours=5 * number - 4), timedelta(seconds=3 * number - 3)
                )
            )
        for phone in self.phones:
            self.sync(phone)

    def sign_all(self) -> list[str]:
        with self.make.inside():
            return [sign_ticket(db.session.get_one(Registration, person.id)) for person in self.people]

    def ask(self, phone: Phone, method: Callable[..., Any], path: str, **more: Any) -> Any:
        with clock.frozen_at(self.now):
            answer = method(f"/checkin/api/{path}", headers={"Authorization": f"Bearer {phone.token}"}, **more)
        phone.is_revoked = answer.status_code == 401
        return None if phone.is_revoked else answer.json

    def sync(self, phone: Phone, order: Callable[[list[Any]], list[Any]] = list) -> None:
        """What is owed goes, in any order and some of it twice; then what is new comes."""
        if phone.queue:
            sent = order(phone.queue)
            answer = self.ask(phone, self.client.post, "scans", json={"scans": [*sent, sent[0]]})
            if answer is None:
                return
            for result in answer["results"]:
                phone.told[result["uuid"]] = result["outcome"]
            phone.queue = []
        news = self.ask(
            phone, self.client.get, "bundle", query_string={"cursor": phone.cursor, "scans": phone.scans_cursor}
        )
        if news is None:
            return
        phone.offset = datetime.fromisoformat(news["now"]) - (self.now + phone.skew) + phone.error
        for row in news["registrations"]:
            person = dict(zip(news["columns"], row, strict=True))
            phone.people[person["serial"]] = person
        for uuid, serial, at, direction, gate_id, undoes, device_id, is_override in news["passages"]:
            passage = Passage(
                datetime.fromisoformat(at), UUID(uuid), direction, gate_id, undoes and UUID(undoes), device_id,
                is_override,
            )  # fmt: skip
            phone.passages[uuid] = serial, passage
        phone.cursor, phone.scans_cursor = news["cursor"], news["scans_cursor"]

    def usable(self, number: int) -> Phone | None:
        phone = self.phones[number]
        return None if phone.is_revoked else phone

    @rule(
        number=st.integers(0, PHONES - 1),
        who=st.integers(0, PEOPLE - 1),
        way=st.sampled_from(["entry", "entry", "exit"]),
        reason=st.sampled_from(["", "", "", "a reason"]),
    )
    def scan(self, number: int, who: int, way: str, reason: str) -> None:
        if phone := self.usable(number):
            with clock.frozen_at(self.now):
                at = phone.time()
            made = {"direction": way, "reason": reason, "ticket": self.tickets[who]}
            self.keep(phone, who, at, made)

    @rule(number=st.integers(0, PHONES - 1))
    def take_back(self, number: int) -> None:
        phone = self.usable(number)
        own = phone and [(owner, one) for owner, one in phone.passages.values() if one.device_id == phone.device_id]
        if phone and own:
            serial, last = max(own, key=lambda pair: pair[1].scanned_at)
            who = next(index for index, person in enumerate(self.people) if person.serial == serial)
            with clock.frozen_at(self.now):
                at = phone.time()
            self.keep(
                phone,
                who,
                at,
                {"direction": "undo", "undoes": str(last.uuid), "ticket": self.tickets[who], "reason": ""},
            )

    def keep(self, phone: Phone, who: int, at: datetime, made: dict[str, Any]) -> None:
        """As door.js does: judge by what the phone knows, keep it, and send it at once where there is a network."""
        serial, uuid = self.people[who].serial, str(uuid4())
        known = phone.people[serial]
        undoes = made.get("undoes")
        passage = Passage(
            at, UUID(uuid), made["direction"], phone.gate_id, undoes and UUID(undoes), phone.device_id,
            bool(made["reason"]),
        )  # fmt: skip
        version = 1 if made["direction"] == "undo" else None
        outcome = standing_of(known["state"], known["ticket_version"], version)
        if made["direction"] == "undo":
            outcome = "admitted"
        if outcome == "admitted" or made["reason"]:
            outcome = "admitted"
            if made["direction"] != "undo":
                outcome = judge([*phone.of(serial), passage])[passage.uuid].outcome
            phone.passages[uuid] = serial, passage
        phone.told[uuid] = outcome
        self.made[uuid] = made["direction"]
        if not phone.is_online:
            self.made_offline.add(passage.uuid)
        scan = {**made, "uuid": uuid, "scanned_at": written(at), "device_seq": len(self.made), "mode": "search"}
        if made["direction"] != "undo":
            scan["ticket"] = self.people[who].code
        phone.queue.append(scan if phone.is_online else {**scan, "told": outcome})
        if phone.is_online:
            self.sync(phone)

    @rule(number=st.integers(0, PHONES - 1))
    def lose_the_network(self, number: int) -> None:
        self.phones[number].is_online = False

    @rule(number=st.integers(0, PHONES - 1), chance=st.randoms(use_true_random=False))
    def find_the_network(self, number: int, chance: Any) -> None:
        if phone := self.usable(number):
            phone.is_online = True
            self.sync(phone, lambda scans: chance.sample(scans, len(scans)))

    @rule(seconds=st.sampled_from([1, 20, 90, 3600]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(who=st.integers(0, PEOPLE - 1))
    def cancel(self, who: int) -> None:
        with self.make.inside():
            person = db.session.get_one(Registration, self.people[who].id)
            if person.is_confirmed:
                registrations.cancel(person)

    @rule(who=st.integers(0, PEOPLE - 1))
    def renew(self, who: int) -> None:
        with self.make.inside():
            person = db.session.get_one(Registration, self.people[who].id)
            if person.is_confirmed:
                registrations.renew_ticket(person)

    @rule(number=st.integers(1, PHONES - 1))
    def revoke(self, number: int) -> None:
        with self.make.inside():
            service.revoke_device(db.session.get_one(Device, self.phones[number].device_id))

    def teardown(self) -> None:
        """Everybody finds the network, and waits until ids have settled; then all must know the same."""
        self.now += timedelta(minutes=5)
        for _ in range(2):
            for phone in self.phones:
                if not phone.is_revoked:
                    phone.is_online = True
                    self.sync(phone, lambda scans: scans[::-1])
        owed = {scan["uuid"] for phone in self.phones for scan in phone.queue}
        with self.make.inside():
            stored = {
                str(scan.uuid): scan for scan in db.session.scalars(select(Scan).where(Scan.event_id == self.event.id))
            }
            serials = {person.id: person.serial for person in self.people}
            passed = {
                uuid: (serials[scan.registration_id or 0], passage_of(scan))
                for uuid, scan in stored.items()
                if scan.outcome in ("admitted", "already_admitted")
            }
            admitted = queries.admitted_count(self.event.id)
            doubles = {str(one.entry.uuid) for one in queries.double_entries(self.event.id)}
        assert stored.keys() | owed == self.made.keys()
        assert stored.keys() & owed == set()
        assert {uuid for phone in self.phones if not phone.is_revoked for uuid in phone.told} <= stored.keys()
        by_person = {serial: [one for owner, one in passed.values() if owner == serial] for serial in serials.values()}
        for phone in self.phones:
            if not phone.is_revoked:
                assert {uuid: pair for uuid, pair in phone.passages.items() if uuid in passed} == passed
                assert {uuid: phone.told[uuid] for uuid in phone.told} == {
                    uuid: stored[uuid].outcome for uuid in phone.told
                }
        assert admitted == sum(
            any(one.direction == "entry" and stored[str(one.uuid)].outcome == "admitted" for one in counted(known))
            for known in by_person.values()
        )
        verdicts = {str(uuid): one for known in by_person.values() for uuid, one in judge(known).items()}
        assert doubles == {
            uuid for uuid, one in verdicts.items()
            if one.outcome == "already_admitted" and stored[uuid].outcome == "admitted"
        }  # fmt: skip
        for uuid in doubles:  # with a network nobody is let in twice
            first = verdicts[uuid].earlier
            assert first is not None
            assert {UUID(uuid), first.uuid} & self.made_offline
        for known in by_person.values():
            assert is_inside(known) == is_inside(in_order(known)[::-1])
            self.finished.append({"passages": [_as_json(one) for one in known], "verdicts": judge(known)})


def _as_json(passage: Passage) -> dict[str, Any]:
    return {
        "scanned_at": written(passage.scanned_at), "uuid": str(passage.uuid), "direction": passage.direction,
        "gate_id": passage.gate_id, "undoes": passage.undoes and str(passage.undoes), "device_id": passage.device_id,
        "is_override": passage.is_override,
    }  # fmt: skip


@pytest.mark.timeout(170)
def test_whatever_happens_to_phones_all_end_with_the_same_and_nothing_is_lost(app: Flask) -> None:
    class Here(Doors):
        make = Factories(app)
        finished: list[dict[str, Any]] = []

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=part_of(25), stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    found = by_javascript({"judge": [{"passages": one["passages"]} for one in Here.finished]})["judge"]
    assert found == [
        {
            str(uuid): {"outcome": verdict.outcome, "earlier": verdict.earlier and str(verdict.earlier.uuid)}
            for uuid, verdict in one["verdicts"].items()
        }
        for one in Here.finished
    ]
