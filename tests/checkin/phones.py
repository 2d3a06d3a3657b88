"""A paired phone as its requests make it, and the tickets that it is shown."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from eventapp.checkin.models import Gate
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.tickets import sign_ticket
from tests.factories import Factories


class Door:
    """A paired phone."""

    def __init__(
        self,
        client: FlaskClient,
        make: Factories,
        event: Event,
        gate: str = "Main entrance",
        *,
        role: str = "supervisor",
        at: Gate | None = None,
        **rules: Any,
    ) -> None:
        self.client = client
        self.gate = at or make.gate(event, gate, **rules)
        self.device, self.token = make.device(self.gate, role=role)
        self.sequence = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, *scans: dict[str, Any]) -> Any:
        return self.client.post("/checkin/api/scans", json={"scans": list(scans)}, headers=self.headers)

    def scan(self, ticket: str, **changes: Any) -> dict[str, Any]:
        (result,) = self.send(scan_of(ticket, **changes)).json["results"]
        return result

    def bundle(self, **known: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get("/checkin/api/bundle", query_string=known, headers=self.headers).json
        return answer

    def people(self, text: str) -> Any:
        return self.client.get("/checkin/api/people", query_string={"q": text}, headers=self.headers)


def scan_of(ticket: str, **changes: Any) -> dict[str, Any]:
    values = {
        "uuid": str(uuid4()),
        "ticket": ticket,
        "direction": "entry",
        "scanned_at": datetime.now(UTC).isoformat(),
        "device_seq": 1,
        "mode": "camera",
    }
    return {**values, **changes}


def ticket_of(make: Factories, registration: Registration) -> str:
    with make.inside():
        return sign_ticket(db.session.get_one(Registration, registration.id))
