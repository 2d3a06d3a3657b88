"""Programmes from files: real ones, broken ones and hostile ones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.programme import queries, service
from eventapp.programme.interchange import ScheduleError, read_file, read_schedule
from eventapp.programme.models import Session
from tests.factories import Factories, text

TALK = """<event id="7" guid="0c1f28b5-5f61-5fbd-9f2d-6b0f6f3f0b5a">
  <date>2026-12-14T10:00:00+08:00</date><duration>01:00</duration><room>Hall</room><title>A talk</title>
  <track>Policy</track><type>lecture</type><language>en</language><persons><person id="3">Ada Wong</person></persons>
</event>"""


def document(talks: str = TALK) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<schedule><conference><title>Forum</title><time_zone_name>Asia/Hong_Kong</time_zone_name></conference>
<day index="1" date="2026-12-14"><room name="Hall">{talks}</room></day></schedule>"""


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str | bytes, name: str = "schedule.xml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def counts(make: Factories) -> tuple[int, int]:
    with make.inside():
        return (
            db.session.scalar(select(func.count(Event.id))) or 0,
            db.session.scalar(select(func.count(Session.id))) or 0,
        )


def load(make: Factories, path: Path, slug: str = "forum") -> tuple[int, int, int]:
    with make.inside():
        result = service.import_schedule(slug, read_schedule(read_file(path)))
        return result.added, result.updated, result.unchanged


def test_31c3_comes_whole_and_a_second_run_changes_nothing(make: Factories, data: Path) -> None:
    assert load(make, data / "31c3-schedule.xml", "31c3") == (138, 0, 0)
    assert load(make, data / "31c3-schedule.xml", "31c3") == (0, 0, 138)
    with make.inside():
        event = event_by_slug("31c3")
        assert event is not None
        sessions = queries.all_sessions(event.id)
        assert event.timezone == "Europe/Berlin"
        assert len(queries.rooms_of(event.id)) == 4
        assert {session.starts_at.utcoffset() for session in sessions} == {datetime.now(UTC).utcoffset()}
        opening = next(session for session in sessions if session.title["en"] == "31C3 Opening Event")
        assert opening.starts_at == datetime(2014, 12, 27, 10, 0, tzinfo=UTC)
        past_midnight = [session for session in sessions if event.local(session.starts_at).hour < 5]
        assert past_midnight


def test_rc3_comes_whole(make: Factories, data: Path) -> None:
    assert load(make, data / "rc3-schedule.json", "rc3") == (48, 0, 0)
    assert load(make, data / "rc3-schedule.json", "rc3") == (0, 0, 48)


def test_a_talk_is_read_with_all_it_has(make: Factories, file) -> None:
    load(make, file(document()))
    with make.inside():
        event = event_by_slug("forum")
        (session,) = queries.all_sessions(event.id)
        assert (session.title["en"], session.room.name["en"], session.track.name["en"], session.type.name["en"]) == (
            "A talk", "Hall", "Policy", "lecture",
        )  # fmt: skip
        assert [speaker.name["en"] for speaker in session.speakers] == ["Ada Wong"]
        assert (session.starts_at, session.ends_at) == (
            datetime(2026, 12, 14, 2, 0, tzinfo=UTC), datetime(2026, 12, 14, 3, 0, tzinfo=UTC),
        )  # fmt: skip
        assert str(session.uid) == "0c1f28b5-5f61-5fbd-9f2d-6b0f6f3f0b5a"


def test_a_moved_talk_is_updated_and_keeps_its_translations(make: Factories, file) -> None:
    load(make, file(document()))
    with make.inside():
        event = event_by_slug("forum")
        (session,) = queries.all_sessions(event.id)
    make.change_session(session, title=text("A talk", zh_Hant="一場演講"))
    assert load(make, file(document(TALK.replace("10:00", "11:30")))) == (0, 1, 0)
    with make.inside():
        (moved,) = queries.all_sessions(event.id)
    assert moved.starts_at == datetime(2026, 12, 14, 3, 30, tzinfo=UTC)
    assert moved.title == {"en": "A talk", "zh-Hant": "一場演講"}
    assert (moved.code, moved.uid, moved.sequence) == (session.code, session.uid, session.sequence + 1)


def test_the_same_file_in_two_events_gives_sessions_of_their_own(make: Factories, file) -> None:
    path = file(document())
    load(make, path, "one")
    load(make, path, "two")
    with make.inside():
        uids = db.session.scalars(select(Session.uid)).all()
    assert len(set(uids)) == 2


BOMB = '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + document("&b;").partition("?>")[2]
OUTSIDE = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + document("&x;").partition("?>")[2]


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (BOMB, "a document type or entity is not allowed here", 1),
        (OUTSIDE, "a document type or entity is not allowed here", 1),
        ("<rss></rss>", "the root is <rss>, not <schedule>", 1),
        (document("<event>"), "this is not well-formed XML", 3),
        ("", "neither XML nor JSON", 1),
        (document(""), "no talk", None),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason_and_nothing_is_written(
    make: Factories, file, content: str, reason: str, line: int | None
) -> None:
    path = file(content)
    with make.inside(), pytest.raises(ScheduleError) as refused:
        service.import_schedule("forum", read_schedule(read_file(path)))
    assert reason in str(refused.value)
    if line is not None:
        assert f"line {line}" in str(refused.value)
    assert counts(make) == (0, 0)


@pytest.mark.parametrize(
    "content",
    [
        "[]", '{"schedule": 5}', '{"schedule": {"conference": {"title": "x", "days": 3}}}', "{", "[" * 100_000,
 '{"schedule": {"conference": {"title": "x", "days": []}}}', '{"id": ' + "9" * 5_000 + "}",
    ],
)  # fmt: skip
def test_a_broken_json_file_is_refused_and_nothing_is_written(make: Factories, file, content: str) -> None:
    path = file(content, "schedule.json")
    with make.inside(), pytest.raises(ScheduleError):
        service.import_schedule("forum", read_schedule(read_file(path)))
    assert counts(make) == (0, 0)


def test_a_file_of_a_hundred_megabytes_is_refused_unread(make: Factories, tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as large:
        large.truncate(100 * 1024 * 1024)
    with pytest.raises(ScheduleError) as refused:
        read_file(path)
    assert str(refused.value) == "the file has 100 MB; more than 32 MB are not read"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError):
        read_file(tmp_path / "nothing.xml")


def test_hostile_text_stays_text(make: Factories, file, client) -> None:
    load(make, file(document(TALK.replace("A talk", "&lt;script&gt;alert(1)&lt;/script&gt;"))))
    with make.inside():
        from eventapp.events import service as events

        event = event_by_slug("forum")
        events.publish(event)
    page = client.get("/events/forum/schedule/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
