"""Programmes as people bring them: every entry is placed, or named with its line and the reason."""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale

from eventapp.core.db import db
from eventapp.core.import_problems import StrictlyRefused, from_json
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.programme import queries, service
from eventapp.programme.interchange import ScheduleError, read_schedule
from tests.factories import Factories, text

FIELD = Path(__file__).parents[1] / "field"


def load(make: Factories, content: bytes, **options: Any) -> service.ImportResult:
    """Import a file into the event `forum`, on the clocks of Hong Kong."""
    strict = options.pop("strict", False)
    with make.inside():
        file = service.ProgrammeFile(content, "Asia/Hong_Kong", **options)
        return service.import_programme("forum", file, strict=strict)


def counts(result: service.ImportResult) -> tuple[int, int, int, int]:
    """Added, updated, as they were, left out."""
    return result.added, result.updated, result.unchanged, result.left_out


def slots(make: Factories) -> dict[str, tuple[datetime | None, datetime | None]]:
    """{title: (start, end)} of the event `forum`."""
    with make.inside():
        event = event_by_slug("forum")
        assert event is not None
        return {one.title["en"]: (one.starts_at, one.ends_at) for one in queries.sessions_with_drafts(event.id)}


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def test_a_schedule_with_odd_entries_comes_in_and_each_of_them_is_named(make: Factories) -> None:
    content = (FIELD / "zero-length-and-repeated-guid.xml").read_bytes()
    first, second = load(make, content), load(make, content)
    assert (counts(first), counts(second)) == ((5, 0, 0, 0), (0, 0, 5, 0))
    assert [problem.sentence for problem in first.problems] == [
        "Line 8: “A milestone without a length”: It has no length: it is kept without a time.",
        "Line 9: “The same talk again, after midnight”: It has the identifier of another (“An ordinary talk”, line 7): "
        "it is imported as a session of its own.",
        "Line 10: “A talk whose date is missing”: It has no date of its own: it is put on 2027-04-10, "
        "the day that it stands in.",
        "Line 11: “An exhibition that runs for three days”: It lasts longer than two days: it is kept without a time.",
    ]
    assert slots(make) == {
        "An ordinary talk": (at(10, 8, month=4), at(10, 8, 30, month=4)),
        "The same talk again, after midnight": (at(10, 22, 30, month=4), at(10, 23, 30, month=4)),
        "A talk whose date is missing": (at(10, 12, month=4), at(10, 12, 20, month=4)),
        "A milestone without a length": (None, None),
        "An exhibition that runs for three days": (None, None),
    }


def test_strictly_such_a_schedule_is_refused_and_nothing_is_written(make: Factories) -> None:
    with pytest.raises(StrictlyRefused) as refused:
        load(make, (FIELD / "zero-length-and-repeated-guid.xml").read_bytes(), strict=True)
    assert len(refused.value.problems) == 4
    with make.inside():
        assert event_by_slug("forum") is None


def test_the_history_names_them_in_each_readers_language(make: Factories) -> None:
    load(make, (FIELD / "zero-length-and-repeated-guid.xml").read_bytes())
    with make.inside():
        event = event_by_slug("forum")
        from eventapp.core import audit

        (entry,) = [one for one in audit.search(event.id)[0] if one.action == "programme.imported"]
        stored = entry.after["problems"][0]
        said = []
        for locale in ("en", "zh_Hant_HK", "zh_Hans_CN"):
            with force_locale(locale):
                said.append(from_json(stored).sentence)
    assert said == [
        "Line 8: “A milestone without a length”: It has no length: it is kept without a time.",
        "第 8 行：「A milestone without a length」：沒有時長：保留為未編排。",
        "第 8 行：“A milestone without a length”：没有时长：保留为未编排。",
    ]


