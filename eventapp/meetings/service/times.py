"""When and where two people can meet: everything that stands in the way, asked once for all slots."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.meetings import queries
from eventapp.meetings.models import SIDES, Meeting, MeetingProfile, MeetingSettings, MeetingTable, MeetingZone
from eventapp.meetings.service.errors import DayFull, NoTable, TimeTaken, TimeUnfit
from eventapp.meetings.slots import Engagements, Slot


class Times:
    """The times of two people. `recipient` is who was asked: at whose place they meet where both have one.

    `but` is the meeting that is being moved: it stands in nobody's way.
    """

    def __init__(
        self,
        settings: MeetingSettings,
        requester: MeetingProfile,
        recipient: MeetingProfile,
        *,
        but: int | None = None,
    ) -> None:
        self.settings, self.requester, self.recipient, self.but = settings, requester, recipient, but
        self.event = db.session.get_one(Event, settings.event_id)
        self.slots = queries.slots_of(settings)
        self.people = {one.registration_id: one for one in (requester, recipient)}

    @classmethod
    def of(cls, settings: MeetingSettings, meeting: Meeting) -> "Times":
        """Where a meeting of two can move."""
        requester, recipient = (meeting.of(side).profile for side in SIDES)
        return cls(settings, requester, recipient, but=meeting.id)

    @cached_property
    def _engagements(self) -> dict[int, Engagements]:
        return queries.engagements(self.event, self.settings, self.people.values(), but=self.but)

    @cached_property
    def _full(self) -> set[Slot]:
        """The slots in which no table is left at which these two may meet."""
        tables = [table.id for table in self._tables]
        return queries.full_slots(self.settings.event_id, self.slots, tables, but=self.but)

    @cached_property
    def _zones(self) -> list[MeetingZone]:
        return queries.zones_of(self.settings.event_id)

    def possible(self) -> list[Slot]:
        """Every slot to come in which both can meet and a table is free."""
        now = clock.now()
        return [
            slot
            for slot in self.slots
            if slot.starts_at > now
            and all(one.suits(slot) for one in self._engagements.values())
            and (not self._has_tables or slot not in self._full)
        ]

    def slot_at(self, starts_at: datetime) -> Slot:
        """Raises TimeUnfit where no slot to come begins then."""
        found = next((slot for slot in self.slots if slot.starts_at == starts_at), None)
        if found is None or found.starts_at <= clock.now():
            raise TimeUnfit
        return found

    def check(
        self, slot: Slot, asking: int | None, *, agreed: Iterable[int] = (), people: Iterable[int] | None = None
    ) -> None:
        """Raises TimeTaken or DayFull where one of the two, or of these `people`, cannot meet then.

        `asking` is who wants to know. Those who `agreed` to this very time may have ruled it out before.
        """
        for key in self.people if people is None else people:
            one = self._engagements[key]
            is_own = key == asking
            if one.has_something(slot) or (key not in agreed and slot.starts_at in one.unavailable):
                raise TimeTaken(slot.starts_at, is_own=is_own)
            if one.is_full(slot.starts_at.astimezone(one.zone).date()):
                raise DayFull(is_own=is_own)

    def table(self, slot: Slot, wanted: int | None = None) -> MeetingTable | None:
        """A free table for the two: the one at which they are, where it is free, one at the place of who was asked, of
        who asks, a common one; None where the event has no tables at all. Raises NoTable."""
        if not self._has_tables:
            return None
        free = self._free_tables(slot)
        if not free:
            raise NoTable
        kept = next((table for table in free if table.id == wanted), None)
        if kept is not None:
            return kept
        minutes = self.settings.walking_minutes
        around = queries.halls_around(self.people, slot, minutes, but=self.but) if minutes else set()
        near = [table for table in free if not around or table.zone.hall_id is None or {table.zone.hall_id} == around]
        return near[0] if near and self._rank(near[0]) == self._rank(free[0]) else free[0]

    @cached_property
    def _has_tables(self) -> bool:
        return any(zone.tables for zone in self._zones)

    @cached_property
    def _tables(self) -> list[MeetingTable]:
        """Those at which these two may meet, the best first."""
        mine = [
            table
            for zone in self._zones
            for table in zone.tables
            if (table.holder_id is None or table.holder_id in self.people)
            and (zone.company_id is None or zone.company_id in self._companies.values())
        ]
        return sorted(mine, key=self._rank)

    @cached_property
    def _companies(self) -> dict[int, int]:
        """The company that each of the two comes for."""
        found = queries.companies_of([one.registration for one in self.people.values()])
        return {key: company.id for key, company in found.items()}

    def _rank(self, table: MeetingTable) -> int:
        for rank, person in enumerate((self.recipient, self.requester)):
            key = person.registration_id
            at_stand = table.zone.company_id is not None and self._companies.get(key) == table.zone.company_id
            if table.holder_id == key or (table.holder_id is None and at_stand):
                return rank if person.place == "own" else rank + 3
        return 2

    def _free_tables(self, slot: Slot) -> list[MeetingTable]:
        tables, but = [table.id for table in self._tables], (self.but,) if self.but else ()
        promised = queries.promised_tables(self.settings.event_id, [slot], tables, but=but).get(slot, set())
        return [table for table in self._tables if table.id not in promised]
