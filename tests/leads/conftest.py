"""What the tests of lead capture begin with: a market that has it, a company with a phone, and a visitor."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.companies import service as companies
from eventapp.companies.models import Company
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.leads import queries, service
from eventapp.leads.models import Lead
from eventapp.leads.service import QuestionDetails, SettingsDetails
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.tickets import sign_ticket
from tests.factories import Factories

ADMIN = "/admin/events/forum/companies/leads/"
WHO = {"name": "Ada Wong", "company": "Visitor Films", "email": "ada@example.org", "phone": "+85291234567",
       "job_title": "Buyer", "country": "HK"}  # fmt: skip


@dataclass
class Phone:
    """A company's paired phone, as its requests make it."""

    client: FlaskClient
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, *leads: Any) -> Any:
        return self.client.post("/checkin/api/leads", json={"leads": list(leads)}, headers=self.headers)

    def scan(self, ticket: str, **changes: Any) -> dict[str, Any]:
        (result,) = self.send(lead_of(ticket, **changes)).json["results"]
        return {name: result[name] for name in ("state", "shared")}

    def told(self, version: str = "") -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get(
            "/checkin/api/leads", query_string={"version": version}, headers=self.headers
        ).json
        return answer


def lead_of(ticket: str, **changes: Any) -> dict[str, Any]:
    """What a phone sends of one badge."""
    return {
        "uuid": str(uuid4()), "ticket": ticket, "scanned_at": datetime.now(UTC).isoformat(), "revision": 1, "text": "",
        "rating": None, "answers": {}, **changes,
    }  # fmt: skip


@dataclass
class Fair:
    """An event with lead capture, in which everything may be shared. Rows come back detached."""

    make: Factories
    event: Event
    ticket_type: TicketType
    client: FlaskClient
    known: dict[str, Company] = field(default_factory=dict)

    def settings(self, **changes: Any) -> None:
        whole: dict[str, Any] = {"is_open": True, "details": ("email", "phone", "job_title", "country")}
        with self.make.inside():
            service.set_settings(db.session.get_one(Event, self.event.id), SettingsDetails(**whole | changes))

    def company(self, name: str = "Harbour Pictures") -> Company:
        if name not in self.known:
            self.known[name] = self.make.company(self.event, name, email="hello@example.org")
        return self.known[name]

    def page(self, name: str = "Harbour Pictures") -> str:
        """The path of a company's leads."""
        with self.make.inside():
            return f"/c/{companies.company_token(_linked(self.company(name)))}/leads/"

    def phone(self, name: str = "Mei's phone", company: str = "Harbour Pictures") -> Phone:
        with self.make.inside():
            code = service.open_pairing(db.session.get_one(Company, self.company(company).id))
        answer = self.client.post("/checkin/api/pair", json={"code": code, "name": name})
        return Phone(self.client, answer.json["token"])

    def visitor(self, **changes: Any) -> Registration:
        return self.make.registration(self.event, self.ticket_type, **WHO | changes)

    def badge(self, person: Registration) -> str:
        with self.make.inside():
            return sign_ticket(db.session.get_one(Registration, person.id))

    def own_page(self, person: Registration) -> str:
        return f"{self.make.page_path(person)}exhibitors/"

    def agrees(self, person: Registration, *details: str, is_given: bool = True) -> None:
        with self.make.inside():
            service.set_consent(db.session.get_one(Registration, person.id), is_given=is_given, details=details)

    def leads(self, person: Registration) -> list[tuple[str, list[str]]]:
        """The state and the details of each company's lead of somebody, the newest first."""
        with self.make.inside():
            return [(lead.state, lead.details) for lead in queries.leads_of_person(person.id)]

    def notes(self, person: Registration) -> list[tuple[str, str | None, dict[str, str]]]:
        with self.make.inside():
            return [(note.text, note.rating, note.answers) for note in queries.notes_about(person.id)]

    def lead(self, person: Registration) -> Lead:
        with self.make.inside():
            return queries.leads_of_person(person.id)[0]

    def asks(self, *labels: str, options: tuple[str, ...] = ()) -> list[str]:
        """Questions of the company, by their codes."""
        with self.make.inside():
            company = db.session.get_one(Company, self.company().id)
            service.set_questions(company, [("", QuestionDetails(label, options)) for label in labels])
            return [one.code for one in queries.questions_of(company.id)]


def _linked(company: Company) -> Company:
    """With a private link that leads somewhere."""
    found = db.session.get_one(Company, company.id)
    if found.link_hash is None:
        companies.ask_company(found)
    return found


@pytest.fixture
def fair(make: Factories, event: Event, ticket_type: TicketType, client: FlaskClient) -> Fair:
    made = Fair(make, event, ticket_type, client)
    made.settings()
    return made


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "owner"))