def test_repeated_entries_become_a_session_each_and_moved_ones_are_where_they_moved_to(make: Factories) -> None:
    content = (FIELD / "repeated-and-whole-day.ics").read_bytes()
    first, second = load(make, content), load(make, content)
    assert (counts(first), counts(second)) == ((5, 0, 0, 0), (0, 0, 5, 0))
    assert [problem.sentence for problem in first.problems] == [
        "Line 45: “All day expo”: It lasts whole days (from 2027-07-06): it is kept without a time."
    ]
    with make.inside():
        event = event_by_slug("forum")
        found = sorted(
            (one.title["en"], one.starts_at) for one in queries.sessions_with_drafts(event.id) if one.starts_at
        )
    assert found == [
        ("Daily stand-up", at(5, 13)), ("Daily stand-up", at(7, 13)), ("Daily stand-up (moved)", at(6, 14)),
        ("Summer session", at(6, 20)),
    ]  # fmt: skip


def test_entries_for_whole_days_take_the_hours_that_a_person_chose(make: Factories) -> None:
    result = load(
        make, (FIELD / "repeated-and-whole-day.ics").read_bytes(), whole_days=(time(9), time(18))
    )  # fmt: skip
    assert slots(make)["All day expo"] == (at(6, 1), at(6, 10))
    assert [problem.sentence for problem in result.problems] == [
        "Line 45: “All day expo”: It lasts whole days (from 2027-07-06): it is put from 09:00 to 18:00."
    ]


def test_floating_times_are_those_of_the_zone_that_was_said_and_a_cancelled_entry_stays_cancelled(
    make: Factories,
) -> None:
    content = (FIELD / "floating-and-windows-zones.ics").read_bytes()
    first, second = load(make, content), load(make, content)
    assert (counts(first), first.problems, counts(second)) == ((5, 0, 0, 0), [], (0, 0, 5, 0))
    assert {title: begins for title, (begins, _ends) in slots(make).items()} == {
        "Helsinki talk": at(6, 7), "London talk": at(6, 9), "China talk": at(6, 2), "Cancelled one": at(6, 10),
        "No uid": at(6, 4),
    }  # fmt: skip
    with make.inside():
        event = event_by_slug("forum")
        assert [one.title["en"] for one in queries.sessions_with_drafts(event.id) if one.is_cancelled] == [
            "Cancelled one"
        ]


def test_a_table_of_a_call_for_papers_is_recognised_by_its_headings(make: Factories) -> None:
    content = (FIELD / "sessions-from-a-cfp-tool.csv").read_bytes()
    first, second = load(make, content), load(make, content)
    assert (counts(first), first.problems, counts(second)) == ((2, 0, 0, 0), [], (0, 0, 2, 0))
    with make.inside():
        event = event_by_slug("forum")
        keynote, panel = queries.sessions_with_drafts(event.id)
        assert (
            keynote.starts_at, keynote.minutes, keynote.room.name["en"], keynote.track.name["en"],
            keynote.type.name["en"], keynote.language, keynote.abstract["en"],
            [speaker.name["en"] for speaker in keynote.speakers],
        ) == (
            datetime(2026, 12, 17, 1, tzinfo=UTC), 45, "Forum Hall", "Main", "Keynote", "en", "Text",
            ["Mei Chan", "Tom Lee"],
        )  # fmt: skip
        assert panel.status == "confirmed"


def entry(**lines: str) -> str:
    values = {"UID": "1", "SUMMARY": "A talk", "DTSTART": "20270706T100000Z", "DURATION": "PT1H"} | lines
    return "BEGIN:VEVENT\n" + "".join(f"{name}:{value}\n" for name, value in values.items() if value) + "END:VEVENT\n"


def calendar(*entries: str) -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(entries)}END:VCALENDAR\n".encode()


