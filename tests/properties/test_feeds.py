"""A feed parses back to what was stored, whatever was written."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from eventapp.calendars.feeds import build_feed
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.models import Room, Session

START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
# What forms let in: no control characters save line ends.
written = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300).filter(str.strip)


def event(name: str) -> Event:
    return Event(
        id=1, uid=uuid4(), slug="forum", name=LocalizedText({"en": name}), tagline=LocalizedText(),
        description=LocalizedText(), organiser=LocalizedText(), venue=LocalizedText(), address=LocalizedText(),
        timezone="Asia/Hong_Kong", starts_at=START, ends_at=START + timedelta(days=1), main_locale="en",
        contact_email="hello@example.org", accent="jade", status="published", revision=1, sequence=0, created_at=START,
        programme_changed_at=START,
    )  # fmt: skip


def session(title: str, place: str, abstract: str) -> Session:
    return Session(
        id=1, uid=uuid4(), code="ABCD2345", title=LocalizedText({"en": title}), subtitle=LocalizedText(),
        abstract=LocalizedText({"en": abstract}), room_id=1, room=Room(id=1, name=LocalizedText({"en": place})),
        starts_at=START, ends_at=START + timedelta(hours=1), last_starts_at=START,
        last_ends_at=START + timedelta(hours=1), status="confirmed", sequence=3, created_at=START, changed_at=START,
    )  # fmt: skip


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    from eventapp.calendars.public import blueprint as calendars
    from eventapp.core.locales import babel
    from eventapp.events.public import blueprint as events
    from eventapp.programme.public import blueprint as programme

    app = Flask("eventapp")
    app.config["BASE_URL"] = "http://localhost"
    babel.init_app(app)
    for blueprint in (calendars, events, programme):
        app.register_blueprint(blueprint)
    return app


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written, written, written, written)
def test_any_text_comes_back_and_injects_nothing(
    bare_app: Flask, name: str, title: str, place: str, abstract: str
) -> None:
    with bare_app.app_context():
        found = session(title, place, abstract)
        whole = build_feed(event(name), [found], "en", part="", source="http://localhost/x.ics", at=START)
    calendar = Calendar.from_ical(whole)
    (entry,) = calendar.walk("VEVENT")
    assert (str(calendar["X-WR-CALNAME"]), str(entry["SUMMARY"]), str(entry["LOCATION"])) == (
        name.strip(), title.strip(), place.strip(),
    )  # fmt: skip
    assert (str(entry["UID"]), entry["SEQUENCE"], str(entry["STATUS"])) == (str(found.uid), 3, "CONFIRMED")
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (START, START + timedelta(hours=1))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written, written)
def test_lines_are_folded_between_characters_and_end_in_crlf(bare_app: Flask, title: str, abstract: str) -> None:
    with bare_app.app_context():
        whole = build_feed(
            event("Forum"), [session(title, "Hall", abstract)], "en", part="", source="http://localhost/", at=START
        )
    assert whole.endswith(b"END:VCALENDAR\r\n")
    lines = whole.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
        assert b"\n" not in line
        assert b"\r" not in line
