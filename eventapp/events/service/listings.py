"""What an event shows in a list of its own beside the programme, with a revision of its own: companies, titles.

Each kind has one row an event, with `event_id`, `revision`, `published` and `changed_at`.
"""

from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import func, select

from eventapp.core import clock
from eventapp.core.db import Model, db, first_in_transaction, insert_unless_there

AnyListing = TypeVar("AnyListing", bound=Model)


def listing_of(kind: type[AnyListing], event_id: int) -> AnyListing:
    """The event's row, made where there is none yet, inside a transaction."""
    found = db.session.get(kind, event_id)
    if found is None:
        values = {"event_id": event_id, "revision": 1, "published": 0, "changed_at": clock.now().replace(microsecond=0)}
        db.session.execute(insert_unless_there(kind).values(**values))
        found = db.session.get_one(kind, event_id)
    return found


def lock_listing(kind: Any, event_id: int) -> None:
    """Have who else changes something of this list wait for this transaction, which begins with it.

    Every row below names the event. Two that held on to it like that, and then both had to say that the event's
    navigation is new, would wait for each other.
    """
    if not first_in_transaction(("listing locked", kind, event_id)):
        return
    listing_of(kind, event_id)
    db.session.execute(select(kind.event_id).where(kind.event_id == event_id).with_for_update())
    db.session.expire_all()  # what was read before may be old now


def listing_changed(listing: Any, shown: Any) -> None:
    """Count anew what the list shows, the published rows of the model `shown`, and say that there is something new."""
    db.session.flush()
    count = select(func.count(shown.id)).where(shown.event_id == listing.event_id, shown.state == "published")
    listing.published = db.session.scalar(count) or 0
    if first_in_transaction(("listing changed", type(listing), listing.event_id)):
        listing.revision += 1
        # HTTP dates have no finer grain: two changes within one second must not share a Last-Modified.
        listing.changed_at = max(clock.now().replace(microsecond=0), listing.changed_at + timedelta(seconds=1))