@pytest.mark.parametrize(
    ("lines", "number", "reason"),
    [
        ({"RRULE": "FREQ=DAILY;COUNT=3"}, 3, None),
        ({"RRULE": "FREQ=DAILY;COUNT=5", "EXDATE": "20270708T100000Z"}, 4, None),
        ({"RRULE": "FREQ=WEEKLY;UNTIL=20270720T100000Z"}, 3, None),
        ({"RDATE": "20270707T100000Z,20270709T100000Z"}, 3, None),
        ({"RRULE": "FREQ=DAILY"}, 0, "It is repeated without an end, so it is left out."),
        ({"RRULE": "FREQ=DAILY;COUNT=501"}, 0, "It is repeated more than 500 times, so it is left out."),
        (
            {"RRULE": "FREQ=SECONDLY;COUNT=9"},
            0,
            "Its repetitions follow a rule that is not read, so it is left out.",
        ),
        (
            {"RRULE": "FREQ=DAILY;INTERVAL=0;COUNT=3"},
            0,
            "Its repetitions follow a rule that is not read, so it is left out.",
        ),
        (
            {"RRULE": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"},
            0,
            "Its repetitions follow a rule that is not read, so it is left out.",
        ),
        ({"RRULE": "FREQ=NEVER;COUNT=2"}, 0, "Its repetitions contradict themselves, so it is left out."),
        ({"RRULE": "nonsense"}, 0, "Its repetitions contradict themselves, so it is left out."),
        ({"RRULE": "FREQ=DAILY;COUNT=x"}, 0, "Its repetitions contradict themselves, so it is left out."),
        ({"GEO": "nowhere"}, 1, "Some of its lines make no sense and were not read: GEO."),
        ({"SUMMARY": ""}, 0, "It has no title, so it is left out."),
        ({"DTSTART": "soon"}, 1, "It has no proper beginning and end: it is kept without a time."),
        ({"DTSTART": ""}, 1, "It has no proper beginning and end: it is kept without a time."),
        ({"DURATION": ""}, 1, "It has no length: it is kept without a time."),
        ({"DURATION": "P3D"}, 1, "It lasts longer than two days: it is kept without a time."),
        (
            {"DTSTART": "10270706T100000Z"},
            1,
            "“1027-07-06T10:00:00+00:00” is not of this time: it is kept without a time.",
        ),
    ],
)
def test_what_an_entry_of_a_calendar_becomes(
    make: Factories, lines: dict[str, str], number: int, reason: str | None
) -> None:
    with make.inside():
        schedule = read_schedule(calendar(entry(**lines)))
        reasons = [problem.message for problem in schedule.problems]
    assert (len(schedule.talks), reasons[-1:]) == (number, [reason] if reason else [])


def test_a_calendar_that_breaks_off_keeps_what_is_whole(make: Factories) -> None:
    whole = calendar(entry(), entry(UID="2", SUMMARY="Another"), entry(UID="3", SUMMARY="Broken off"))
    with make.inside():
        schedule = read_schedule(whole[: whole.rindex(b"DURATION")])
        assert [talk.title for talk in schedule.talks] == ["A talk", "Another"]
        assert [problem.sentence for problem in schedule.problems] == ["Line 15: It breaks off, so it is left out."]


def test_a_moved_and_a_cancelled_instance_are_right(make: Factories) -> None:
    content = calendar(
        entry(RRULE="FREQ=DAILY;COUNT=3"),
        entry(**{"RECURRENCE-ID": "20270707T100000Z", "DTSTART": "20270707T150000Z"}),
        entry(**{"RECURRENCE-ID": "20270708T100000Z", "DTSTART": "20270708T100000Z", "STATUS": "CANCELLED"}),
    )
    with make.inside():
        talks = read_schedule(content).talks
    assert sorted((talk.starts_at, talk.is_cancelled) for talk in talks) == [
        (at(6, 10), False), (at(7, 15), False), (at(8, 10), True),
    ]  # fmt: skip


def test_what_the_team_placed_stays_where_the_file_has_no_time_for_it(make: Factories) -> None:
    content = (FIELD / "zero-length-and-repeated-guid.xml").read_bytes()
    load(make, content)
    with make.inside():
        event = event_by_slug("forum")
        (loose,) = [one for one in queries.all_sessions(event.id) if one.title["en"] == "A milestone without a length"]
        studio = service.create_room(event, service.RoomDetails(text("Studio")))
        service.move_session(loose, service.Place(at(10, 9, month=4), at(10, 10, month=4), studio.id))
    assert counts(load(make, content)) == (0, 0, 5, 0)
    assert slots(make)["A milestone without a length"] == (at(10, 9, month=4), at(10, 10, month=4))


def test_an_event_is_not_made_of_a_file_without_a_single_time(make: Factories) -> None:
    with pytest.raises(ScheduleError) as refused:
        load(make, calendar(entry(DURATION="")))
    assert str(refused.value).startswith("no entry has a time")


def test_times_without_an_offset_are_those_of_the_zone_that_the_file_names(make: Factories) -> None:
    content = (
        b"<schedule><conference><title>X</title><time_zone_name>Europe/Berlin</time_zone_name></conference><day><room>"
        b"<event guid='a'><date>2027-07-06T10:00:00</date><duration>45</duration><title>A</title></event>"
        b"<event guid='b'><date>2027-07-06</date><start>9:30</start><duration>1:00:30</duration>"
        b"<title>B</title></event>"
        b"</room></day></schedule>"
    )
    load(make, content)
    assert slots(make) == {"A": (at(6, 8), at(6, 8, 45)), "B": (at(6, 7, 30), at(7, 8))}


def test_a_draft_event_is_as_long_as_what_was_imported(make: Factories) -> None:
    load(make, (FIELD / "sessions-from-a-cfp-tool.csv").read_bytes())
    with make.inside():
        event = db.session.get_one(Event, event_by_slug("forum").id)
        assert (event.timezone, event.starts_at.date().isoformat()) == ("Asia/Hong_Kong", "2026-12-17")


SESSIONS = {
    "sessions": [
        {
            "id": "AAA", "type": "t1", "room": "R1", "start": "2027-07-06T10:00:00+08:00",
            "end": "2027-07-06T10:40:00+08:00", "language": "中文", "speakers": ["S1", "gone"],
            "zh": {"title": "開源與電影", "description": "為何開源"},
            "en": {"title": "Open film", "description": "Why"},
            "slide": "https://example.org/slides", "live": None,
        },
        {"id": "BBB", "room": "R1", "start": "soon", "end": "", "zh": {"title": "未定"}, "en": {}},
        "nonsense",
    ],
    "speakers": [{"id": "S1", "zh": {"name": "陳大文", "bio": "導演"}, "en": {"name": "Chan Tai Man", "bio": ""}}],
    "rooms": [{"id": "R1", "zh": {"name": "大禮堂"}, "en": {"name": "Hall"}}],
    "session_types": [{"id": "t1", "zh": {"name": "講座"}, "en": {"name": "Lecture"}}],
}  # fmt: skip


def test_the_json_of_coscup_comes_in_with_both_its_languages(make: Factories) -> None:
    content = json.dumps(SESSIONS, ensure_ascii=False).encode()
    first, second = load(make, content), load(make, content)
    assert (counts(first), counts(second)) == ((2, 0, 0, 1), (0, 0, 2, 1))
    assert [problem.sentence for problem in first.problems] == [
        "“nonsense”: It is no object, so it is left out.",
        "“未定”: “soon” is no date: it is kept without a time.",
    ]
    with make.inside():
        event = event_by_slug("forum")
        talk, _loose = queries.sessions_with_drafts(event.id)
        assert (talk.title, talk.abstract, talk.minutes, talk.room.name, talk.type.name) == (
            {"en": "Open film", "zh-Hant": "開源與電影"}, {"en": "Why", "zh-Hant": "為何開源"}, 40,
            {"en": "Hall", "zh-Hant": "大禮堂"}, {"en": "Lecture", "zh-Hant": "講座"},
        )  # fmt: skip
        assert [(speaker.name, speaker.biography) for speaker in talk.speakers] == [
            ({"en": "Chan Tai Man", "zh-Hant": "陳大文"}, {"zh-Hant": "導演"})
        ]
        assert talk.links == [["slide", "https://example.org/slides"]]


def test_coscup_2023_comes_whole(make: Factories, data: Path) -> None:
    content = (data / "coscup2023-session.json").read_bytes()
    first, second = load(make, content), load(make, content)
    assert (counts(first), counts(second)) == ((352, 0, 0, 0), (0, 0, 352, 0))


def test_an_instance_that_names_no_time_is_told_by_its_own() -> None:
    calendar = (FIELD / "repeated-and-whole-day.ics").read_bytes()
    at = calendar.index(b"RECURRENCE-ID")
    broken = (
        calendar[:at]
        + b"RECURRENCE-ID:-PT1H"
        + calendar[calendar.index(b"\r\n" if b"\r\n" in calendar else b"\n", at) :]
    )
    titles = {talk.title for talk in read_schedule(broken).talks}
    assert "Summer session" in titles
