"""The organiser creates, changes and publishes an event."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import service as registrations
from eventapp.registration.models import Registration
from tests.factories import Factories, person
from tests.pages import SURE, page_of

FORM = {
    "name-en": "New Vision",
    "name-zh_hant": "新視野",
    "slug": "new-vision",
    "timezone": "Asia/Hong_Kong",
    "starts_at": "2027-03-18T09:00",
    "ends_at": "2027-03-18T18:00",
    "main_locale": "en",
    "contact_email": "hello@example.org",
    "accent": "jade",
}


@pytest.fixture
def admin(make: Factories, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.user("admin@example.org", is_admin=True))


def stored(make: Factories) -> list[Event]:
    with make.inside():
        return list(db.session.scalars(select(Event)))


def test_a_new_event_is_a_draft_with_times_of_its_place(admin: FlaskClient, make: Factories) -> None:
    assert admin.post("/admin/events/new", data=FORM).location == "/admin/events/new-vision/setup/about"
    (event,) = stored(make)
    assert (event.status, event.name, event.accent) == (
        "draft", {"en": "New Vision", "zh-Hant": "新視野"}, "jade",
    )  # fmt: skip
    assert event.starts_at.isoformat() == "2027-03-18T01:00:00+00:00"
    assert admin.get("/events/new-vision/").status_code == 404


def test_publishing_opens_the_page_and_taking_back_closes_it(admin: FlaskClient) -> None:
    admin.post("/admin/events/new", data=FORM)
    admin.post("/admin/events/new-vision/publish")
    assert page_of(admin.get("/events/new-vision/")).heading == "New Vision"
    admin.post("/admin/events/new-vision/unpublish", data=SURE)
    answer = admin.get("/events/new-vision/")
    assert (answer.status_code, page_of(answer).heading) == (410, "New Vision is not public for now")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name-en": "", "name-zh_hant": ""}, "Enter this in at least one language."),
        ({"slug": "New Vision"}, "Use small letters, digits and single dashes only."),
        ({"slug": "../etc"}, "Use small letters, digits and single dashes only."),
        ({"timezone": "Mars/Olympus"}, "Choose a time zone from the list, such as Asia/Hong_Kong."),
        ({"starts_at": ""}, "Enter the start time."),
        ({"starts_at": "tomorrow"}, "Not a valid datetime value."),
        ({"ends_at": "2027-03-18T09:00"}, "The end must come after the start."),
        ({"contact_email": "hello"}, "This is not an email address."),
        ({"accent": "pink"}, "Not a valid choice."),
        ({"capacity": "0"}, "Number must be between 1 and 1000000."),
        ({"capacity": "many"}, "Not a valid integer value."),
        ({"latitude": "91", "longitude": "0"}, "Number must be between -90 and 90."),
        ({"latitude": "22"}, "Give both latitude and longitude, or neither."),
        (
            {"registration_opens_at": "2027-03-02T09:00", "registration_closes_at": "2027-03-01T09:00"},
            "Registration must close after it opens.",
        ),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_made(
    admin: FlaskClient, make: Factories, changes: dict[str, str], message: str
) -> None:
    answer = admin.post("/admin/events/new", data={**FORM, **changes})
    page = page_of(answer)
    assert answer.status_code == 422
    assert message in page.errors
    assert page.values["name-zh_hant"] == changes.get("name-zh_hant", "新視野")
    assert stored(make) == []


def test_an_address_is_taken_once(admin: FlaskClient, make: Factories) -> None:
    admin.post("/admin/events/new", data=FORM)
    answer = admin.post("/admin/events/new", data=FORM)
    assert page_of(answer).errors == ["Another event has this link. Choose a different one."]
    assert len(stored(make)) == 1


@pytest.mark.parametrize("slug", ["new"])
def test_addresses_of_the_admin_itself_cannot_be_taken(admin: FlaskClient, make: Factories, slug: str) -> None:
    answer = admin.post("/admin/events/new", data={**FORM, "slug": slug})
    assert page_of(answer).errors == ["Another event has this link. Choose a different one."]


def test_settings_show_local_times_and_keep_what_is_not_changed(admin: FlaskClient, make: Factories) -> None:
    admin.post("/admin/events/new", data=FORM)
    page = page_of(admin.get("/admin/events/new-vision/settings"))
    assert (page.values["starts_at"], page.values["name-zh_hant"]) == ("2027-03-18T09:00", "新視野")
    admin.post("/admin/events/new-vision/settings", data={**FORM, "ends_at": "2027-03-18T20:00"})
    (event,) = stored(make)
    assert (event.ends_at.isoformat(), event.sequence) == ("2027-03-18T12:00:00+00:00", 1)


def test_a_capacity_below_those_registered_is_refused(admin: FlaskClient, make: Factories) -> None:
    event = make.event("new-vision")
    ticket_type = make.ticket_type(event)
    make.registration(event, ticket_type)
    make.registration(event, ticket_type)
    answer = admin.post("/admin/events/new-vision/settings", data={**FORM, **SURE, "capacity": "1"})
    assert page_of(answer).errors == [
        "2 places are taken already. Choose more, or tick below that no new places are given."
    ]
    with make.inside():
        assert db.session.scalar(select(Event.capacity)) is None


def test_below_those_registered_no_new_places_are_given_where_that_is_meant(
    admin: FlaskClient, make: Factories, client: FlaskClient
) -> None:
    event = make.event("new-vision")
    ticket_type = make.ticket_type(event)
    people = [make.registration(event, ticket_type) for _ in range(2)]
    admin.post("/admin/events/new-vision/settings", data={**FORM, **SURE, "capacity": "1", "below_taken": "y"})
    with make.inside():
        assert db.session.execute(select(Event.capacity, Event.taken, Event.beyond)).one() == (1, 2, 1)
        with pytest.raises(registrations.SoldOut):
            registrations.register(
                db.session.scalars(select(Event)).one(), ticket_type.id, person(), submission_key="a" * 16
            )
        registrations.cancel(db.session.get_one(Registration, people[0].id))
        assert registrations.seat_errors() == []
    with make.inside(), pytest.raises(registrations.SoldOut):
        registrations.register(
            db.session.scalars(select(Event)).one(), ticket_type.id, person(), submission_key="b" * 16
        )


def test_the_dashboard_counts_registrations_and_arrivals(admin: FlaskClient, make: Factories) -> None:
    event = make.event()
    ticket_type = make.ticket_type(event, capacity=50)
    for _ in range(3):
        make.registration(event, ticket_type, country="HK")
    page = page_of(admin.get("/admin/events/forum/"))
    assert page.texts("//div[@class='figure']")[:2] == ["3Confirmed", "0 Waiting for approval"]
    assert "3 / 50" in page.text
    assert "0 / 3" in page.text
