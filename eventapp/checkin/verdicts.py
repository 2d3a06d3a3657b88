"""Who may pass: a pure function of a ticket's standing and the set of its scans, in whatever order they arrive."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, cast
from uuid import UUID
from zoneinfo import ZoneInfo

NO_RULES: Mapping[int, str] = MappingProxyType({})
ELSEWHERE, AROUND = "elsewhere", "around"
"""Rules of gates to other places: who enters there, or leaves what is around this place, has left this one."""

Outcome = Literal[
    "admitted", "already_admitted", "wrong_gate", "not_valid_now", "pending", "cancelled", "unknown", "forged",
    "session_full", "revoked",
]  # fmt: skip


class Passage(NamedTuple):
    """One scan of one ticket, as far as verdicts depend on it. An `undo` takes the scan `undoes` of the same device
    back; an override (`is_override`) lets somebody in against the rules."""

    scanned_at: datetime
    uuid: UUID
    direction: str
    gate_id: int
    undoes: UUID | None = None
    device_id: int = 0
    is_override: bool = False


class Verdict(NamedTuple):
    """What becomes of one scan; `earlier` is the entry that made it a second one."""

    uuid: UUID
    outcome: Outcome
    earlier: Passage | None = None


def standing_of(state: str, ticket_version: int, shown_version: int | None) -> Outcome:
    """What a ticket is worth before anybody scanned it. `shown_version` is None where only the code was typed."""
    if state in ("cancelled", "declined"):
        return "cancelled"
    if state != "confirmed":
        return "pending"
    if shown_version is not None and shown_version < ticket_version:
        return "revoked"
    return "admitted"


class GateRules(NamedTuple):
    """Whom a gate lets in: tickets of these types and badges of these classes (of all, where there are none), from one
    instant until another."""

    ticket_type_ids: frozenset[int] = frozenset()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    badge_classes: frozenset[str] = frozenset()


DAY_BEGINS = timedelta(hours=4)
"""After midnight: who leaves a party for some fresh air is not asked for the next day's ticket."""


def is_good_on(days: Collection[str], at: datetime, zone: str) -> bool:
    """Whether a ticket for some `days` (ISO dates at the event's place; none means all) is good at an instant.

    A day lasts until four in the morning.
    """
    return not days or (at.astimezone(ZoneInfo(zone)) - DAY_BEGINS).date().isoformat() in days


def allowed_at(
    rules: GateRules,
    ticket_type_id: int,
    at: datetime,
    badge_class: str = "",
    *,
    days: Collection[str] = (),
    zone: str = "UTC",
) -> Outcome:
    """What a gate's rules say of a ticket in good standing, good on these days, at an instant."""
    if rules.ticket_type_ids and ticket_type_id not in rules.ticket_type_ids:
        return "wrong_gate"
    if rules.badge_classes and badge_class not in rules.badge_classes:
        return "wrong_gate"
    if (rules.opens_at and at < rules.opens_at) or (rules.closes_at and at >= rules.closes_at):
        return "not_valid_now"
    return "admitted" if is_good_on(days, at, zone) else "not_valid_now"


def seat_for(capacity: int | None, booked: int, has_booked: bool, others_inside: int) -> Outcome:
    """Whether a session has a seat for somebody: who booked has one, others take what is left of the `capacity` (None:
    no end of it) beside the `booked` seats and the `others_inside`, who have not booked either."""
    if has_booked or capacity is None or booked + others_inside < capacity:
        return "admitted"
    return "session_full"


def counted(passages: Iterable[Passage]) -> list[Passage]:
    """Entries and exits that nobody took back, in whatever order they came."""
    passages = list(passages)
    undone = {(passage.undoes, passage.device_id) for passage in passages if passage.undoes is not None}
    return [
        passage
        for passage in passages
        if passage.direction != "undo" and (passage.uuid, passage.device_id) not in undone
    ]


def seen_here(passages: Iterable[Passage], reentry: Mapping[int, str]) -> list[Passage]:
    """Entries and exits of one place, where entering another one, or leaving the building, is an exit."""
    found = []
    for passage in passages:
        rule = reentry.get(passage.gate_id)
        if rule not in (ELSEWHERE, AROUND):
            found.append(passage)
        elif passage.direction == ("entry" if rule == ELSEWHERE else "exit"):
            found.append(passage._replace(direction="exit"))
    return found


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    """By the time of the scan, and by its id where two clocks agree."""
    return sorted(passages, key=lambda passage: (passage.scanned_at, passage.uuid))


def judge(passages: Iterable[Passage], reentry: Mapping[int, str] = NO_RULES) -> dict[UUID, Verdict]:
    """The verdict on each counted scan of a ticket in good standing at one place.

    `reentry` is each gate's rule by its id: one entry until an exit allows another (`after_exit`, where nothing is
    said), one and no other (`once`), or as many as there are (`free`). An override always lets in. Passages of gates
    that lead elsewhere (`elsewhere`, `around`) can only end a stay.
    """
    verdicts: dict[UUID, Verdict] = {}
    inside: Passage | None = None
    last: Passage | None = None
    for passage in in_order(seen_here(counted(passages), reentry)):
        outcome, earlier = "admitted", None
        if passage.direction == "exit":
            inside = None
        else:
            rule = reentry.get(passage.gate_id, "after_exit")
            before = {"free": None, "once": inside or last}.get(rule, inside)
            if before is not None and not passage.is_override:
                outcome, earlier = "already_admitted", before
            else:
                inside = last = passage
        verdicts[passage.uuid] = Verdict(passage.uuid, cast(Outcome, outcome), earlier)
    return verdicts


def is_inside(passages: Iterable[Passage], reentry: Mapping[int, str] = NO_RULES) -> bool:
    """Whether the holder of a ticket in good standing is inside after these scans."""
    ordered = in_order(seen_here(counted(passages), reentry))
    return bool(ordered) and ordered[-1].direction == "entry"
