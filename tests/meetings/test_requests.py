"""Meetings as two people make them: asked, answered, moved, handed over, called off."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.companies.service import add_person
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.service import details_of, update_event
from eventapp.meetings import queries, service
from eventapp.meetings.models import Meeting, MeetingMessage, MeetingProfile, MeetingSettings
from eventapp.meetings.naming import table_name
from eventapp.meetings.service import (
    AnsweredAlready,
    AskedAlready,
    DayFull,
    DeclinedBefore,
    MeetingError,
    MeetingsClosed,
    NoTable,
    NotAdmitted,
    NoTimeTogether,
    NotReachable,
    NotYours,
    ProfileDetails,
    TimeTaken,
    TimeUnfit,
    TooManyRequests,
)
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from eventapp.registration.service import add_to_agenda, erase, merge
from eventapp.registration.service import cancel as cancel_registration
from tests.factories import Factories
from tests.meetings.conftest import Market, slot


def standing(market: Market, code: str) -> dict[str, Any]:
    """How a meeting stands, as far as its two see it."""
    with market.make.inside():
        found = market.meeting(code)
        return {
            "status": found.status,
            "starts_at": found.starts_at,
            "table": found.table.number if found.table else None,
            "proposed_by": found.proposed_by,
            "times": [one.starts_at for one in found.proposals],
            "people": [one.profile.registration.name for one in found.participants if one.side],
        }


def test_a_request_waits_for_the_other_sides_answer(market: Market) -> None:
    wong, lee = market.person("Ada Wong"), market.person("Lee Mei")
    code = market.request(wong, lee, 0, 3)
    assert standing(market, code) == {
        "status": "requested", "starts_at": None, "table": None, "proposed_by": "requester",
        "times": [slot(0), slot(3)], "people": ["Ada Wong", "Lee Mei"],
    }  # fmt: skip


def test_who_accepts_a_time_has_a_table_for_both(market: Market) -> None:
    wong, lee = market.person("Ada Wong"), market.person("Lee Mei")
    code = market.request(wong, lee, 0, 3)
    market.act(service.accept, code, lee, slot(3))
    assert standing(market, code) == {
        "status": "confirmed", "starts_at": slot(3), "table": "1", "proposed_by": None, "times": [],
        "people": ["Ada Wong", "Lee Mei"],
    }  # fmt: skip


def test_any_time_is_the_first_that_suits_both(market: Market) -> None:
    wong = market.person(details=ProfileDetails(unavailable=(slot(0), slot(2))))
    lee = market.person(details=ProfileDetails(unavailable=(slot(1),)))
    code = market.request(wong, lee)
    market.act(service.accept, code, lee)
    assert standing(market, code)["starts_at"] == slot(3)


def test_another_time_is_proposed_and_accepted_by_who_asked_first(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 0)
    market.act(service.propose, code, lee, [slot(5)], "The morning is full.")
    assert (standing(market, code)["proposed_by"], standing(market, code)["times"]) == ("recipient", [slot(5)])
    with pytest.raises(NotYours):
        market.act(service.accept, code, lee, slot(5))
    market.act(service.accept, code, wong, slot(5))
    assert standing(market, code)["starts_at"] == slot(5)


def test_who_asked_may_change_the_times_while_nobody_answered(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 0)
    market.act(service.propose, code, wong, [slot(6)])
    with pytest.raises(TimeUnfit):
        market.act(service.accept, code, lee, slot(0))
    market.act(service.accept, code, lee, slot(6))
    assert standing(market, code)["starts_at"] == slot(6)


def test_a_confirmed_meeting_stays_until_the_move_is_accepted(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.confirmed(wong, lee, 0)
    market.act(service.propose, code, wong, [slot(4)])
    assert standing(market, code)["starts_at"] == slot(0)
    market.act(service.accept, code, lee, slot(4))
    assert (standing(market, code)["starts_at"], standing(market, code)["status"]) == (slot(4), "confirmed")


def test_a_move_that_is_declined_leaves_the_meeting_where_it_was(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.confirmed(wong, lee, 0)
    market.act(service.propose, code, wong, [slot(4)])
    market.act(service.decline, code, lee, "I fly at noon.")
    assert {key: standing(market, code)[key] for key in ("status", "starts_at", "proposed_by", "times")} == {
        "status": "confirmed", "starts_at": slot(0), "proposed_by": None, "times": [],
    }  # fmt: skip


def test_a_cancelled_meeting_leaves_its_time_and_table_to_others(market: Market) -> None:
    people = [market.person() for _ in range(8)]
    codes = [market.confirmed(people[one], people[one + 1], 0) for one in (0, 2, 4)]
    late = market.request(people[6], people[7])
    with pytest.raises(NoTable):
        market.act(service.accept, late, people[7], slot(0))
    market.act(service.cancel, codes[1], people[3], "Ill, sorry.")
    market.act(service.accept, late, people[7], slot(0))
    assert (standing(market, late)["table"], standing(market, codes[1])["status"]) == ("2", "cancelled")


def test_a_meeting_goes_on_with_a_colleague(market: Market) -> None:
    wong = market.person("Ada Wong", company="Harbour Pictures")
    chan = market.person("Chan Siu", company="Harbour Pictures Co., Ltd.")
    lee = market.person("Lee Mei", company="Lantern")
    code = market.confirmed(wong, lee, 2)
    with market.make.inside():
        service.hand_over(market.meeting(code), market.profile(wong), market.profile(chan))
    assert standing(market, code)["people"] == ["Lee Mei", "Chan Siu"]
    with pytest.raises(NotYours):
        market.act(service.cancel, code, wong)


def test_nobody_hands_a_meeting_to_a_stranger_or_to_who_is_busy(market: Market) -> None:
    wong, chan = market.person(company="Harbour"), market.person(company="Harbour")
    lee, stranger = market.person(company="Lantern"), market.person(company="Other")
    code = market.confirmed(wong, lee, 2)
    market.confirmed(chan, stranger, 2)
    with market.make.inside():
        with pytest.raises(NotYours):
            service.hand_over(market.meeting(code), market.profile(wong), market.profile(stranger))
        with pytest.raises(TimeTaken):
            service.hand_over(market.meeting(code), market.profile(wong), market.profile(chan))
    assert standing(market, code)["people"][0] == wong.name


def test_a_booked_session_keeps_its_time_free_of_meetings(market: Market, make: Factories) -> None:
    wong, lee = market.person(), market.person()
    session = make.session(market.event, starts_at=slot(1), ends_at=slot(3), needs_booking=True, capacity=5)
    with make.inside():
        add_to_agenda(db.session.get_one(Registration, lee.id), db.session.get_one(Session, session.id))
        times = service.Times(
            db.session.get_one(MeetingSettings, market.event.id), market.profile(wong), market.profile(lee)
        )
        assert [one.starts_at for one in times.possible()] == [slot(0), *(slot(number) for number in range(3, 8))]
    code = market.request(wong, lee, 1, 2)
    with pytest.raises(TimeTaken):
        market.act(service.accept, code, lee, slot(1))


def test_nobody_has_more_meetings_a_day_than_the_event_lets_them(market: Market) -> None:
    market.settings(day_limit=1)
    wong, lee, chan = (market.person() for _ in range(3))
    market.confirmed(wong, lee, 0)
    code = market.request(chan, lee, 5)
    with pytest.raises(DayFull):
        market.act(service.accept, code, lee, slot(5))
    with pytest.raises(DayFull):
        market.request(wong, chan, 5)


def test_a_stand_takes_as_many_meetings_at_once_as_it_has_tables(market: Market, make: Factories) -> None:
    company = make.company(market.event, "Harbour Pictures")
    market.zone("Stand 1-A2", ("1",), company_id=company.id)
    hosts, guests = [market.person() for _ in range(2)], [market.person() for _ in range(2)]
    with make.inside():
        for host in hosts:
            add_person(db.session.get_one(Company, company.id), host.code)
    codes = [market.confirmed(guest, host, 0) for guest, host in zip(guests, hosts, strict=True)]
    with make.inside():
        where = [table_name(market.meeting(code).table, "en", "en") for code in codes]
    assert where == ["Stand 1-A2, table 1", "Common tables, table 1"]


def test_a_table_that_is_somebodys_own_is_nobody_elses(market: Market) -> None:
    market.settings()
    wong, lee, chan, ho = (market.person() for _ in range(4))
    with market.make.inside():
        zone = queries.zones_of(market.event.id)[0]
        service.give_table(zone.tables[0], market.profile(lee))
    first, second = market.confirmed(wong, lee, 0), market.confirmed(chan, ho, 1)
    assert (standing(market, first)["table"], standing(market, second)["table"]) == ("1", "2")


def test_the_walk_to_another_hall_is_spared_where_it_can_be(market: Market, make: Factories) -> None:
    halls = [make.hall(market.event, name) for name in ("Hall 1", "Hall 2")]
    with make.inside():
        for zone in queries.zones_of(market.event.id):
            service.delete_zone(zone)
    for hall in halls:
        market.zone(f"In {hall.id}", ("1",), hall_id=hall.id)
    wong, lee, chan, ho, ng = (market.person() for _ in range(5))
    market.confirmed(wong, lee, 0)  # in hall 1
    second = market.confirmed(chan, ho, 0)  # in hall 2
    third = market.confirmed(ng, ho, 1)  # hall 1 is free, but they are in hall 2
    with make.inside():
        tables = [market.meeting(code).table for code in (second, third)]
        assert tables[0] is not None
        assert [table.zone.hall_id for table in tables if table is not None] == [halls[1].id, halls[1].id]


Spoil = Callable[[Market, "Asked"], None]


@dataclass
class Asked:
    """A request on its way, which something spoils."""

    wong: Registration
    lee: Registration
    other: Registration
    recipient: Registration
    times: list[datetime]


def _switch_off(market: Market, person: Registration) -> None:
    with market.make.inside():
        service.switch_off(market.profile(person))


def _block(market: Market, by: Registration, other: Registration) -> None:
    with market.make.inside():
        service.block(market.profile(by), market.profile(other))


def _cancelled(market: Market, asked: Asked) -> None:
    with market.make.inside():
        cancel_registration(db.session.get_one(Registration, asked.lee.id))


def _elsewhere(market: Market, asked: Asked) -> None:
    elsewhere = market.make.event("elsewhere")
    asked.recipient = market.make.registration(elsewhere, market.make.ticket_type(elsewhere))
    with market.make.inside():
        details = service.SettingsDetails(is_open=True, hours=((slot(0), slot(8)),))
        service.set_settings(db.session.get_one(Event, elsewhere.id), details)
        service.switch_on(db.session.get_one(Registration, asked.recipient.id), ProfileDetails())


def _other_class(market: Market, asked: Asked) -> None:
    with market.make.inside():
        db.session.get_one(Registration, asked.lee.id).badge_class = "press"
        db.session.commit()
    market.settings(badge_classes=("delegate",))


def _to_oneself(_market: Market, asked: Asked) -> None:
    asked.recipient = asked.wong


def _declined_twice(market: Market, asked: Asked) -> None:
    for _ in range(2):
        market.act(service.decline, market.request(asked.wong, asked.lee), asked.lee)


def _too_many(market: Market, asked: Asked) -> None:
    market.settings(most_open_requests=1)
    market.request(asked.wong, asked.other)


def _no_table(market: Market, _asked: Asked) -> None:
    for _ in range(3):
        market.confirmed(market.person(), market.person(), 0)


def _at(*moments: datetime) -> Spoil:
    def set_times(_market: Market, asked: Asked) -> None:
        asked.times = list(moments)

    return set_times


SPOILED: dict[str, tuple[Spoil, type[MeetingError]]] = {
    "oneself": (_to_oneself, NotReachable),
    "somebody who is off": (lambda market, asked: _switch_off(market, asked.lee), NotReachable),
    "somebody who blocked me": (lambda market, asked: _block(market, asked.lee, asked.wong), NotReachable),
    "somebody whom I blocked": (lambda market, asked: _block(market, asked.wong, asked.lee), NotReachable),
    "somebody of another event": (_elsewhere, NotReachable),
    "somebody who cancelled": (_cancelled, NotReachable),
    "another class": (_other_class, NotReachable),
    "twice": (lambda market, asked: void(market.request(asked.wong, asked.lee)), AskedAlready),
    "the other way round": (lambda market, asked: void(market.request(asked.lee, asked.wong)), AskedAlready),
    "after two refusals": (_declined_twice, DeclinedBefore),
    "too many": (_too_many, TooManyRequests),
    "closed": (lambda market, _asked: market.settings(is_open=False), MeetingsClosed),
    "after the last day": (lambda market, _asked: market.settings(requests_until=slot(-2_000)), MeetingsClosed),
    "not on myself": (lambda market, asked: _switch_off(market, asked.wong), NotAdmitted),
    "a time that is no slot": (_at(slot(0) + timedelta(minutes=7)), TimeUnfit),
    "the past": (_at(slot(-20_000)), TimeUnfit),
    "eleven times": (_at(*(slot(0) + timedelta(minutes=number) for number in range(11))), TimeUnfit),
    "while I am busy": (lambda market, asked: void(market.confirmed(asked.wong, asked.other, 0)), TimeTaken),
    "without a table": (_no_table, NoTimeTogether),
}


def void(_code: str) -> None:
    """What came out does not matter."""


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_request_that_cannot_be_is_refused_and_leaves_nothing(market: Market, spoiled: str) -> None:
    wong, lee, other = market.person(), market.person(), market.person()
    asked = Asked(wong, lee, other, lee, [slot(0)])
    spoil, error = SPOILED[spoiled]
    spoil(market, asked)
    with market.make.inside():
        before = sorted(db.session.scalars(select(Meeting.id)))
        with pytest.raises(error):
            service.request_meeting(
                market.profile(wong), market.profile(asked.recipient), service.Request("A film", tuple(asked.times))
            )
        assert sorted(db.session.scalars(select(Meeting.id))) == before


def test_an_answer_to_an_earlier_step_changes_nothing(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 0)
    market.act(service.propose, code, wong, [slot(2)], turn=1)
    for deed in (service.accept, service.decline, service.cancel):
        with pytest.raises(AnsweredAlready):
            market.act(deed, code, lee, turn=1)
    assert standing(market, code)["times"] == [slot(2)]


def test_what_is_off_cannot_be_answered(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 0)
    market.act(service.cancel, code, wong)
    for deed in (service.accept, service.decline, service.cancel):
        with pytest.raises(NotYours):
            market.act(deed, code, lee)
    with pytest.raises(NotYours):
        market.act(service.propose, code, lee, [slot(1)])
    with pytest.raises(NotYours):
        market.act(service.write_message, code, lee, "Why?")


def test_nobody_acts_in_the_meeting_of_others(market: Market) -> None:
    wong, lee, other = market.person(), market.person(), market.person()
    code = market.confirmed(wong, lee, 0)
    for deed in (service.accept, service.decline, service.cancel):
        with pytest.raises(NotYours):
            market.act(deed, code, other)
    with pytest.raises(NotYours):
        market.act(service.write_message, code, other, "Hello")
    assert standing(market, code)["status"] == "confirmed"


def test_messages_stay_inside_the_meeting_in_order(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.request(wong, lee, 0)
    market.act(service.write_message, code, lee, "Which hall?")
    market.act(service.write_message, code, wong, "The first.")
    with market.make.inside():
        assert [one.text for one in queries.messages_of(market.meeting(code))] == ["Which hall?", "The first."]


def test_who_stops_taking_part_is_found_by_nobody_and_meets_nobody(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.confirmed(wong, lee, 0)
    with market.make.inside():
        service.switch_off(market.profile(wong))
        assert [one.registration_id for one in queries.people_on(market.event.id)] == [lee.id]
    assert standing(market, code)["status"] == "cancelled"


def test_who_cancels_their_registration_meets_nobody(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.confirmed(wong, lee, 0)
    with market.make.inside():
        cancel_registration(db.session.get_one(Registration, wong.id))
    assert standing(market, code)["status"] == "cancelled"


def test_nothing_is_left_of_what_an_erased_person_said(market: Market) -> None:
    details = ProfileDetails(seeks="Money", offers="A script", wanted=("finance",), genres=("drama",))
    wong, lee = market.person("Ada Wong", details=details), market.person()
    code = market.request(wong, lee, 0, purpose="My script")
    market.act(service.write_message, code, wong, "My secret")
    with market.make.inside():
        erase(db.session.get_one(Registration, wong.id))
        profile = db.session.get_one(MeetingProfile, wong.id)
        kept = (profile.is_on, profile.seeks, profile.offers, profile.wanted, profile.genres, profile.search_text)
        assert kept == (False, "", "", [], [], "")
        assert (market.meeting(code).purpose, market.meeting(code).status) == ("", "cancelled")
        assert list(db.session.scalars(select(MeetingMessage.text))) == [""]


def test_meetings_move_with_their_event(market: Market) -> None:
    wong, lee, chan = market.person(), market.person(), market.person()
    codes = [market.confirmed(wong, lee, 0), market.confirmed(wong, chan, 1)]
    with market.make.inside():
        event = db.session.get_one(Event, market.event.id)
        later = timedelta(minutes=30)
        details = replace(details_of(event), starts_at=event.starts_at + later, ends_at=event.ends_at + later)
        update_event(event, details, programme="along")
        found = [market.meeting(code) for code in codes]
        assert [(one.starts_at, one.sequence) for one in found] == [(slot(1), 1), (slot(2), 1)]


def test_two_registrations_that_are_one_persons_keep_their_meetings(market: Market) -> None:
    wong, lee = market.person("Ada Wong", details=ProfileDetails(seeks="Money")), market.person("Lee Mei")
    again = market.make.registration(market.event, market.ticket_type, name="Ada Wong")
    code = market.confirmed(wong, lee, 2)
    with market.make.inside():
        kept, other = (db.session.get_one(Registration, one.id) for one in (again, wong))
        merge(kept, other)
        found = market.meeting(code)
        people = {one.registration_id for one in found.participants if one.side}
        assert (found.status, people, market.profile(again).seeks) == ("confirmed", {again.id, lee.id}, "Money")


def test_who_is_taken_back_silently_meets_nobody(market: Market) -> None:
    wong, lee = market.person(), market.person()
    code = market.confirmed(wong, lee, 2)
    with market.make.inside():
        cancel_registration(db.session.get_one(Registration, wong.id), tells=False)
    assert standing(market, code)["status"] == "cancelled"
