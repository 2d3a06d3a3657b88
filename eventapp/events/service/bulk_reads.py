"""Who took personal data of many people out: written down as any change is."""

from typing import Any

from eventapp.core import audit
from eventapp.core.db import transactional
from eventapp.events.models import Event

ACTION = "people.read_in_bulk"


@transactional
def note_bulk_read(event: Event, what: str, *, is_narrowed: bool = False) -> None:
    """`what` was given to whoever acts; `is_narrowed` says that it was a part only, by a filter."""
    taken: dict[str, Any] = {"what": what, "is_narrowed": is_narrowed}
    audit.record(ACTION, event, event_id=event.id, after=taken)
