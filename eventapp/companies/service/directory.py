"""The directory as a whole: its settings, and that the public sees something new in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventapp.companies.models import Company, CompanyDirectory
from eventapp.core import audit, clock
from eventapp.core.db import db, first_in_transaction, transactional
from eventapp.events.models import Event
from eventapp.events.service import programme_changed

_INSERT: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def directory_of(event: Event) -> CompanyDirectory:
    """The event's directory, made where there is none yet, inside a transaction."""
    found = db.session.get(CompanyDirectory, event.id)
    if found is None:
        values = {"event_id": event.id, "revision": 1, "published": 0, "changed_at": clock.now().replace(microsecond=0)}
        insert = _INSERT[db.engine.dialect.name](CompanyDirectory).values(**values)
        db.session.execute(insert.on_conflict_do_nothing())
        found = db.session.get_one(CompanyDirectory, event.id)
    return found


def directory_changed(event: Event) -> None:
    """Say, inside a transaction, that the public sees something new of the companies.

    The event's own revision grows only where the directory comes or goes: what feeds and schedules say is not newer
    because a company describes itself anew.
    """
    if not first_in_transaction(("directory changed", event.id)):
        return
    directory = directory_of(event)
    was_listed = is_listed(directory)
    db.session.flush()
    count = select(func.count(Company.id)).where(Company.event_id == event.id, Company.state == "published")
    db.session.refresh(directory, ["changed_at"], with_for_update=True)
    # HTTP dates have no finer grain: two changes within one second must not share a Last-Modified.
    changed_at = max(clock.now().replace(microsecond=0), directory.changed_at + timedelta(seconds=1))
    db.session.execute(
        update(CompanyDirectory)
        .where(CompanyDirectory.event_id == event.id)
        .values(revision=CompanyDirectory.revision + 1, published=count.scalar_subquery(), changed_at=changed_at)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(directory)
    if is_listed(directory) != was_listed:
        programme_changed(event)


def is_listed(directory: CompanyDirectory | None) -> bool:
    """Whether the public finds the directory."""
    return directory is not None and directory.is_public and directory.published > 0


@transactional
def set_directory(event: Event, *, is_public: bool, takes_applications: bool) -> None:
    directory = directory_of(event)
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
