"""What the team does with companies: writes them down, shows and hides them, gives them seats and people."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.companies import queries, service
from eventapp.companies.models import Company, CompanyDirectory, Stand
from eventapp.companies.service import CompanyDetails, StandPlace
from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import AccessCode, TicketType
from eventapp.registration.service import Choices
from tests.companies.conftest import ADMIN
from tests.databases import ON_SQLITE
from tests.factories import Factories, text
from tests.pages import SURE, page_of

SENT = {"name-en": "Harbour Films", "name-zh_hant": "港燈影業", "locale": "zh-Hant", "email": "film@example.org"}


def people(make: Factories, company: Company) -> list[tuple[str, bool]]:
    with make.inside():
        found = queries.people_of(db.session.get_one(Company, company.id))
        return [(person.name, placed) for person, placed in found]


@pytest.fixture
def exhibitor(make: Factories, event: Event) -> TicketType:
    return make.ticket_type(event, "Exhibitor", visibility="code", badge_class="exhibitor")


def test_a_company_is_written_down_with_all_that_it_has(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    with make.inside():
        film = service.create_category(db.session.get_one(Event, event.id), text("Film"))
    sent = SENT | {"stands-0-hall": str(hall.id), "stands-0-number": "1-A1", "category_ids": str(film.id)}
    team.post(f"{ADMIN}/new", data=sent | {"country": "HK", "website": "https://film.example"})
    with make.inside():
        (company,) = queries.all_companies(event.id)
        assert vars(service.details_of(company)) == vars(
            CompanyDetails(
                name=text("Harbour Films", zh_Hant="港燈影業"), country="HK", website="https://film.example",
                email="film@example.org", locale="zh-Hant", category_ids=(film.id,),
                stands=(StandPlace(hall.id, "1-A1"),),
            )
        )  # fmt: skip


def test_a_form_that_is_saved_as_it_stands_changes_nothing(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    company = make.company(event, stands=(StandPlace(hall.id, "1"), StandPlace(hall.id, "2")), country="HK")
    with make.inside():
        before = vars(service.details_of(db.session.get_one(Company, company.id)))
        revision = db.session.get_one(CompanyDirectory, event.id).revision
    page = page_of(team.get(f"{ADMIN}/{company.code}"))
    kept = {name: value for name, value in page.values.items() if not name.startswith(("code", "places", "remove"))}
    chosen = {f"stands-{number}-hall": str(hall.id) for number in range(2)}
    team.post(f"{ADMIN}/{company.code}", data=kept | chosen | {"country": "HK", "locale": "en"})
    with make.inside():
        assert vars(service.details_of(db.session.get_one(Company, company.id))) == before
        assert db.session.get_one(CompanyDirectory, event.id).revision == revision


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [{"stands-0-hall": "99", "stands-0-number": "1"}, {"stands-0-number": "<script>"}, {"stands-0-number": "1" * 21},
     {"country": "x"}, {"website": "ftp://x.example"}, {"category_ids": "-1"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    make: Factories, event: Event, team: FlaskClient, wrong: dict[str, str]
) -> None:
    hall = make.hall(event)
    answer = team.post(f"{ADMIN}/new", data=SENT | {"stands-0-hall": str(hall.id)} | wrong)
    assert answer.status_code == 422
    with make.inside():
        assert queries.state_counts(event.id) == {}


@ON_SQLITE
def test_another_events_company_hall_and_category_are_not_there(
    make: Factories, event: Event, team: FlaskClient
) -> None:
    other = make.event("other")
    company, hall = make.company(other), make.hall(other)
    with make.inside():
        category = service.create_category(db.session.get_one(Event, other.id), text("Film"))
    assert team.get(f"{ADMIN}/{company.code}").status_code == 404
    assert team.post(f"{ADMIN}/{company.code}/hidden").status_code == 404
    assert team.post(f"{ADMIN}/categories/{category.id}/delete", data=SURE).status_code == 404
    sent = SENT | {"stands-0-hall": str(hall.id), "stands-0-number": "1", "category_ids": str(category.id)}
    assert team.post(f"{ADMIN}/new", data=sent).status_code == 422


def test_who_is_asked_again_has_one_email_waiting(make: Factories, company: Company, team: FlaskClient) -> None:
    for _again in range(2):
        team.post(f"{ADMIN}/{company.code}/ask")
    with make.inside():
        query = select(outbox.Mail.state).where(outbox.Mail.kind == "company_link").order_by(outbox.Mail.id)
        assert list(db.session.scalars(query)) == ["withdrawn", "queued"]


@ON_SQLITE
def test_all_that_are_silent_are_asked_once_it_is_said_again(
    make: Factories, event: Event, company: Company, team: FlaskClient
) -> None:
    make.company(event, "Second", email="second@example.org")
    make.company(event, "Hidden", email="hidden@example.org", state="hidden")
    make.company(event, "No address")
    assert page_of(team.post(f"{ADMIN}/ask")).heading == "Ask the companies?"
    team.post(f"{ADMIN}/ask", data=SURE)
    with make.inside():
        asked = db.session.scalars(select(outbox.Mail.recipient).where(outbox.Mail.kind == "company_link"))
        assert sorted(asked) == ["chan@example.org", "second@example.org"]


def test_seats_are_a_code_that_its_people_register_with(
    make: Factories, event: Event, company: Company, team: FlaskClient, exhibitor: TicketType
) -> None:
    team.post(f"{ADMIN}/{company.code}/seats", data={"ticket_type": str(exhibitor.id), "places": "2"})
    with make.inside():
        (seats,) = queries.seats_of(db.session.get_one(Company, company.id))
        code = seats.access_code.code
    make.registration(event, exhibitor, name="Ann", choices=Choices(access_code=code))
    assert people(make, company) == [("Ann", False)]
    answer = team.post(f"{ADMIN}/{company.code}/seats", data={"ticket_type": str(exhibitor.id), "places": "0"})
    assert page_of(answer).errors == ["1 people have registered with these seats already."]
    team.post(f"{ADMIN}/{company.code}/seats", data={"ticket_type": str(exhibitor.id), "places": "5"})
    with make.inside():
        assert [one.capacity for one in db.session.scalars(select(AccessCode))] == [5]


@ON_SQLITE
@pytest.mark.parametrize(
    "sent", [{"places": "-1"}, {"places": "x"}, {"places": ""}, {"places": "10001"}, {"ticket_type": "99"}]
)  # fmt: skip
def test_seats_that_make_no_sense_are_refused(
    make: Factories, company: Company, team: FlaskClient, exhibitor: TicketType, sent: dict[str, str]
) -> None:
    answer = team.post(f"{ADMIN}/{company.code}/seats", data={"ticket_type": str(exhibitor.id), "places": "2"} | sent)
    assert (answer.status_code, page_of(answer).errors != []) == (422, True)
    with make.inside():
        assert db.session.scalar(select(func.count(AccessCode.id))) == 0


@ON_SQLITE
def test_seats_of_a_ticket_that_no_code_opens_are_refused(
    make: Factories, event: Event, company: Company, team: FlaskClient, ticket_type: TicketType
) -> None:
    with make.inside():
        again, of_type = db.session.get_one(Company, company.id), db.session.get_one(TicketType, ticket_type.id)
        with pytest.raises(service.WrongTicketType):
            service.set_seats(again, of_type, 2)


def test_the_team_puts_somebody_at_a_company_and_takes_them_off(
    make: Factories, event: Event, company: Company, team: FlaskClient, ticket_type: TicketType
) -> None:
    ann = make.registration(event, ticket_type, name="Ann")
    team.post(f"{ADMIN}/{company.code}/people", data={"code": ann.spoken_code})
    assert people(make, company) == [("Ann", True)]
    other = make.company(event, "Other")
    team.post(f"{ADMIN}/{other.code}/people", data={"code": ann.code})
    assert (people(make, company), people(make, other)) == ([], [("Ann", True)])
    team.post(f"{ADMIN}/{other.code}/people/{ann.code}/remove")
    assert people(make, other) == []


@ON_SQLITE
@pytest.mark.parametrize("code", ["", "NOTHERE2", "x" * 21, "'; --"])
def test_a_code_that_is_nobodys_is_refused(make: Factories, company: Company, team: FlaskClient, code: str) -> None:
    answer = team.post(f"{ADMIN}/{company.code}/people", data={"code": code})
    assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)
    assert people(make, company) == []


def test_a_company_with_people_is_hidden_and_not_deleted(
    make: Factories, event: Event, company: Company, team: FlaskClient, ticket_type: TicketType
) -> None:
    ann = make.registration(event, ticket_type)
    team.post(f"{ADMIN}/{company.code}/people", data={"code": ann.code})
    team.post(f"{ADMIN}/{company.code}/delete", data=SURE)
    with make.inside():
        assert queries.state_counts(event.id) == {"published": 1}
    team.post(f"{ADMIN}/{company.code}/people/{ann.code}/remove")
    team.post(f"{ADMIN}/{company.code}/delete", data=SURE)
    with make.inside():
        assert queries.state_counts(event.id) == {}


def test_categories_are_two_deep_and_stay_while_they_are_used(make: Factories, event: Event, team: FlaskClient) -> None:
    team.post(f"{ADMIN}/categories/", data={"name-en": "Film"})
    with make.inside():
        (film,) = queries.categories_of(event.id)
    team.post(f"{ADMIN}/categories/", data={"name-en": "Animation", "parent": str(film.id)})
    with make.inside():
        animation = queries.categories_of(event.id)[1]
    deeper = team.post(f"{ADMIN}/categories/", data={"name-en": "Puppets", "parent": str(animation.id)})
    own = team.post(f"{ADMIN}/categories/{film.id}", data={"name-en": "Film", "parent": str(film.id)})
    assert (deeper.status_code, own.status_code) == (422, 422)
    make.company(event, category_ids=(animation.id,))
    team.post(f"{ADMIN}/categories/{film.id}/delete", data=SURE)
    with make.inside():
        assert [one.name["en"] for one in queries.categories_of(event.id)] == ["Film", "Animation"]


def test_a_stand_that_nobody_is_at_any_more_is_gone(make: Factories, event: Event) -> None:
    hall = make.hall(event)
    company = make.company(event, stands=(StandPlace(hall.id, "1"),))
    with make.inside():
        again = db.session.get_one(Company, company.id)
        service.update_company(again, CompanyDetails(again.name, stands=(StandPlace(hall.id, "2"),)))
        assert list(db.session.scalars(select(Stand.number))) == ["2"]


def test_many_in_one_transaction_are_all_counted(make: Factories, event: Event) -> None:
    with make.inside():
        again = db.session.get_one(Event, event.id)
        service.create_companies(again, [service.NewCompany(CompanyDetails(text(f"C {one}"))) for one in range(5)])
        assert db.session.get_one(CompanyDirectory, event.id).published == 5


def test_several_who_name_a_new_stand_at_once_share_it(app: Flask, make: Factories, event: Event) -> None:
    hall = make.hall(event)

    def add(number: int) -> None:
        with app.app_context():
            details = CompanyDetails(text(f"Company {number}"), stands=(StandPlace(hall.id, "1-A1"),))
            service.create_company(db.session.get_one(Event, event.id), details)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(16)))
    with make.inside():
        (stand,) = queries.stands_of(queries.halls_of(event.id)[0])
        assert len(stand.company_links) == 16
        assert db.session.get_one(CompanyDirectory, event.id).published == 16
        assert db.session.get_one(CompanyDirectory, event.id).revision == 18  # the hall, and each company


@ON_SQLITE
def test_the_admins_search_finds_companies_and_their_pages(
    make: Factories, event: Event, company: Company, team: FlaskClient
) -> None:
    links = page_of(team.get("/admin/events/forum/search?q=harbour")).links()
    assert f"{ADMIN}/{company.code}" in links
    assert f"{ADMIN}/halls/" in page_of(team.get("/admin/events/forum/search?q=floor")).links()


@ON_SQLITE
def test_a_clone_takes_halls_and_hidden_companies_along(make: Factories, event: Event, team: FlaskClient) -> None:
    hall = make.hall(event)
    make.company(event, stands=(StandPlace(hall.id, "1"),), country="HK")
    sent = {"slug": "again", "starts_on": "2027-12-01", "name-en": "Again", "parts": ["halls", "companies"]}
    page = page_of(team.get("/admin/events/forum/clone"))
    team.post("/admin/events/forum/clone", data=page.values | sent)
    with make.inside():
        clone = db.session.scalars(select(Event).where(Event.slug == "again")).one()
        (company,) = queries.all_companies(clone.id, ("hidden",))
        assert (company.name["en"], company.country, company.stand_links) == ("Harbour Pictures", "HK", [])
        assert [one.name["en"] for one in queries.halls_of(clone.id)] == ["Hall 1"]
