"""The demo: one forum, complete in three languages, with three hundred guests, the same ones every time."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.accounts.service import check_password, create_user
from eventapp.companies import queries as companies
from eventapp.core.db import Model, db
from eventapp.core.outbox import Mail
from eventapp.core.types import LocalizedText
from eventapp.demo import market, people, seed
from eventapp.demo.forum import ZONE, forum_day
from eventapp.events.models import Event
from eventapp.programme import queries
from eventapp.programme.clashes import find_clashes
from eventapp.programme.timetable import days_of
from eventapp.registration.models import Registration
from eventapp.registration.queries import counts_by_standing
from eventapp.registration.service import seat_errors
from eventapp.titles import queries as titles
from tests.databases import ON_SQLITE


@pytest.mark.timeout(170)
@pytest.mark.usefixtures("forum")
def test_the_forum_is_whole(app: Flask) -> None:
    with app.app_context():
        event = db.session.scalars(select(Event)).one()
        sessions = queries.public_sessions(event.id)
        assert (event.slug, event.timezone, event.status) == ("new-vision", "Asia/Hong_Kong", "published")
        (day,) = days_of(sessions, queries.rooms_of(event.id), ZONE)
        assert timedelta(days=20) < day.date - date.today() < timedelta(days=25)  # noqa: DTZ011
        assert (len(queries.rooms_of(event.id)), len(queries.tracks_of(event.id))) == (2, 3)
        assert find_clashes(sessions) == []
        names = {speaker.name["en"] for speaker in queries.public_speakers(event.id)}
        assert {"Yan Ni", "Luo Yi", "You Xiao", "Fu Binxing"} <= names
        assert sum(counts_by_standing(event.id).values()) == 300
        assert len(set(db.session.scalars(select(Registration.ticket_type_id)))) == 4
        assert seat_errors() == []
        assert check_password(seed.EMAIL, seed.PASSWORD) is not None
        assert db.session.scalars(select(Mail.state).distinct()).all() == ["kept"]
        assert _texts_without_a_language() == []


def _texts_without_a_language() -> list[str]:
    found = []
    for mapper in Model.registry.mappers:
        for row in db.session.scalars(select(mapper.class_)):
            for column in mapper.columns:
                text = getattr(row, column.key)
                if isinstance(text, LocalizedText) and text and len(text) < 3:
                    found.append(f"{mapper.class_.__name__}.{column.key}: {text}")
    return found


def test_the_guests_are_the_same_whatever_the_day() -> None:
    first, second = people.guests(date(2026, 11, 24)), people.guests(date(2027, 3, 1))
    assert [person.details for person in first] == [person.details for person in second]
    assert len({person.details.email for person in first}) == 300


@pytest.mark.parametrize("day", [date(2026, 11, 20) + timedelta(days=offset) for offset in range(7)])
def test_the_forum_is_on_a_working_day_three_weeks_ahead(day: date) -> None:
    assert forum_day(day).weekday() < 5
    assert timedelta(days=21) <= forum_day(day) - day <= timedelta(days=23)


def test_it_is_not_seeded_twice(app: Flask) -> None:
    with app.app_context():
        assert not seed.is_seeded()
        assert db.session.scalar(select(func.count(Event.id))) == 0


@ON_SQLITE
@pytest.mark.timeout(170)
def test_the_market_is_whole(app: Flask) -> None:
    with app.app_context():
        organiser = create_user(seed.EMAIL, "Demo Organiser", seed.PASSWORD, is_admin=True, is_demo=True)
        event = market.seed(organiser)
        found = companies.all_companies(event.id)
        assert (len(found), {len(one.stand_links) for one in found}) == (60, {1})
        assert len({link.stand_id for one in found for link in one.stand_links}) == 60
        assert all(link.stand.is_marked for one in found for link in one.stand_links)
        assert [len(companies.people_of(one)) for one in found] == [4] * 60
        assert len(titles.titles_of(event.id)) == 120
        assert db.session.scalar(select(func.count(Registration.id)).where(Registration.event_id == event.id)) == 400
        assert seat_errors() == []
        assert _texts_without_a_language() == []
