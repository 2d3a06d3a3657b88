"""The programme as paper: one document for the whole, and signs for the doors of rooms."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from eventapp.core import pdf, templating
from eventapp.core.locales import speaking
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.programme.colours import NO_TRACK, TRACK_COLOURS
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.models import Room
from eventapp.programme.timetable import day_of


def to_pdf(event: Event, sessions: Sequence[SessionWithDraft], rooms: Sequence[Room], what: str, locale: str) -> bytes:
    """`what` is `programme` or `signs`, in `locale`. Cancelled and unscheduled sessions are left out."""
    with speaking(locale):
        values = _values(event, sessions, rooms, locale)
    return pdf.render(f"programme/{what}.typ", values, int(event.programme_changed_at.timestamp()))


def _values(event: Event, sessions: Sequence[SessionWithDraft], rooms: Sequence[Room], locale: str) -> dict[str, Any]:
    main = event.main_locale
    placed = [one for one in sessions if one.starts_at and not one.is_cancelled]
    days: dict[str, list[SessionWithDraft]] = {}
    for session in placed:
        assert session.starts_at is not None
        days.setdefault(templating.long_date(day_of(session.starts_at, event.zone)), []).append(session)
    return {
        "language": locale,
        "accent": ACCENT_COLOURS[event.accent],
        "event": event.name.text(locale, main),
        "venue": event.venue.text(locale, main),
        "title": _("Programme"),
        "empty": _("Nothing is scheduled yet."),
        "days": [{"name": name, "sessions": [_session(event, one, locale) for one in found]}
                 for name, found in days.items()],
        "signs": [
            {
                "room": room.name.text(locale, main),
                "how": room.description.text(locale, main),
                "day": name,
                "sessions": [_session(event, one, locale) for one in found if one.room_id == room.id],
            }
            for room in rooms
            for name, found in days.items()
            if any(one.room_id == room.id for one in found)
        ],
    }  # fmt: skip


def _session(event: Event, session: SessionWithDraft, locale: str) -> dict[str, Any]:
    assert session.starts_at is not None
    assert session.ends_at is not None
    main = event.main_locale
    return {
        "begins": templating.clock_time(session.starts_at, event.timezone),
        "ends": templating.clock_time(session.ends_at, event.timezone),
        "title": session.title.text(locale, main),
        "room": session.room.name.text(locale, main) if session.room else "",
        "people": [
            " · ".join(filter(None, (one.name.text(locale, main), one.organisation.text(locale, main))))
            for one in session.speakers
        ],
        "track": session.track.name.text(locale, main) if session.track else "",
        "colour": TRACK_COLOURS[session.track.colour - 1] if session.track else NO_TRACK,
        "break": session.is_break,
    }
