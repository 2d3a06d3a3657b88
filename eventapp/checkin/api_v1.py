"""The door in the API: gates, the phones at them, every scan, and who came.

Phones themselves speak with `/checkin/api/`, each with its own token.
"""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.checkin import badges, queries, service
from eventapp.checkin.forms import GateForm, PairingForm
from eventapp.checkin.models import OUTCOMES, Certificate, Gate, Scan
from eventapp.core.api import BASE, schemas
from eventapp.core.api.bodies import Body, moment
from eventapp.core.api.pages import Page, page_of_list, page_of_query
from eventapp.core.api.problems import Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.access import waits_for_approval
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import File, Resource
from eventapp.events.service import note_bulk_read
from eventapp.programme.queries import public_sessions, session_by_id
from eventapp.registration.models import Registration
from eventapp.registration.queries import ticket_types_of

blueprint = Blueprint("checkin_api_v1", __name__, url_prefix=BASE)
GATES, GATE = "/events/<slug>/gates", "/events/<slug>/gates/<int:gate_id>"
BODY = Body(GateForm, required=("name",))
PAIRING = Body(PairingForm, without=("gate",), names={"device_name": "name"})


class GateSchema(Schema):
    id = schemas.number()
    slug = schemas.text()
    name = schemas.localized()
    ticket_type_ids = schemas.value({"type": "array", "items": {"type": "integer"}})
    badge_classes = schemas.texts()
    opens_at = schemas.moment_or_null()
    closes_at = schemas.moment_or_null()
    session_id = schemas.number_or_null()
    zone_name = schemas.text(of="zone")
    directions = schemas.text()
    reentry = schemas.text()
    most_inside = schemas.number_or_null()
    hides_names = schemas.flag()


class PairingSchema(Schema):
    code = schemas.text("What the phone sends to /checkin/api/pair within a quarter hour.")
    gate_id = schemas.number()


class DeviceSchema(Schema):
    id = schemas.number()
    name = schemas.text()
    gate_id = schemas.number()
    role = schemas.text()
    paired_at = schemas.moment()
    seen_at = schemas.moment_or_null()
    revoked_at = schemas.moment_or_null()
    waiting = schemas.number()


class ScanSchema(Schema):
    uuid = schemas.uuid()
    registration_code = schemas.text_or_null(of="registration.code")
    gate_id = schemas.number()
    device_id = schemas.number()
    direction = schemas.text()
    mode = schemas.text()
    outcome = schemas.text()
    scanned_at = schemas.moment()
    received_at = schemas.moment()
    undoes = schemas.uuid()
    reason = schemas.text()


class VisitSchema(Schema):
    registration_code = schemas.text(of="person.code")
    name = schemas.text()
    company = schemas.text()
    stays = schemas.computed(
        lambda visit: [{"came_at": moment(one.came_at), "left_at": moment(one.left_at)} for one in visit.stays],
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "came_at": {"type": "string", "format": "date-time"},
                    "left_at": {"type": ["string", "null"], "format": "date-time"},
                },
            },
        },
    )


class CertificateSchema(Schema):
    code = schemas.text("What others check it by, at /certificates/.")
    registration_code = schemas.text(of="registration.code")
    name = schemas.text()
    days = schemas.texts()
    minutes = schemas.number_or_null()
    issued_at = schemas.moment()


gates_api = Resource(blueprint, "gates", GateSchema, reads=policy.may_run_door, writes=policy.may_run_door)
scans_api = Resource(blueprint, "scans", ScanSchema, reads=policy.may_export_people)
attendance_api = Resource(blueprint, "scans", VisitSchema, reads=policy.may_export_people)
badges_api = Resource(blueprint, "gates", None, reads=policy.may_run_door)
certificates_api = Resource(blueprint, "scans", CertificateSchema, reads=policy.may_export_people)
devices_api = Resource(blueprint, "gates", DeviceSchema, reads=policy.may_run_door, writes=policy.may_run_door)


@gates_api.lists("list_gates", GATES, "List the gates")
def gates(call: Call) -> Page:
    return page_of_list(queries.gates_of(call.event.id), lambda one: one.id, call.page)


@gates_api.gets("get_gate", GATE, "Get a gate")
def gate(call: Call, gate_id: int) -> Gate:
    return found(queries.gate(call.event.id, gate_id))


@gates_api.creates("create_gate", GATES, "Add a gate", BODY)
def create_gate(call: Call) -> Gate:
    usual = {"directions": "entry", "reentry": "after_exit"}
    return service.create_gate(call.event, _form(call, usual | call.values).details())


@gates_api.changes("update_gate", GATE, "Change a gate", BODY)
def update_gate(call: Call, gate_id: int) -> Gate:
    one = gate(call, gate_id)
    values = BODY.merged(schemas.written(GateSchema, one), call.values)
    service.update_gate(one, _form(call, values, is_change=True).details())
    return one


