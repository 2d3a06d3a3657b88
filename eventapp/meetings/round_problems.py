"""What a round is made from: an event's wishes, people, tables and confirmed meetings as the solver has them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import Meeting, MeetingProfile, MeetingSettings, MeetingTable, MeetingWish
from eventapp.meetings.rounds.problem import Person, Place, Round, Wish
from eventapp.meetings.rounds.problem import Slot as RoundSlot
from eventapp.meetings.slots import Slot, limit_of

FIRST_RANK, STEP, LEAST = 100, 10, 20
"""What one's first wish is worth, how much less each after it, and the least."""
ASKED = 60
"""What a request that waits for an answer is worth."""

Pair = tuple[int, int]
"""Requester and recipient, by registration."""


@dataclass(frozen=True)
class RoundProblem:
    """A problem, and what its positions stand for. `tables` are those of each place, the ones in use included."""

    problem: Round
    pairs: tuple[Pair, ...]
    people: tuple[int, ...]
    slots: tuple[Slot, ...]
    tables: tuple[tuple[MeetingTable, ...], ...]


def round_problem(event: Event, settings: MeetingSettings, at: datetime, *, may_move: bool = False) -> RoundProblem:
    """The problem as it stands at an instant: what is confirmed stays, and what was wished for comes to it."""
    slots = tuple(slot for slot in queries.slots_of(settings) if slot.starts_at > at)
    profiles = {
        one.registration_id: one
        for one in queries.people_on(event.id)
        if not settings.badge_classes or one.registration.badge_class in settings.badge_classes
    }
    places = _Places(event, profiles)
    known = set(slots)
    confirmed = [one for one in queries.confirmed_meetings(event.id) if _is_known(one, known, profiles)]
    worth = _worth(event.id, profiles)
    pairs = list(dict.fromkeys([_pair_of(one) for one in confirmed] + list(worth)))
    number = {pair: position for position, pair in enumerate(pairs)}
    at_slot = {slot.starts_at: position for position, slot in enumerate(slots)}
    held = {number[_pair_of(one)]: at_slot[one.starts_at] for one in confirmed if one.starts_at is not None}
    movable = {number[_pair_of(one)] for one in confirmed if may_move and one.is_from_round}
    there = {_pair_of(one): places.of_table(one.table_id) for one in confirmed}
    position = {key: place for place, key in enumerate(profiles)}
    wishes = tuple(
        Wish(
            position[pair[0]], position[pair[1]],
            there[pair] if there.get(pair) is not None and number[pair] not in movable else places.of(pair),  # type: ignore[arg-type]
            worth.get(pair, (FIRST_RANK, False))[0], worth.get(pair, (0, False))[1],
        )
        for pair in pairs
    )  # fmt: skip
    return RoundProblem(
        Round(
            slots=tuple(_round_slot(event, slot, slots[0]) for slot in slots),
            places=places.as_places(),
            people=_people(event, settings, profiles, slots, confirmed),
            wishes=wishes,
            walking=dict.fromkeys(combinations(range(places.halls), 2), settings.walking_minutes),
            kept={wish: slot for wish, slot in held.items() if wish not in movable},
            before={wish: slot for wish, slot in held.items() if wish in movable},
        ),
        tuple(pairs), tuple(profiles), slots, tuple(tuple(one) for one in places.tables),
    )  # fmt: skip


def _is_known(meeting: Meeting, slots: Collection[Slot], profiles: Mapping[int, MeetingProfile]) -> bool:
    """Whether a meeting is one of this round's slots and people; any other only keeps its people busy."""
    return (
        (meeting.starts_at, meeting.ends_at) in slots
        and all(one in profiles for one in meeting.people)
    )  # fmt: skip


def _pair_of(meeting: Meeting) -> Pair:
    return (meeting.of("requester").registration_id, meeting.of("recipient").registration_id)


def _worth(event_id: int, profiles: Mapping[int, MeetingProfile]) -> dict[Pair, tuple[int, bool]]:
    """What each two are worth who wish to meet, from both sides together, and whether it is owed."""
    found: dict[Pair, tuple[int, bool]] = {}

    def add(one: int, other: int, worth: int, *, is_owed: bool = False) -> None:
        if one not in profiles or other not in profiles:
            return
        pair = (other, one) if (other, one) in found else (one, other)
        before, was_owed = found.get(pair, (0, False))
        found[pair] = (before + worth, was_owed or is_owed)

    for wish in queries.wishes_of_event(event_id):
        add(wish.registration_id, wish.wished_id, worth_of(wish), is_owed=wish.is_owed)
    for meeting in queries.requests_of_event(event_id):
        add(*_pair_of(meeting), ASKED)
    blocked = queries.blocked_pairs(event_id)
    return {pair: worth for pair, worth in found.items() if frozenset(pair) not in blocked}


