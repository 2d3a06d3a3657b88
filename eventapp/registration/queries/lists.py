"""The list of people: narrowed, put in order, a page or all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core.db import db
from eventapp.core.outbox import BouncedAddress
from eventapp.registration.models import AgendaItem, Answer, Registration, TicketType, stands_as
from eventapp.registration.search import search_patterns

PAGE_SIZE = 50
_FEW = 500


@dataclass(frozen=True)
class RegistrationFilter:
    """What an organiser is looking for; empty values do not narrow.

    `mail` is `bounced`, `none` (no address) or `declined` (wants no campaigns); `answer` is `<question id>:<key>`;
    `session_id` is of those who have the session in their agenda.
    """

    text: str = ""
    state: str = ""
    ticket_type_id: int | None = None
    country: str = ""
    language: str = ""
    badge_class: str = ""
    mail: str = ""
    answer: str = ""
    delegation_id: int | None = None
    access_code_id: int | None = None
    session_id: int | None = None

    @property
    def is_narrow(self) -> bool:
        return self != RegistrationFilter()

    def as_values(self) -> dict[str, Any]:
        """Only what narrows: for a stored audience or an address."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def filter_from(values: Mapping[str, Any]) -> RegistrationFilter:
    """A filter that `as_values` stored; what this release does not know is left out."""
    known = RegistrationFilter.__dataclass_fields__
    return RegistrationFilter(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True)
class Found:
    """One page of a list, and how many there are in all."""

    registrations: list[Registration]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max((self.total + PAGE_SIZE - 1) // PAGE_SIZE, 1)


SORTS: dict[str, tuple[Any, ...]] = {
    "newest": (Registration.created_at.desc(), Registration.id.desc()),
    "oldest": (Registration.created_at, Registration.id),
    "name": (func.lower(Registration.name), Registration.id),
    "company": (func.lower(Registration.company), func.lower(Registration.name), Registration.id),
    "state": (Registration.state, Registration.id),
    "ticket": (Registration.ticket_type_id, func.lower(Registration.name), Registration.id),
}


def find_registrations(event_id: int, wanted: RegistrationFilter, page: int = 1, sort: str = "newest") -> Found:
    """A page of those who match; the newest first unless another order is asked for."""
    order = SORTS.get(sort, SORTS["newest"])
    # The ids alone first: to sort them the database then never reads the wide rows that are not shown. Where they
    # are few, one look gives both the page and the number.
    ids = narrowed(select(Registration.id), event_id, wanted).order_by(*order)
    known = list(db.session.scalars(ids.limit(_FEW + 1)))
    total = len(known) if len(known) <= _FEW else count_matching(event_id, wanted)
    page = max(1, min(page, (total + PAGE_SIZE - 1) // PAGE_SIZE or 1))
    start = (page - 1) * PAGE_SIZE
    shown = known[start : start + PAGE_SIZE]
    if start + PAGE_SIZE > len(known) < total:
        shown = list(db.session.scalars(ids.limit(PAGE_SIZE).offset(start)))
    rows = db.session.scalars(
        select(Registration).options(joinedload(Registration.ticket_type)).where(Registration.id.in_(shown))
    )
    by_id = {row.id: row for row in rows}
    return Found([by_id[row_id] for row_id in shown], total, page)


def count_matching(event_id: int, wanted: RegistrationFilter) -> int:
    return db.session.scalar(narrowed(select(func.count()).select_from(Registration), event_id, wanted)) or 0


def matching_ids(event_id: int, wanted: RegistrationFilter, *, after: int = 0, limit: int | None = None) -> list[int]:
    """The ids of those who match, in order, beyond `after`."""
    query = narrowed(select(Registration.id), event_id, wanted).where(Registration.id > after)
    return list(db.session.scalars(query.order_by(Registration.id).limit(limit)))


def every_registration(event_id: int, wanted: RegistrationFilter) -> Iterator[Registration]:
    """All that match, by serial, read in portions: for exports."""
    query = narrowed(select(Registration).options(selectinload(Registration.ticket_type)), event_id, wanted)
    query = query.order_by(Registration.serial).limit(_FEW)
    portion = db.session.scalars(query).all()
    while portion:
        yield from portion
        portion = db.session.scalars(query.where(Registration.serial > portion[-1].serial)).all()


def narrowed(query: Select[Any], event_id: int, wanted: RegistrationFilter) -> Select[Any]:
    """A query about registrations, narrowed to one event and a filter."""
    query = query.where(Registration.event_id == event_id)
    for pattern in search_patterns(wanted.text):
        query = query.where(Registration.search_text.like(pattern, escape="\\"))
    for column, value in (
        (Registration.ticket_type_id, wanted.ticket_type_id),
        (Registration.country, wanted.country),
        (Registration.locale, wanted.language),
        (Registration.delegation_id, wanted.delegation_id),
        (Registration.access_code_id, wanted.access_code_id),
    ):
        if value not in ("", None):
            query = query.where(column == value)
    if wanted.state:
        query = query.where(stands_as(wanted.state))
    if wanted.badge_class:
        query = query.join(TicketType).where(
            func.coalesce(Registration.badge_class, TicketType.badge_class) == wanted.badge_class
        )
    if wanted.session_id is not None:
        chose = select(AgendaItem.registration_id).where(AgendaItem.session_id == wanted.session_id)
        query = query.where(Registration.id.in_(chose))
    query = _by_mail(query, wanted.mail)
    return _by_answer(query, wanted.answer)


def _by_mail(query: Select[Any], mail: str) -> Select[Any]:
    if mail == "none":
        return query.where(Registration.email == "")
    if mail == "declined":
        return query.where(Registration.no_campaigns)
    if mail == "bounced":
        return query.where(func.lower(Registration.email).in_(select(BouncedAddress.email)))
    return query


def _by_answer(query: Select[Any], answer: str) -> Select[Any]:
    """Keys are short words of ours, quoted in the stored JSON: finding one there is finding the choice."""
    question_id, _, key = answer.partition(":")
    if not (question_id.isascii() and question_id.isdigit() and len(question_id) < 10) or not key:
        return query
    given = select(Answer.registration_id).where(Answer.question_id == int(question_id))
    if key == "yes":
        return query.where(Registration.id.in_(given.where(cast(Answer.value, String) == "true")))
    return query.where(
        Registration.id.in_(given.where(cast(Answer.value, String).contains(f'"{key}"', autoescape=True)))
    )
