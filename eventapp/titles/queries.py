"""Reads about titles. What others than the team see goes through visibility.py, all of it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, load_only, selectinload

from eventapp.companies.models import Company
from eventapp.core import clock
from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.programme.models import Session
from eventapp.programme.queries import WHOLE_SESSION
from eventapp.registration.search import search_patterns
from eventapp.titles.models import TITLE_STATES, Title, TitleCatalogue, TitlePicture, TitleRight, TitleSession
from eventapp.titles.rights import is_free
from eventapp.titles.territories import territories_of
from eventapp.titles.visibility import Viewer, is_visible

PAGE = 36
WHOLE_TITLE = (joinedload(Title.company), joinedload(Title.source), selectinload(Title.rights))
LISTED_TITLE = (
    load_only(
        Title.code, Title.name, Title.kind, Title.stage, Title.year, Title.episodes, Title.minutes, Title.sought,
        Title.picture_key, Title.state, Title.audience, Title.embargo_until,
    ),
    joinedload(Title.company).load_only(Company.code, Company.name),
)  # fmt: skip
"""What a list shows of a title."""


class Wanted(NamedTuple):
    """What somebody looks for. `free_in` and `free_for` are a country and a medium in which the rights can be had."""

    words: str = ""
    kind: str = ""
    genre: str = ""
    stage: str = ""
    language: str = ""
    sought: str = ""
    company_code: str = ""
    free_in: str = ""
    free_for: str = ""


class Found(NamedTuple):
    """A page of titles, how many fit in all, and whether there are more pages."""

    titles: list[Title]
    number: int
    has_more: bool


def catalogue(event_id: int) -> TitleCatalogue | None:
    return db.session.get(TitleCatalogue, event_id)


def embargoes_over(event_id: int, at: datetime) -> int:
    """How many embargoes have ended by then: with the catalogue's revision all that pages of one viewer depend on."""
    query = select(func.count(Title.id)).where(Title.event_id == event_id, Title.embargo_until <= at)
    return db.session.scalar(query) or 0


def find_visible(event_id: int, viewer: Viewer, at: datetime, wanted: Wanted, page: int = 1) -> Found:
    """What a viewer sees of what fits, by name."""
    query = _fitting(select(Title).where(is_visible(viewer, at)), event_id, wanted)
    return _page(query, event_id, wanted, page, at.date())


def find_titles(event_id: int, wanted: Wanted, states: Iterable[str] = TITLE_STATES, page: int = 1) -> Found:
    """The same for the team, which sees all."""
    query = _fitting(select(Title).where(Title.state.in_(tuple(states))), event_id, wanted)
    return _page(query, event_id, wanted, page, clock.now().date())


def _page(query: Select[Title], event_id: int, wanted: Wanted, page: int, on: date) -> Found:
    first = (page - 1) * PAGE
    if wanted.free_in or wanted.free_for:
        fitting = _free(query, event_id, wanted, on)
        shown = fitting[first : first + PAGE]
        listed = select(Title).where(Title.id.in_(shown)).options(*LISTED_TITLE)
        rows = {one.id: one for one in db.session.scalars(listed)}
        return Found([rows[one] for one in shown], len(fitting), len(fitting) > first + PAGE)
    count = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    found = list(db.session.scalars(query.options(*LISTED_TITLE).offset(first).limit(PAGE)))
    return Found(found, count, count > first + PAGE)


def _free(query: Select[Title], event_id: int, wanted: Wanted, on: date) -> list[int]:
    """The titles of a query whose rights can be had, in its order. Rows are enough: hundreds are looked at."""
    ids = list(db.session.scalars(query.with_only_columns(Title.id)))
    columns = (TitleRight.territory, TitleRight.medium, TitleRight.state, TitleRight.begins_on, TitleRight.ends_on)
    rights: dict[int, list[Any]] = {}
    lines = select(TitleRight.title_id, *columns).join(Title, Title.id == TitleRight.title_id)
    lines = lines.where(Title.event_id == event_id)
    if wanted.free_in:
        lines = lines.where(TitleRight.territory.in_(territories_of(wanted.free_in)))
    if wanted.free_for:
        lines = lines.where(TitleRight.medium.in_(("all", wanted.free_for)))
    for row in db.session.execute(lines):
        rights.setdefault(row.title_id, []).append(row)
    return [one for one in ids if is_free(rights.get(one, ()), wanted.free_in, wanted.free_for, on)]


