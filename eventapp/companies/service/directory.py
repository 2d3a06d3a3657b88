"""The directory as a whole: its settings, and that the public sees something new in it."""

from eventapp.companies.models import Company, CompanyDirectory
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.events.service.listings import listing_changed, listing_of, lock_listing


def directory_of(event_id: int) -> CompanyDirectory:
    """The event's directory, made where there is none yet, inside a transaction."""
    return listing_of(CompanyDirectory, event_id)


def lock_directory(event_id: int) -> None:
    """Have who else changes something of these companies wait for this transaction, which begins with it."""
    lock_listing(CompanyDirectory, event_id)


def directory_changed(event: Event) -> None:
    """Say, inside a transaction that began with `lock_directory`, that the public sees something new of the companies.

    The event's own revision grows only where the directory comes or goes: what feeds and schedules say is not newer
    because a company describes itself anew.
    """
    directory = directory_of(event.id)
    was_listed = is_listed(directory)
    listing_changed(directory, Company)
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
