"""What a clone of an event takes along of its meetings: hours, limits, weights and tables; never people."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event
from eventapp.meetings import queries, service

Ids = dict[tuple[str, int], int]


def _settings(event: Event, clone: Event, shift: timedelta, ids: Ids) -> None:
    """Closed until the team opens them; tables at companies' stands stay behind with the companies."""
    settings = queries.settings_of(event.id)
    if settings is None:
        return
    service.set_settings(clone, service.moved(service.details_of(settings), shift))
    for zone in queries.zones_of(event.id):
        if zone.company_id is None:
            numbers = tuple(table.number for table in zone.tables)
            service.create_zone(clone, service.ZoneDetails(zone.name, numbers, ids.get(("hall", zone.hall_id or 0))))


add_clone_part(ClonePart(38, "meetings", _l("Hours, limits and tables of meetings"), _settings))
