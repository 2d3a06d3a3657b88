"""The draft that the team edits, and the released programme that everybody else sees."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.models import ProgrammeRelease, Session
from eventapp.programme.service.releases import cancellation_of, describe, public_facts_of_nothing
from eventapp.registration.service import add_to_agenda
from tests.factories import Factories, session_details, text, tomorrow
from tests.pages import SURE, page_of
from tests.programme.conftest import ADMIN


def edit(make: Factories, session: Session, **changes: Any) -> None:
    with make.inside():
        found = db.session.get_one(Session, session.id)
        service.edit_session(found, replace(service.details_with_draft(found), **changes))


def release(make: Factories, event: Event, **options: Any) -> ProgrammeRelease:
    with make.inside():
        return service.release_programme(db.session.get_one(Event, event.id), **options)


def entries(client: FlaskClient) -> dict[str, tuple[str, int, str]]:
    """(summary, sequence, status) of the event's feed by UID."""
    calendar = Calendar.from_ical(client.get("/events/forum/calendar.ics").data)
    return {
        str(entry["UID"]): (str(entry["SUMMARY"]), int(entry["SEQUENCE"]), str(entry["STATUS"]))
        for entry in calendar.walk("VEVENT")
    }


def test_what_the_team_changes_is_not_public(make: Factories, event: Event, client: FlaskClient) -> None:
    session = make.session(event, "A talk")
    before = client.get("/events/forum/calendar.ics").data
    edit(make, session, title=text("A secret"), starts_at=tomorrow(5), ends_at=tomorrow(6))
    assert client.get("/events/forum/calendar.ics").data == before
    for path in ("", "schedule/", f"sessions/{session.code}/", "schedule.xml", "schedule.json"):
        assert "secret" not in client.get(f"/events/forum/{path}").text


def test_a_new_session_is_nowhere_before_its_release(make: Factories, event: Event, client: FlaskClient) -> None:
    with make.inside():
        session = service.draft_session(db.session.get_one(Event, event.id), session_details("A surprise"))
    assert client.get(f"/events/forum/sessions/{session.code}/").status_code == 404
    assert client.get(f"/events/forum/sessions/{session.code}.ics").status_code == 404
    assert entries(client) == {}
    release(make, event)
    assert page_of(client.get(f"/events/forum/sessions/{session.code}/")).heading == "A surprise"
    assert entries(client) == {str(session.uid): ("A surprise", 1, "CONFIRMED")}


def test_a_release_moves_the_calendar_at_once(make: Factories, event: Event, client: FlaskClient) -> None:
    session = make.session(event, "A talk")
    etag = client.get("/events/forum/calendar.ics").headers["ETag"]
    edit(make, session, starts_at=tomorrow(5), ends_at=tomorrow(6))
    release(make, event)
    answer = client.get("/events/forum/calendar.ics", headers={"If-None-Match": etag})
    assert (answer.status_code, entries(client)) == (200, {str(session.uid): ("A talk", 1, "CONFIRMED")})


def test_one_session_can_be_released_alone(make: Factories, event: Event, client: FlaskClient) -> None:
    first, second = make.session(event, "One"), make.session(event, "Two", starts_at=tomorrow(4), ends_at=tomorrow(5))
    edit(make, first, title=text("First"))
    edit(make, second, title=text("Second"))
    release(make, event, only={first.code})
    assert {entry[0] for entry in entries(client).values()} == {"First", "Two"}


def test_a_release_says_what_changed(make: Factories, event: Event, client: FlaskClient) -> None:
    hall, studio = make.room(event), make.room(event, "Studio")
    moved = make.session(event, "Moved", room_id=hall.id)
    gone = make.session(event, "Gone", starts_at=tomorrow(4), ends_at=tomorrow(5))
    edit(make, moved, room_id=studio.id)
    edit(make, gone, status="cancelled")
    made = release(make, event, note=text("A storm is coming."))
    assert [(change["title"]["en"], change["kind"]) for change in made.changes] == [
        ("Moved", "changed"),
        ("Gone", "cancelled"),
    ]
    assert made.changes[0]["before"] == {"room": {"en": "Hall"}}
    assert made.changes[0]["after"] == {"room": {"en": "Studio"}}
    words = page_of(client.get("/events/forum/changes/")).text
    assert "A storm is coming." in words
    assert "Moved Room: Hall Studio" in words


def test_publishing_an_event_is_its_first_release(make: Factories, client: FlaskClient) -> None:
    event = make.event(published=False)
    make.session(event, "A talk")
    with make.inside():
        service.draft_session(
            db.session.get_one(Event, event.id), session_details("Another", starts_at=tomorrow(4), ends_at=tomorrow(5))
        )
        events.publish(db.session.get_one(Event, event.id))
        (first,) = queries.releases_of(event.id)
        assert (first.number, [change["kind"] for change in first.changes]) == (1, ["added", "added"])
    assert len(entries(client)) == 2


def test_nothing_to_release_is_said(make: Factories, event: Event) -> None:
    make.session(event)
    with pytest.raises(service.NothingToRelease):
        release(make, event)


