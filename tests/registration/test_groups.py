"""Groups: a delegation is registered as a whole or not at all, and its people named and replaced later."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.models import Delegation, Registration, TicketType
from tests.factories import Factories, tomorrow
from tests.pages import SURE, page_of

FORM = "/events/forum/register/group"
GOOD = (
    ("陳大文", "CHAN Tai Man", "taiman@example.org", "", "Producer", "HK"),
    ("Ben Ito", "", "", "+81 90 1234", "", "日本"),
)
COLUMNS = ("name", "romanised_name", "email", "phone", "job_title", "country")


@pytest.fixture
def event(make: Factories) -> Event:
    return make.event(transfers_until=tomorrow(1))


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, capacity=4)


def form(ticket_type: TicketType, rows: tuple[tuple[str, ...], ...] = GOOD, **changes: str) -> dict[str, object]:
    columns = {f"row-{name}": [row[number] for row in rows] for number, name in enumerate(COLUMNS)}
    return {
        "ticket_type": str(ticket_type.id), "company": "Harbour Pictures", "liaison_name": "Li Si",
        "liaison_email": "liaison@example.org", "unnamed": "0", "consent": "y",
        "submission_key": "a-submission-key-of-24ch", **columns, **changes,
    }  # fmt: skip


def people(make: Factories) -> list[tuple[str, str, str]]:
    with make.inside():
        assert service.seat_errors() == []
        rows = db.session.scalars(select(Registration).order_by(Registration.id))
        return [(row.name, row.company, row.state) for row in rows]


def test_everybody_gets_a_ticket_and_the_liaison_a_page(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    answer = client.post(FORM, data=form(ticket_type, unnamed="1"))
    assert answer.status_code == 303
    assert people(make) == [
        ("陳大文", "Harbour Pictures", "confirmed"), ("Ben Ito", "Harbour Pictures", "confirmed"),
        ("", "Harbour Pictures", "pending"),
    ]  # fmt: skip
    page = page_of(client.get(answer.location))
    assert page.heading == "Your group: Harbour Pictures"
    assert page.texts("//tbody/tr/td[1]") == ["陳大文 CHAN Tai Man", "Ben Ito", "Not named yet"]
    assert len([link for link in page.links() if "/r/" in link]) == 1  # of the one without a mail address
    with make.inside():
        mails = sorted((mail.kind, mail.recipient) for mail in db.session.scalars(select(Mail)))
    assert mails == [("confirmed", "taiman@example.org"), ("delegation", "liaison@example.org")]


def test_the_same_form_sent_twice_is_one_group(client: FlaskClient, make: Factories, ticket_type: TicketType) -> None:
    first, second = (client.post(FORM, data=form(ticket_type)) for _ in range(2))
    assert first.location == second.location
    assert len(people(make)) == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", "", "a@example.org", "", "", ""), "there is no name"),
        (("Ada", "", "", "", "", ""), "there is neither an email address nor a mobile number"),
        (("Ada", "", "nobody", "", "", ""), "“nobody” is not an email address"),
        (("Ada", "", "", "call me", "", ""), "“call me” is not a phone number"),
        (("Ada", "", "a@example.org", "", "", "Atlantis"), "“Atlantis” is no country or region"),
        (("x" * 121, "", "a@example.org", "", "", ""), "Name has more than 120 characters"),
        (GOOD[0], "the same person as in row 1"),
    ],
)
def test_an_error_stands_at_its_row_and_the_good_rows_stay(
    client: FlaskClient, make: Factories, ticket_type: TicketType, row: tuple[str, ...], message: str
) -> None:
    answer = client.post(FORM, data=form(ticket_type, (*GOOD, row)))
    page = page_of(answer)
    assert (answer.status_code, page.errors) == (422, [message])
    assert page.heading == "Register a group"
    names = [field.get("value") for field in page.tree.xpath("//input[@name='row-name']")]
    assert names[:2] == ["陳大文", "Ben Ito"]
    assert people(make) == []


def test_a_pasted_table_fills_the_rows_and_is_mended_there(
    client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    pasted = "電郵\t姓名\t國家\nada@example.org\tAda Wong\t香港\nnobody\tBen Ito\tJapan\n"
    answer = client.post(FORM, data=form(ticket_type, (), fill="1", pasted=pasted))
    page = page_of(answer)
    assert page.errors == ["“nobody” is not an email address"]
    values = [field.get("value") for field in page.tree.xpath("//input[@name='row-name']")]
    assert values[:2] == ["Ada Wong", "Ben Ito"]
    assert people(make) == []


def test_too_few_places_are_said_and_what_is_left_can_be_taken(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    for _ in range(3):
        make.registration(event, ticket_type)
    answer = client.post(FORM, data=form(ticket_type))
    assert answer.status_code == 409
    assert "Only 1 place is left, and you want 2. Nobody was registered yet." in page_of(answer).text
    assert len(people(make)) == 3
    assert client.post(FORM, data=form(ticket_type, take="left")).status_code == 303
    assert [row[0] for row in people(make)][3:] == ["陳大文"]


def test_a_company_has_no_more_than_its_quota_however_its_name_is_written(
    client: FlaskClient, make: Factories, event: Event
) -> None:
    limited = make.ticket_type(event, "Limited", company_places=2)
    make.registration(event, limited, company="HARBOUR PICTURES CO., LTD.")
    answer = client.post(FORM, data=form(limited))
    assert "Your company may have only 1 more place" in page_of(answer).text
    with make.inside():
        service.set_company_places(db.session.get_one(TicketType, limited.id), "harbour pictures", 3)
    assert client.post(FORM, data=form(limited)).status_code == 303
    with pytest.raises(service.CompanyFull):
        make.registration(event, limited, company="Harbour Pictures Limited")
    with pytest.raises(service.CompanyNeeded):
        make.registration(event, limited, company="")


@pytest.mark.parametrize("unnamed", ["25", "-1", "many"])
def test_a_group_has_its_limits(client: FlaskClient, make: Factories, ticket_type: TicketType, unnamed: str) -> None:
    assert client.post(FORM, data=form(ticket_type, unnamed=unnamed)).status_code == 422
    assert people(make) == []


def test_an_event_without_groups_has_no_such_page(client: FlaskClient, make: Factories) -> None:
    make.ticket_type(make.event("alone", group_limit=0))
    assert client.get("/events/alone/register/group").status_code == 404


@pytest.fixture
def group(client: FlaskClient, make: Factories, ticket_type: TicketType) -> str:
    return client.post(FORM, data=form(ticket_type, GOOD[:1], unnamed="1")).location


def member(make: Factories, number: int) -> Registration:
    with make.inside():
        return db.session.scalars(select(Registration).order_by(Registration.id)).all()[number]


NEW = {"name": "Carla Ruiz", "email": "carla@example.org", "company": "Harbour Pictures", "country": "", "consent": "y"}


def test_an_open_seat_has_no_ticket_until_somebody_is_named(client: FlaskClient, make: Factories, group: str) -> None:
    seat = member(make, 1)
    assert client.get(f"{make.page_path(seat)}ticket.svg").status_code == 404
    client.post(f"{group}{seat.code}", data=NEW)
    assert (member(make, 1).name, member(make, 1).state) == ("Carla Ruiz", "confirmed")
    assert client.get(f"{make.page_path(seat)}ticket.svg").status_code == 200


def test_somebody_is_replaced_and_their_links_end(client: FlaskClient, make: Factories, group: str) -> None:
    seat = member(make, 0)
    old = make.page_path(seat)
    client.post(f"{group}{seat.code}", data=NEW)
    assert client.get(old).status_code == 410
    assert (member(make, 0).name, member(make, 0).ticket_version) == ("Carla Ruiz", 2)


def test_a_seat_is_given_back(client: FlaskClient, make: Factories, group: str) -> None:
    client.post(f"{group}{member(make, 1).code}/cancel", data=SURE)
    assert [row[2] for row in people(make)] == ["confirmed", "cancelled"]


def test_a_liaison_reaches_nobody_outside_the_group(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, group: str
) -> None:
    outside = make.registration(event, ticket_type)
    assert client.post(f"{group}{outside.code}", data=NEW).status_code == 404
    assert client.post(f"{group}{outside.code}/cancel", data=SURE).status_code == 404
    assert client.get("/g/nothing/").status_code == 404


def test_after_its_hour_nobody_is_replaced(client: FlaskClient, make: Factories, group: str) -> None:
    from eventapp.core import clock

    seat = member(make, 0)
    with clock.frozen_at(tomorrow(2)):
        page = page_of(client.post(f"{group}{seat.code}", data=NEW, follow_redirects=True))
    assert "People can no longer be named or replaced." in page.text
    assert member(make, 0).name == "陳大文"


def test_open_seats_are_not_in_the_inbox_and_cannot_be_approved(make: Factories, group: str) -> None:
    with make.inside():
        seat = db.session.scalars(select(Registration).where(~Registration.is_named)).one()
        with pytest.raises(service.NotAllowed):
            service.approve(seat)
        assert db.session.scalars(select(Delegation.company)).one() == "Harbour Pictures"
