"""Entries that should not have been, explained by the organiser."""

from eventapp.checkin.models import Resolution, Scan
from eventapp.checkin.queries import double_entries
from eventapp.checkin.service.errors import NoSuchEntry
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration.service import renew_ticket


@transactional
def resolve_double_entry(
    event: Event, scan_id: int, finding: str, note: str, user_id: int, *, renews_ticket: bool = False
) -> None:
    """Say what an entry too many was. With `renews_ticket` the ticket that was shown dies, and a new one is mailed.

    An explanation can be changed. Raises NoSuchEntry.
    """
    found = next((one for one in double_entries(event.id) if one.entry.id == scan_id), None)
    if found is None:
        raise NoSuchEntry
    resolution = db.session.get(Resolution, scan_id, with_for_update=True)
    if resolution is None:
        resolution = Resolution(scan_id=scan_id)
        db.session.add(resolution)
    resolution.finding, resolution.note = finding, note
    resolution.resolved_at, resolution.user_id = clock.now(), user_id
    if renews_ticket and found.person.is_confirmed:
        renew_ticket(found.person)
    scan = db.session.get_one(Scan, scan_id)
    after = {"finding": finding, "note": note, "renews_ticket": renews_ticket}
    audit.record("scan.resolved", scan, event_id=event.id, after=after)
