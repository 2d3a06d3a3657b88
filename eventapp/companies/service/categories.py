"""What companies do: the event's own taxonomy, two levels deep."""

from sqlalchemy import func, select

from eventapp.companies.models import CompanyCategory, CompanyCategoryLink
from eventapp.companies.service.directory import directory_changed, lock_directory
from eventapp.companies.service.errors import CategoryInUse, CategoryMisplaced
from eventapp.core import audit
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event


@transactional
def create_category(event: Event, name: LocalizedText, parent_id: int | None = None) -> CompanyCategory:
    """Raises CategoryMisplaced."""
    lock_directory(event.id)
    _check_parent(event, None, parent_id)
    last = db.session.scalar(select(func.max(CompanyCategory.position)).where(CompanyCategory.event_id == event.id))
    made = CompanyCategory(
        event_id=event.id, name=name, parent_id=parent_id, position=0 if last is None else last + 1
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    directory_changed(event)
    audit.record("company_category.created", made, event_id=event.id, after={"name": name, "parent_id": parent_id})
    return made


@transactional
def update_category(category: CompanyCategory, name: LocalizedText, parent_id: int | None = None) -> None:
    """Raises CategoryMisplaced."""
    lock_directory(category.event_id)
    event = db.session.get_one(Event, category.event_id)
    _check_parent(event, category, parent_id)
    wanted = {"name": name, "parent_id": parent_id}
    before, after = audit.differences({"name": category.name, "parent_id": category.parent_id}, wanted)
    if not after:
        return
    category.name, category.parent_id = name, parent_id
    directory_changed(event)
    audit.record("company_category.updated", category, event_id=event.id, before=before, after=after)


@transactional
def delete_category(category: CompanyCategory) -> None:
    """Raises CategoryInUse while companies are in it or in a part of it."""
    lock_directory(category.event_id)
    parts = select(CompanyCategory.id).where(
        (CompanyCategory.id == category.id) | (CompanyCategory.parent_id == category.id)
    )
    used = select(func.count(CompanyCategoryLink.company_id.distinct()))
    if companies := db.session.scalar(used.where(CompanyCategoryLink.category_id.in_(parts))):
        raise CategoryInUse(companies)
    for part in db.session.scalars(select(CompanyCategory).where(CompanyCategory.parent_id == category.id)):
        db.session.delete(part)
    db.session.flush()
    audit.record("company_category.deleted", category, event_id=category.event_id, before={"name": category.name})
    db.session.delete(category)
    directory_changed(db.session.get_one(Event, category.event_id))


def _check_parent(event: Event, category: CompanyCategory | None, parent_id: int | None) -> None:
    if parent_id is None:
        return
    parent = db.session.get(CompanyCategory, parent_id)
    if parent is None or parent.event_id != event.id or parent.parent_id is not None:
        raise CategoryMisplaced
    if category is not None:
        has_parts = db.session.scalar(select(CompanyCategory.id).where(CompanyCategory.parent_id == category.id))
        if parent.id == category.id or has_parts is not None:
            raise CategoryMisplaced
