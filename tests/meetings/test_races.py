"""A thousand things at one moment: nobody meets twice at one time, no table is promised twice, and both calendars say
what the diary says."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from threading import Barrier

from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from eventapp.calendars.agendas import own_agenda
from eventapp.calendars.icalendar_format import write
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.meetings import queries, service
from eventapp.meetings.models import Meeting, MeetingParticipant, MeetingProfile
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from eventapp.registration.service import SessionsOverlap, add_to_agenda, cancel
from tests.meetings.conftest import Market, slot
from tests.thorough import part_of

PEOPLE, MEETINGS, ACTS, AT_ONCE = 24, 60, part_of(1_000), 12


def some_meetings(market: Market) -> list[str]:
    """Requests of people among each other, most of them for the same few times."""
    people, chance = [market.person() for _ in range(PEOPLE)], random.Random(5)
    codes = []
    pairs = [(one, other) for one in people for other in people if one.id < other.id]
    for one, other in chance.sample(pairs, MEETINGS):
        codes.append(market.request(one, other, *sorted(chance.sample(range(8), chance.choice((0, 1, 2, 3))))))
    return codes


def act_at_random(market: Market, code: str, chance: random.Random) -> str:
    """Somebody of a meeting does something, or is told that they cannot."""
    with market.make.inside():
        meeting = market.meeting(code)
        here = [one for one in meeting.participants if one.side is not None]
        by = db.session.get_one(MeetingProfile, chance.choice(here).registration_id)
        times = [slot(number) for number in sorted(chance.sample(range(8), 2))]
        deed = chance.choice(("accept", "accept", "accept", "propose", "cancel", "decline"))
        try:
            if deed == "propose":
                service.propose(meeting, by, times)
            elif deed == "accept":
                service.accept(meeting, by, chance.choice([None, *times]))
            elif chance.random() < 0.4:
                {"cancel": service.cancel, "decline": service.decline}[deed](meeting, by)
        except service.MeetingError as error:
            return type(error).__name__
        return deed


def test_a_thousand_accepts_moves_and_cancellations_at_once(market: Market, app: Flask) -> None:
    market.settings(most_open_requests=500)
    codes, start = some_meetings(market), Barrier(AT_ONCE)

    def one_of_many(number: int) -> list[str]:
        chance = random.Random(number)
        start.wait()
        return [act_at_random(market, chance.choice(codes), chance) for _ in range(ACTS // AT_ONCE)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = [what for whats in pool.map(one_of_many, range(AT_ONCE)) for what in whats]
    assert len(done) == ACTS // AT_ONCE * AT_ONCE
    assert {"accept", "propose"} <= set(done)
    with market.make.inside():
        assert twice_at_one_time() == []
        assert tables_promised_twice() == []
        confirmed = list(db.session.scalars(select(Meeting).where(Meeting.status == "confirmed")))
        assert confirmed
        for person in db.session.scalars(select(Registration).order_by(Registration.id)):
            assert in_calendar(person) == in_diary(person)


def twice_at_one_time() -> list[tuple[int, datetime, datetime]]:
    """People whose confirmed meetings overlap."""
    query = (
        select(MeetingParticipant.registration_id, Meeting.starts_at, Meeting.ends_at)
        .join(Meeting, Meeting.id == MeetingParticipant.meeting_id)
        .where(Meeting.status == "confirmed", MeetingParticipant.side.is_not(None))
        .order_by(MeetingParticipant.registration_id, Meeting.starts_at)
    )
    rows = [tuple(row) for row in db.session.execute(query)]
    return [(one[0], one[1], other[1]) for one, other in pairwise(rows) if one[0] == other[0] and one[2] > other[1]]


def tables_promised_twice() -> list[tuple[int, datetime]]:
    query = select(Meeting.table_id, Meeting.starts_at).where(Meeting.status == "confirmed")
    held = [tuple(row) for row in db.session.execute(query)]
    return [one for one in held if held.count(one) > 1]


def in_calendar(person: Registration) -> dict[str, tuple[datetime, str]]:
    """The meetings of somebody's own calendar: when, and whether they are on."""
    content = write(own_agenda(person, "en", source="", at=clock.now()))
    own = {str(meeting.uid) for meeting, _part in queries.for_calendar(person.id)}
    return {
        str(one["UID"]): (one.decoded("DTSTART"), str(one["STATUS"]))
        for one in Calendar.from_ical(content).walk("VEVENT")
        if str(one["UID"]) in own
    }


def in_diary(person: Registration) -> dict[str, tuple[datetime, str]]:
    """The same as the tables have it."""
    return {
        str(meeting.uid): (meeting.starts_at, "CONFIRMED" if meeting.is_on else "CANCELLED")
        for meeting in queries.meetings_of(person.id)
        if meeting.starts_at is not None
    }


def test_of_two_who_accept_for_the_last_table_one_gets_it(market: Market, app: Flask) -> None:
    with market.make.inside():
        for zone in queries.zones_of(market.event.id):
            service.delete_zone(zone)
    market.zone("One table", ("1",))
    people = [market.person() for _ in range(8)]
    codes = [market.request(people[number], people[number + 1], 3) for number in (0, 2, 4, 6)]
    start = Barrier(len(codes))

    def accept(number: int) -> str:
        start.wait()
        try:
            market.act(service.accept, codes[number], people[2 * number + 1], slot(3))
        except service.NoTable:
            return "no table"
        return "confirmed"

    with ThreadPoolExecutor(len(codes)) as pool:
        assert sorted(pool.map(accept, range(len(codes)))) == ["confirmed", "no table", "no table", "no table"]


def test_whoever_cancels_while_others_accept_meets_nobody(market: Market, app: Flask) -> None:
    leaving, others = market.person(), [market.person() for _ in range(6)]
    codes = [market.request(other, leaving, number) for number, other in enumerate(others)]
    start = Barrier(len(codes) + 1)

    def act(number: int) -> None:
        start.wait()
        if number == len(codes):
            with market.make.inside():
                cancel(db.session.get_one(Registration, leaving.id))
            return
        try:
            market.act(service.accept, codes[number], leaving, slot(number))
        except service.MeetingError:
            return

    with ThreadPoolExecutor(len(codes) + 1) as pool:
        list(pool.map(act, range(len(codes) + 1)))
    with market.make.inside():
        assert {market.meeting(code).status for code in codes} == {"cancelled"}


def test_nobody_books_a_session_at_the_moment_of_a_meeting_that_is_just_confirmed(
    market: Market, app: Flask
) -> None:  # fmt: skip
    for _attempt in range(6):
        wong, lee = market.person(), market.person()
        session = market.make.session(market.event, starts_at=slot(2), ends_at=slot(3), needs_booking=True, capacity=50)
        code, start = market.request(wong, lee, 2), Barrier(2)

        def meet(code: str = code, lee: Registration = lee, start: Barrier = start) -> str:
            start.wait()
            try:
                market.act(service.accept, code, lee, slot(2))
            except service.TimeTaken:
                return "busy"
            return "done"

        def book(lee: Registration = lee, session: Session = session, start: Barrier = start) -> str:
            with market.make.inside():
                start.wait()
                try:
                    add_to_agenda(db.session.get_one(Registration, lee.id), db.session.get_one(Session, session.id))
                except SessionsOverlap:
                    return "busy"
                return "done"

        with ThreadPoolExecutor(2) as pool:
            outcomes = [one.result() for one in (pool.submit(meet), pool.submit(book))]
        assert sorted(outcomes) == ["busy", "done"]
        market.act(service.cancel, code, wong)
