"""The gates of an event, for its clone. Phones are paired anew."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from eventapp.checkin import queries, service
from eventapp.events.models import Event
from eventapp.events.parts import ClonePart, add_clone_part


def _gates(event: Event, clone: Event, _shift: timedelta, _ids: dict[tuple[str, int], int]) -> None:
    for gate in queries.gates_of(event.id):
        service.create_gate(clone, gate.name)


add_clone_part(ClonePart(70, "gates", _l("Gates"), _gates))
