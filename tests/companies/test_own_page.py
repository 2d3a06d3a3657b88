"""A company's private page: what it may change, what it may not, and how it is asked."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventapp.companies import queries, service
from eventapp.companies.models import Company, StandEvent
from eventapp.companies.service import StandPlace
from eventapp.core import outbox
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.events.models import Event
from tests.companies.conftest import ADMIN, PUBLIC
from tests.databases import ON_SQLITE
from tests.factories import Factories
from tests.pages import page_of

PROFILE = {"name-en": "Harbour Films", "email": "new@example.org", "locale": "en", "website": "https://harbour.example"}


@pytest.fixture
def path(make: Factories, company: Company) -> str:
    with make.inside():
        found = db.session.get_one(Company, company.id)
        service.ask_company(found)
        return f"/c/{service.company_token(found)}/"


def again(make: Factories, company: Company) -> Company:
    with make.inside():
        return db.session.get_one(Company, company.id)


def picture(size: tuple[int, int], form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()


def test_the_email_leads_to_the_page(make: Factories, company: Company, path: str, client: FlaskClient) -> None:
    with make.inside():
        mail = db.session.scalars(select(outbox.Mail)).one()
        assert (mail.recipient, path in outbox.compose(mail).text) == ("chan@example.org", True)
    assert page_of(client.get(path)).heading == "Harbour Pictures"


def test_what_it_saves_is_confirmed_and_public(
    make: Factories, company: Company, path: str, client: FlaskClient
) -> None:
    client.post(path, data=PROFILE)
    found = again(make, company)
    assert (found.name["en"], found.email, found.confirmed_at is not None) == ("Harbour Films", "new@example.org", True)
    assert page_of(client.get(f"{PUBLIC}/{company.code}/")).heading == "Harbour Films"
    with make.inside():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "company.updated")).one()
        assert entry.actor == "Harbour Pictures"


def test_where_it_stands_is_not_its_own_to_say(
    make: Factories, event: Event, path: str, client: FlaskClient, company: Company
) -> None:
    hall = make.hall(event)
    client.post(path, data=PROFILE | {"stands-0-hall": str(hall.id), "stands-0-number": "1"})
    with make.inside():
        assert db.session.get_one(Company, company.id).stand_links == []


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"name-en": ""}, {"email": ""}, {"email": "x"}, {"website": "javascript:alert(1)"}, {"website": "//x.example"},
        {"country": "XX"}, {"category_ids": "99"}, {"category_ids": "x"}, {"locale": "fr"}, {"name-en": "x" * 301},
        {"description-en": "x" * 20_001}, {"phone": "1" * 41},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_lost(
    make: Factories, company: Company, path: str, client: FlaskClient, wrong: dict[str, str]
) -> None:
    with make.inside():
        service.create_category(db.session.get_one(Event, company.event_id), company.name)
    answer = client.post(path, data=PROFILE | {"description-en": "Kept"} | wrong)
    assert answer.status_code == 422
    assert page_of(answer).errors != []
    assert again(make, company).name["en"] == "Harbour Pictures"


@ON_SQLITE
@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"<svg/>", picture((3, 3))[:40], b"\x89PNG\r\n\x1a\n" + b"0" * 99]
)
def test_a_logo_that_is_none_is_refused_and_the_rest_is_saved(
    make: Factories, company: Company, path: str, client: FlaskClient, content: bytes
) -> None:
    answer = client.post(path, data=PROFILE | {"logo": (BytesIO(content), "logo.png")})
    assert answer.status_code == 422
    found = again(make, company)
    assert (found.logo_key, found.name["en"]) == ("", "Harbour Films")


@ON_SQLITE
def test_a_logo_bomb_is_refused(make: Factories, company: Company, path: str, client: FlaskClient) -> None:
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    answer = client.post(path, data=PROFILE | {"logo": (BytesIO(bomb.getvalue()), "logo.png")})
    assert answer.status_code == 422
    assert page_of(answer).errors == ["This photo has too many pixels. Make it smaller first."]


def test_a_logo_is_kept_small_whole_and_public(
    make: Factories, company: Company, path: str, client: FlaskClient
) -> None:
    client.post(path, data=PROFILE | {"logo": (BytesIO(picture((900, 300))), "logo.png")})
    key = again(make, company).logo_key
    answer = client.get(f"{PUBLIC}/{company.code}/logo-{key}.png")
    assert Image.open(BytesIO(answer.data)).size == (480, 160)
    client.post(path, data=PROFILE | {"remove_logo": "y"})
    assert again(make, company).logo_key == ""
    assert client.get(f"{PUBLIC}/{company.code}/logo-{key}.png").status_code == 404


def test_a_renewed_link_ends_the_former(make: Factories, company: Company, path: str, client: FlaskClient) -> None:
    with make.inside():
        service.renew_link(db.session.get_one(Company, company.id))
        new = f"/c/{service.company_token(db.session.get_one(Company, company.id))}/"
    assert (client.get(path).status_code, client.get(new).status_code) == (404, 200)


def test_it_says_what_happens_at_its_stand(make: Factories, company: Company, path: str, client: FlaskClient) -> None:
    sent = {"title-en": "Signing", "starts_at": "2027-03-17T10:00", "ends_at": "2027-03-17T11:00"}
    client.post(f"{path}events/new", data=sent)
    with make.inside():
        (one,) = queries.stand_events_of(db.session.get_one(Company, company.id))
    assert (one.title["en"], one.starts_at.isoformat()) == ("Signing", "2027-03-17T02:00:00+00:00")
    client.post(f"{path}events/{one.id}/cancel")
    with make.inside():
        assert db.session.get_one(StandEvent, one.id).status == "cancelled"


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"title-en": ""}, {"starts_at": ""}, {"ends_at": "2027-03-17T09:00"}, {"starts_at": "x"},
        {"ends_at": "1800-01-01T00:00"},
    ],
)  # fmt: skip
def test_a_stand_event_that_makes_no_sense_is_refused(
    make: Factories, company: Company, path: str, client: FlaskClient, wrong: dict[str, str]
) -> None:
    sent = {"title-en": "Signing", "starts_at": "2027-03-17T10:00", "ends_at": "2027-03-17T11:00"}
    answer = client.post(f"{path}events/new", data=sent | wrong)
    assert (answer.status_code, page_of(answer).errors != []) == (422, True)
    with make.inside():
        assert queries.stand_events_of(db.session.get_one(Company, company.id)) == []


def test_another_companys_stand_events_are_not_there(
    make: Factories, event: Event, company: Company, path: str, client: FlaskClient
) -> None:
    other = make.company(event, "Other")
    with make.inside():
        details = service.StandEventDetails(other.name, event.starts_at, event.ends_at)
        theirs = service.create_stand_event(db.session.get_one(Company, other.id), details)
    assert client.get(f"{path}events/{theirs.id}").status_code == 404
    assert client.post(f"{path}events/{theirs.id}/cancel").status_code == 404
    assert again(make, company).id != other.id


@ON_SQLITE
def test_a_company_applies_and_is_shown_once_it_is_approved(
    make: Factories, event: Event, client: FlaskClient, team: FlaskClient
) -> None:
    apply = f"{PUBLIC}/apply/"
    assert client.get(apply).status_code == 404
    team.post(f"{ADMIN}/settings", data={"is_public": "y", "takes_applications": "y"})
    sent = PROFILE | {"contact_name": "Chan Tai Man"}
    visitor = make.app.test_client()
    assert visitor.post(apply, data=sent).status_code == 303
    with make.inside():
        (company,) = queries.all_companies(event.id, ("pending",))
    assert visitor.get(f"{PUBLIC}/{company.code}/").status_code == 404
    assert "1 company waits for approval" in page_of(team.get("/admin/events/forum/")).text
    team.post(f"{ADMIN}/{company.code}/published")
    assert page_of(visitor.get(f"{PUBLIC}/{company.code}/")).heading == "Harbour Films"


@ON_SQLITE
@pytest.mark.parametrize("wrong", [{"contact_name": ""}, {"email": ""}, {"name-en": ""}])
def test_an_application_says_who_can_be_asked(
    make: Factories, event: Event, client: FlaskClient, wrong: dict[str, str]
) -> None:
    with make.inside():
        service.set_directory(db.session.get_one(Event, event.id), is_public=True, takes_applications=True)
    answer = client.post(f"{PUBLIC}/apply/", data=PROFILE | {"contact_name": "Chan"} | wrong)
    assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)


@ON_SQLITE
def test_a_private_page_of_a_draft_event_opens(make: Factories, client: FlaskClient) -> None:
    event = make.event("quiet", published=False)
    hall = make.hall(event)
    company = make.company(event, stands=(StandPlace(hall.id, "7"),))
    with make.inside():
        token = service.company_token(db.session.get_one(Company, company.id))
        service.renew_link(db.session.get_one(Company, company.id))
        token = service.company_token(db.session.get_one(Company, company.id))
    assert "Your stand: Hall 1 7" in page_of(client.get(f"/c/{token}/")).text
