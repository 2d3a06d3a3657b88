"""Titles: made, changed, shown, hidden, with their rights and the sessions they are shown in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.companies.naming import in_order_of_names, searchable_text
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.files import content_key
from eventapp.core.pictures import PictureRefused, upright_picture, whole_jpeg
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.titles.extension_points import title_deletions
from eventapp.titles.models import Title, TitlePicture, TitleRight, TitleSession
from eventapp.titles.service.catalogue import catalogue_changed, lock_catalogue
from eventapp.titles.service.errors import PictureUnfit, TitleUnknown

PICTURE_SIDE = 960


class RightDetails(NamedTuple):
    """One line of a title's rights; days are those of the contract, ends included."""

    territory: str
    medium: str = "all"
    state: str = "free"
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class TitleDetails:
    """What is said of a title; `session_ids` are of the event's programme, `company_id` who brings it."""

    name: LocalizedText
    kind: str = "film"
    original_name: str = ""
    synopsis: LocalizedText = field(default_factory=LocalizedText)
    genres: tuple[str, ...] = ()
    stage: str = "finished"
    year: int | None = None
    episodes: int | None = None
    minutes: int | None = None
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    dubs: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    clips: tuple[tuple[str, str, bool], ...] = ()
    based_on_id: int | None = None
    based_on: LocalizedText = field(default_factory=LocalizedText)
    budget_band: str | None = None
    sought: tuple[str, ...] = ()
    regime: str | None = None
    audience: str = "public"
    badge_class: str | None = None
    embargo_until: datetime | None = None
    company_id: int | None = None
    rights: tuple[RightDetails, ...] = ()
    session_ids: tuple[int, ...] = ()


class NewTitle(NamedTuple):
    """A title that is to be added; `uid` is set where it has one elsewhere already."""

    details: TitleDetails
    import_reference: str | None = None
    state: str = "published"
    uid: UUID | None = None


_LISTS = ("genres", "countries", "languages", "subtitles", "dubs", "sought")
_LINKED = ("rights", "session_ids")


def details_of(title: Title) -> TitleDetails:
    values = {name: getattr(title, name) for name in TitleDetails.__dataclass_fields__ if name not in _LINKED}
    values |= {name: tuple(values[name]) for name in _LISTS}
    values["people"] = tuple((role, name) for role, name in title.people)
    values["clips"] = tuple((words, address, upright) for words, address, upright in title.clips)
    rights = tuple(RightDetails(*(getattr(one, name) for name in RightDetails._fields)) for one in title.rights)
    return TitleDetails(**values, rights=rights, session_ids=tuple(sorted(one.session_id for one in title.showings)))


@transactional
def create_title(event: Event, details: TitleDetails, *, state: str = "published") -> Title:
    """Raises TitleUnknown."""
    (title,) = create_titles(event, [NewTitle(details, state=state)])
    return title


@transactional
def create_titles(event: Event, wanted: Sequence[NewTitle]) -> list[Title]:
    """The same for many at once."""
    lock_catalogue(event.id)
    now = clock.now()
    titles = []
    for one in wanted:
        _check_source(event, None, one.details.based_on_id)
        titles.append(
            Title(
                event_id=event.id, import_reference=one.import_reference, uid=one.uid or uuid4(), state=one.state,
                created_at=now, changed_at=now, **_columns(event, one.details),
            )
        )  # fmt: skip
    db.session.add_all(titles)
    db.session.flush()
    for title, one in zip(titles, wanted, strict=True):
        _link(event, title, one.details)
        audit.record("title.created", title, event_id=event.id, after=_told(one.details))
    catalogue_changed(event)
    return titles


@transactional
def update_title(title: Title, details: TitleDetails) -> bool:
    """False where nothing was different. Raises TitleUnknown."""
    lock_catalogue(title.event_id)
    event = db.session.get_one(Event, title.event_id)
    _check_source(event, title, details.based_on_id)
    before, after = audit.differences(_told(details_of(title)), _told(details))
    if not after:
        return False
    for name, value in _columns(event, details).items():
        setattr(title, name, value)
    _link(event, title, details)
    title.changed_at = clock.now()
    catalogue_changed(event)
    audit.record("title.updated", title, event_id=event.id, before=before, after=after)
    return True


def _told(details: TitleDetails) -> dict[str, Any]:
    """The details as the history keeps them."""
    rights = [
        [one.territory, one.medium, one.state, one.begins_on and str(one.begins_on), one.ends_on and str(one.ends_on)]
        for one in details.rights
    ]
    embargo = details.embargo_until and details.embargo_until.isoformat()
    return vars(details) | {"rights": rights, "session_ids": sorted(details.session_ids), "embargo_until": embargo}


