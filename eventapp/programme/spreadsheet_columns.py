"""The columns of session and speaker tables, one set for what is taken out and what is brought in."""

from eventapp.core.locales import LOCALES
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.models import Speaker
from eventapp.programme.texts import SESSION_TEXTS, SPEAKER_TEXTS

_SESSION_REST = (
    "type", "track", "room", "begins", "ends", "minutes", "language", "interpretation", "speakers", "state", "seats",
    "audience", "stream", "notes",
)  # fmt: skip
_SPEAKER_REST = ("email", "phone", "writes in", "travel", "technical")
WHEN = "%Y-%m-%d %H:%M"


def _columns(texts: tuple[str, ...], rest: tuple[str, ...]) -> tuple[str, ...]:
    return ("code", *(f"{name} {locale}" for name in texts for locale in LOCALES), *rest)


SESSION_COLUMNS = _columns(SESSION_TEXTS, _SESSION_REST)
SPEAKER_COLUMNS = _columns(SPEAKER_TEXTS, _SPEAKER_REST)


def session_row(event: Event, session: SessionWithDraft) -> list[str]:
    """A session as the team has it, in the order of SESSION_COLUMNS."""
    main = event.main_locale

    def name(text: LocalizedText | None) -> str:
        return text.text(main, main) if text else ""

    people = "; ".join(
        name(one.speaker.name) if one.role == "speaker" else f"{one.role}: {name(one.speaker.name)}"
        for one in session.appearances
    )
    return [
        session.released.code,
        *(getattr(session, text).get(locale, "") for text in SESSION_TEXTS for locale in LOCALES),
        name(session.type.name if session.type else None),
        name(session.track.name if session.track else None),
        name(session.room.name if session.room else None),
        event.local(session.starts_at).strftime(WHEN) if session.starts_at else "",
        event.local(session.ends_at).strftime(WHEN) if session.ends_at else "",
        str(session.minutes),
        session.language or "",
        ", ".join(session.interpretation),
        people,
        session.status,
        str(session.released.capacity or "") if session.released.needs_booking else "",
        str(session.released.expected_audience or ""),
        session.stream_url or "",
        session.released.internal_notes,
    ]


def speaker_row(speaker: Speaker) -> list[str]:
    """In the order of SPEAKER_COLUMNS."""
    return [
        speaker.code,
        *(getattr(speaker, text).get(locale, "") for text in SPEAKER_TEXTS for locale in LOCALES),
        speaker.email or "",
        speaker.phone,
        speaker.locale,
        speaker.travel_needs,
        speaker.technical_needs,
    ]