def worth_of(wish: MeetingWish) -> int:
    return max(FIRST_RANK - STEP * (wish.rank - 1), LEAST)


def _people(
    event: Event,
    settings: MeetingSettings,
    profiles: Mapping[int, MeetingProfile],
    slots: Iterable[Slot],
    confirmed: Iterable[Meeting],
) -> tuple[Person, ...]:
    """When each can: not in booked sessions, not when they said no, not in meetings that this round does not know."""
    known = {(one.registration_id, meeting.starts_at) for meeting in confirmed for one in meeting.participants}
    engagements = queries.engagements(event, settings, profiles.values())
    found = []
    for key, profile in profiles.items():
        one = engagements[key]
        free = 0
        for position, slot in enumerate(slots):
            if (key, slot.starts_at) in known or one.is_free(slot):
                free |= 1 << position
        found.append(
            Person(free, limit_of(profile.registration.badge_class, settings.day_limit, settings.class_limits))
        )
    return tuple(found)


def _round_slot(event: Event, slot: Slot, first: Slot) -> RoundSlot:
    begins = event.local(slot.starts_at)
    minutes = begins.hour * 60 + begins.minute
    length = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
    return RoundSlot((begins.date() - event.local(first.starts_at).date()).days, minutes, minutes + length)


class _Places:
    """The tables of an event as places, and where two people meet."""

    def __init__(self, event: Event, profiles: Mapping[int, MeetingProfile]) -> None:
        self._profiles = profiles
        self.tables: list[list[MeetingTable]] = []
        self._hall_of: list[int] = []
        self._halls: dict[int | None, int] = {}
        self._at_stand: dict[int, int] = {}
        self._own: dict[int, int] = {}
        self._common: dict[int, int] = {}
        self._given: dict[int, int] = {}
        for zone in queries.zones_of(event.id):
            hall = self._halls.setdefault(zone.hall_id, len(self._halls))
            for table in zone.tables:
                if table.holder_id is not None:
                    self._own[table.holder_id] = self._add(hall, [table])
            shared = [table for table in zone.tables if table.holder_id is None]
            if not shared:
                continue
            if zone.company_id is not None:
                self._at_stand[zone.company_id] = self._add(hall, shared)
            elif hall in self._common:
                self.tables[self._common[hall]] += shared
            else:
                self._common[hall] = self._add(hall, shared)
        self._has_tables = bool(self.tables)
        if not self._has_tables:
            self._common[0] = self._add(0, [])
        companies = queries.companies_of([one.registration for one in profiles.values()])
        self._company = {key: company.id for key, company in companies.items()}

    def _add(self, hall: int, tables: list[MeetingTable]) -> int:
        self.tables.append(list(tables))
        self._hall_of.append(hall)
        return len(self.tables) - 1

    @property
    def halls(self) -> int:
        return max(len(self._halls), 1)

    def as_places(self) -> tuple[Place, ...]:
        """An event without tables has as many as people."""
        everybody = len(self._profiles)
        return tuple(
            Place(hall, len(tables) if self._has_tables else everybody)
            for hall, tables in zip(self._hall_of, self.tables, strict=True)
        )

    def of_table(self, table_id: int | None) -> int | None:
        if table_id is None:
            return None if self._has_tables else self._common[0]
        return next(
            (place for place, tables in enumerate(self.tables) if any(one.id == table_id for one in tables)), None
        )

    def of(self, pair: Pair) -> int:
        """At the place of who is asked, of who asks, or at common tables: those that have the most room left."""
        for key in reversed(pair):
            if self._profiles[key].place == "own" and (own := self._own_place(key)) is not None:
                return own
        if self._common:
            chosen = min(self._common.values(), key=lambda one: self._given.get(one, 0) / max(len(self.tables[one]), 1))
            self._given[chosen] = self._given.get(chosen, 0) + 1
            return chosen
        return next((own for key in reversed(pair) if (own := self._own_place(key)) is not None), 0)

    def _own_place(self, key: int) -> int | None:
        return self._own.get(key, self._at_stand.get(self._company.get(key, 0)))