def _fitting(query: Select[Title], event_id: int, wanted: Wanted) -> Select[Title]:
    query = query.where(Title.event_id == event_id).order_by(Title.sort_name, Title.id)
    for pattern in search_patterns(wanted.words):
        brought = select(Company.id).where(Company.event_id == event_id, Company.search_text.like(pattern, escape="\\"))
        query = query.where(or_(Title.search_text.like(pattern, escape="\\"), Title.company_id.in_(brought)))
    if wanted.kind:
        query = query.where(Title.kind == wanted.kind)
    if wanted.stage:
        query = query.where(Title.stage == wanted.stage)
    for column, value in ((Title.genres, wanted.genre), (Title.sought, wanted.sought)):
        if value:
            query = query.where(_holds(column, value))
    if wanted.language:
        spoken = (_holds(column, wanted.language) for column in (Title.languages, Title.subtitles, Title.dubs))
        query = query.where(or_(*spoken))
    if wanted.company_code:
        of = select(Company.id).where(Company.event_id == event_id, Company.code == wanted.company_code)
        query = query.where(Title.company_id.in_(of))
    return query


def _holds(column: InstrumentedAttribute[list[str]], value: str) -> ColumnElement[bool]:
    """That a JSON list of plain words has this one."""
    return cast(column, Text).like(f'%"{value}"%')


def visible_title(event_id: int, code: str, viewer: Viewer, at: datetime) -> Title | None:
    query = select(Title).where(Title.event_id == event_id, Title.code == normal_code(code), is_visible(viewer, at))
    return db.session.scalar(query.options(*WHOLE_TITLE))


def visible_rows(event_id: int, viewer: Viewer, at: datetime, company_ids: Collection[int] | None = None) -> list[Any]:
    """What matters of the titles that companies bring, without the rest of them: `code`, `name`, `sought`, `genres`,
    `stage`, `regime` and `company_id`; with `company_ids` only theirs."""
    query = select(
        Title.code, Title.name, Title.sought, Title.genres, Title.stage, Title.regime, Title.company_id
    ).where(Title.event_id == event_id, Title.company_id.is_not(None), is_visible(viewer, at))
    if company_ids is not None:
        query = query.where(Title.company_id.in_(list(company_ids)))
    return list(db.session.execute(query.order_by(Title.id)))


def visible_titles(event_id: int, viewer: Viewer, at: datetime) -> list[Title]:
    """All that a viewer sees, by name."""
    query = select(Title).where(Title.event_id == event_id, is_visible(viewer, at)).options(*WHOLE_TITLE)
    return list(db.session.scalars(query.order_by(Title.sort_name, Title.id)))


def visible_of_company(company_id: int, viewer: Viewer, at: datetime) -> list[Title]:
    query = select(Title).where(Title.company_id == company_id, is_visible(viewer, at)).options(*WHOLE_TITLE)
    return list(db.session.scalars(query.order_by(Title.sort_name, Title.id)))


def visible_in_session(session_id: int, viewer: Viewer, at: datetime) -> list[Title]:
    query = (
        select(Title)
        .join(TitleSession, TitleSession.title_id == Title.id)
        .where(TitleSession.session_id == session_id, is_visible(viewer, at))
        .options(*WHOLE_TITLE)
    )
    return list(db.session.scalars(query.order_by(Title.sort_name, Title.id)))


def adaptations_of(title: Title, viewer: Viewer, at: datetime) -> list[Title]:
    query = select(Title).where(Title.based_on_id == title.id, is_visible(viewer, at))
    return list(db.session.scalars(query.order_by(Title.sort_name, Title.id)))


def title_by_code(event_id: int, code: str) -> Title | None:
    query = select(Title).where(Title.event_id == event_id, Title.code == normal_code(code))
    return db.session.scalar(query.options(*WHOLE_TITLE))


def title_by_uid(uid: UUID) -> Title | None:
    return db.session.scalar(select(Title).where(Title.uid == uid))


def titles_of(event_id: int) -> list[Title]:
    """All, by name."""
    query = select(Title).where(Title.event_id == event_id).options(*WHOLE_TITLE, selectinload(Title.showings))
    return list(db.session.scalars(query.order_by(Title.sort_name, Title.id)))


def titles_of_company(company: Company) -> list[Title]:
    """All, hidden ones too."""
    query = select(Title).where(Title.company_id == company.id).options(*WHOLE_TITLE)
    return list(db.session.scalars(query.order_by(Title.sort_name, Title.id)))


def state_counts(event_id: int) -> dict[str, int]:
    query = select(Title.state, func.count()).where(Title.event_id == event_id).group_by(Title.state)
    return dict(db.session.execute(query).all())


def picture_of(title: Title) -> TitlePicture | None:
    return db.session.get(TitlePicture, title.id)


def sessions_of(title: Title) -> list[Session]:
    """The public sessions in which it is shown or pitched, by time."""
    query = (
        select(Session)
        .join(TitleSession, TitleSession.session_id == Session.id)
        .where(TitleSession.title_id == title.id)
        .where((Session.status == "confirmed") | ((Session.status == "cancelled") & Session.was_public))
        .options(*WHOLE_SESSION)
    )
    return list(db.session.scalars(query.order_by(Session.starts_at.is_(None), Session.starts_at, Session.id)))
