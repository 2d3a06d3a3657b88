"""A campaign whose processes are killed in the middle, over and over: everybody gets it, nobody twice."""

from collections import Counter
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import select

from eventapp.core.db import db, transactional
from eventapp.core.outbox import Mail
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.messages.models import Campaign
from eventapp.messages.service import CampaignDetails, create_campaign, start_campaign
from eventapp.registration import service as registrations
from tests.factories import Factories, person
from tests.mailserver import Inbox, mailserver
from tests.server import running

PEOPLE = 200


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailserver() as inbox:
        yield inbox


@transactional
def register_people(event_id: int, ticket_type_id: int) -> None:
    from eventapp.registration.models import TicketType

    event, ticket_type = db.session.get_one(Event, event_id), db.session.get_one(TicketType, ticket_type_id)
    for number in range(PEOPLE):
        details = person(name=f"Guest {number}", email=f"guest{number}@example.org")
        registrations.register_by_team(
            event, ticket_type, details, submission_key=f"campaign-{number:012}", tells=False
        )


def wait_for(inbox: Inbox, number: int) -> None:
    deadline = monotonic() + 90
    while len(inbox.mails) < number:
        assert monotonic() < deadline, f"only {len(inbox.mails)} mails came"
        sleep(0.02)


@pytest.mark.timeout(170)
def test_killed_three_times_everybody_gets_one_mail(
    database_url: str, tmp_path: Path, make: Factories, inbox: Inbox
) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event)
    with make.inside():
        register_people(event.id, ticket_type.id)
        details = CampaignDetails(
            LocalizedText({"en": "News of {event}"}), LocalizedText({"en": "Dear {name}, it is soon."}),
            audience={"state": "confirmed"},
        )  # fmt: skip
        start_campaign(create_campaign(db.session.get_one(Event, event.id), details, "Test"))
    with running(database_url, tmp_path, smtp_url=inbox.url, mail_from="events@example.org") as server:
        for enough in (30, 80, 140):
            wait_for(inbox, enough)
            server.kill()
            server.start()
        everybody, uncertain = recipients_once_done(make)
    received = Counter(parseaddr(str(mail["To"]))[1] for mail in inbox.mails)
    assert max(received.values()) == 1
    assert (everybody - set(received) - uncertain, len(everybody)) == (set(), PEOPLE)
    assert len(uncertain) <= 3  # the mails that were being handed over at that moment


def recipients_once_done(make: Factories) -> tuple[set[str], set[str]]:
    """Who was written to, and of whom nobody knows whether it arrived."""
    deadline = monotonic() + 90
    with make.inside():
        while db.session.scalar(select(Campaign.state)) != "done":
            assert monotonic() < deadline, Counter(db.session.scalars(select(Mail.state)).all())
            db.session.rollback()
            sleep(0.2)
        everybody = set(db.session.scalars(select(Mail.recipient)))
        uncertain = set(db.session.scalars(select(Mail.recipient).where(Mail.state == "failed")))
    return everybody, uncertain
