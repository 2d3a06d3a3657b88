"""The OpenAPI document: valid, and held against the API by schemathesis."""

import os
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import negative_data_rejection
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

from eventapp.events.api.operations import operations
from eventapp.events.models import Event
from tests.api.conftest import Program
from tests.factories import Factories
from tests.thorough import part_of

Programs = Callable[..., Program]
DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = int(os.environ.get("EXAMPLES", part_of(5, least=2)))  # of good and of bad requests, for each operation
ON = [*((("sqlite"), role) for role in ("owner", "registration", "door")), ("postgresql", "owner")]
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "429"]
# What two fields owe each other no schema can say: such bodies are refused with 422, which the document describes. An
# If-Match is looked at before the body.
CHECKS = {"checks": {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "304", *REFUSALS]},
    "negative_data_rejection": {"expected-statuses": REFUSALS},
}}  # fmt: skip


def test_every_operation_is_in_the_document(client: FlaskClient) -> None:
    paths = client.get(DOCUMENT).json["paths"]
    described = {one["operationId"] for methods in paths.values() for one in methods.values()}
    assert described == {one.id for one in operations}


def test_schemas_are_json_schema(client: FlaskClient) -> None:
    document = client.get(DOCUMENT).json
    assert document["openapi"] == "3.1.0"
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def _known(make: Factories) -> tuple[Event, dict[str, Any]]:
    """A forum with something of everything: what stands in addresses leads to it."""
    event = make.event()
    room, track, speaker = make.room(event), make.track(event), make.speaker(event)
    session = make.session(event, speakers=(speaker,), room_id=room.id, track_id=track.id, needs_booking=True)
    ticket_type = make.ticket_type(event, needs_approval=True)
    guest = make.registration(event, ticket_type)
    gate = make.gate(event)
    device = make.device(make.gate(event, "Side"))[0]
    hall = make.hall(event)
    company = make.company(event, email="film@example.org")
    return event, {
        "slug": "forum", "ticket_type_id": ticket_type.id, "question_id": make.question(event).id, "gate_id": gate.id,
        "session_id": session.id, "import_id": 1, "file_id": 1, "invitation_id": 1, "group_id": 1,
        "campaign_id": 1, "mail_id": 1, "webhook_id": 1,
        "delivery_id": 1,
        "device_id": device.id, "place_slug": room.slug, "series_slug": "none", "code_id": 1,
        "uid": "00000000-0000-4000-8000-000000000000", "hall_id": hall.id, "category_id": 1, "stand_event_id": 1,
        "code": {
            "sessions": session.code, "speakers": speaker.code, "registrations": guest.code, "companies": company.code,
            "titles": make.title(event).code, "meetings": "NOTHERE2",
        },
    }  # fmt: skip


@pytest.mark.parametrize(("database_url", "role"), ON, indirect=["database_url"])
@pytest.mark.timeout(900)
def test_the_api_is_as_its_document_says(app: Flask, make: Factories, program: Programs, role: str) -> None:
    """No 5xx, and no answer that the document does not describe, whatever is sent."""
    event, known = _known(make)
    headers = program(make.member(event, role)).headers | {"Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=SchemathesisConfig.from_dict(CHECKS))

    def attempt(case: Any) -> None:
        wrong = {place for place, part in case.meta.components.items() if part.mode is GenerationMode.NEGATIVE}
        for name in case.path_parameters or {}:
            value = known[name]
            tag = case.operation.definition.raw["tags"][0]
            case.path_parameters[name] = value if isinstance(value, (str, int)) else value[tag]
        # Addresses and tokens are put right, so that what is sent there is looked at. Of a parameter that is none
        # nothing may be left in the address that is sent; test_requests.py has those.
        is_refused = ParameterLocation.BODY in wrong
        case.call_and_validate(headers=headers, excluded_checks=[] if is_refused else [negative_data_rejection])

    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            strategy = operation.as_strategy(generation_mode=mode)
            examples = settings(
                max_examples=EXAMPLES, database=None, derandomize=True, deadline=None,
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            examples(given(strategy)(attempt))()
