"""Reads about scans: who came, when, and who came twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from eventapp.checkin.models import Resolution, Scan
from eventapp.checkin.queries.bundles import PASSED
from eventapp.checkin.queries.gates import gates_of, rules_by_place
from eventapp.checkin.verdicts import Passage, is_inside, judge
from eventapp.core.db import db
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration, RetiredTicket
from eventapp.registration.queries import RegistrationFilter, find_registrations

SEARCH_LIMIT = 8
SCANS_AT_ONCE = 500

_undo = aliased(Scan)
STANDS = ~exists().where(_undo.undoes == Scan.uuid, _undo.device_id == Scan.device_id)
"""Nobody took the scan back."""
ENTERED = and_(Scan.outcome == "admitted", Scan.direction == "entry", STANDS)


def attendance_by_session(event_id: int) -> list[tuple[Session, int, int]]:
    """(session, seats booked, of whom came to the event) for every session with bookings, by time."""
    came = select(Scan.registration_id).where(Scan.event_id == event_id, ENTERED)
    booked = func.count().label("booked")
    present = func.sum(case((AgendaItem.registration_id.in_(came), 1), else_=0))
    query = (
        select(AgendaItem.session_id, booked, present)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(Session.event_id == event_id, AgendaItem.is_booking)
        .group_by(AgendaItem.session_id)
    )
    numbers = {row[0]: (int(row[1]), int(row[2] or 0)) for row in db.session.execute(query)}
    sessions = db.session.scalars(
        select(Session).where(Session.id.in_(numbers)).order_by(Session.starts_at, Session.id)
    )
    return [(session, *numbers[session.id]) for session in sessions]


def recent_scans(event_id: int, limit: int = 50) -> list[Scan]:
    """The latest scans, with whom, where and by which device."""
    query = (
        select(Scan)
        .options(joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.registration))
        .where(Scan.event_id == event_id)
    )
    return list(db.session.scalars(query.order_by(Scan.id.desc()).limit(limit)))


def scans_of(registration_id: int) -> list[Scan]:
    query = select(Scan).options(joinedload(Scan.gate), joinedload(Scan.device))
    return list(
        db.session.scalars(query.where(Scan.registration_id == registration_id).order_by(Scan.scanned_at, Scan.uuid))
    )


def every_scan(event_id: int) -> Iterator[list[Scan]]:
    """All scans of an event in the order in which they happened, some hundreds at a time."""
    query = (
        select(Scan).options(joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.registration))
        .where(Scan.event_id == event_id).order_by(Scan.scanned_at, Scan.id).limit(SCANS_AT_ONCE)
    )  # fmt: skip
    after: tuple[datetime, int] | None = None
    while True:
        found = list(
            db.session.scalars(query if after is None else query.where(tuple_(Scan.scanned_at, Scan.id) > after))
        )
        if not found:
            return
        yield found
        after = found[-1].scanned_at, found[-1].id


def names_of(scans: Iterable[Scan]) -> dict[int, str]:
    """By the scan's id: who came with the ticket, also where the place was passed on since."""
    known = [scan for scan in scans if scan.registration is not None]
    former = former_holders(
        one.registration.id for one in known if one.registration and one.registration.holder != one.holder
    )
    return {
        scan.id: former.get((scan.registration.id, scan.holder), (scan.registration.name, ""))[0]
        for scan in known
        if scan.registration is not None
    }


