"""What is owed is done once: also when the worker is killed in the middle and one on another machine takes over."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest
from sqlalchemy import select, update

from eventapp.core.audit import AuditEntry
from eventapp.core.db import db, transactional
from eventapp.core.outbox import Mail
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.messages.models import Campaign
from eventapp.messages.service import CampaignDetails, create_campaign, start_campaign
from eventapp.programme import service as programme
from eventapp.programme.models import ScheduleProposal
from eventapp.registration import service as registrations
from eventapp.registration.models import AttendeeImport, Registration, TicketType
from tests.cluster.conftest import Cluster
from tests.factories import Factories, person
from tests.mailserver import mailserver
from tests.waiting import waited_for

pytestmark = [pytest.mark.parametrize("database_url", ["postgresql"], indirect=True), pytest.mark.timeout(170)]
PEOPLE = 100
LONG_AGO = timedelta(minutes=20)


@transactional
def register_people(event_id: int, ticket_type_id: int) -> None:
    event, ticket_type = db.session.get_one(Event, event_id), db.session.get_one(TicketType, ticket_type_id)
    for number in range(PEOPLE):
        details = person(name=f"Guest {number}", email=f"guest{number}@example.org")
        registrations.register_by_team(event, ticket_type, details, submission_key=f"cluster-{number:012}", tells=False)


def test_a_campaign(cluster: Cluster, make: Factories, event: Event, ticket_type: TicketType) -> None:
    with mailserver() as inbox:
        with make.inside():
            register_people(event.id, ticket_type.id)
            details = CampaignDetails(
                LocalizedText({"en": "News"}), LocalizedText({"en": "Dear {name}."}), audience={"state": "confirmed"}
            )
            start_campaign(create_campaign(db.session.get_one(Event, event.id), details, "Test"))
        first = cluster.start_worker("three", smtp_url=inbox.url)
        waited_for(lambda: len(inbox.mails) > PEOPLE // 5, 60)
        first.kill()
        first.wait()
        with make.inside():  # as if the time after which another machine's claims are given up had passed
            claimed = update(Mail).where(Mail.state.in_(("sending", "handed")))
            db.session.execute(claimed.values(due_at=datetime.now(UTC) - LONG_AGO))
            db.session.commit()
        cluster.start_worker("four", smtp_url=inbox.url)

        def is_done() -> bool:
            with make.inside():
                return db.session.scalar(select(Campaign.state)) == "done"

        waited_for(is_done, 90)
        received = Counter(parseaddr(str(mail["To"]))[1] for mail in inbox.mails)
    with make.inside():
        uncertain = set(db.session.scalars(select(Mail.recipient).where(Mail.state == "failed")))
    missing = {f"guest{number}@example.org" for number in range(PEOPLE)} - set(received)
    assert (max(received.values()), missing - uncertain, len(uncertain) <= 1) == (1, set(), True)


def test_an_import(cluster: Cluster, make: Factories, event: Event, ticket_type: TicketType) -> None:
    table = "name,email\n" + "".join(f"Guest {number},guest{number}@example.org\n" for number in range(PEOPLE))
    with make.inside():
        upload = registrations.upload_table(db.session.get_one(Event, event.id), "people.csv", table.encode(), "Test")
        registrations.check_upload(
            upload, {"name": 0, "email": 1}, db.session.get_one(TicketType, ticket_type.id), True
        )
        registrations.accept_upload(upload)

    def progress() -> tuple[str, int]:
        with make.inside():
            state, position = db.session.execute(select(AttendeeImport.state, AttendeeImport.position)).one()
            return state, position

    first = cluster.start_worker("three")
    waited_for(lambda: progress()[1] > 0, 60)
    first.kill()
    first.wait()
    cluster.start_worker("four")
    waited_for(lambda: progress()[0] == "done", 60)
    with make.inside():
        addresses = Counter(db.session.scalars(select(Registration.email)))
        told = Counter(db.session.scalars(select(Mail.recipient)))
        imported = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "attendees.imported")).all()
    expected = Counter({f"guest{number}@example.org": 1 for number in range(PEOPLE)})
    assert (addresses, told, len(imported)) == (expected, expected, 1)


def test_a_proposal(cluster: Cluster, make: Factories, event: Event) -> None:
    make.room(event)
    for number in range(4):
        make.session(event, f"Talk {number}", starts_at=None, ends_at=None)
    with make.inside():
        wanted = {"step": 15, "apart": True, "big_rooms": False, "may_move": True}
        programme.ask_for_proposal(db.session.get_one(Event, event.id), wanted)

    def state() -> str:
        with make.inside():
            return db.session.scalars(select(ScheduleProposal.state)).one()

    first = cluster.start_worker("three")
    waited_for(lambda: state() == "running", 60)
    first.kill()
    first.wait()
    assert state() == "running"
    with make.inside():
        db.session.execute(update(ScheduleProposal).values(claimed_at=datetime.now(UTC) - LONG_AGO))
        db.session.commit()
    cluster.start_worker("four")
    waited_for(lambda: state() == "done", 90)
    with make.inside():
        (result,) = db.session.scalars(select(ScheduleProposal.result)).all()
    assert len(result["places"]) > 0
