"""Halls, floor plans, stands and their marks, and who is at which stand."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from eventapp.companies.models import Company, CompanyStand, Hall, HallPlan, Stand, StandEvent
from eventapp.companies.service.directory import directory_changed, lock_directory
from eventapp.companies.service.errors import HallInUse, StandUnknown
from eventapp.companies.service.floor_plans import clean_plan, marks_in
from eventapp.core import audit, clock
from eventapp.core.db import db, insert_unless_there, transactional
from eventapp.core.files import content_key
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event

LONGEST_NUMBER = 20


class StandPlace(NamedTuple):
    """A stand by its hall and number."""

    hall_id: int
    number: str


@dataclass(frozen=True)
class Mark:
    """Where a stand is on its hall's plan, in ten thousandths of the plan's sides."""

    x: int
    y: int
    width: int
    height: int


@transactional
def create_hall(event: Event, name: LocalizedText) -> Hall:
    lock_directory(event.id)
    last = db.session.scalar(select(func.max(Hall.position)).where(Hall.event_id == event.id))
    hall = Hall(event_id=event.id, name=name, position=0 if last is None else last + 1)
    db.session.add(hall)
    db.session.flush()
    directory_changed(event)
    audit.record("hall.created", hall, event_id=event.id, after={"name": name})
    return hall


@transactional
def rename_hall(hall: Hall, name: LocalizedText) -> None:
    lock_directory(hall.event_id)
    if hall.name == name:
        return
    audit.record("hall.updated", hall, event_id=hall.event_id, before={"name": hall.name}, after={"name": name})
    hall.name = name
    directory_changed(db.session.get_one(Event, hall.event_id))


@transactional
def delete_hall(hall: Hall) -> None:
    """Raises HallInUse while companies have stands there."""
    lock_directory(hall.event_id)
    ours = select(Stand.id).where(Stand.hall_id == hall.id)
    held = select(func.count(CompanyStand.company_id.distinct())).where(CompanyStand.stand_id.in_(ours))
    if companies := db.session.scalar(held):
        raise HallInUse(companies)
    audit.record("hall.deleted", hall, event_id=hall.event_id, before={"name": hall.name})
    db.session.execute(delete(Stand).where(Stand.hall_id == hall.id))
    db.session.execute(delete(HallPlan).where(HallPlan.hall_id == hall.id))
    db.session.delete(hall)
    directory_changed(db.session.get_one(Event, hall.event_id))


@transactional
def set_plan(hall: Hall, content: bytes) -> int:
    """Keep a floor plan. Stands that it names are marked: by `data-stand`, or by the id of a rectangle where the hall
    has a stand of that number. Returns how many that were. Raises PlanRefused."""
    lock_directory(hall.event_id)
    plan = clean_plan(content)
    db.session.merge(HallPlan(hall_id=hall.id, content=plan.content, changed_at=clock.now()))
    hall.plan_key = content_key(plan.content)
    hall.plan_width, hall.plan_height = plan.width, plan.height
    directory_changed(db.session.get_one(Event, hall.event_id))
    audit.record("hall.plan_set", hall, event_id=hall.event_id)
    numbers = set(db.session.scalars(select(Stand.number).where(Stand.hall_id == hall.id)))
    named = {one.number: one for one in marks_in(plan.content) if one.is_meant or one.number in numbers}
    for one in named.values():
        mark_stand(hall, one.number, Mark(one.x, one.y, one.width, one.height))
    return len(named)


@transactional
def remove_plan(hall: Hall) -> None:
    """The marks stay, for the next plan."""
    lock_directory(hall.event_id)
    kept = db.session.get(HallPlan, hall.id)
    if kept is not None:
        db.session.delete(kept)
        hall.plan_key, hall.plan_width, hall.plan_height = "", 0, 0
        directory_changed(db.session.get_one(Event, hall.event_id))
        audit.record("hall.plan_removed", hall, event_id=hall.event_id)


@transactional
def mark_stand(hall: Hall, number: str, mark: Mark | None) -> Stand:
    """Say where a stand is on the plan; None takes the mark away. A number that is new becomes a stand."""
    lock_directory(hall.event_id)
    event = db.session.get_one(Event, hall.event_id)
    stand = db.session.get_one(Stand, stands_named(event, [StandPlace(hall.id, number)])[StandPlace(hall.id, number)])
    before = {"mark": _written(stand)}
    for side in ("x", "y", "width", "height"):
        setattr(stand, side, getattr(mark, side) if mark else None)
    db.session.flush()
    after = {"mark": _written(stand)}
    if before != after:
        directory_changed(db.session.get_one(Event, hall.event_id))
        audit.record("stand.marked", stand, event_id=hall.event_id, before=before, after=after)
    return stand


@transactional
def delete_stand(hall: Hall, number: str) -> None:
    """Raises StandUnknown; HallInUse while companies are there."""
    lock_directory(hall.event_id)
    stand = _stand(hall, number)
    if stand is None:
        raise StandUnknown
    if companies := len(stand.company_links):
        raise HallInUse(companies)
    audit.record("stand.deleted", stand, event_id=hall.event_id, before={"number": number})
    db.session.delete(stand)
    directory_changed(db.session.get_one(Event, hall.event_id))


def stands_named(event: Event, places: Collection[StandPlace]) -> dict[StandPlace, int]:
    """The ids of these stands, which are made where they are new, inside a transaction; of the event's own halls."""
    if not places:
        return {}
    halls = set(db.session.scalars(select(Hall.id).where(Hall.event_id == event.id)))
    wanted = {place for place in places if place.hall_id in halls}
    found = _known_stands(halls)
    if new := sorted(wanted - set(found)):
        # Somebody else may be making one of them at the same moment: then it is theirs.
        values = [{"hall_id": place.hall_id, "number": place.number} for place in new]
        db.session.execute(insert_unless_there(Stand), values)
        found = _known_stands(halls)
    return {place: found[place] for place in wanted}


