"""A place that passes from one person to another: whose ticket, whose data and whose arrival it was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.checkin import queries
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Answer, Registration, TicketType
from eventapp.registration.service import Choices, RegistrationDetails
from tests.checkin.phones import Door, scan_of, ticket_of
from tests.factories import Factories, tomorrow
from tests.mailserver import deliver_due
from tests.pages import page_of

BEN = RegistrationDetails("Ben Ito", "ben@example.org")


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(transfers_until=tomorrow(1))


@pytest.fixture
def ada(make: Factories, event: Event, ticket_type: TicketType) -> Registration:
    return make.registration(event, ticket_type, name="Ada Wong", email="ada@example.org")


def passed_on(make: Factories, one: Registration, to: RegistrationDetails = BEN) -> Registration:
    with make.inside():
        found = db.session.get_one(Registration, one.id)
        service.transfer(found, to)
        return found


def test_the_code_of_the_former_ticket_opens_nothing_and_says_why(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    door = Door(client, make, event)
    ben = passed_on(make, ada)
    old, new = door.scan(ada.code, mode="typed"), door.scan(ben.code, mode="typed")
    assert (old["outcome"], old["why"], old.get("name")) == ("revoked", "transferred", None)
    assert (new["outcome"], new["name"]) == ("admitted", "Ben Ito")


def test_a_renewed_tickets_former_code_opens_nothing_either(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    door = Door(client, make, event)
    with make.inside():
        service.renew_ticket(db.session.get_one(Registration, ada.id))
    old = door.scan(ada.code, mode="typed")
    assert (old["outcome"], old["why"], old["name"]) == ("revoked", "renewed", "Ada Wong")


def test_phones_learn_of_former_codes_with_the_next_news(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    door = Door(client, make, event)
    before = door.bundle()
    ben = passed_on(make, ada)
    news = door.bundle(cursor=before["cursor"], scope=before["scope"])
    (row,) = [dict(zip(news["columns"], row, strict=True)) for row in news["registrations"]]
    assert (row["code"], row["former_codes"]) == (ben.code, [[ada.code, 1, "transferred"]])


def test_who_has_come_in_passes_the_place_on_no_more(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    door, path = Door(client, make, event), make.page_path(ada)
    door.scan(ticket_of(make, ada))
    with make.inside(), pytest.raises(service.HasCome):
        service.transfer(db.session.get_one(Registration, ada.id), BEN)
    answer = client.get(f"{path}transfer", follow_redirects=True)
    assert "You have come in already, so this place stays yours." in page_of(answer).text
    assert "Transfer my ticket" not in page_of(answer).text


def test_an_entry_that_was_taken_back_leaves_the_place_to_be_passed_on(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    door = Door(client, make, event)
    first = scan_of(ticket_of(make, ada))
    door.send(first)
    door.send(scan_of(first["ticket"], direction="undo", undoes=first["uuid"]))
    assert passed_on(make, ada).name == "Ben Ito"


def test_a_group_replaces_nobody_who_has_come(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    with make.inside():
        found = service.register_delegation(
            db.session.get_one(Event, event.id), ticket_type.id,
            service.DelegationDetails("Lantern", "Li Si", "li@example.org"),
            [RegistrationDetails("Ada Wong", "ada@example.org")], submission_key="a-group-of-24-characters",
        )  # fmt: skip
        ada = found.members[0]
        path = f"/g/{service_token(found)}/{ada.code}"
    Door(client, make, event).scan(ticket_of(make, ada))
    data = {"name": "Ben Ito", "email": "ben@example.org", "consent": "y"}
    answer = client.post(path, data=data, follow_redirects=True)
    assert "Ada Wong has come in already, so the place stays theirs." in page_of(answer).text


def service_token(delegation: Any) -> str:
    from eventapp.registration.links import delegation_token

    return delegation_token(delegation)


def test_an_entry_that_a_phone_told_late_is_whose_ticket_it_was(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    """The phone had no network when Ada came in; she passed her place on afterwards, and its scan arrived last."""
    door, ticket = Door(client, make, event), ticket_of(make, ada)
    came_at = (datetime.now(UTC) - timedelta(minutes=20)).isoformat()
    ben = passed_on(make, ada)
    assert door.scan(ticket, scanned_at=came_at, told="admitted")["outcome"] == "admitted"
    with make.inside():
        found = db.session.get_one(Registration, ben.id)
        assert [(visit.name, len(visit.stays)) for visit in queries.visits(event.id)] == [("Ada Wong", 1)]
        assert list(queries.names_of(queries.recent_scans(event.id)).values()) == ["Ada Wong"]
        assert queries.stays_of(found) == []


def test_what_the_former_person_said_goes_with_them(make: Factories, event: Event, ticket_type: TicketType) -> None:
    asked = make.question(event, "text", "Diet?")
    ada = make.registration(event, ticket_type, choices=Choices(answers={asked.id: "no nuts"}, consents=("Photos",)))
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        service.set_notes(found, "a VIP", "wheelchair")
        service.transfer(found, BEN)
        assert db.session.scalars(select(Answer)).all() == []
        assert (found.notes, found.door_note) == ("", "")


def test_nobody_reads_of_who_had_the_place_before(
    client: FlaskClient, make: Factories, event: Event, ada: Registration
) -> None:
    with make.inside():
        deliver_due()
    ben = passed_on(make, ada)
    own = client.get(f"{make.page_path(ben)}data.json").get_data(as_text=True)
    assert "ben@example.org" in own
    for word in ("Ada", "ada@example.org", ada.code):
        assert word not in own


def test_unsent_mail_of_the_former_person_is_withdrawn(make: Factories, ada: Registration) -> None:
    passed_on(make, ada)
    with make.inside():
        rows = db.session.execute(select(Mail.kind, Mail.recipient, Mail.state).order_by(Mail.id)).all()
        assert [tuple(row) for row in rows] == [
            ("confirmed", "ada@example.org", "withdrawn"),
            ("transferred", "ada@example.org", "queued"),
            ("confirmed", "ben@example.org", "queued"),
        ]


def test_unsent_mail_follows_a_changed_address(make: Factories, ada: Registration) -> None:
    with make.inside():
        found = db.session.get_one(Registration, ada.id)
        service.change_details(found, RegistrationDetails("Ada Wong", "ada@home.example"))
        assert db.session.execute(select(Mail.recipient, Mail.state)).all() == [("ada@home.example", "queued")]
        deliver_due()
        assert db.session.scalar(select(Mail.state)) == "kept"


def test_a_mail_that_was_claimed_for_the_old_address_goes_to_the_new_one(make: Factories, ada: Registration) -> None:
    """The address changes between the moment at which a worker takes the mail and the one at which it writes it."""
    from eventapp.core import delivery

    with make.inside():
        mail_id = db.session.scalars(select(Mail.id)).one()
        assert delivery.claim(mail_id)
        mail = db.session.get_one(Mail, mail_id)
        service.change_details(
            db.session.get_one(Registration, ada.id), RegistrationDetails("Ada Wong", "ada@home.example")
        )
        mail.recipient = "ada@example.org"  # what the worker still has before it
        delivery.deliver(mail_id)
    with make.inside():
        assert db.session.execute(select(Mail.recipient, Mail.state)).one() == ("ada@home.example", "queued")
        deliver_due()
        assert db.session.scalar(select(Mail.state)) == "kept"


def test_the_farewell_takes_the_event_out_of_the_former_persons_calendar(make: Factories, ada: Registration) -> None:
    from eventapp.core import outbox

    passed_on(make, ada)
    with make.inside():
        mail = db.session.scalars(select(Mail).where(Mail.kind == "transferred")).one()
        (attached,) = outbox.compose(mail).attachments
        said = attached.content.decode().replace("\r\n ", "")
    assert "METHOD:CANCEL" in said
    assert "mailto:ada@example.org" in said
    assert "ben@example.org" not in said


def test_erasing_forgets_everybody_who_had_the_place(make: Factories, event: Event, ada: Registration) -> None:
    ben = passed_on(make, ada)
    with make.inside():
        service.erase(db.session.get_one(Registration, ben.id))
        from eventapp.registration.models import RetiredTicket

        assert db.session.execute(select(RetiredTicket.name, RetiredTicket.company)).all() == [("–", "")]


def test_an_organiser_finds_somebody_by_a_former_code(
    client: FlaskClient, make: Factories, sign_in: Any, event: Event, ada: Registration
) -> None:
    passed_on(make, ada)
    team = sign_in(make.member(event, "registration"))
    assert page_of(team.get(f"/admin/events/forum/registrations/{ada.code}")).heading == "Ben Ito"
