"""Any programme comes back from its file; any sequence of edits and releases keeps draft and public apart."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.interchange import Programme, frab_json, frab_xml, read_schedule
from eventapp.programme.models import Session
from tests.factories import Factories, session_details, text, tomorrow
from tests.thorough import part_of

SLOW = settings(max_examples=part_of(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=40)
TITLES = WORDS.map(lambda words: f"T{' '.join(words.split())}")


def facts(event_id: int) -> list[Any]:
    return sorted(
        (
            one.title.text("en"), one.abstract.text("en"), one.room.name.text("en") if one.room else "",
            one.track.name.text("en") if one.track else "", one.starts_at, one.ends_at,
            sorted(speaker.name.text("en") for speaker in one.speakers),
        )
        for one in queries.all_sessions(event_id)
    )  # fmt: skip


@SLOW
@given(
    talks=st.lists(
        st.tuples(TITLES, WORDS, st.integers(0, 40), st.integers(1, 12), st.sampled_from(["", "Hall", "大廳"])),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_a_programme_comes_back_from_both_formats(app: Flask, make: Factories, talks: list[Any]) -> None:
    event = make.event(f"e{uuid4().hex[:10]}")
    rooms = {name: make.room(event, name) for name in ("Hall", "大廳")}
    for title, abstract, begins, length, room in talks:
        starts_at = tomorrow(0) + timedelta(minutes=30 * begins)
        make.session(
            event, title, abstract=text(abstract.strip()), starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=5 * length), room_id=rooms[room].id if room else None,
        )  # fmt: skip
    with make.inside():
        found = db.session.get_one(Event, event.id)
        programme = Programme(
            found, queries.public_sessions(event.id), queries.rooms_of(event.id), queries.tracks_of(event.id),
            locale="en", version="1",
        )  # fmt: skip
        before = facts(event.id)
        for write in (frab_xml.write, frab_json.write):
            copy = service.import_schedule(f"e{uuid4().hex[:10]}", read_schedule(write(programme))).event
            assert facts(copy.id) == before


@SLOW
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("move"), st.integers(0, 2), st.integers(1, 9)),
            st.tuples(st.just("title"), st.integers(0, 2), TITLES),
            st.tuples(st.just("status"), st.integers(0, 2), st.sampled_from(["confirmed", "cancelled"])),
            st.tuples(st.just("release"), st.just(0), st.just(0)),
        ),
        max_size=12,
    )
)
def test_the_public_sees_what_was_released_last(app: Flask, make: Factories, steps: list[Any]) -> None:
    event = make.event(f"e{uuid4().hex[:10]}")
    with make.inside():
        found = db.session.get_one(Event, event.id)
        sessions = [service.draft_session(found, session_details(f"Talk {number}")) for number in range(3)]
        service.release_programme(found)
        public = [_as_seen(service.details_with_draft(session)) for session in sessions]
        sequences = [session.sequence for session in sessions]
        for kind, number, value in steps:
            session = db.session.get_one(Session, sessions[number].id)
            details = service.details_with_draft(session)
            if kind == "release":
                _release(found)
                public = [_as_seen(service.details_with_draft(one)) for one in sessions]
            else:
                changes = {
                    "move": lambda value=value: {"starts_at": tomorrow(value), "ends_at": tomorrow(value + 1)},
                    "title": lambda value=value: {"title": text(value)},
                    "status": lambda value=value: {"status": value},
                }[kind]()
                service.edit_session(session, type(details)(**{**vars(details), **changes}))
            rows = [db.session.get_one(Session, one.id) for one in sessions]
            assert [(row.title, row.starts_at, row.status) for row in rows] == public
            now = [row.sequence for row in rows]
            assert all(before <= after for before, after in zip(sequences, now, strict=True))
            sequences = now


def _release(event: Event) -> None:
    try:
        service.release_programme(event)
    except service.NothingToRelease:
        return


def _as_seen(details: Any) -> tuple[Any, Any, Any]:
    return details.title, details.starts_at, details.status
