"""A programme from a file, into an event: what is known is updated, what is new is added, nothing comes twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.import_problems import N_, Problem, StrictlyRefused
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import EventDetails, create_event, mark_details_changed, programme_changed
from eventapp.programme.interchange import Schedule, ScheduleError, Talk
from eventapp.programme.models import COLOURS, Room, Session, SessionType, Speaker, Track
from eventapp.programme.service.drafts import LIVE, details_with_draft, draft_sessions, edit_session
from eventapp.programme.service.releases import (
    describe,
    public_facts,
    public_facts_of_nothing,
    record_release,
    update_and_describe,
)
from eventapp.programme.service.rooms_and_tracks import (
    NewSpeaker,
    RoomDetails,
    SpeakerDetails,
    TrackDetails,
    TypeDetails,
    create_room,
    create_speakers,
    create_track,
    create_type,
)
from eventapp.programme.service.sessions import (
    NewSession,
    SessionDetails,
    appearances_of,
    create_sessions,
    lock_event,
    update_session,
)
from eventapp.programme.texts import SESSION_TEXTS

KEPT_PROBLEMS = 500
"""As many an entry of the history holds."""


@dataclass
class ImportResult:
    """How many sessions (or speakers) came new, changed, or were as they are; `titles` names the new and changed ones.

    `problems` name what did not come in as the file has it, `made` the rooms, tracks, types and people that were made
    along the way.
    """

    event: Event
    titles: list[tuple[Literal["added", "updated"], str]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    encoding: str | None = None
    """What a table was read in, where it is a text."""
    entry: audit.AuditEntry | None = None
    """What the history says of it."""

    @property
    def added(self) -> int:
        return sum(change == "added" for change, _title in self.titles)

    @property
    def updated(self) -> int:
        return sum(change == "updated" for change, _title in self.titles)

    @property
    def left_out(self) -> int:
        return sum(problem.is_left_out for problem in self.problems)


def settle_import(result: ImportResult, action: str, *, strict: bool = False) -> ImportResult:
    """Write an import into the history, inside its transaction. Raises StrictlyRefused where it was to be whole."""
    if strict and result.problems:
        raise StrictlyRefused(result.problems)
    after = {
        "added": result.added, "updated": result.updated, "left_out": result.left_out,
        "problems": [problem.as_json() for problem in result.problems[:KEPT_PROBLEMS]],
    }  # fmt: skip
    result.entry = audit.record(action, result.event, event_id=result.event.id, after=after)
    return result


@transactional
def import_schedule(
    slug: str, schedule: Schedule, *, owner: User | None = None, timezone: str | None = None, strict: bool = False
) -> ImportResult:
    """Put a programme into the event `slug`, which is made (as a draft) where there is none.

    Sessions are recognised by the file's guid, speakers by its reference, rooms and tracks by name. Sessions that the
    file does not have are left as they are. The public sees it at once, as a release of its own. Raises ScheduleError
    where an event would have to be made and no entry has a time, StrictlyRefused with `strict`.
    """
    event = event_by_slug(slug) or make_event(
        slug, schedule.title, (schedule.starts_at, schedule.ends_at), owner, timezone or schedule.timezone
    )
    lock_event(event.id)
    changes: list[dict[str, Any] | None] = []

    def add(wanted: Sequence[NewSession]) -> None:
        for session in create_sessions(event, wanted):
            if event.is_published:
                changes.append(describe(session.code, public_facts_of_nothing(), public_facts(session)))

    def change(session: Session, details: SessionDetails) -> bool:
        if not event.is_published:
            return update_session(session, details)
        changed, described = update_and_describe(session, details)
        changes.append(described)
        return changed

    result = _import_schedule(event, schedule, add, change, lambda session: session)
    if told := [change for change in changes if change]:
        record_release(event, told, LocalizedText())
    return settle_import(result, "programme.imported", strict=strict)


@transactional
def draft_schedule(event: Event, schedule: Schedule) -> ImportResult:
    """The same for an event that is there, as changes that the team releases later."""
    lock_event(event.id)
    result = _import_schedule(
        event, schedule, lambda wanted: draft_sessions(event, wanted), edit_session, details_with_draft
    )
    return settle_import(result, "programme.imported")


def _import_schedule(
    event: Event, schedule: Schedule, add: Callable[[Sequence[NewSession]], object],
    change: Callable[[Session, SessionDetails], bool], known_as: Callable[[Session], Any],
) -> ImportResult:  # fmt: skip
    if schedule.starts_at and schedule.ends_at:
        widen_event(event, schedule.starts_at, schedule.ends_at)
    known = _Known(event, schedule)
    result = ImportResult(event, problems=list(schedule.problems), made=known.made)
    taken, new = _taken_uids(schedule), []
    for talk in schedule.talks:
        existing = known.session(talk)
        details = _details(event, talk, known, known_as(existing) if existing else None)
        if existing is None:
            # The file's own UUID, unless another event of this instance took the same file before.
            new.append(NewSession(details, talk.reference, None if talk.uid in taken else talk.uid))
            result.titles.append(("added", talk.title))
        elif change(existing, details):
            result.titles.append(("updated", talk.title))
        else:
            result.unchanged += 1
    add(new)
    return result


def _taken_uids(schedule: Schedule) -> set[UUID]:
    """Those of the file's UUIDs that sessions of any event have."""
    wanted = [talk.uid for talk in schedule.talks]
    found: set[UUID] = set()
    for start in range(0, len(wanted), 500):
        found.update(db.session.scalars(select(Session.uid).where(Session.uid.in_(wanted[start : start + 500]))))
    return found


