"""An event's titles as a whole: that somebody sees something new of them."""

from datetime import timedelta

from sqlalchemy import func, select

from eventapp.core import clock
from eventapp.core.db import db, first_in_transaction, insert_unless_there
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.titles.models import Title, TitleCatalogue


def lock_catalogue(event_id: int) -> TitleCatalogue:
    """The event's catalogue, made where there is none yet; who else changes a title waits for this transaction, which
    begins with it."""
    if first_in_transaction(("catalogue locked", event_id)):
        values = {"event_id": event_id, "revision": 1, "published": 0, "changed_at": clock.now().replace(microsecond=0)}
        db.session.execute(insert_unless_there(TitleCatalogue).values(**values))
        query = select(TitleCatalogue.event_id).where(TitleCatalogue.event_id == event_id)
        db.session.execute(query.with_for_update())
        db.session.expire_all()  # what was read before may be old now
    return db.session.get_one(TitleCatalogue, event_id)


def catalogue_changed(event: Event) -> None:
    """Say, inside a transaction that began with `lock_catalogue`, that there is something new to be seen.

    The event's own revision grows only where the navigation changes: when the first title comes, or the last one goes.
    """
    catalogue = lock_catalogue(event.id)
    had_any = catalogue.published > 0
    db.session.flush()
    count = select(func.count(Title.id)).where(Title.event_id == event.id, Title.state == "published")
    catalogue.published = db.session.scalar(count) or 0
    if first_in_transaction(("catalogue changed", event.id)):
        catalogue.revision += 1
        catalogue.changed_at = max(clock.now().replace(microsecond=0), catalogue.changed_at + timedelta(seconds=1))
    if (catalogue.published > 0) != had_any:
        programme_changed(event)
