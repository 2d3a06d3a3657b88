"""The resources of the CalDAV server and their properties."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from lxml.etree import _Element
from werkzeug.exceptions import ServiceUnavailable

from eventapp.calendars import feeds, icalendar_format, queries, service
from eventapp.calendars.agendas import own_agenda
from eventapp.calendars.caldav.xml import APPLE, CALDAV, CALENDAR_SERVER, DAV, element, href, name
from eventapp.calendars.entries import Entry
from eventapp.calendars.files import CalendarFile
from eventapp.calendars.models import Collection
from eventapp.calendars.queries import FeedVersion
from eventapp.calendars.service import Changes, CollectionName, Snapshot
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.programme.queries import announced_sessions
from eventapp.registration.models import Registration

CONTENT_TYPE = "text/calendar; charset=utf-8; component=VEVENT"
Property = Callable[[Any], "_Element | None"]
Result = TypeVar("Result")
_ATTEMPTS = 10


class Resource:
    """Something with an address and properties. `owner` is the person who is signed in, where somebody is."""

    def __init__(self, path: str, owner: Registration | None) -> None:
        self.path, self.owner = path, owner

    @property
    def principal(self) -> str | None:
        return f"/caldav/{self.owner.code}/" if self.owner else None

    def properties(self) -> dict[str, Property]:
        return _COMMON

    def children(self) -> "list[Resource]":
        return []


class Root(Resource):
    """Where discovery begins."""

    def children(self) -> list[Resource]:
        return [Home(self.principal, self.owner)] if self.owner and self.principal else []


class Home(Resource):
    """A person as a principal, and the home of their calendars."""

    def properties(self) -> dict[str, Property]:
        return _COMMON | _PRINCIPAL

    def children(self) -> list[Resource]:
        assert self.owner is not None
        return [
            AgendaCalendar(f"{self.path}agenda/", self.owner),
            ProgrammeCalendar(f"{self.path}programme/", self.owner, self.owner.event, self.owner.locale),
        ]


class CalendarCollection(Resource):
    """A calendar: its entries by UID, and how far it has come."""

    event: Event

    def version(self) -> FeedVersion | None:
        raise NotImplementedError

    def collection_name(self) -> CollectionName:
        raise NotImplementedError

    def calendar(self) -> CalendarFile:
        raise NotImplementedError

    def properties(self) -> dict[str, Property]:
        return _COMMON | _CALENDAR

    @cached_property
    def file(self) -> CalendarFile:
        return self._read[1]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {entry.uid: entry for entry in self.file.entries}

    @cached_property
    def _read(self) -> tuple[str, CalendarFile]:
        """The calendar with the state that it is of: the same before and after reading, so nothing came between."""
        for _attempt in range(_ATTEMPTS):
            db.session.rollback()
            before = self._present_state()
            calendar = self.calendar()
            if self._present_state() == before:
                return before, calendar
        raise ServiceUnavailable

    def _present_state(self) -> str:
        version = self.version()
        return repr(version.key) if version else ""

    def _snapshot(self) -> Snapshot:
        contents = {uid: content_of(entry) for uid, entry in self.entries.items()}
        return Snapshot(self.collection_name(), self.event.id, self._read[0], contents)

    def _forget(self) -> None:
        for kept in ("file", "entries", "_read"):
            self.__dict__.pop(kept, None)

    @cached_property
    def state(self) -> Collection:
        """How far it has come: known, or worked out from its present content."""
        known = service.settled(self.collection_name(), self._present_state())
        return known or self._at_rest(service.settle)

    def changes_since(self, token: str) -> Changes:
        """Raises TokenUnknown."""
        known = service.settled(self.collection_name(), self._present_state())
        if known is not None and token == service.sync_token(known):
            return Changes({}, [], token)
        return self._at_rest(lambda snapshot, is_current: service.sync(snapshot, token, is_current))

    def _at_rest(self, act: Callable[[Snapshot, Callable[[], bool]], Result]) -> Result:
        """Act on what is in the calendar, anew where somebody changes it meanwhile."""
        for _attempt in range(_ATTEMPTS):
            snapshot = self._snapshot()
            try:
                return act(snapshot, lambda made_from=snapshot.made_from: self._present_state() == made_from)  # type: ignore[misc]
            except service.Outdated:
                self._forget()
        raise ServiceUnavailable

    def children(self) -> list[Resource]:
        return [Item(self, entry) for entry in self.entries.values()]

    def item(self, path: str) -> "Item | None":
        """The entry at an address below this collection."""
        uid = path.removeprefix(self.path).removesuffix(".ics")
        entry = self.entries.get(uid)
        found = Item(self, entry) if entry else None
        return found if found is not None and found.path == path else None


class ProgrammeCalendar(CalendarCollection):
    """An event's whole programme in one language."""

    def __init__(self, path: str, owner: Registration | None, event: Event, locale: str) -> None:
        super().__init__(path, owner)
        self.event, self.locale = event, locale

    def version(self) -> FeedVersion | None:
        return queries.feed_version(self.event.slug, clock.now())

    def collection_name(self) -> CollectionName:
        return CollectionName("programme", self.event.id, self.locale)

    def calendar(self) -> CalendarFile:
        sessions = announced_sessions(self.event.id)
        return feeds.programme_feed(self.event, sessions, self.locale, source=self.path, at=clock.now())