def former_holders(registration_ids: Iterable[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """(name, company) of those who have had these places, by (registration's id, holder)."""
    wanted = set(registration_ids)
    if not wanted:
        return {}
    query = select(RetiredTicket).where(RetiredTicket.registration_id.in_(wanted))
    return {(one.registration_id, one.holder): (one.name, one.company) for one in db.session.scalars(query)}


def admitted_count(event_id: int) -> int:
    """How many people have come in at least once."""
    query = select(func.count(func.distinct(Scan.registration_id)))
    return db.session.scalar(query.where(Scan.event_id == event_id, ENTERED)) or 0


def outcome_counts(event_id: int) -> dict[str, int]:
    query = select(Scan.outcome, func.count()).where(Scan.event_id == event_id).group_by(Scan.outcome)
    return dict(db.session.execute(query).all())


def entry_times(event_id: int) -> list[datetime]:
    """When each person first came in, in order."""
    first = func.min(Scan.scanned_at).label("first")
    query = select(first).where(Scan.event_id == event_id, ENTERED).group_by(Scan.registration_id).order_by(first)
    return list(db.session.scalars(query))


def find_people(event_id: int, text: str) -> list[Registration]:
    """People whose name, company, address or code contains `text`: for a guest without a ticket at hand."""
    if len(text.strip()) < 2 and not any(ord(character) > 0x2E80 for character in text):
        return []
    return find_registrations(event_id, RegistrationFilter(text=text)).registrations[:SEARCH_LIMIT]


def people_inside(registration_ids: list[int]) -> set[int]:
    """Which of these have been admitted."""
    query = select(Scan.registration_id).where(Scan.registration_id.in_(registration_ids), ENTERED)
    return {row for row in db.session.scalars(query) if row is not None}


_ENTRIES = PreparedQuery(
    select(Scan.__table__.c.id).where(Scan.registration_id == bindparam("registration_id"), ENTERED).limit(1)
)


def has_entered(registration_id: int) -> bool:
    """Whether somebody with this registration was let in, as far as is committed, and nobody took that back."""
    return _ENTRIES.one(registration_id=registration_id) is not None


def passage_of(scan: Scan) -> Passage:
    """A stored scan as verdicts see it."""
    return Passage(
        scan.scanned_at, scan.uuid, scan.direction, scan.gate_id, scan.undoes, scan.device_id, bool(scan.reason)
    )


def passages_by_person(*wanted: ColumnElement[bool]) -> dict[int, list[Passage]]:
    """The scans that let somebody pass, tried to, or took that back, narrowed and by the registration's id."""
    found: dict[int, list[Passage]] = {}
    for (registration_id, _holder), passages in passages_by_holder(*wanted).items():
        found.setdefault(registration_id, []).extend(passages)
    return found


def passages_by_holder(*wanted: ColumnElement[bool]) -> dict[tuple[int, int], list[Passage]]:
    """The same by (registration's id, holder): who came keeps having come when the place has passed on since."""
    query = select(Scan).where(*wanted, Scan.outcome.in_(PASSED), Scan.registration_id.is_not(None))
    found: dict[tuple[int, int], list[Passage]] = {}
    for scan in db.session.scalars(query):
        assert scan.registration_id is not None
        found.setdefault((scan.registration_id, scan.holder), []).append(passage_of(scan))
    return found


@dataclass(frozen=True)
class DoubleEntry:
    """An entry that the door would have refused, had its phones known of each other. `scans` are all of that person's
    at that place, in order; `entry` is the one too many, `first` the one that it repeats."""

    person: Registration
    place: str
    entry: Scan
    first: Scan
    scans: list[Scan]
    resolution: Resolution | None


def double_entries(event_id: int) -> list[DoubleEntry]:
    """People who were let in more often than they left: phones without a network could not know of each other.

    Found by the same rules that the door judges by; those that nobody explained yet come first.
    """
    rules = rules_by_place(event_id, gates_of(event_id))
    by_visit: dict[tuple[Registration, str], list[Scan]] = {}
    for scan in _scans_of_who_entered_twice(event_id):
        assert scan.registration is not None
        for place, known in rules.items():
            if scan.gate_id in known:
                by_visit.setdefault((scan.registration, place), []).append(scan)
    explained = resolutions_of(event_id)
    found = [
        DoubleEntry(person, place, entry, first, scans, explained.get(entry.id))
        for (person, place), scans in by_visit.items()
        for entry, first in _doubles(scans, rules[place])
    ]
    return sorted(found, key=lambda one: (one.resolution is not None, -one.entry.id))


def _scans_of_who_entered_twice(event_id: int) -> list[Scan]:
    several = (
        select(Scan.registration_id)
        .where(Scan.event_id == event_id, ENTERED)
        .group_by(Scan.registration_id)
        .having(func.count() > 1)
    )
    query = select(Scan).options(joinedload(Scan.gate), joinedload(Scan.device), joinedload(Scan.registration))
    query = query.where(Scan.registration_id.in_(several), Scan.outcome.in_(PASSED))
    return list(db.session.scalars(query.order_by(Scan.scanned_at, Scan.uuid)))


def _doubles(scans: list[Scan], reentry: Mapping[int, str]) -> Iterator[tuple[Scan, Scan]]:
    """(the entry too many, the one before it) of one person at one place."""
    verdicts = judge((passage_of(scan) for scan in scans), reentry)
    by_uuid = {scan.uuid: scan for scan in scans}
    for scan in scans:
        verdict = verdicts.get(scan.uuid)
        if scan.outcome == "admitted" and verdict is not None and verdict.earlier is not None:
            yield scan, by_uuid[verdict.earlier.uuid]


def resolutions_of(event_id: int) -> dict[int, Resolution]:
    """What was found out about entries too many, by the scan's id."""
    query = select(Resolution).join(Scan, Scan.id == Resolution.scan_id).where(Scan.event_id == event_id)
    return {one.scan_id: one for one in db.session.scalars(query)}


def seats_taken(session_id: int | None, reentry: Mapping[int, str], registration_id: int) -> tuple[bool, int]:
    """Whether somebody booked a session (None: no session), and how many others are inside who did not."""
    booked = select(AgendaItem.registration_id).where(AgendaItem.session_id == session_id, AgendaItem.is_booking)
    has_booked = db.session.scalar(select(booked.where(AgendaItem.registration_id == registration_id).exists()))
    if has_booked:
        return True, 0
    others = passages_by_person(
        Scan.gate_id.in_(reentry), Scan.registration_id != registration_id, Scan.registration_id.not_in(booked)
    )
    return False, sum(is_inside(passages, reentry) for passages in others.values())
