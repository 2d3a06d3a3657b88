"""Who may pass: a pure function of a ticket's standing and the set of its scans, in whatever order they arrive."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

Outcome = Literal[
    "admitted", "already_admitted", "wrong_gate", "not_valid_now", "pending", "cancelled", "unknown", "forged",
    "session_full", "revoked",
]  # fmt: skip


class Passage(NamedTuple):
    """One scan of one ticket, as far as verdicts depend on it."""

    scanned_at: datetime
    uuid: UUID
    direction: str
    gate_id: int


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
    """Whom a gate lets in: tickets of these types (of all, where there are none), from one instant until another."""

    ticket_type_ids: frozenset[int] = frozenset()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def allowed_at(rules: GateRules, ticket_type_id: int, at: datetime) -> Outcome:
    """What a gate's rules say of a ticket in good standing at an instant."""
    if rules.ticket_type_ids and ticket_type_id not in rules.ticket_type_ids:
        return "wrong_gate"
    if (rules.opens_at and at < rules.opens_at) or (rules.closes_at and at >= rules.closes_at):
        return "not_valid_now"
    return "admitted"


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    """By the time of the scan, and by its id where two clocks agree."""
    return sorted(passages, key=lambda passage: (passage.scanned_at, passage.uuid))


def judge(passages: Iterable[Passage]) -> dict[UUID, Verdict]:
    """The verdict on each scan of a ticket in good standing: one entry, until an exit allows another."""
    verdicts: dict[UUID, Verdict] = {}
    inside: Passage | None = None
    for passage in in_order(passages):
        if passage.direction == "exit":
            verdicts[passage.uuid] = Verdict(passage.uuid, "admitted")
            inside = None
        elif inside is not None:
            verdicts[passage.uuid] = Verdict(passage.uuid, "already_admitted", inside)
        else:
            verdicts[passage.uuid] = Verdict(passage.uuid, "admitted")
            inside = passage
    return verdicts


def is_inside(passages: Sequence[Passage]) -> bool:
    """Whether the holder of a ticket in good standing is inside after these scans."""
    ordered = in_order(passages)
    return bool(ordered) and ordered[-1].direction == "entry"