class AgendaCalendar(CalendarCollection):
    """One person's agenda. What left it is simply gone: a client that syncs is told so."""

    def __init__(self, path: str, owner: Registration) -> None:
        super().__init__(path, owner)
        self.registration, self.event = owner, owner.event

    def version(self) -> FeedVersion | None:
        return queries.personal_version_of(self.registration.id, clock.now())

    def collection_name(self) -> CollectionName:
        return CollectionName("agenda", self.registration.id, self.registration.locale)

    def calendar(self) -> CalendarFile:
        registration = db.session.get_one(Registration, self.registration.id)
        return own_agenda(registration, registration.locale, source=self.path, at=clock.now())


class Item(Resource):
    """One entry as a calendar object resource (RFC 4791 section 4.1)."""

    def __init__(self, collection: CalendarCollection, entry: Entry) -> None:
        super().__init__(f"{collection.path}{entry.uid}.ics", collection.owner)
        self.entry = entry

    @cached_property
    def content(self) -> bytes:
        return content_of(self.entry)

    @property
    def etag(self) -> str:
        return f'"{service.etag_of(self.content)}"'

    def properties(self) -> dict[str, Property]:
        return _COMMON | _ITEM


def content_of(entry: Entry) -> bytes:
    return icalendar_format.write(CalendarFile("", "", entry.url, [entry], ""))


def _text(namespace: str, local: str, value: Callable[[Any], str | None]) -> tuple[str, Property]:
    def make(resource: Any) -> _Element | None:
        found = value(resource)
        return None if found is None else element(namespace, local, text=found)

    return name(namespace, local), make


def _made(namespace: str, local: str, children: Callable[[Any], list[_Element]]) -> tuple[str, Property]:
    return name(namespace, local), lambda resource: element(namespace, local, *children(resource))


def _privileges(_resource: Any) -> list[_Element]:
    return [element(DAV, "privilege", element(DAV, "read"))]


def _types(resource: Any) -> list[_Element]:
    if isinstance(resource, CalendarCollection):
        return [element(DAV, "collection"), element(CALDAV, "calendar")]
    if isinstance(resource, Item):
        return []
    return [element(DAV, "collection"), *([element(DAV, "principal")] if isinstance(resource, Home) else [])]


def _current_user(resource: Any) -> list[_Element]:
    return [href(resource.principal) if resource.principal else element(DAV, "unauthenticated")]


def _reports(_resource: Any) -> list[_Element]:
    reports = ((CALDAV, "calendar-query"), (CALDAV, "calendar-multiget"), (DAV, "sync-collection"))
    return [element(DAV, "supported-report", element(DAV, "report", element(*report))) for report in reports]


_COMMON: dict[str, Property] = dict(
    (
        _made(DAV, "resourcetype", _types),
        _made(DAV, "current-user-principal", _current_user),
        _made(DAV, "current-user-privilege-set", _privileges),
        _made(DAV, "owner", lambda resource: [href(resource.principal)] if resource.principal else []),
        _text(DAV, "displayname", lambda _resource: "eventapp"),
    )
)
_PRINCIPAL: dict[str, Property] = dict(
    (
        _text(DAV, "displayname", lambda home: home.owner.name),
        _made(DAV, "principal-URL", lambda home: [href(home.path)]),
        _made(CALDAV, "calendar-home-set", lambda home: [href(home.path)]),
        _made(CALDAV, "calendar-user-address-set", lambda home: [href(f"mailto:{home.owner.email}")]),
    )
)
_CALENDAR: dict[str, Property] = dict(
    (
        _text(DAV, "displayname", lambda calendar: calendar.file.name),
        _text(CALDAV, "calendar-description", lambda calendar: calendar.event.tagline.text(calendar.file.locale)),
        _text(APPLE, "calendar-color", lambda calendar: ACCENT_COLOURS[calendar.event.accent].upper() + "FF"),
        _made(
            CALDAV, "supported-calendar-component-set", lambda _calendar: [element(CALDAV, "comp", name="VEVENT")]
        ),
        _made(
            CALDAV, "supported-calendar-data",
            lambda _calendar: [element(CALDAV, "calendar-data", **{"content-type": "text/calendar", "version": "2.0"})],
        ),
        _made(DAV, "supported-report-set", _reports),
        _text(DAV, "getcontenttype", lambda _calendar: "text/calendar; charset=utf-8"),
        _text(CALENDAR_SERVER, "getctag", lambda calendar: service.sync_token(calendar.state)),
        _text(DAV, "sync-token", lambda calendar: service.sync_token(calendar.state)),
    )
)  # fmt: skip
_ITEM: dict[str, Property] = dict(
    (
        _text(DAV, "displayname", lambda item: item.entry.summary),
        _text(DAV, "getetag", lambda item: item.etag),
        _text(DAV, "getcontenttype", lambda _item: CONTENT_TYPE),
        _text(DAV, "getcontentlength", lambda item: str(len(item.content))),
        _text(CALDAV, "calendar-data", lambda item: item.content.decode()),
    )
)
