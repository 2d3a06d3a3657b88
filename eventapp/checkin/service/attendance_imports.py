"""Attendance from elsewhere: paper lists, other apps, people marked by hand. Each becomes a scan like any other."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from eventapp.checkin.models import Device, Gate, Scan
from eventapp.checkin.queries import ENTERED, KnownDevice, gates_of
from eventapp.checkin.service.scans import NewScan, record_scans
from eventapp.core import audit, clock
from eventapp.core.cell_values import is_day_first, read_moment
from eventapp.core.codes import normal_code, random_secret, secret_hash
from eventapp.core.column_mapping import Headings, cells_by_field, plain_heading, proposed_mapping, untaken_columns
from eventapp.core.db import db, transactional
from eventapp.core.import_problems import N_, Problem, StrictlyRefused, ValueRefused
from eventapp.core.locales import in_all_languages
from eventapp.core.spreadsheets import NumberedRow, Table, without_apostrophe
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.spreadsheet_columns import HEADINGS as OF_PEOPLE
from eventapp.registration.spreadsheet_columns import OF_ATTENDANCE

HEADINGS: Headings = {
    "code": ("code", "registration code", "ticket code", "代碼", "代码", "登記編號", "登记编号"),
    "name": ("name", *OF_PEOPLE["name"]),
    "surname": ("surname", *OF_PEOPLE["surname"]),
    "given_name": ("given name", *OF_PEOPLE["given_name"]),
    "email": ("email", *OF_PEOPLE["email"]),
    **OF_ATTENDANCE,
}  # fmt: skip
_NOT_COME = ("no", "false", "0", "n", "absent", "no show", "noshow", "not checked in", "否", "未簽到", "未签到", "缺席",
             "沒有", "没有")  # fmt: skip
_NO_HEADING = re.compile(r".+@.+|[A-Za-z0-9]{4}-?[A-Za-z0-9]{4}")


class Arrival(NamedTuple):
    """Somebody who came: `left_at` where that is known."""

    row: int | None
    person: Registration
    came_at: datetime
    left_at: datetime | None = None


@dataclass
class AttendanceImported:
    """How many people were marked as having come, how many had come already; `problems` name the rows that were not
    taken, `absent` counts those of whom the list says that they did not come."""

    added: int = 0
    unchanged: int = 0
    absent: int = 0
    encoding: str | None = None
    problems: list[Problem] = field(default_factory=list)
    updated: int = 0
    """None ever is: scans are never changed."""

    @property
    def left_out(self) -> int:
        return sum(problem.is_left_out for problem in self.problems)


def import_attendance(
    event: Event, gate: Gate, table: Table, at: datetime, *, by: str, strict: bool = False
) -> AttendanceImported:
    """Mark everybody in a list as having come to the gate's place; `at` is when, for rows that do not say so.

    `by` names the list in the log of scans. The same list twice changes nothing. Raises StrictlyRefused.
    """
    return _import(event, gate, table, at, by, strict=strict)


@transactional
def _import(event: Event, gate: Gate, table: Table, at: datetime, by: str, *, strict: bool) -> AttendanceImported:
    result = AttendanceImported(encoding=table.encoding)
    arrivals = _arrivals(event, table, at, result)
    if strict and result.problems:
        raise StrictlyRefused(result.problems)
    _mark(event, gate, arrivals, by, result)
    return result


@transactional
def mark_attended(
    event: Event, gate: Gate, people: Sequence[Registration], at: datetime, *, by: str
) -> AttendanceImported:
    """Mark people as having come to the gate's place at an instant; who has come already stays as they are."""
    result = AttendanceImported()
    _mark(event, gate, [Arrival(None, person, at) for person in people], by, result)
    return result


def _mark(event: Event, gate: Gate, arrivals: Iterable[Arrival], by: str, result: AttendanceImported) -> None:
    device = _list_as_device(gate, by)
    known = _came_on(event, gate)
    sequence = db.session.scalar(select(func.max(Scan.device_seq)).where(Scan.device_id == device.id)) or 0
    scans = []
    for arrival in arrivals:
        day = event.local(arrival.came_at).date()
        if (arrival.person.id, day) in known:
            result.unchanged += 1
            continue
        known.add((arrival.person.id, day))
        result.added += 1
        for direction, moment in (("entry", arrival.came_at), ("exit", arrival.left_at)):
            if moment is not None:
                sequence += 1
                uuid = uuid5(event.uid, f"attendance:{gate.id}:{arrival.person.uid}:{direction}:{moment.isoformat()}")
                scans.append(NewScan(uuid, arrival.person.code, direction, moment, sequence, "desk", told="admitted"))
    record_scans(device, scans)
    if result.added:
        after = {"people": result.added, "gate_id": gate.id, "by": by}
        audit.record("attendance.imported", event, event_id=event.id, after=after)


def _list_as_device(gate: Gate, by: str) -> KnownDevice:
    """A list in the log of scans: a device whose token nobody has."""
    query = select(Device).where(Device.gate_id == gate.id, Device.name == by[:80])
    device = db.session.scalars(query.order_by(Device.id)).first()
    if device is None:
        now = clock.now()
        device = Device(
            event_id=gate.event_id, gate_id=gate.id, name=by[:80], token_hash=secret_hash(random_secret()),
            paired_at=now, revoked_at=now,
        )  # fmt: skip
        db.session.add(device)
        db.session.flush()
    return KnownDevice(*(getattr(device, name) for name in KnownDevice._fields))