@gates_api.deletes("delete_gate", GATE, "Delete a gate", description="Only while no phone was paired with it.")
def delete_gate(call: Call, gate_id: int) -> None:
    try:
        service.delete_gate(gate(call, gate_id))
    except service.GateInUse:
        words = _("Phones were paired with this gate, so it stays: its scans are kept for good.")
        raise Problem("conflict", words) from None


@gates_api.creates(
    "open_pairing", f"{GATE}/pairings", "Have a phone be paired with a gate", PAIRING, answer=PairingSchema
)
def open_pairing(call: Call, gate_id: int) -> dict[str, Any]:
    form = PairingForm(**PAIRING.sent({"role": "supervisor"} | call.values))
    del form.gate
    PAIRING.check(form)
    code = service.open_pairing(gate(call, gate_id), form.role.data, form.device_name.data or "")
    return {"code": code, "gate_id": gate_id}


@devices_api.lists("list_devices", "/events/<slug>/devices", "List the phones of the door")
def devices(call: Call) -> Page:
    return page_of_list(queries.devices_of(call.event.id), lambda one: one.id, call.page)


@devices_api.acts("revoke_device", "/events/<slug>/devices/<int:device_id>/revoke", "Unpair a phone")
def revoke_device(call: Call, device_id: int) -> Any:
    one = found(queries.device(call.event.id, device_id))
    service.revoke_device(one)
    return one


@scans_api.lists(
    "list_scans",
    "/events/<slug>/scans",
    "List every scan",
    description="In the order in which they arrived here. Your role has to permit exports.",
    filters={"outcome": {"type": "string", "enum": OUTCOMES}, "gate_id": {"type": "integer"}},
    sorts=("id",),
)
@waits_for_approval(policy.may_export_people)
def scans(call: Call) -> Page:
    if not call.page.cursor:
        note_bulk_read(call.event, "checkin_api_v1.list_scans", is_narrowed=bool(call.asked))
    query = select(Scan).options(joinedload(Scan.registration)).where(Scan.event_id == call.event.id)
    for name, value in call.asked.items():
        query = query.where(getattr(Scan, name) == (int(value) if name == "gate_id" else value))
    return page_of_query(query, {"id": (Scan.id,)}, call.page)


@attendance_api.lists(
    "list_attendance",
    "/events/<slug>/attendance",
    "List who came, and when",
    description="Into the venue, or with `session_id` into one session. Your role has to permit exports.",
    filters={"session_id": {"type": "integer"}},
)
@waits_for_approval(policy.may_export_people)
def attendance(call: Call) -> Page:
    session_id = call.asked.get("session_id")
    session = found(session_by_id(call.event.id, int(session_id))) if session_id else None
    if not call.page.cursor:
        note_bulk_read(call.event, "checkin_api_v1.list_attendance", is_narrowed=session is not None)
    visits = queries.visits(call.event.id, session)
    return page_of_list(visits, lambda one: f"{one.person.code} {one.name}", call.page)


@certificates_api.lists(
    "list_certificates",
    "/events/<slug>/certificates",
    "List the certificates of attendance",
    description="Those that people have fetched. Your role has to permit exports.",
    sorts=("id",),
)
@waits_for_approval(policy.may_export_people)
def certificates(call: Call) -> Page:
    if not call.page.cursor:
        note_bulk_read(call.event, "checkin_api_v1.list_certificates", is_narrowed=False)
    query = select(Certificate).join(Certificate.registration).options(joinedload(Certificate.registration))
    return page_of_query(query.where(Registration.event_id == call.event.id), {"id": (Certificate.id,)}, call.page)


@badges_api.gets(
    "get_badges",
    "/events/<slug>/badges.pdf",
    "Get badges as PDF",
    description="Of all who are confirmed, or of one ticket type. Unlike printing in the admin it counts nothing as "
    "printed.",
    content_type="application/pdf",
    filters={"ticket_type_id": {"type": "integer"}, "order": {"type": "string", "enum": ["name", "company"]}},
)
def badges_file(call: Call) -> File:
    event, chosen = call.event, call.asked.get("ticket_type_id")
    people = queries.people_for_badges(event.id, int(chosen) if chosen else None, call.asked.get("order", "name"))
    if not people:
        raise Problem("conflict", _("Nobody is confirmed who would have a badge."))
    note_bulk_read(event, "checkin_api_v1.get_badges", is_narrowed=bool(chosen))
    return File(badges.badges_pdf(event, people), f"{event.slug}-badges.pdf")


def _form(call: Call, values: dict[str, Any], *, is_change: bool = False) -> GateForm:
    event = call.event
    form = GateForm(zone=event.timezone, **BODY.sent(values, is_change=is_change))
    form.offer(ticket_types_of(event.id), public_sessions(event.id), event)
    BODY.check(form)
    return form
