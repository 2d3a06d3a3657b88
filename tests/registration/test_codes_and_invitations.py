"""Tickets that are not for everybody: opened by a code, by an invitation, or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.registration import links, service
from eventapp.registration.models import AccessCode, Invitation, TicketType
from eventapp.registration.service import CodeDetails, Invitee
from tests.factories import Factories
from tests.mailserver import deliver_due
from tests.pages import SURE, page_of
from tests.registration.test_register import form, stored

FORM = "/events/forum/register/"
ADMIN = "/admin/events/forum"


@pytest.fixture
def coded(make: Factories, event: Event) -> TicketType:
    make.ticket_type(event, "Delegate")
    return make.ticket_type(event, "Buyer", visibility="code")


def make_code(make: Factories, event: Event, word: str = "SESAME", **details: object) -> AccessCode:
    with make.inside():
        return service.create_code(db.session.get_one(Event, event.id), word, CodeDetails(**details))  # type: ignore[arg-type]


def test_a_coded_ticket_is_seen_and_chosen_with_its_code_alone(
    client: FlaskClient, make: Factories, event: Event, coded: TicketType
) -> None:
    make_code(make, event, ticket_type_id=coded.id)
    assert "Buyer" not in page_of(client.get(FORM)).text
    assert "Buyer" in page_of(client.get(f"{FORM}?code=sesame")).text
    used = client.post(FORM, data=form(coded, access_code=" Se-same ", use_code="1", name="Half written"))
    assert "The code works" in page_of(used).text
    assert page_of(used).values["name"] == "Half written"
    assert client.post(FORM, data=form(coded, access_code="sesame")).status_code == 303
    assert stored(make)[0].ticket_type_id == coded.id


@pytest.mark.parametrize(
    ("word", "details", "message"),
    [
        ("nothing", {}, "There is no such code."),
        ("", {}, "There is no such code."),
        ("SESAME", {"expires_at": datetime.now(UTC) - timedelta(hours=1)}, "This code has expired."),
        ("SESAME", {"capacity": 0}, "This code has been used as often as it can be."),
    ],
)
def test_a_code_that_does_not_work_says_why(
    client: FlaskClient, make: Factories, event: Event, coded: TicketType, word: str, details: dict, message: str
) -> None:
    make_code(make, event, **details)
    answer = client.post(FORM, data=form(coded, access_code=word))
    assert answer.status_code == 409
    assert page_of(answer).errors[0].startswith(message)
    assert stored(make) == []


def test_a_code_of_another_ticket_or_event_opens_nothing(
    client: FlaskClient, make: Factories, event: Event, coded: TicketType
) -> None:
    other = make.ticket_type(event, "Other", visibility="code")
    make_code(make, event, "OTHER", ticket_type_id=other.id)
    make_code(make, make.event("elsewhere"), "ELSEWHERE")
    for word in ("other", "elsewhere"):
        assert client.post(FORM, data=form(coded, access_code=word)).status_code == 409
    assert stored(make) == []


def test_a_cancelled_registration_gives_the_code_back(make: Factories, event: Event, coded: TicketType) -> None:
    code = make_code(make, event, capacity=1)
    choices = service.Choices(access_code="sesame")
    registration = make.registration(event, coded, choices=choices)
    with pytest.raises(service.CodeInvalid):
        make.registration(event, coded, choices=choices)
    with make.inside():
        service.cancel(db.session.merge(registration))
        assert db.session.get_one(AccessCode, code.id).taken == 0
    make.registration(event, coded, choices=choices)


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def test_codes_are_made_one_by_one_and_many_at_once(team: FlaskClient, make: Factories, coded: TicketType) -> None:
    team.post(f"{ADMIN}/tickets/codes/new", data={"code": "Film 2026", "ticket_type_id": "", "capacity": "5"})
    again = team.post(f"{ADMIN}/tickets/codes/new", data={"code": "FILM2026", "ticket_type_id": ""})
    assert page_of(again).errors == ["The event has this code already. Choose another word."]
    team.post(f"{ADMIN}/tickets/codes/many", data={"number": "30", "ticket_type_id": str(coded.id), "label": "=1+1"})
    lines = team.get(f"{ADMIN}/tickets/codes.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 32
    assert len({line.split(",")[0] for line in lines}) == 32
    assert sum("'=1+1" in line for line in lines) == 30


def test_a_used_code_stays_and_cannot_be_made_smaller(
    team: FlaskClient, make: Factories, event: Event, coded: TicketType
) -> None:
    code = make_code(make, event, capacity=3)
    for _ in range(2):
        make.registration(event, coded, choices=service.Choices(access_code="sesame"))
    refused = team.post(f"{ADMIN}/tickets/codes/{code.id}", data={"code": "SESAME", "capacity": "1"})
    assert page_of(refused).errors == ["It was used 2 times already: choose that or more."]
    team.post(f"{ADMIN}/tickets/codes/{code.id}/delete", data=SURE)
    with make.inside():
        assert db.session.scalar(select(func.count(AccessCode.id))) == 1


@pytest.fixture
def invited(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, "Guest of honour", visibility="invitation")


def invitation(make: Factories, event: Event, ticket_type: TicketType, **options: object) -> tuple[Invitation, str]:
    with make.inside():
        people = [Invitee("ada@example.org", "Ada Wong", "Harbour Pictures")]
        owner = db.session.get_one(Event, event.id)
        service.invite(owner, db.session.get_one(TicketType, ticket_type.id), people, **options)  # type: ignore[arg-type]
        made = db.session.scalars(select(Invitation)).one()
        return made, links.invitation_token(made)


def again(make: Factories) -> Invitation:
    with make.inside():
        return db.session.scalars(select(Invitation)).one()


def test_an_invitation_is_mailed_opened_and_used_once(
    client: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    _made, token = invitation(make, event, invited)
    with make.inside():
        assert db.session.scalars(select(Mail.kind)).all() == ["invitation"]
    page = page_of(client.get(f"/i/{token}/"))
    assert page.heading == "Ada Wong, you are invited"
    assert again(make).state == "opened"
    filled = page_of(client.get(f"{FORM}?invitation={token}"))
    assert (filled.values["name"], filled.values["email"]) == ("Ada Wong", "ada@example.org")
    assert client.post(FORM, data=form(invited, invitation=token)).status_code == 303
    assert again(make).state == "registered"
    second = client.post(FORM, data=form(invited, invitation=token, submission_key="another-submission-key-2"))
    assert second.status_code == 409
    assert len(stored(make)) == 1


def test_without_an_invitation_the_ticket_cannot_be_had(
    client: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    make.ticket_type(event, "Open")
    for token in ("", "nothing", "x" * 65):
        assert client.post(FORM, data=form(invited, invitation=token)).status_code in (409, 422)
    assert stored(make) == []


def test_an_invitation_for_one_ticket_opens_no_other(
    client: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    other = make.ticket_type(event, "Inner circle", visibility="invitation")
    _made, token = invitation(make, event, invited)
    assert client.post(FORM, data=form(other, invitation=token)).status_code == 409
    assert stored(make) == []


def test_who_declines_is_thanked_and_cannot_register_with_it(
    client: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    _made, token = invitation(make, event, invited)
    client.post(f"/i/{token}/")
    assert page_of(client.get(f"/i/{token}/")).heading == "Thank you for telling us"
    assert client.post(FORM, data=form(invited, invitation=token)).status_code == 409
    assert again(make).state == "declined"


def test_an_old_or_withdrawn_invitation_says_so(
    client: FlaskClient, team: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    made, token = invitation(make, event, invited, expires_at=datetime.now(UTC) - timedelta(minutes=1))
    assert page_of(client.get(f"/i/{token}/")).heading.startswith("This invitation could be answered until ")
    team.post(f"{ADMIN}/tickets/invitations/{made.id}/withdraw")
    assert page_of(client.get(f"/i/{token}/")).heading == "This invitation was withdrawn"
    with make.inside():
        assert db.session.scalars(select(Mail.state)).all() == ["withdrawn"]


@pytest.mark.parametrize("token", ["nothing", "x" * 300])
def test_a_link_that_is_none_of_ours_is_not_found(client: FlaskClient, token: str) -> None:
    assert client.get(f"/i/{token}/").status_code == 404


def test_a_pasted_list_is_read_however_it_stands(team: FlaskClient, make: Factories, invited: TicketType) -> None:
    pasted = "Ada Wong\tada@example.org\tHarbour\nben@example.org\n\n<carla@example.org>;Carla Ruiz\nADA@example.org"
    data = {"people": pasted, "ticket_type_id": str(invited.id), "locale": "zh-Hant", **SURE}
    team.post(f"{ADMIN}/tickets/invitations/", data=data)
    with make.inside():
        rows = db.session.execute(select(Invitation.email, Invitation.name, Invitation.company, Invitation.locale))
        assert [tuple(row) for row in rows] == [
            ("ada@example.org", "Ada Wong", "Harbour", "zh-Hant"),
            ("ben@example.org", "", "", "zh-Hant"),
            ("carla@example.org", "Carla Ruiz", "", "zh-Hant"),
        ]


def test_lines_without_an_address_are_named_and_nobody_is_invited(
    team: FlaskClient, make: Factories, invited: TicketType
) -> None:
    data = {"people": "ada@example.org\nnobody\nben@\n", "ticket_type_id": str(invited.id), "locale": "en"}
    answer = team.post(f"{ADMIN}/tickets/invitations/", data=data)
    assert page_of(answer).errors == ["There is no email address in line 2, 3. Nobody was invited yet."]
    assert "nobody" in page_of(answer).text
    with make.inside():
        assert db.session.scalars(select(Invitation)).all() == []


def test_a_bound_invitation_is_good_for_its_address_alone(
    client: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    _made, token = invitation(make, event, invited, is_bound=True)
    other = client.post(FORM, data=form(invited, invitation=token, email="somebody@else.example"))
    assert (other.status_code, page_of(other).errors) == (
        409, ["This invitation is for ada@example.org alone: enter that address."],
    )  # fmt: skip
    assert stored(make) == []
    assert client.post(FORM, data=form(invited, invitation=token, email=" ADA@example.org")).status_code == 303


def test_chosen_invitees_are_reminded_once_unless_they_have_answered(
    client: FlaskClient, team: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    people = "ada@example.org\nben@example.org\ncho@example.org\ndan@example.org"
    data = {"people": people, "ticket_type_id": str(invited.id), "locale": "en", **SURE}
    team.post(f"{ADMIN}/tickets/invitations/", data=data)
    with make.inside():
        ada, ben, cho, _dan = db.session.scalars(select(Invitation).order_by(Invitation.id))
        tokens = [links.invitation_token(one) for one in (ada, ben)]
    client.post(f"/i/{tokens[1]}/")
    chosen = {"invitation": [str(ada.id), str(ben.id), "nonsense", "999999"], **SURE}
    for _twice in range(2):
        team.post(f"{ADMIN}/tickets/invitations/remind", data=chosen)
    assert reminded(make) == ["ada@example.org"]
    asked = team.post(f"{ADMIN}/tickets/invitations/remind", data={"everybody": "yes"})
    assert "3 people are reminded by email, unless they have answered." in asked.text
    team.post(f"{ADMIN}/tickets/invitations/remind", data={"everybody": "yes", **SURE})
    assert reminded(make) == ["ada@example.org", "cho@example.org", "dan@example.org"]
    listed = page_of(team.get(f"{ADMIN}/tickets/invitations/?state=declined")).text
    assert ("ben@example.org" in listed, "ada@example.org" in listed) == (True, False)
    assert cho.state == "sent"


def reminded(make: Factories) -> list[str]:
    with make.inside():
        query = select(Mail.recipient).where(Mail.kind == "invitation_reminder").order_by(Mail.id)
        return list(db.session.scalars(query))


def test_a_reminder_that_waits_goes_to_nobody_who_has_answered_meanwhile(
    client: FlaskClient, make: Factories, event: Event, invited: TicketType
) -> None:
    made, token = invitation(make, event, invited)
    with make.inside():
        service.remind_invitees(db.session.get_one(Event, event.id), [made.id])
    client.post(f"/i/{token}/")
    with make.inside():
        deliver_due()
        states = dict(db.session.execute(select(Mail.kind, Mail.state)).all())
        assert states == {"invitation": "kept", "invitation_reminder": "skipped"}