def _came_on(event: Event, gate: Gate) -> set[tuple[int | None, date]]:
    """(registration's id, day) of who came in to the gate's place, on the clocks of the event's place."""
    together = [one.id for one in gates_of(event.id) if one.place == gate.place]
    query = select(Scan.registration_id, Scan.scanned_at).where(
        Scan.event_id == event.id, Scan.gate_id.in_(together), Scan.registration_id.is_not(None), ENTERED
    )
    return {(registration_id, event.local(at).date()) for registration_id, at in db.session.execute(query)}


def _arrivals(event: Event, table: Table, at: datetime, result: AttendanceImported) -> list[Arrival]:
    mapping = proposed_mapping(table.head, HEADINGS)
    rows = table.rows
    if not {"code", "email", "name", "surname", "given_name"} & set(mapping):
        # A list without headings: a code, an address or a name in its first column.
        mapping = {"anything": 0}
        first = table.head[0].strip() if table.head else ""
        if _NO_HEADING.fullmatch(first) or not any(len(row.cells) > 1 for row in rows):
            rows = [NumberedRow(rows[0].number - 1 if rows else 1, table.head), *rows]
    for name in untaken_columns(table, mapping.values()) if "anything" not in mapping else ():
        if plain_heading(name) in _only_told():
            continue
        result.problems.append(Problem(None, name, N_("No field takes this column."), is_left_out=False))
    people = _People(event)
    day_first = is_day_first(cells_by_field(row.cells, mapping).get("came_at", "") for row in rows)
    found = []
    for row in rows:
        cells = {name: without_apostrophe(cell).strip() for name, cell in cells_by_field(row.cells, mapping).items()}
        if not any(cells.values()):
            continue
        if _is_absent(cells, mapping):
            result.absent += 1
            continue
        try:
            found.append(_arrival(event, row.number, cells, people, at, day_first=day_first))
        except ValueRefused as refusal:
            about = next((cells[name] for name in ("name", "anything", "email", "code") if cells.get(name)), "")
            result.problems.append(Problem(row.number, about[:100], refusal.reason, refusal.values))
    return found


@lru_cache(maxsize=1)
def _only_told() -> frozenset[str]:
    """The headings of our own table of attendance that tell what follows from its others."""
    told = (_l("Company"), _l("Minutes"), _l("Times"), _l("Had booked"))
    return frozenset(plain_heading(label) for one in told for label in in_all_languages(one))


def _is_absent(cells: Mapping[str, str], mapping: Mapping[str, int]) -> bool:
    """Whether a row says that somebody did not come: in words, or by having no time where all others have one."""
    said = " ".join(cells.get("came", "").casefold().replace("-", " ").split())
    if said in _NOT_COME or ("came" in mapping and not said):
        return True
    return "came" not in mapping and "came_at" in mapping and not cells["came_at"]


def _arrival(
    event: Event, row: int, cells: Mapping[str, str], people: "_People", at: datetime, *, day_first: bool
) -> Arrival:
    person = people.find(cells)
    came_at = _moment(event, cells.get("came_at", ""), at, day_first=day_first) or at
    left_at = _moment(event, cells.get("left_at", ""), came_at, day_first=day_first)
    if came_at > clock.now() + timedelta(minutes=5):
        raise ValueRefused(N_("It is in the future: nobody has come then."))
    if left_at is not None and left_at <= came_at:
        raise ValueRefused(N_("They would have left before they came."))
    return Arrival(row, person, came_at, left_at)


def _moment(event: Event, text: str, day_of: datetime, *, day_first: bool) -> datetime | None:
    """An instant of a cell; a time of day is of the day of `day_of`, a day alone is at its time of day."""
    if not text:
        return None
    try:
        moment = read_moment(text, day_first=day_first)
    except ValueError:
        raise ValueRefused(N_("“%(value)s” is no time such as 2026-03-17 09:30."), value=text[:40]) from None
    local = event.local(day_of)
    found = datetime.combine(moment.day or local.date(), moment.at or local.time())
    return found if found.tzinfo else found.replace(tzinfo=event.zone)


class _People:
    """Everybody who registered, by code, address and name."""

    def __init__(self, event: Event) -> None:
        self._by_code: dict[str, Registration] = {}
        self._by_email: dict[str, list[Registration]] = defaultdict(list)
        self._by_name: dict[str, list[Registration]] = defaultdict(list)
        query = select(Registration).where(Registration.event_id == event.id, Registration.erased_at.is_(None))
        for person in db.session.scalars(query.order_by(Registration.id)):
            self._by_code[person.code] = person
            self._by_email[person.email.casefold()].append(person)
            for name in {_plain(person.name), _plain(person.romanised_name)} - {""}:
                self._by_name[name].append(person)

    def find(self, cells: Mapping[str, str]) -> Registration:
        """Who a row is about. Raises ValueRefused."""
        anything = cells.get("anything", "")
        code = normal_code(cells.get("code", "") or anything)
        if found := self._by_code.get(code):
            return found
        email = (cells.get("email", "") or anything).casefold()
        name = _plain(cells.get("name", "") or anything)
        whole = {_plain(f"{cells.get('given_name', '')} {cells.get('surname', '')}"),
                 _plain(cells.get("surname", "") + cells.get("given_name", ""))}  # fmt: skip
        by_email = self._by_email.get(email, []) if email else []
        names = {name, *whole} - {""}
        by_name = [person for one in sorted(names) for person in self._by_name.get(one, [])]
        if by_email:
            both = [person for person in by_email if person in by_name]
            return self._only(both or by_email)
        return self._only(by_name)

    def _only(self, found: Sequence[Registration]) -> Registration:
        active = [person for person in found if person.is_active] or list(found)
        if not found:
            raise ValueRefused(N_("Nobody is registered by this code, address or name."))
        if len({person.id for person in active}) > 1:
            raise ValueRefused(N_("Several people are registered so: name the code or the address."))
        return active[0]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
