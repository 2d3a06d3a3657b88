"""One person who registered more than once: found, and brought together."""

from sqlalchemy import select

from eventapp.core import outbox
from eventapp.core.db import db, transactional
from eventapp.core.signals import registration_merged
from eventapp.programme.models import Session
from eventapp.registration.contacts import contact_of
from eventapp.registration.models import AgendaItem, Answer, Registration
from eventapp.registration.service.agenda import put_into_agenda
from eventapp.registration.service.changes import index_person, lock, note, retire_links, touch
from eventapp.registration.service.errors import NotAllowed, SessionFull, SessionsOverlap
from eventapp.registration.service.registrations import cancel


@transactional
def merge(kept: Registration, other: Registration) -> None:
    """Bring `other` into `kept`: its seat is freed, its links lead nowhere, what only it knew goes over.

    Bookings go along where a seat can be had; otherwise they become favourites. Raises NotAllowed for rows of two
    events, or one that is merged already.
    """
    if kept.id == other.id or kept.event_id != other.event_id:
        raise NotAllowed
    for row in sorted((kept, other), key=lambda row: row.id):
        lock(row)
    if kept.merged_into_id or other.merged_into_id or not kept.is_active:
        raise NotAllowed
    chosen = [item.session for item in other.agenda]
    registration_merged.send(kept, other=other)
    if other.is_active:
        cancel(other, tells=False)
    _take_over_fields(kept, other)
    _take_over_answers(kept, other)
    _take_over_agenda(kept, chosen)
    other.merged_into_id = kept.id
    outbox.move_mails("Registration", other.id, "", "", other.locale)
    retire_links(other, "merged")
    other.ticket_version += 1
    touch(kept)
    touch(other)
    note(kept, "registration.merged", after={"code": other.code})
    note(other, "registration.merged_into", after={"code": kept.code})


def _take_over_fields(kept: Registration, other: Registration) -> None:
    before = contact_of(kept)
    for name in ("romanised_name", "email", "job_title", "country", "phone"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    if contact_of(kept) != before:
        index_person(kept)
        outbox.readdress("Registration", kept.id, contact_of(kept), kept.name, kept.locale)
    kept.notes = "\n".join(filter(None, (kept.notes, other.notes)))


def _take_over_answers(kept: Registration, other: Registration) -> None:
    answered = set(db.session.scalars(select(Answer.question_id).where(Answer.registration_id == kept.id)))
    for answer in db.session.scalars(select(Answer).where(Answer.registration_id == other.id)):
        if answer.question_id not in answered:
            db.session.add(Answer(registration_id=kept.id, question_id=answer.question_id, value=answer.value))


def _take_over_agenda(kept: Registration, sessions: list[Session]) -> None:
    mine = set(db.session.scalars(select(AgendaItem.session_id).where(AgendaItem.registration_id == kept.id)))
    for session in sorted(sessions, key=lambda session: session.id):
        if session.id in mine or session.status != "confirmed":
            continue
        try:
            put_into_agenda(kept, session)
        except (SessionFull, SessionsOverlap):
            continue
        db.session.flush()