class _Known:
    """What the event has already, by the names the file uses; rooms, tracks and people that are new are made."""

    def __init__(self, event: Event, schedule: Schedule) -> None:
        self.event = event
        self.made: list[str] = []
        self._kept: list[Any] = []
        self._sessions: dict[str, Session] = {}
        for session in db.session.scalars(select(Session).where(Session.event_id == event.id)):
            self._sessions[str(session.uid)] = session
            if session.import_reference:
                self._sessions[session.import_reference] = session

        self._names = schedule.names
        self.rooms = self._by_name(
            Room, schedule.rooms, lambda name: create_room(event, RoomDetails(self._named(name)))
        )
        self.tracks = self._by_name(Track, schedule.tracks, self._new_track)
        kinds = tuple(dict.fromkeys(talk.type for talk in schedule.talks if talk.type))
        self.types = self._by_name(SessionType, kinds, lambda name: create_type(event, TypeDetails(self._named(name))))
        self.speakers: dict[str, Speaker] = {}
        for speaker in db.session.scalars(select(Speaker).where(Speaker.event_id == event.id)):
            self.speakers[str(speaker.uid)] = speaker
            if speaker.import_reference:
                self.speakers[speaker.import_reference] = speaker
        people = {person.reference: person for talk in schedule.talks for person in talk.persons}
        new = [person for reference, person in people.items() if reference not in self.speakers]
        wanted = [
            NewSpeaker(
                SpeakerDetails(
                    _text(event, person.name, person.names),
                    biography=_text(event, "", person.biographies),
                    email=_email(person.email),
                ),
                person.reference,
                _uuid(person.reference),
            )
            for person in new
        ]
        for person, speaker in zip(new, create_speakers(event, wanted) if wanted else [], strict=True):
            self.speakers[person.reference] = speaker

    def session(self, talk: Talk) -> Session | None:
        return self._sessions.get(talk.reference) or self._sessions.get(str(talk.uid))

    def _by_name(self, model: Any, names: tuple[str, ...], make: Any) -> dict[str, int]:
        rows = list(db.session.scalars(select(model).where(model.event_id == self.event.id)))
        self._kept += rows  # as long as they are here, nobody asks the database for them again
        found = {text: row.id for row in rows for text in row.name.values()}
        names = tuple(dict.fromkeys(names))
        new = {name: make(name) for name in names if name not in found}
        self.made += new
        self._kept += new.values()
        return found | {name: row.id for name, row in new.items()}

    def _named(self, name: str) -> LocalizedText:
        return _text(self.event, name, self._names.get(name, {}))

    def _new_track(self, name: str) -> Track:
        number = len(list(db.session.scalars(select(Track.id).where(Track.event_id == self.event.id))))
        return create_track(self.event, TrackDetails(self._named(name), colour=number % COLOURS + 1))


