"""Many phones and the people themselves at one moment: one lead of each two, and nobody known who took it back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.core.db import db
from eventapp.leads import queries, service
from eventapp.leads.forms import note_from
from eventapp.leads.models import Lead, LeadDevice, LeadNote
from eventapp.leads.service import NewNote
from eventapp.registration.models import Registration
from tests.leads.conftest import Fair, lead_of
from tests.thorough import part_of

AT_ONCE, ROUNDS = 8, part_of(40)


def paired(fair: Fair) -> int:
    with fair.make.inside():
        company = db.session.get_one(Company, fair.company().id)
        return service.pair_phone(service.open_pairing(company), "")[0].id


def scan(fair: Fair, device_id: int, badge: str) -> None:
    note: NewNote = note_from(lead_of(badge, text="noted"))
    with fair.make.inside():
        service.capture(db.session.get_one(LeadDevice, device_id), note)


def test_phones_that_scan_one_badge_at_once_make_one_lead(fair: Fair) -> None:
    devices = [paired(fair) for _ in range(AT_ONCE)]
    person = fair.visitor()
    badge, start = fair.badge(person), Barrier(AT_ONCE)

    def at_once(device_id: int) -> None:
        start.wait()
        scan(fair, device_id, badge)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(at_once, devices))
    assert (fair.leads(person), len(fair.notes(person))) == ([("waiting", [])], AT_ONCE)


def test_who_takes_back_all_while_they_are_scanned_is_known_to_nobody(fair: Fair) -> None:
    device = paired(fair)
    people = [fair.visitor() for _ in range(ROUNDS)]
    for person in people:
        fair.agrees(person, "email")
    badges = {person.id: fair.badge(person) for person in people}

    def withdraw(person_id: int) -> None:
        with fair.make.inside():
            service.withdraw_all(db.session.get_one(Registration, person_id))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for person in people:
            pool.submit(scan, fair, device, badges[person.id])
            pool.submit(withdraw, person.id)
    with fair.make.inside():
        states = list(db.session.scalars(select(Lead.state)))
        notes = db.session.execute(select(LeadNote.text, Lead.state).join(Lead)).all()
        assert [one.is_given for one in map(queries.consent_of, badges) if one is not None] == [False] * ROUNDS
    assert "agreed" not in states
    assert len(states) == ROUNDS
    assert {text for text, state in notes if state == "withdrawn"} <= {""}
