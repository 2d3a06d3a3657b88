"""What a feed depends on, in one indexed read each, and what it is made from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.elements import ColumnElement

from eventapp.calendars.entries import tombstones_end
from eventapp.calendars.models import ANSWERS, AppPassword, Collection, CollectionItem, Departure, InvitationReply
from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.core.moved_links import moved_to
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.events.models import Event
from eventapp.meetings.models import MeetingProfile
from eventapp.programme.models import Session
from eventapp.programme.queries import ANNOUNCED, WHOLE_SESSION
from eventapp.registration.models import AgendaItem, Registration


class FeedVersion(NamedTuple):
    """When a feed's bytes last changed, and everything they are made from."""

    key: tuple[object, ...]
    changed_at: datetime
    event_id: int
    main_locale: str
    registration_id: int | None = None


class Expected(NamedTuple):
    """How many will come to the event (`session_id` is None) or a session, as far as their calendars have said.

    `invited` have it in their agenda, `silent` of them have not answered; who declined may have left the agenda.
    """

    session_id: int | None
    invited: int
    booked: int
    accepted: int
    tentative: int
    declined: int
    silent: int


# Built once: a poll is answered with it and little else.
_EVENT = cast(Table, Event.__table__)
_FEED_COLUMNS = ("id", "uid", "revision", "status", "was_public", "ends_at", "programme_changed_at", "main_locale")
_FEED = PreparedQuery(select(*(_EVENT.c[name] for name in _FEED_COLUMNS)).where(_EVENT.c.slug == bindparam("slug")))


def feed_version(slug: str, at: datetime) -> FeedVersion | None:
    """The version of a public event's feeds; None where there is no such event. One that was taken back from the public
    keeps its feeds: they say that everything is off."""
    row = _FEED.one(slug=slug)
    if row is None or (row.status == "draft" and not row.was_public):
        return None
    end = tombstones_end(row.ends_at)
    is_over = at >= end
    changed_at = max(row.programme_changed_at, end) if is_over else row.programme_changed_at
    return FeedVersion((str(row.uid), row.revision, is_over), changed_at, row.id, row.main_locale)


_PERSONAL = (
    select(
        Event.id, Event.uid, Event.revision, Event.ends_at, Event.programme_changed_at, Registration.locale,
        Registration.id.label("registration_id"), Registration.revision.label("own_revision"),
        Registration.changed_at, MeetingProfile.revision.label("diary_revision"), MeetingProfile.diary_changed_at,
    )
    .join(Registration, Registration.event_id == Event.id)
    .outerjoin(MeetingProfile, MeetingProfile.registration_id == Registration.id)
    .where(Registration.confirmed_at.is_not(None))
)  # fmt: skip
_PERSONAL_BY_LINK = PreparedQuery(
    _PERSONAL.where(
        or_(Registration.calendar_token_hash == bindparam("hash"), Registration.token_hash == bindparam("hash"))
    )
)
_PERSONAL_BY_ID = PreparedQuery(_PERSONAL.where(Registration.id == bindparam("registration_id")))


def personal_version(token: str, at: datetime) -> FeedVersion | None:
    """The version of one person's feed, by the feed's own secret or the private page's.

    Who was never let in has none.
    """
    found = _PERSONAL_BY_LINK.one(hash=secret_hash(token))
    if found is None and (moved := moved_to("calendar", token) or moved_to("page", token)) is not None:
        return personal_version_of(moved, at)
    return _personal(found, at)


def personal_version_of(registration_id: int, at: datetime) -> FeedVersion | None:
    return _personal(_PERSONAL_BY_ID.one(registration_id=registration_id), at)


def _personal(row: Any, at: datetime) -> FeedVersion | None:
    if row is None:
        return None
    end = tombstones_end(row.ends_at)
    is_over = at >= end
    changes = [row.programme_changed_at, row.changed_at, *([end] if is_over else [])]
    if row.diary_changed_at is not None:
        changes.append(row.diary_changed_at)
    key = (str(row.uid), row.revision, row.registration_id, row.own_revision, row.diary_revision, is_over)
    return FeedVersion(key, max(changes), row.id, row.locale, row.registration_id)


def agenda_for_calendar(registration_id: int) -> list[tuple[Session, AgendaItem]]:
    """The announced sessions in which a person has a place, with their agenda's item, in order of the session's id."""
    query = (
        select(Session, AgendaItem)
        .join(AgendaItem, AgendaItem.session_id == Session.id)
        .options(*WHOLE_SESSION)
        .where(AgendaItem.registration_id == registration_id, AgendaItem.waiting_since.is_(None), *ANNOUNCED)
    )  # fmt: skip
    return [(session, item) for session, item in db.session.execute(query.order_by(Session.id))]


def departures_from(place: str, subject_id: int) -> list[Departure]:
    """What left this feed, or came back to it, in order of the session's id."""
    query = (
        select(Departure)
        .join(Departure.session)
        .options(contains_eager(Departure.session).options(*WHOLE_SESSION))
        .where(Departure.place == place, Departure.subject_id == subject_id)
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Departure.session_id)))


def departure_of(place: str, subject_id: int, session_id: int) -> Departure | None:
    query = select(Departure).where(
        Departure.place == place, Departure.subject_id == subject_id, Departure.session_id == session_id
    )
    return db.session.scalar(query)


