"""An event goes along: out of one instance as a file, into another as a draft."""

import zipfile
from collections.abc import Mapping
from typing import IO, NamedTuple

from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.archives.archive_file import Archive
from eventapp.archives.errors import ArchiveRefused
from eventapp.archives.peers import MovedIn, is_from_peer, move_in
from eventapp.archives.reading import write_rows
from eventapp.archives.writing import write_archive
from eventapp.core import audit
from eventapp.core.codes import slug_from
from eventapp.core.db import db, transactional
from eventapp.core.import_problems import N_
from eventapp.events.models import Event, Membership
from eventapp.events.queries import event_by_slug
from eventapp.events.service import RESERVED_SLUGS, SlugTaken, end_custom_roles
from eventapp.registration.service import recount_seats
from eventapp.registration.tickets import make_key

__all__ = [
    "ArchiveRefused", "ImportedEvent", "MovedIn", "export_event", "import_event", "is_archive", "is_from_peer",
    "move_in",
]  # fmt: skip


class ImportedEvent(NamedTuple):
    """The event that an archive became: a draft. `counts` are the rows that came, by table."""

    event: Event
    counts: Mapping[str, int]


def export_event(event: Event, file: IO[bytes]) -> Mapping[str, int]:
    """Write everything of an event into a ZIP file; gives how many rows there are of each table."""
    counts = write_archive(event, file)
    _note_export(event, counts)
    return counts


@transactional
def _note_export(event: Event, counts: Mapping[str, int]) -> None:
    after = {"people": counts["registration"], "sessions": counts["session"]}
    audit.record("event.exported", event, event_id=event.id, after=after)


def is_archive(file: IO[bytes]) -> bool:
    """Whether a file is an archive that eventapp wrote, whole or not; anything else may be another system's."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = "manifest.json" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        found = False
    file.seek(0)
    return found


@transactional
def import_event(file: IO[bytes], slug: str = "", *, owner: User | None = None) -> ImportedEvent:
    """Make a draft event of an archive, under its own address or under `slug`.

    Tickets that were printed and mailed stay good, private links that were mailed lead here. Nobody is written to.
    Raises ArchiveRefused, or SlugTaken.
    """
    archive = Archive(file)
    wanted = slug or str(archive.manifest.get("event") or "")
    if not wanted or wanted != slug_from(wanted, ""):
        raise ArchiveRefused(N_("An address has small letters, digits and single dashes."))
    if wanted in RESERVED_SLUGS or event_by_slug(wanted):
        raise SlugTaken
    event, counts = write_rows(archive, wanted)
    end_custom_roles(event)
    make_key(event.id)
    recount_seats(event.id)
    if owner is not None:
        _let_in(event, owner)
    audit.record("event.imported", event, event_id=event.id, after={"slug": wanted, "rows": counts})
    return ImportedEvent(event, counts)


def _let_in(event: Event, owner: User) -> None:
    query = select(Membership).where(Membership.event_id == event.id, Membership.user_id == owner.id)
    member = db.session.scalar(query)
    if member is None:
        db.session.add(Membership(event_id=event.id, user_id=owner.id, role="owner"))
    else:
        member.role = "owner"
