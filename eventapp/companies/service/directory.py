"""The directory as a whole: its settings, and that the public sees something new in it."""

from datetime import timedelta

from sqlalchemy import func, select

from eventapp.companies.models import Company, CompanyDirectory
from eventapp.core import audit, clock
from eventapp.core.db import db, first_in_transaction, insert_unless_there, transactional
from eventapp.events.models import Event
from eventapp.events.service import programme_changed


def directory_of(event_id: int) -> CompanyDirectory:
    """The event's directory, made where there is none yet, inside a transaction."""
    found = db.session.get(CompanyDirectory, event_id)
    if found is None:
        values = {"event_id": event_id, "revision": 1, "published": 0, "changed_at": clock.now().replace(microsecond=0)}
        db.session.execute(insert_unless_there(CompanyDirectory).values(**values))
        found = db.session.get_one(CompanyDirectory, event_id)
    return found


def lock_directory(event_id: int) -> None:
    """Have who else changes something of these companies wait for this transaction, which begins with it.

    Every row below names the event. Two that held on to it like that, and then both had to say that the event's
    navigation is new, would wait for each other.
    """
    if not first_in_transaction(("directory locked", event_id)):
        return
    directory_of(event_id)
    query = select(CompanyDirectory.event_id).where(CompanyDirectory.event_id == event_id)
    db.session.execute(query.with_for_update())
    db.session.expire_all()  # what was read before may be old now


def directory_changed(event: Event) -> None:
    """Say, inside a transaction that began with `lock_directory`, that the public sees something new of the companies.

    The event's own revision grows only where the directory comes or goes: what feeds and schedules say is not newer
    because a company describes itself anew.
    """
    directory = directory_of(event.id)
    was_listed = is_listed(directory)
    db.session.flush()
    count = select(func.count(Company.id)).where(Company.event_id == event.id, Company.state == "published")
    directory.published = db.session.scalar(count) or 0
    if first_in_transaction(("directory changed", event.id)):
        directory.revision += 1
        # HTTP dates have no finer grain: two changes within one second must not share a Last-Modified.
        directory.changed_at = max(clock.now().replace(microsecond=0), directory.changed_at + timedelta(seconds=1))
    if is_listed(directory) != was_listed:
        programme_changed(event)


def is_listed(directory: CompanyDirectory | None) -> bool:
    """Whether the public finds the directory."""
    return directory is not None and directory.is_public and directory.published > 0


@transactional
def set_directory(event: Event, *, is_public: bool, takes_applications: bool) -> None:
    lock_directory(event.id)
    directory = directory_of(event.id)
    wanted = {"is_public": is_public, "takes_applications": takes_applications}
    before, after = audit.differences({key: getattr(directory, key) for key in wanted}, wanted)
    if not after:
        return
    for key, value in after.items():
        setattr(directory, key, value)
    db.session.flush()
    programme_changed(event)
    directory_changed(event)
    audit.record("company_directory.set", event, event_id=event.id, before=before, after=after)
