"""How far each CalDAV collection has come: worked out when somebody asks, and kept, so that tokens outlive restarts."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select

from eventapp.calendars.models import Collection, CollectionItem
from eventapp.calendars.queries import collection_of, items_of
from eventapp.calendars.service.errors import Outdated, TokenUnknown
from eventapp.core.db import db, insert_unless_there, transactional
from eventapp.core.http import RELEASE

_TOKEN = re.compile(r"urn:eventapp:sync:([0-9a-f-]{36}):(\d{1,12})")


class CollectionName(NamedTuple):
    """Which calendar: the programme of an event or the agenda of a registration (`subject_id`), in a language."""

    kind: str
    subject_id: int
    locale: str


class Snapshot(NamedTuple):
    """What is in a collection at one moment, by UID, and the state of programme and agenda that it was made from."""

    name: CollectionName
    event_id: int
    made_from: str
    contents: Mapping[str, bytes]


class Changes(NamedTuple):
    """What a client has to fetch (uid: validator), what it has to drop, and the token for the next time."""

    changed: dict[str, str]
    gone: list[str]
    token: str


def etag_of(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def settled(name: CollectionName, made_from: str) -> Collection | None:
    """The collection, where it was worked out from this state already."""
    found = collection_of(*name)
    return found if found is not None and found.made_from == f"{RELEASE}:{made_from}" else None


@transactional
def settle(snapshot: Snapshot, is_current: Callable[[], bool]) -> Collection:
    """Note what changed since the collection was last looked at.

    Raises Outdated where `is_current`, asked while nobody else can settle, says that the snapshot is not.
    """
    collection = _locked(snapshot.name, snapshot.event_id)
    stands = f"{RELEASE}:{snapshot.made_from}"
    if collection.made_from == stands:
        return collection
    if not is_current():
        raise Outdated
    etags = {uid: etag_of(content) for uid, content in snapshot.contents.items()}
    known = {item.uid: item for item in items_of(collection.id)}
    next_version = collection.version + 1
    changed = False
    for uid, etag in etags.items():
        item = known.get(uid)
        if item is None:
            db.session.add(CollectionItem(collection_id=collection.id, uid=uid, etag=etag, version=next_version))
            changed = True
        elif item.is_gone or item.etag != etag:
            item.etag, item.is_gone, item.version = etag, False, next_version
            changed = True
    for uid in known.keys() - etags.keys():
        if not known[uid].is_gone:
            known[uid].is_gone, known[uid].version = True, next_version
            changed = True
    if changed:
        collection.version = next_version
    collection.made_from = stands
    return collection


def sync_token(collection: Collection) -> str:
    return f"urn:eventapp:sync:{collection.uid}:{collection.version}"


@transactional
def sync(snapshot: Snapshot, token: str, is_current: Callable[[], bool]) -> Changes:
    """What happened after a token was given out; an empty one asks for all. All of it is of one moment.

    Raises TokenUnknown, or Outdated as `settle` does.
    """
    collection = settle(snapshot, is_current)
    since = 0
    if token:
        found = _TOKEN.fullmatch(token)
        if found is None or found[1] != str(collection.uid) or int(found[2]) > collection.version:
            raise TokenUnknown
        since = int(found[2])
    items: Sequence[CollectionItem] = items_of(collection.id, since=since)
    changed = {item.uid: item.etag for item in items if not item.is_gone}
    gone = [item.uid for item in items if item.is_gone] if token else []
    return Changes(changed, gone, sync_token(collection))


def _locked(name: CollectionName, event_id: int) -> Collection:
    found = collection_of(*name)
    if found is None:
        _make(name, event_id)
        found = collection_of(*name)
        assert found is not None
    return db.session.scalars(
        select(Collection).where(Collection.id == found.id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _make(name: CollectionName, event_id: int) -> None:
    """Two who ask for the first time at once make one collection: the database takes the second for nothing."""
    values = name._asdict() | {"uid": uuid4(), "event_id": event_id, "version": 0, "made_from": ""}
    db.session.execute(insert_unless_there(Collection).values(**values))
