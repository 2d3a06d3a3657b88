"""The gates of an event, for its clone. Phones are paired anew."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from eventapp.checkin import queries, service
from eventapp.checkin.service import GateDetails
from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event


def _gates(event: Event, clone: Event, shift: timedelta, ids: dict[tuple[str, int], int]) -> None:
    for gate in queries.gates_of(event.id):
        ticket_type_ids = tuple(ids["ticket_type", key] for key in gate.ticket_type_ids if ("ticket_type", key) in ids)
        opens_at, closes_at = (moment and moment + shift for moment in (gate.opens_at, gate.closes_at))
        session_id = ids.get(("session", gate.session_id or 0))
        if gate.session_id and session_id is None:
            continue  # a door of a session that the clone does not have
        service.create_gate(
            clone,
            GateDetails(
                gate.name, ticket_type_ids, opens_at, closes_at, tuple(gate.badge_classes), session_id, gate.zone,
                gate.directions, gate.reentry, gate.hides_names, gate.most_inside,
            ),
        )  # fmt: skip


add_clone_part(ClonePart(70, "gates", _l("Gates"), _gates))
