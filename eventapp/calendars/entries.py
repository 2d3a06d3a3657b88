"""Sessions and events as entries of a calendar: plain values, in one language, before any format.

The same rows give the same entry, and every entry has what calendar apps drop it without: a name, a place, a beginning
and an end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from flask import current_app
from flask_babel import gettext as _

from eventapp.calendars.extension_points import session_notes
from eventapp.calendars.models import Departure
from eventapp.core import richtext
from eventapp.core.links import absolute_url
from eventapp.core.types import clean_text
from eventapp.events.models import Event
from eventapp.programme.models import Session, Speaker
from eventapp.programme.queries import AnnouncedSession

AnySessionRow = Session | AnnouncedSession
AnySession = TypeVar("AnySession", bound=AnySessionRow)


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person whose calendar it is. `answer` is a PARTSTAT; with `is_asked` the organiser wants one."""

    name: str
    email: str
    answer: str = "ACCEPTED"
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT. Times are on the clocks of the event's place; `alarm_minutes` is how long before it rings."""

    uid: str
    summary: str
    location: str
    starts_at: datetime
    ends_at: datetime
    is_on: bool
    sequence: int
    created_at: datetime
    changed_at: datetime
    url: str
    description: str
    html: str = ""
    categories: tuple[str, ...] = ()
    is_busy: bool = False
    organizer: tuple[str, str] | None = None
    """(name, mail address)"""
    position: tuple[float, float] | None = None
    image: str = ""
    stream: str = ""
    attendee: Attendee | None = None
    alarm_minutes: int | None = None


class EntryBuilder:
    """Tells one event's entries in one language. What all of them share is worked out once."""

    def __init__(self, event: Event, locale: str) -> None:
        main = event.main_locale
        self.event, self.locale, self.main, self.zone = event, locale, main, event.zone
        self.place = ", ".join(filter(None, (event.venue.text(locale, main), event.address.text(locale, main))))
        self.organizer = organizer_of(event, locale)
        self.position = (
            (event.latitude, event.longitude) if event.latitude is not None and event.longitude is not None else None
        )
        self.page = absolute_url("events.page", slug=event.slug)
        self._session_url = absolute_url("programme.session", slug=event.slug, code="CODE").rpartition("CODE")

    @cached_property
    def _notes(self) -> dict[int, str]:
        """What other features say of sessions, by the session's id."""
        found: dict[int, str] = {}
        for notes in session_notes:
            for key, words in notes(self.event.id).items():
                found[key] = "\n".join(filter(None, (found.get(key), words)))
        return found

    def session(self, session: AnySessionRow, *, has_stream: bool = False, turns: int = 0) -> Entry:
        """A session in the slot it has or had last; cancelled where it lost its slot or is no longer public.

        `turns` is how often it left the feed and came back (see Departure).
        """
        is_on = session.status == "confirmed" and session.starts_at is not None and self.event.status != "draft"
        return self._told(session, is_on, has_stream=has_stream, sequence=session.sequence + turns)

    def departed(self, departure: Departure) -> Entry:
        """A session that is in this feed no more, as cancelled here."""
        session = departure.session
        told = self._told(session, False, sequence=departure.sequence + departure.turns)
        title = session.title.text(self.locale, self.main) or session.code
        return replace(
            told,
            summary=_("No longer here: %(title)s", title=title),
            starts_at=departure.starts_at.astimezone(self.zone),
            ends_at=departure.ends_at.astimezone(self.zone),
            changed_at=max(departure.turned_at, session.changed_at),
        )

    def whole_event(self, *, is_on: bool = True, page: str = "", sequence: int = 0) -> Entry:
        """The event as one entry; `sequence` is added to its own."""
        event, locale, main = self.event, self.locale, self.main
        name = event.name.text(locale, main) or event.slug
        text = event.description.text(locale, main) or event.tagline.text(locale, main)
        html, plain = richtext.html_and_plain(text)
        link = page or self.page
        return Entry(
            uid=str(event.uid),
            summary=name if is_on else _("Cancelled: %(title)s", title=name),
            location=self.place or _("To be announced"),
            starts_at=event.starts_at.astimezone(self.zone),
            ends_at=event.ends_at.astimezone(self.zone),
            is_on=is_on,
            sequence=event.sequence + sequence,
            created_at=event.created_at,
            changed_at=event.details_changed_at,
            url=link,
            description=with_link(plain, link),
            html=str(html),
            organizer=self.organizer,
            position=self.position,
        )

    def _told(self, session: AnySessionRow, is_on: bool, *, sequence: int, has_stream: bool = False) -> Entry:
        starts_at, ends_at = session.last_starts_at, session.last_ends_at
        assert starts_at is not None
        assert ends_at is not None
        locale, main = self.locale, self.main
        title = session.title.text(locale, main) or session.code
        room = session.room.name.text(locale, main) if session.room else ""
        on_stage = session.on_stage
        html, plain = richtext.html_and_plain(self._text(session, on_stage))
        before, _code, after = self._session_url
        page = f"{before}{session.code}{after}"
        return Entry(
            uid=str(session.uid),
            summary=title if is_on else _("Cancelled: %(title)s", title=title),
            location=", ".join(filter(None, (room, self.place))) or _("To be announced"),
            starts_at=starts_at.astimezone(self.zone),
            ends_at=ends_at.astimezone(self.zone),
            is_on=is_on,
            sequence=sequence,
            created_at=session.created_at,
            changed_at=session.changed_at,
            url=page,
            description=with_link(plain, page),
            html=str(html),
            categories=(session.track.name.text(locale, main),) if session.track else (),
            is_busy=is_on and not session.is_break,
            organizer=self.organizer,
            position=self.position,
            image=self._image(on_stage),
            stream=session.stream_url if has_stream and is_on and session.stream_url else "",
        )

    def _text(self, session: AnySessionRow, on_stage: list[Speaker]) -> str:
        locale, main = self.locale, self.main
        people = [
            ", ".join(filter(None, (speaker.name.text(locale, main), speaker.post.text(locale, main))))
            for speaker in on_stage
        ]
        parts = (
            session.subtitle.text(locale, main), session.abstract.text(locale, main), "\n".join(people),
            self._notes.get(session.id, ""),
        )  # fmt: skip
        return "\n\n".join(filter(None, parts))

    def _image(self, on_stage: list[Speaker]) -> str:
        """The picture of the one who speaks alone."""
        if len(on_stage) != 1 or not on_stage[0].photo_key:
            return ""
        slug, speaker = self.event.slug, on_stage[0]
        return absolute_url("programme.speaker_photo", slug=slug, code=speaker.code, key=speaker.photo_key)