def _text(event: Event, text: str, translations: Mapping[str, str] = MappingProxyType({})) -> LocalizedText:
    """What a file says, in the event's main language unless the file says it in that one too."""
    return LocalizedText({event.main_locale: text, **translations})


def _details(event: Event, talk: Talk, known: _Known, now: Session | SessionDetails | None) -> SessionDetails:
    """`now` is the session as it stands, for what the file does not speak of."""
    texts: dict[str, Any] = {}
    for name in SESSION_TEXTS:
        # Most files speak one language: translations that an organiser added beside it stay.
        kept = getattr(now, name) if now is not None else {}
        said = {locale: words[name] for locale, words in talk.translations.items() if words.get(name)}
        texts[name] = LocalizedText({**kept, event.main_locale: getattr(talk, name), **said})
    kept_values: dict[str, Any] = {}
    slot, room_id = (talk.starts_at, talk.ends_at), known.rooms.get(talk.room)
    roles: dict[int, str] = {}
    if now is not None:
        kept_values = {name: getattr(now, name) for name in ("stream_url", "status", "interpretation", *LIVE)}
        if talk.starts_at is None:  # what the team placed stays where a file has no time for it
            slot = now.starts_at, now.ends_at
            room_id = now.room_id or room_id
        kept_values["interpretation"] = tuple(kept_values["interpretation"])
        pairs = now.speakers if isinstance(now, SessionDetails) else appearances_of(now)
        roles = dict(pairs)
    if talk.is_cancelled:
        kept_values["status"] = "cancelled"
    elif talk.is_draft and now is None:
        kept_values["status"] = "draft"
    if talk.minutes and not kept_values.get("planned_minutes"):
        kept_values["planned_minutes"] = talk.minutes
    people = dict.fromkeys(known.speakers[person.reference].id for person in talk.persons)
    # Files do not name interpreters: those that a session has stay.
    people |= dict.fromkeys(key for key, role in roles.items() if role == "interpreter")
    return SessionDetails(
        **texts,
        language=talk.language,
        links=talk.links,
        track_id=known.tracks.get(talk.track),
        room_id=room_id,
        type_id=known.types.get(talk.type),
        starts_at=slot[0],
        ends_at=slot[1],
        speakers=tuple((key, roles.get(key, "speaker")) for key in people),
        **kept_values,
    )


def make_event(
    slug: str, title: str, span: tuple[datetime | None, datetime | None], owner: User | None, timezone: str
) -> Event:
    """An event of this name for what a file has. Raises ScheduleError where the file has no times."""
    if span[0] is None or span[1] is None:
        raise ScheduleError(N_("no entry has a time, so nobody knows when a new event is; make the event first"))
    details = EventDetails(
        name=LocalizedText({"en": title}), starts_at=span[0], ends_at=span[1], timezone=timezone, contact_email=""
    )
    return create_event(slug, details, owner)


def widen_event(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """Have the event last from the first session to the last, inside a transaction."""
    if starts_at < event.starts_at or ends_at > event.ends_at:
        event.starts_at, event.ends_at = min(starts_at, event.starts_at), max(ends_at, event.ends_at)
        event.sequence += 1
        mark_details_changed(event)
        programme_changed(event)


def _email(written: str) -> str | None:
    try:
        return validate_email(written, check_deliverability=False).normalized if written else None
    except EmailNotValidError:
        return None


def _uuid(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None
