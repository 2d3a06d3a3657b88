"""What speakers do themselves through their private link, and how they are asked to."""

from typing import Literal

from flask import current_app
from sqlalchemy import select

from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.files import content_key
from eventapp.core.moved_links import forget_moved
from eventapp.core.pictures import LARGEST_PICTURE, PictureRefused, square_jpeg, upright_picture
from eventapp.core.signals import speaker_asked
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.programme.models import Session, Speaker, SpeakerPhoto
from eventapp.programme.service.drafts import change_draft
from eventapp.programme.service.errors import FileRefused
from eventapp.programme.service.rooms_and_tracks import SpeakerDetails, update_speaker
from eventapp.programme.texts import approved, converted

PHOTO_SIDE = 640
LARGEST_PHOTO = LARGEST_PICTURE
Part = Literal["start", "middle", "end"]
_WHERE: dict[Part, float] = {"start": 0.0, "middle": 0.5, "end": 1.0}


def speaker_token(speaker: Speaker) -> str:
    """The secret of the speaker's private link, the same until the link is renewed."""
    purpose = f"speaker:{speaker.uid}:{speaker.link_generation}"
    return derived_secret(current_app.config["SECRET_KEY"], purpose)


@transactional
def ask_speaker(speaker: Speaker) -> None:
    """Mail the private link to a speaker with an address, the first time or again."""
    speaker.link_hash = secret_hash(speaker_token(speaker))
    speaker.asked_at = clock.now()
    audit.record("speaker.asked", speaker, event_id=speaker.event_id, after={"email": speaker.email})
    speaker_asked.send(speaker)


@transactional
def ask_silent_speakers(event: Event) -> int:
    """Mail everybody who has an address and has not confirmed. Returns how many that were."""
    silent = silent_speakers(event)
    for speaker in silent:
        ask_speaker(speaker)
    return len(silent)


def silent_speakers(event: Event) -> list[Speaker]:
    """Those who have an address and have not confirmed."""
    query = select(Speaker).where(
        Speaker.event_id == event.id, Speaker.email.is_not(None), Speaker.confirmed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Speaker.id)))


@transactional
def renew_link(speaker: Speaker) -> None:
    """Make the link that is out worthless."""
    speaker.link_generation += 1
    forget_moved(["speaker"], speaker.id)
    speaker.link_hash = secret_hash(speaker_token(speaker))
    audit.record("speaker.link_renewed", speaker, event_id=speaker.event_id)


@transactional
def confirm_profile(speaker: Speaker, details: SpeakerDetails) -> None:
    """What a speaker says of themselves: it is right now, and shown."""
    update_speaker(speaker, details)
    speaker.confirmed_at = clock.now()
    audit.record("speaker.confirmed", speaker, event_id=speaker.event_id)


@transactional
def answer_for_session(speaker: Speaker, session: Session, answer: Literal["yes", "no"]) -> None:
    """Whether the speaker will be there."""
    before = speaker.answers.get(session.code, "")
    speaker.answers = {**speaker.answers, session.code: answer}
    audit.record(
        "speaker.answered", speaker, event_id=speaker.event_id, before={session.code: before},
        after={session.code: answer},
    )  # fmt: skip


@transactional
def describe_session(session: Session, title: LocalizedText, abstract: LocalizedText) -> None:
    """Title and summary as the speaker wants them: a draft that the team looks at and releases."""
    change_draft(session, title=title, abstract=abstract)


@transactional
def convert_speaker_text(speaker: Speaker, field: str, source: str, target: str, text: str) -> None:
    """Write a text of a profile that OpenCC made from the other script, to be checked."""
    texts = LocalizedText({**getattr(speaker, field), target: text})
    values = {name: getattr(speaker, name) for name in SpeakerDetails.__dataclass_fields__}
    update_speaker(speaker, SpeakerDetails(**{**values, "availability": tuple(speaker.windows), field: texts}))
    speaker.text_states = converted(speaker.text_states, field, source, target, texts)


@transactional
def approve_speaker_text(speaker: Speaker, field: str, locale: str) -> None:
    """Say that a text of a profile is right as it stands."""
    event = db.session.get_one(Event, speaker.event_id)
    texts = getattr(speaker, field)
    speaker.text_states = approved(speaker.text_states, field, locale, texts, event.main_locale)
    audit.record("speaker.text_approved", speaker, event_id=event.id, after={"field": field, "locale": locale})


@transactional
def set_photo(speaker: Speaker, content: bytes, part: Part = "middle") -> None:
    """Keep a portrait: its `part` cut square, at most 640 pixels, and nothing of its metadata. Raises FileRefused."""
    try:
        made = square_jpeg(upright_picture(content), PHOTO_SIDE, where=_WHERE[part])
    except PictureRefused as error:
        raise FileRefused(str(error)) from None
    db.session.merge(SpeakerPhoto(speaker_id=speaker.id, content=made, changed_at=clock.now()))
    speaker.photo_key = content_key(made)
    programme_changed(db.session.get_one(Event, speaker.event_id))
    audit.record("speaker.photo_set", speaker, event_id=speaker.event_id)


@transactional
def remove_photo(speaker: Speaker) -> None:
    photo = db.session.get(SpeakerPhoto, speaker.id)
    if photo is not None:
        db.session.delete(photo)
        speaker.photo_key = ""
        programme_changed(db.session.get_one(Event, speaker.event_id))
        audit.record("speaker.photo_removed", speaker, event_id=speaker.event_id)