def test_changing_back_leaves_nothing_to_release(make: Factories, event: Event) -> None:
    session = make.session(event, "A talk")
    edit(make, session, title=text("Another"))
    edit(make, session, title=text("A talk"))
    with make.inside():
        assert queries.unreleased_count(event.id) == 0


def test_a_draft_stays_with_the_team_when_the_rest_is_released(make: Factories, event: Event) -> None:
    session = make.session(event, "A talk")
    edit(make, session, title=text("Better"))
    with make.inside():
        found = db.session.get_one(Event, event.id)
        idea = service.draft_session(found, session_details("An idea", status="draft"))
        made = service.release_programme(found)
        assert [change["title"]["en"] for change in made.changes] == ["Better"]
        assert queries.session_with_draft(db.session.get_one(Session, idea.id)).title == {"en": "An idea"}


def test_discarding_goes_back_to_what_is_public(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event, "A talk")
    edit(make, session, title=text("Another"))
    team.post(f"{ADMIN}/sessions/{session.code}/discard", data=SURE)
    with make.inside():
        assert queries.sessions_with_drafts(event.id)[0].title == {"en": "A talk"}


def test_the_second_writer_is_shown_what_the_first_wrote(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event, "A talk")
    path = f"{ADMIN}/sessions/{session.code}"
    opened = page_of(team.get(path)).values
    edit(make, session, title=text("The first was here"))
    mine = {
        **{key: value for key, value in opened.items() if key.startswith(("title", "version"))},
        "title-en": "Mine", "starts_at": event.local(tomorrow(2)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": event.local(tomorrow(3)).strftime("%Y-%m-%dT%H:%M"), "status": "confirmed",
    }  # fmt: skip
    refused = team.post(path, data=mine)
    page = page_of(refused)
    assert refused.status_code == 409
    assert "The first was here" in page.text
    assert page.values["title-en"] == "Mine"
    team.post(path, data={**mine, "version": page.values["version"]})
    with make.inside():
        assert queries.sessions_with_drafts(event.id)[0].title == {"en": "Mine"}


def test_only_those_concerned_get_a_mail(make: Factories, event: Event) -> None:
    ticket_type = make.ticket_type(event)
    moved = make.session(event, "Moved")
    kept = make.session(event, "Kept", starts_at=tomorrow(6), ends_at=tomorrow(7))
    booker, other = make.registration(event, ticket_type), make.registration(event, ticket_type)
    speaker = make.speaker(event, email="ada@example.org")
    with make.inside():
        for person, session in ((booker, moved), (other, kept)):
            add_to_agenda(db.session.get_one(type(person), person.id), db.session.get_one(Session, session.id))
        found = db.session.get_one(type(speaker), speaker.id)
        service.ask_speaker(found)
    edit(make, moved, speakers=((speaker.id, "speaker"),), starts_at=tomorrow(8), ends_at=tomorrow(9))
    release(make, event)
    with make.inside():
        kinds = ("programme_changes", "speaker_changes")
        mails = db.session.scalars(
            select(outbox.Mail).where(outbox.Mail.kind.in_(kinds)).order_by(outbox.Mail.id)
        ).all()
        assert [(mail.kind, mail.recipient) for mail in mails] == [
            ("speaker_changes", "ada@example.org"),
            ("programme_changes", booker.email),
        ]
        local = event.local(tomorrow(8)).strftime("%H:%M")
        assert all(
            "Moved" in mail_text and local in mail_text for mail_text in (outbox.compose(mail).text for mail in mails)
        )


def test_a_word_put_right_is_not_worth_a_mail(make: Factories, event: Event) -> None:
    session = make.session(event)
    person = make.registration(event, make.ticket_type(event))
    with make.inside():
        add_to_agenda(db.session.get_one(type(person), person.id), db.session.get_one(Session, session.id))
    edit(make, session, abstract=text("Better words."))
    release(make, event)
    with make.inside():
        wanted = select(outbox.Mail).where(outbox.Mail.kind == "programme_changes")
        assert db.session.scalars(wanted).all() == []


def test_notes_and_seats_hold_without_a_release(make: Factories, event: Event) -> None:
    session = make.session(event)
    edit(make, session, internal_notes="Water on stage.", needs_booking=True, capacity=20)
    with make.inside():
        found = db.session.get_one(Session, session.id)
        assert (found.internal_notes, found.capacity, found.draft) == ("Water on stage.", 20, None)


def test_the_release_page_is_for_the_programme_team(
    make: Factories, event: Event, team: FlaskClient, client: FlaskClient
) -> None:
    session = make.session(event, "A talk")
    edit(make, session, title=text("Another"))
    page = page_of(team.get(f"{ADMIN}/release"))
    assert "1 session waits to be released" in page.text
    assert team.post(f"{ADMIN}/release", data={"only": session.code}).status_code == 303
    assert "Another" in client.get(f"/events/forum/sessions/{session.code}/").text


def test_a_preview_shows_the_draft_to_the_team(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event, "A talk")
    edit(make, session, title=text("Another"))
    assert "Another" in page_of(team.get(f"{ADMIN}/preview/")).text
    assert page_of(team.get(f"{ADMIN}/preview/sessions/{session.code}")).heading == "Another"


def test_rooms_of_a_draft_cannot_be_deleted(make: Factories, event: Event, team: FlaskClient) -> None:
    room = make.room(event)
    session = make.session(event)
    edit(make, session, room_id=room.id)
    team.post(f"{ADMIN}/rooms/{room.slug}/delete", data=SURE)
    with make.inside():
        assert [one.id for one in queries.rooms_of(event.id)] == [room.id]


def test_an_import_from_the_command_line_is_a_release(make: Factories, event: Event) -> None:
    make.session(event)
    with make.inside():
        from eventapp.programme.interchange import read_schedule

        begins = tomorrow(5)
        content = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:From afar\r\n"
            f"DTSTART:{begins:%Y%m%dT%H%M%SZ}\r\nDTEND:{begins + timedelta(hours=1):%Y%m%dT%H%M%SZ}\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        service.import_schedule("forum", read_schedule(content.encode()))
        assert [change["title"]["en"] for change in queries.releases_of(event.id)[0].changes] == ["From afar"]


def test_what_a_release_would_change_is_what_it_changes(make: Factories, event: Event) -> None:
    make.room(make.event("elsewhere"), "Elsewhere")
    hall, studio, ada = make.room(event), make.room(event, "Studio"), make.speaker(event, "Ada Wong")
    session = make.session(event, "Moved", room_id=hall.id)
    edit(make, session, room_id=studio.id, speakers=((ada.id, "speaker"),))
    with make.inside():
        pending = service.pending_changes(db.session.get_one(Event, event.id))
    assert [(change["before"], change["after"]) for change in pending] == [
        ({"room": {"en": "Hall"}, "speakers": []}, {"room": {"en": "Studio"}, "speakers": [{"en": "Ada Wong"}]})
    ]
    assert release(make, event).changes == pending


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("draft", "draft", ""), ("draft", "confirmed", "added"), ("draft", "cancelled", ""),
        ("confirmed", "draft", "withdrawn"), ("confirmed", "confirmed", ""), ("confirmed", "cancelled", "cancelled"),
        ("cancelled", "draft", ""), ("cancelled", "confirmed", "restored"), ("cancelled", "cancelled", ""),
    ],
)  # fmt: skip
def test_each_change_of_status_has_one_name(before: str, after: str, kind: str) -> None:
    facts = public_facts_of_nothing()
    described = describe("ABC", facts | {"status": before}, facts | {"status": after})
    assert (described["kind"] if described else "") == kind