def _known_stands(halls: Collection[int]) -> dict[StandPlace, int]:
    query = select(Stand.hall_id, Stand.number, Stand.id).where(Stand.hall_id.in_(halls))
    return {StandPlace(hall_id, number): stand_id for hall_id, number, stand_id in db.session.execute(query)}


def put_at_stands(event: Event, company: Company, places: tuple[StandPlace, ...]) -> None:
    """Have a company be at these stands, inside a transaction."""
    wanted = set(stands_named(event, places).values())
    known = {link.stand_id: link for link in company.stand_links}
    if set(known) == wanted:
        return
    company.stand_links = [
        known.get(one) or CompanyStand(company_id=company.id, stand_id=one) for one in sorted(wanted)
    ]  # fmt: skip
    db.session.flush()
    announce_anew(company)
    tidy_stands(event)


def announce_anew(company: Company) -> None:
    """Have calendars be told anew what happens at a company's stands, whose place or standing changed."""
    db.session.execute(
        update(StandEvent)
        .where(StandEvent.company_id == company.id)
        .values(sequence=StandEvent.sequence + 1, changed_at=clock.now())
    )


def tidy_stands(event: Event) -> None:
    """Stands that nobody is at and no plan shows are gone, inside a transaction."""
    ours = select(Hall.id).where(Hall.event_id == event.id)
    held = select(CompanyStand.stand_id)
    db.session.execute(
        delete(Stand).where(Stand.hall_id.in_(ours), Stand.x.is_(None), Stand.id.not_in(held))
    )  # fmt: skip


def stand_places(company: Company) -> tuple[StandPlace, ...]:
    return tuple(StandPlace(link.stand.hall_id, link.stand.number) for link in company.stand_links)


def _stand(hall: Hall, number: str) -> Stand | None:
    return db.session.scalar(select(Stand).where(Stand.hall_id == hall.id, Stand.number == number))


def _written(stand: Stand) -> list[int | None]:
    return [stand.x, stand.y, stand.width, stand.height]
