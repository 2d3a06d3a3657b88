"""How one's own calendar rings."""

from eventapp.core.db import transactional
from eventapp.registration.models import Registration
from eventapp.registration.service.changes import lock, note, touch


@transactional
def set_reminder(registration: Registration, minutes: int | None) -> None:
    """So many minutes before each session of the agenda; None never. Saying it twice changes nothing."""
    lock(registration)
    if registration.reminder_minutes == minutes:
        return
    before = registration.reminder_minutes
    registration.reminder_minutes = minutes
    touch(registration)
    note(registration, "registration.reminder_set", before={"minutes": before}, after={"minutes": minutes})