def answers_of(registration_id: int) -> dict[int | None, tuple[str, datetime]]:
    """What one person's calendar answered, and when we heard it, by session id; None is the event."""
    return {reply.session_id: (reply.answer, reply.received_at) for reply in replies_of(registration_id)}


def _answers(session_id: int | None) -> ColumnElement[bool]:
    """That a reply is to this session; None is the event."""
    column = InvitationReply.session_id
    return column.is_(None) if session_id is None else column == session_id


def reply_of(registration_id: int, session_id: int | None) -> InvitationReply | None:
    return db.session.scalar(
        select(InvitationReply).where(InvitationReply.registration_id == registration_id, _answers(session_id))
    )


def expected_attendance(event_id: int) -> list[Expected]:
    """The event itself first, then each session that is in anybody's agenda or was answered, by id."""
    whole = db.session.scalar(
        select(func.count()).where(Registration.event_id == event_id, Registration.state == "confirmed")
    )
    invited: dict[int | None, tuple[int, int]] = {None: (whole or 0, 0)}
    wanted = (
        select(AgendaItem.session_id, func.count(), func.sum(case((AgendaItem.is_booking, 1), else_=0)))
        .join(Registration, Registration.id == AgendaItem.registration_id)
        .where(Registration.event_id == event_id, Registration.state == "confirmed", AgendaItem.waiting_since.is_(None))
        .group_by(AgendaItem.session_id)
    )
    for session_id, number, booked in db.session.execute(wanted):
        invited[session_id] = (number, booked)
    answers, heard = _answer_counts(event_id)
    sessions = sorted({key for key in (*invited, *answers) if key is not None})
    found = []
    for key in (None, *sessions):
        number, booked = invited.get(key, (0, 0))
        accepted, tentative, declined = (answers.get(key, {}).get(name, 0) for name in ANSWERS)
        silent = number - heard.get(key, 0)
        found.append(Expected(key, number, booked, accepted, tentative, declined, silent))
    return found


def _answer_counts(event_id: int) -> tuple[dict[int | None, dict[str, int]], dict[int | None, int]]:
    """Answers by session and kind, and how many came from people who still have the session in their agenda."""
    has_it = (InvitationReply.session_id.is_(None) | AgendaItem.id.is_not(None)).label("has_it")
    query = (
        select(InvitationReply.session_id, InvitationReply.answer, has_it, func.count())
        .join(Registration, Registration.id == InvitationReply.registration_id)
        .outerjoin(
            AgendaItem,
            (AgendaItem.registration_id == InvitationReply.registration_id)
            & (AgendaItem.session_id == InvitationReply.session_id)
            & AgendaItem.waiting_since.is_(None),
        )
        .where(Registration.event_id == event_id, Registration.state == "confirmed")
        .group_by(InvitationReply.session_id, InvitationReply.answer, has_it)
    )
    answers: dict[int | None, dict[str, int]] = {}
    heard: dict[int | None, int] = {}
    for session_id, answer, still_has_it, number in db.session.execute(query):
        counts = answers.setdefault(session_id, {})
        counts[answer] = counts.get(answer, 0) + number
        heard[session_id] = heard.get(session_id, 0) + (number if still_has_it else 0)
    return answers, heard


def replies_of(registration_id: int) -> list[InvitationReply]:
    query = select(InvitationReply).where(InvitationReply.registration_id == registration_id)
    return list(db.session.scalars(query.order_by(InvitationReply.id)))


def replies_to(event_id: int, session_id: int | None) -> list[InvitationReply]:
    """What was answered to the event or one of its sessions, the latest first, with the people."""
    query = select(InvitationReply).join(InvitationReply.registration)
    query = query.options(contains_eager(InvitationReply.registration)).where(
        Registration.event_id == event_id, _answers(session_id)
    )
    return list(db.session.scalars(query.order_by(InvitationReply.received_at.desc(), InvitationReply.id.desc())))


def app_passwords_of(registration_id: int) -> list[AppPassword]:
    query = select(AppPassword).where(AppPassword.registration_id == registration_id)
    return list(db.session.scalars(query.order_by(AppPassword.id)))


def app_password(secret: str) -> AppPassword | None:
    """The app password that this is, with the person whose it is."""
    query = select(AppPassword).options(joinedload(AppPassword.registration).joinedload(Registration.event))
    return db.session.scalar(query.where(AppPassword.password_hash == secret_hash(secret)))


def collection_of(kind: str, subject_id: int, locale: str) -> Collection | None:
    query = select(Collection).where(
        Collection.kind == kind, Collection.subject_id == subject_id, Collection.locale == locale
    )
    return db.session.scalar(query)


def items_of(collection_id: int, *, since: int = -1) -> Sequence[CollectionItem]:
    """A collection's items that changed or left after a version; gone ones too."""
    query = select(CollectionItem).where(CollectionItem.collection_id == collection_id, CollectionItem.version > since)
    return db.session.scalars(query.order_by(CollectionItem.id)).all()


def sequence_offset(place: str, subject_id: int, session_id: int) -> int:
    """How often a session left this feed or came back."""
    found = departure_of(place, subject_id, session_id)
    return found.turns if found else 0
