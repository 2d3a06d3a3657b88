"""What search engines are told of an event, its sessions, speakers and tickets, by the names of schema.org."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of

SITE = "http://localhost/events/forum/"
HALL = {"@type": "Place", "name": "Grand Hall, The Hall"}


def described(client: FlaskClient, path: str = "/events/forum/") -> dict[str, Any]:
    (script,) = page_of(client.get(path)).tree.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(script)


def test_a_session_is_part_of_its_event(make: Factories, client: FlaskClient, event: Event) -> None:
    ada = make.speaker(event, "Ada Wong")
    hall = make.room(event, "Grand Hall")
    session = make.session(event, "Opening", speakers=(ada,), room_id=hall.id, language="en", abstract=text("Welcome"))
    address = f"{SITE}sessions/{session.code}/"
    outline = {
        "@type": "Event", "name": "Opening", "url": address, "location": HALL,
        "startDate": event.local(session.starts_at).isoformat(), "endDate": event.local(session.ends_at).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
    }  # fmt: skip
    person = {"@type": "Person", "name": "Ada Wong", "url": f"{SITE}speakers/{ada.code}/"}
    found = described(client)
    assert (found["subEvent"], found["performer"]) == ([outline], [person])
    whole = described(client, f"/events/forum/sessions/{session.code}/")
    assert whole.pop("superEvent") == {
        "@type": "Event", "name": "The Forum", "url": SITE, "location": {"@type": "Place", "name": "The Hall"},
        "startDate": event.local(event.starts_at).isoformat(),
    }  # fmt: skip
    assert whole == outline | {
        "@context": "https://schema.org", "description": "Welcome", "inLanguage": ["en"], "performer": [person],
    }  # fmt: skip


def test_a_speaker_is_a_person(make: Factories, client: FlaskClient, event: Event) -> None:
    ada = make.speaker(event, "Ada Wong", post=text("Producer"), organisation=text("Harbour Pictures"))
    make.session(event, "Opening", speakers=(ada,))
    assert described(client, f"/events/forum/speakers/{ada.code}/") == {
        "@context": "https://schema.org", "@type": "Person", "name": "Ada Wong", "jobTitle": "Producer",
        "url": f"{SITE}speakers/{ada.code}/", "worksFor": {"@type": "Organization", "name": "Harbour Pictures"},
    }  # fmt: skip


def test_what_is_off_says_so_and_what_has_no_time_is_left_out(
    make: Factories, client: FlaskClient, event: Event
) -> None:
    off = make.session(event, "Off")
    make.change_session(off, status="cancelled")
    make.session(event, "Some day", starts_at=None, ends_at=None)
    assert [(one["name"], one["eventStatus"]) for one in described(client)["subEvent"]] == [
        ("Off", "https://schema.org/EventCancelled")
    ]


def test_tickets_are_offers_as_they_stand(make: Factories, client: FlaskClient, event: Event) -> None:
    full = make.ticket_type(event, "Press", capacity=1)
    make.registration(event, full)
    make.ticket_type(event, "Later", opens_at=tomorrow(0))
    make.ticket_type(event, "Delegate")
    found = described(client)
    assert found["isAccessibleForFree"] is True
    offers = [(one["name"], one["price"], one["availability"].rpartition("/")[2]) for one in found["offers"]]
    assert offers == [("Press", 0, "SoldOut"), ("Later", 0, "PreOrder"), ("Delegate", 0, "InStock")]
    assert found["offers"][1]["validFrom"] == event.local(tomorrow(0)).isoformat()


def test_what_is_behind_a_code_is_not_offered(
    make: Factories, client: FlaskClient, event: Event, ticket_type: TicketType
) -> None:
    make.ticket_type(event, "Secret", visibility="code")
    assert [one["name"] for one in described(client)["offers"]] == ["Delegate"]


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", '"}]\n<!--', "&amp;<b>"])
def test_no_title_ends_the_script(make: Factories, client: FlaskClient, event: Event, hostile: str) -> None:
    session = make.session(event, hostile)
    assert described(client)["subEvent"][0]["name"] == hostile
    assert described(client, f"/events/forum/sessions/{session.code}/")["name"] == hostile


def test_it_speaks_the_readers_language(make: Factories, client: FlaskClient, event: Event) -> None:
    session = make.session(event, "Opening")
    make.change_session(session, title=text("Opening", zh_Hant="開幕"))
    assert described(client, f"/events/forum/sessions/{session.code}/?lang=zh-Hant")["name"] == "開幕"