def organizer_of(event: Event, locale: str) -> tuple[str, str] | None:
    """Whose calendar it is: the event's own mailbox where answers are read, else the address for questions."""
    address = mailbox_of(event) or event.contact_email
    name = event.organiser.text(locale, event.main_locale) or event.name.text(locale, event.main_locale)
    return (clean_text(name), address) if address else None


def mailbox_of(event: Event) -> str:
    """The event's part of EVENTAPP_CALENDAR_MAILBOX: `calendar@example.org` is `calendar+forum@example.org` for it."""
    local, at, domain = str(current_app.config["CALENDAR_MAILBOX"]).partition("@")
    return f"{local}+{event.slug}@{domain}" if at else ""


def comes_twice(local: datetime) -> bool:
    """Whether this time on the clocks of a place comes twice on that day, since they are put back."""
    return local.utcoffset() != local.replace(fold=not local.fold).utcoffset()


def tombstones_end(event_ends_at: datetime) -> datetime:
    """Until then a feed says of what is off that it is off."""
    return event_ends_at + timedelta(days=30)


def still_told(event: Event, sessions: Iterable[AnySession], at: datetime) -> list[AnySession]:
    """The sessions that a feed has at an instant: what is off is left out 30 days after the event."""
    if at < tombstones_end(event.ends_at):
        return list(sessions)
    return [session for session in sessions if session.status == "confirmed" and session.starts_at is not None]


def stamp(instant: datetime) -> datetime:
    """UTC, to the second: what a calendar can say."""
    return instant.astimezone(UTC).replace(microsecond=0)


def with_link(plain: str, link: str) -> str:
    return f"{plain}\n\n{link}" if plain else link