def test_the_same_people_in_other_roles_are_a_change_of_which_nothing_is_told() -> None:
    facts = public_facts_of_nothing() | {"status": "confirmed"}
    described = describe("ABC", facts | {"roles": [[1, "speaker"]]}, facts | {"roles": [[1, "moderator"]]})
    assert described is not None
    assert (described["kind"], described["before"], described["after"]) == ("changed", {}, {})


def test_an_event_that_is_published_again_tells_what_waited_for_a_release(make: Factories, event: Event) -> None:
    session = make.session(event, "Talk")
    edit(make, session, title=text("Moved"))
    release(make, event)
    booker = make.registration(event, make.ticket_type(event))
    with make.inside():
        add_to_agenda(db.session.get_one(type(booker), booker.id), db.session.get_one(Session, session.id))
    edit(make, session, starts_at=tomorrow(8), ends_at=tomorrow(9))
    with make.inside():
        events.unpublish(db.session.get_one(Event, event.id))
        before = set(db.session.scalars(select(outbox.Mail.id)))
        events.publish(db.session.get_one(Event, event.id))
        mails = [mail for mail in db.session.scalars(select(outbox.Mail)) if mail.id not in before]
        assert [(mail.kind, mail.recipient) for mail in mails] == [("programme_changes", booker.email)]


def test_other_words_are_named_where_a_session_changed_and_not_where_it_is_new() -> None:
    facts = public_facts_of_nothing()
    before, after = (facts | {"status": "confirmed", "abstract": {"en": words}} for words in ("Old", "New"))
    changed, added = describe("ABC", before, after), describe("ABC", facts, after)
    assert changed is not None
    assert added is not None
    assert (changed["kind"], changed["reworded"], added["kind"], added["reworded"]) == (
        "changed", ["abstract"], "added", [],
    )  # fmt: skip


def test_that_a_session_is_off_is_told_only_of_one_that_is_public(make: Factories, event: Event) -> None:
    public = make.session(event, "Known")
    with make.inside():
        unknown = service.draft_session(db.session.get_one(Event, event.id), session_details("Unknown"))
        told = [cancellation_of(db.session.get_one(Session, one.id)) for one in (public, unknown)]
    assert [[(change["code"], change["kind"]) for change in changes] for changes in told] == [
        [(public.code, "cancelled")], [],
    ]  # fmt: skip
