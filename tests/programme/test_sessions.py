"""What changes of a session mean: to its stamps, to the event's revision, to the record."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.models import Session
from tests.factories import Factories, session_details, text, tomorrow


def again(make: Factories, session: Session) -> Session:
    with make.inside():
        return db.session.get_one(Session, session.id)


def revision(make: Factories) -> int:
    with make.inside():
        return db.session.scalars(select(Event.revision)).one()


@pytest.mark.parametrize(
    ("changes", "grows"),
    [
        ({"starts_at": tomorrow(2, 30)}, 1),
        ({"ends_at": tomorrow(4)}, 1),
        ({"starts_at": None, "ends_at": None}, 1),
        ({"status": "draft"}, 1),
        ({"title": text("Another title")}, 0),
        ({"abstract": text("More words")}, 0),
        ({"stream_url": "https://stream.example.org/"}, 0),
        ({}, 0),
    ],
)
def test_sequence_grows_with_time_place_and_status_only(make: Factories, changes: dict[str, Any], grows: int) -> None:
    session = make.session(make.event())
    make.change_session(session, **changes)
    assert again(make, session).sequence == session.sequence + grows


def test_another_room_is_another_place(make: Factories) -> None:
    event = make.event()
    session = make.session(event, room_id=make.room(event).id)
    make.change_session(session, room_id=make.room(event, "Studio").id)
    assert again(make, session).sequence == 1


def test_a_renamed_room_moves_its_sessions(make: Factories) -> None:
    event = make.event()
    room = make.room(event)
    session = make.session(event, room_id=room.id)
    with make.inside():
        service.update_room(queries.room_by_slug(event.id, room.slug), service.RoomDetails(text("Ballroom")))
    assert again(make, session).sequence == 1


def test_a_change_of_nothing_leaves_every_stamp(make: Factories) -> None:
    session = make.session(make.event())
    before = revision(make)
    make.change_session(session)
    assert (again(make, session).changed_at, revision(make)) == (session.changed_at, before)


def test_two_changes_in_one_second_have_two_stamps(make: Factories) -> None:
    session = make.session(make.event())
    stamps = [session.changed_at]
    for title in ("One", "Two", "Three"):
        make.change_session(session, title=text(title))
        stamps.append(again(make, session).changed_at)
    assert len(set(stamps)) == 4
    assert stamps == sorted(stamps)


def test_a_transaction_moves_the_revision_once(make: Factories) -> None:
    event = make.event()
    before = revision(make)
    make.session(event)
    assert revision(make) == before + 1


def test_a_session_that_lost_its_slot_remembers_it(make: Factories) -> None:
    session = make.session(make.event())
    make.change_session(session, starts_at=None, ends_at=None)
    found = again(make, session)
    assert (found.starts_at, found.last_starts_at, found.last_ends_at) == (None, session.starts_at, session.ends_at)


def test_a_cancelled_session_can_take_place_again(make: Factories) -> None:
    session = make.session(make.event())
    make.change_session(session, status="cancelled")
    assert again(make, session).status == "cancelled"
    make.change_session(session, status="confirmed")
    assert (again(make, session).status, again(make, session).sequence) == ("confirmed", 2)


@pytest.mark.parametrize(
    "changes",
    [{"ends_at": None}, {"starts_at": None}, {"ends_at": tomorrow(2)}, {"ends_at": tomorrow(1)}],
)
def test_half_a_slot_is_refused(make: Factories, changes: dict[str, Any]) -> None:
    event = make.event()
    with make.inside(), pytest.raises(service.SlotIncomplete):
        service.create_session(db.session.get_one(Event, event.id), session_details(**changes))


def test_speakers_and_rooms_of_another_event_are_refused(make: Factories) -> None:
    event, other = make.event(), make.event("other")
    foreign = [{"room_id": make.room(other).id}, {"track_id": make.track(other).id}]
    foreign.append({"speakers": (make.speaker(other),)})
    for changes in foreign:
        with make.inside(), pytest.raises(service.SpeakerUnknown):
            service.create_session(db.session.get_one(Event, event.id), session_details(**changes))


def test_publishing_makes_the_programme_public_and_remembers_it(make: Factories) -> None:
    event = make.event(published=False)
    session = make.session(event)
    assert again(make, session).was_public is False
    with make.inside():
        events.publish(db.session.get_one(Event, event.id))
    assert again(make, session).was_public is True


def test_a_room_in_use_stays(make: Factories) -> None:
    event = make.event()
    room = make.room(event)
    make.session(event, room_id=room.id)
    with make.inside():
        with pytest.raises(service.InUse) as refused:
            service.delete_room(queries.room_by_slug(event.id, room.slug))
        assert refused.value.sessions == 1
    with make.inside():
        assert queries.room_by_slug(event.id, room.slug) is not None


def test_a_change_leaves_what_was_and_what_is(make: Factories) -> None:
    session = make.session(make.event(), "Old title")
    make.change_session(session, title=text("New title"))
    with make.inside():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "session.updated")).one()
    assert (entry.before, entry.after) == ({"title": {"en": "Old title"}}, {"title": {"en": "New title"}})


def test_the_schedule_asks_as_often_for_thirty_sessions_as_for_three(make: Factories) -> None:
    from sqlalchemy import event as sqlalchemy_event

    event = make.event()
    room, speaker = make.room(event), make.speaker(event)

    def statements() -> int:
        seen: list[str] = []
        with make.inside():
            listener = lambda *arguments: seen.append(arguments[2])  # noqa: E731
            sqlalchemy_event.listen(db.engine, "before_cursor_execute", listener)
            for session in queries.public_sessions(event.id):
                _ = session.room and session.room.name, session.speakers
            sqlalchemy_event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    def add(number: int) -> None:
        for hour in range(number):
            start = tomorrow(2) + timedelta(hours=hour)
            make.session(
                event, speakers=(speaker,), room_id=room.id, starts_at=start, ends_at=start + timedelta(hours=1)
            )

    add(3)
    few = statements()
    add(27)
    assert statements() == few