def _columns(event: Event, details: TitleDetails) -> dict[str, Any]:
    values = {name: value for name, value in vars(details).items() if name not in _LINKED}
    values |= {name: list(values[name]) for name in _LISTS}
    values |= {"people": [list(one) for one in details.people], "clips": [list(one) for one in details.clips]}
    if details.audience != "badge_class":
        values["badge_class"] = None
    main = details.name.text(event.main_locale, event.main_locale)
    names = (details.original_name, *(name for _role, name in details.people))
    return values | {
        "sort_name": in_order_of_names(main),
        "search_text": searchable_text(details.name, details.synopsis, *names),
    }


def _check_source(event: Event, title: Title | None, based_on_id: int | None) -> None:
    if based_on_id is None:
        return
    source = db.session.get(Title, based_on_id)
    if source is None or source.event_id != event.id or (title is not None and source.id == title.id):
        raise TitleUnknown


def _link(event: Event, title: Title, details: TitleDetails) -> None:
    known = [RightDetails(*(getattr(one, name) for name in RightDetails._fields)) for one in title.rights]
    if known != list(details.rights):
        title.rights = [TitleRight(title_id=title.id, **one._asdict()) for one in details.rights]
    shown = {one.session_id: one for one in title.showings}
    ours = select(Session.id).where(Session.event_id == event.id, Session.id.in_(details.session_ids))
    wanted = set(db.session.scalars(ours)) if details.session_ids else set()
    if set(shown) != wanted:
        title.showings = [shown.get(one) or TitleSession(title_id=title.id, session_id=one) for one in sorted(wanted)]
    if details.company_id is not None:
        company = db.session.get(Company, details.company_id)
        title.company_id = company.id if company is not None and company.event_id == event.id else None


@transactional
def set_title_state(title: Title, state: str) -> None:
    lock_catalogue(title.event_id)
    if title.state == state:
        return
    before, title.state = title.state, state
    title.changed_at = clock.now()
    catalogue_changed(db.session.get_one(Event, title.event_id))
    audit.record(
        "title.state_set", title, event_id=title.event_id, before={"state": before}, after={"state": state}
    )  # fmt: skip


@transactional
def delete_title(title: Title) -> None:
    """With its rights, pictures and recordings; what was said to be based on it keeps the words about that."""
    lock_catalogue(title.event_id)
    event = db.session.get_one(Event, title.event_id)
    audit.record("title.deleted", title, event_id=event.id, before=_told(details_of(title)))
    for other in db.session.scalars(select(Title).where(Title.based_on_id == title.id)):
        other.based_on_id, other.based_on = None, other.based_on or title.name
    picture = db.session.get(TitlePicture, title.id)
    if picture is not None:
        db.session.delete(picture)
    for take_away in title_deletions:
        take_away(title)
    db.session.flush()
    db.session.delete(title)
    catalogue_changed(event)


@transactional
def set_picture(title: Title, content: bytes) -> None:
    """Keep a poster or still, at most 960 pixels wide and high, without its metadata. Raises PictureUnfit."""
    lock_catalogue(title.event_id)
    try:
        made = whole_jpeg(upright_picture(content), PICTURE_SIDE)
    except PictureRefused as error:
        raise PictureUnfit(str(error)) from None
    db.session.merge(TitlePicture(title_id=title.id, content=made, changed_at=clock.now()))
    _picture_changed(title, content_key(made), "title.picture_set")


@transactional
def remove_picture(title: Title) -> None:
    lock_catalogue(title.event_id)
    picture = db.session.get(TitlePicture, title.id)
    if picture is not None:
        db.session.delete(picture)
        _picture_changed(title, "", "title.picture_removed")


def _picture_changed(title: Title, key: str, action: str) -> None:
    title.picture_key, title.changed_at = key, clock.now()
    catalogue_changed(db.session.get_one(Event, title.event_id))
    audit.record(action, title, event_id=title.event_id)


def of_company(details: TitleDetails, company: Company) -> TitleDetails:
    """What a company says of a title that it brings."""
    return replace(details, company_id=company.id)


def as_it_was(details: TitleDetails, title: Title) -> TitleDetails:
    """What a company says of its title: who brings it and where it is shown stays as the team has it."""
    before = details_of(title)
    return replace(details, company_id=before.company_id, session_ids=before.session_ids)
