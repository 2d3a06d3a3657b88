"""The demo market's meetings: what people seek and offer, tables, wishes, and a round that is confirmed."""

import random
from datetime import datetime, time, timedelta

from sqlalchemy import select

from eventapp.companies.models import Company, Hall
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.demo.forum import ZONE
from eventapp.demo.market_words import MEETING_PURPOSES, MEETING_SEEKS
from eventapp.demo.texts import in_three_languages
from eventapp.events.models import Event
from eventapp.meetings import service
from eventapp.meetings.models import MeetingProfile, MeetingRound
from eventapp.meetings.round_problems import round_problem
from eventapp.meetings.rounds.draft import draft_of
from eventapp.meetings.rounds.search import fill
from eventapp.meetings.service import ProfileDetails, Request, SettingsDetails, ZoneDetails
from eventapp.registration.models import Registration
from eventapp.titles.labels import GENRE_NAMES
from eventapp.titles.models import SOUGHT, STAGES
from eventapp.titles.territories import GROUPS

WISHES, MEETINGS, REQUESTS = 1_150, 900, 24


def seed_meetings(event: Event, chance: random.Random, days: int, companies: list[Company], halls: list[Hall]) -> None:
    """Everybody takes part; nine hundred meetings are confirmed, and some requests wait for an answer."""
    settings = service.set_settings(event, SettingsDetails(
        is_open=True, takes_wishes=True, slot_minutes=30, day_limit=8, walking_minutes=5, hours=_hours(event, days),
    ))  # fmt: skip
    for number, hall in enumerate(halls):
        name = in_three_languages(f"Meeting point, hall {number + 1}", f"{number + 1} 號館會面區")
        service.create_zone(
            event, ZoneDetails(name, tuple(f"{number + 1}{table:02}" for table in range(1, 16)), hall.id)
        )
    for company in companies[::3]:
        stand = company.stand_links[0].stand
        name = in_three_languages(f"Stand {stand.number}", f"展位 {stand.number}")
        service.create_zone(event, ZoneDetails(name, ("1", "2"), stand.hall_id, company.id))
    people = list(db.session.scalars(select(Registration).where(Registration.event_id == event.id)))
    people.sort(key=lambda one: one.serial)
    profiles = service.switch_many_on(event, [(one, _details(chance, one)) for one in people])
    exhibitors = [one for one in profiles if one.registration.access_code_id is not None]
    buyers = [one for one in profiles if one.registration.access_code_id is None]
    pairs = dict.fromkeys((chance.choice(buyers), chance.choice(exhibitors)) for _ in range(WISHES))
    service.wish_for_many(event, list(pairs))
    problem = round_problem(event, settings, clock.now())
    draft = draft_of(problem.problem, ())
    fill(draft)
    found = sorted(draft.timetable().items())[:MEETINGS]
    made = MeetingRound(
        event_id=event.id, state="made", seconds=5, created_at=clock.now(), wishes=len(found), met=len(found),
        places=[[table.id for table in tables] for tables in problem.tables],
        timetable=[
            [*problem.pairs[wish], problem.slots[slot].starts_at.isoformat(), False, problem.problem.wishes[wish].place]
            for wish, slot in found
        ],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    service.confirm_round(made, tells=False)
    while service.confirm_portion(made.id):
        pass
    _requests(chance, buyers, exhibitors)


def _hours(event: Event, days: int) -> tuple[tuple[datetime, datetime], ...]:
    """From ten to one and from two to six, each day."""
    first = event.local(event.starts_at).date()
    return tuple(
        (datetime.combine(first + timedelta(days=day), time(begins), ZONE),
         datetime.combine(first + timedelta(days=day), time(ends), ZONE))
        for day in range(days) for begins, ends in ((10, 13), (14, 18))
    )  # fmt: skip


def _details(chance: random.Random, person: Registration) -> ProfileDetails:
    is_exhibitor = person.access_code_id is not None
    sought = tuple(sorted(chance.sample(SOUGHT, 2)))
    seeks, offers = chance.choice(MEETING_SEEKS[person.locale])
    return ProfileDetails(
        seeks=seeks if not is_exhibitor else "", offers=offers if is_exhibitor else "",
        wanted=sought if is_exhibitor else (), offered=() if is_exhibitor else sought,
        genres=tuple(sorted(chance.sample(sorted(GENRE_NAMES), 2))),
        territories=tuple(sorted(chance.sample(sorted(GROUPS), 2))),
        stages=(chance.choice(STAGES),), place="own" if is_exhibitor else "common",
    )  # fmt: skip


def _requests(chance: random.Random, buyers: list[MeetingProfile], exhibitors: list[MeetingProfile]) -> None:
    """Some ask by themselves: each buyer once, so that nobody asks the same person twice."""
    for buyer in chance.sample(buyers, REQUESTS):
        request = Request(chance.choice(MEETING_PURPOSES[buyer.registration.locale]))
        try:
            service.request_meeting(buyer, chance.choice(exhibitors), request)
        except service.AskedAlready:
            continue
