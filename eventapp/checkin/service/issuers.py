"""Other organisers whose badges are accepted, and the lists that they hand over."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from eventapp.checkin.badge_numbers import normal_number
from eventapp.checkin.models import BadgeIssuer, ForeignBadge
from eventapp.checkin.service.errors import IssuerInUse, IssuerNameTaken
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.spreadsheets import NumberedRow, Row, Table, without_apostrophe
from eventapp.events.models import Event
from eventapp.registration.models import TicketType

LONGEST_NAME = 200


@dataclass(frozen=True)
class IssuerDetails:
    """`ticket_type_id` is what people with such a badge are registered with."""

    name: str
    ticket_type_id: int
    pattern: str = ""


@dataclass(frozen=True)
class BadgesImported:
    """How many badges of a list were new, were known under another name, and were known as they are; `problems` are the
    row numbers without a badge number."""

    added: int
    changed: int
    unchanged: int
    problems: list[int]


@transactional
def create_issuer(event: Event, details: IssuerDetails) -> BadgeIssuer:
    """Raises IssuerNameTaken."""
    _check_name(event.id, details.name, None)
    issuer = BadgeIssuer(event_id=event.id, **_columns(event.id, details))
    db.session.add(issuer)
    db.session.flush()
    audit.record("badge_issuer.created", issuer, event_id=event.id, after=vars(details))
    return issuer


@transactional
def update_issuer(issuer: BadgeIssuer, details: IssuerDetails) -> None:
    """Raises IssuerNameTaken."""
    db.session.refresh(issuer, with_for_update=True)
    _check_name(issuer.event_id, details.name, issuer.id)
    values = _columns(issuer.event_id, details)
    before, after = audit.differences({key: getattr(issuer, key) for key in values}, values)
    if after:
        for key, value in values.items():
            setattr(issuer, key, value)
        issuer.revision += 1
        audit.record("badge_issuer.updated", issuer, event_id=issuer.event_id, before=before, after=after)


@transactional
def delete_issuer(issuer: BadgeIssuer) -> None:
    """Raises IssuerInUse once somebody came in with one of its badges."""
    used = select(func.count()).where(ForeignBadge.issuer_id == issuer.id, ForeignBadge.registration_id.is_not(None))
    if db.session.scalar(used):
        raise IssuerInUse
    db.session.execute(delete(ForeignBadge).where(ForeignBadge.issuer_id == issuer.id))
    audit.record("badge_issuer.deleted", issuer, event_id=issuer.event_id, before={"name": issuer.name})
    db.session.delete(issuer)


@transactional
def import_badges(issuer: BadgeIssuer, table: Table) -> BadgesImported:
    """A list of number, name and company, with a row of the columns' names before it or without one. A number that is
    there already keeps its registration and gets its name anew; the same list twice changes nothing."""
    db.session.refresh(issuer, with_for_update=True)
    number_at, name_at, company_at = _columns_of(table.head)
    has_head = not any(character.isdigit() for character in _cell(table.head, number_at))
    rows = (
        table.rows
        if has_head
        else [NumberedRow(table.rows[0].number - 1 if table.rows else 1, table.head), *table.rows]
    )
    known = {
        badge.number: badge
        for badge in db.session.scalars(select(ForeignBadge).where(ForeignBadge.issuer_id == issuer.id))
    }
    added = changed = unchanged = 0
    problems = []
    for line, row in rows:
        number = normal_number(_cell(row, number_at))
        name, company = _cell(row, name_at)[:LONGEST_NAME], _cell(row, company_at)[:LONGEST_NAME]
        if not number:
            problems.append(line)
        elif (badge := known.get(number)) is None:
            known[number] = ForeignBadge(issuer_id=issuer.id, number=number, name=name, company=company)
            added += 1
        elif (badge.name, badge.company) != (name, company):
            badge.name, badge.company = name, company
            changed += 1
        else:
            unchanged += 1
    db.session.add_all(known.values())
    if added or changed:
        issuer.revision += 1
        counts = {"added": added, "changed": changed}
        audit.record("badge_issuer.imported", issuer, event_id=issuer.event_id, after=counts)
    return BadgesImported(added, changed, unchanged, problems)


def forget_badge_names(registration_id: int) -> None:
    """Inside a transaction: what a list said of somebody who is erased goes; the number stays, so that it is known."""
    issuer_id = db.session.scalar(select(ForeignBadge.issuer_id).where(ForeignBadge.registration_id == registration_id))
    if issuer_id is not None:
        db.session.execute(
            update(ForeignBadge).where(ForeignBadge.registration_id == registration_id).values(name="", company="")
        )
        db.session.execute(
            update(BadgeIssuer).where(BadgeIssuer.id == issuer_id).values(revision=BadgeIssuer.revision + 1)
        )


_HEADS = (
    ("number", "badge", "badge no", "badge number", "code", "id", "編號", "编号",
     "證件號碼", "证件号码", "號碼", "号码"),
    ("name", "full name", "姓名", "名字"),
    ("company", "organisation", "organization", "公司", "機構", "机构", "單位", "单位"),
)  # fmt: skip


def _columns_of(head: Row) -> list[int]:
    """Where number, name and company stand: by the columns' names, or in this order."""
    named = [cell.strip().casefold().rstrip(".:") for cell in head]
    found = [next((named.index(word) for word in words if word in named), None) for words in _HEADS]
    if found[0] is None:
        return list(range(len(_HEADS)))
    return [len(head) if at is None else at for at in found]


def _cell(row: Row, position: int) -> str:
    return " ".join(without_apostrophe(row[position]).split()) if position < len(row) else ""


def _check_name(event_id: int, name: str, own_id: int | None) -> None:
    query = select(BadgeIssuer.id).where(BadgeIssuer.event_id == event_id, BadgeIssuer.name == name)
    if db.session.scalar(query) not in (None, own_id):
        raise IssuerNameTaken


def _columns(event_id: int, details: IssuerDetails) -> dict[str, object]:
    ticket_type_id = db.session.scalars(
        select(TicketType.id).where(TicketType.event_id == event_id, TicketType.id == details.ticket_type_id)
    ).one()
    return {"name": details.name, "ticket_type_id": ticket_type_id, "pattern": normal_number(details.pattern)}
