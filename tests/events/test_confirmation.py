"""What cannot be undone is asked about first: the question changes nothing, and its answer does what it said."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.events.service import SeriesDetails
from eventapp.messages import service as campaigns
from eventapp.programme.service import draft_session
from eventapp.registration import service as registrations
from eventapp.registration.service import CodeDetails
from tests.factories import Factories, session_details, text
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum"


class Deed(NamedTuple):
    """A path below the event's admin, the form that is sent, the question, and a query that tells before from after."""

    path: str
    question: str
    query: str
    changed: Any
    form: dict[str, str] = {}


def _count(table: str) -> str:
    return f"SELECT count(*) FROM {table}"


DEEDS = {
    "unpublish": Deed("/unpublish", "Unpublish The Forum?", "SELECT status FROM event", "draft"),
    "archive": Deed("/archive", "Archive The Forum?", "SELECT status FROM event", "archived"),
    "erase": Deed("/registrations/{ada}/erase", "Erase Ada Wong?", _count("registration WHERE name = 'Ada Wong'"), 0),
    "delete a question": Deed("/tickets/questions/{question}/delete", "Delete “Why?”?", _count("question"), 0),
    "delete a ticket type": Deed("/tickets/{spare}/delete", "Delete “Spare”?", _count("ticket_type"), 1),
    "delete a code": Deed("/tickets/codes/{access_code}/delete", "Delete SESAME?", _count("access_code"), 0),
    "delete a gate": Deed("/door/gates/{gate}/delete", "Delete “Side door”?", _count("gate"), 1),
    "unpair": Deed("/door/devices/{device}/revoke", "Unpair Door phone?", _count("device WHERE revoked_at IS NULL"), 0),
    "delete an issuer": Deed("/door/other-badges/{issuer}/delete", "Delete “Filmart”?", _count("badge_issuer"), 0),
    "cancel a session": Deed("/sessions/{talk}/cancel", "Cancel “A talk”?", _count("session WHERE draft IS NULL"), 0),
    "delete a session": Deed("/sessions/{unseen}/delete", "Delete “Unseen”?", _count("session"), 1),
    "delete a room": Deed("/rooms/hall/delete", "Delete “Hall”?", _count("room"), 0),
    "delete a speaker": Deed("/speakers/{speaker}/delete", "Delete Ada Wong?", _count("speaker"), 0),
    "delete a campaign": Deed("/messages/campaigns/{campaign}/delete", "Delete “News”?", _count("campaign"), 0),
    "leave the team": Deed("/team/{member}/remove", "Remove Read from the team?", _count("membership"), 1),
}


@pytest.fixture
def names(make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]) -> dict[str, Any]:
    """An event that has one of each; its owner is signed in."""
    owner = make.user()
    event = make.event(owner=owner)
    ticket_type = make.ticket_type(event)
    spare = make.ticket_type(event, "Spare")
    ada = make.registration(event, ticket_type, name="Ada Wong", email="ada@example.org")
    make.room(event)
    gate, side = make.gate(event), make.gate(event, "Side door")
    names = {
        "ada": ada.code, "spare": spare.id, "question": make.question(event).id, "gate": side.id,
        "device": make.device(gate)[0].id, "issuer": make.issuer(event, ticket_type, "Filmart").id,
        "talk": make.session(event).code, "speaker": make.speaker(event).code,
    }  # fmt: skip
    member = make.member(event, "read")
    with make.inside():
        found = db.session.get_one(Event, event.id)
        names["access_code"] = registrations.create_code(found, "SESAME", CodeDetails()).id
        names["unseen"] = draft_session(found, session_details("Unseen")).code
        names["campaign"] = campaigns.create_campaign(
            found, campaigns.CampaignDetails(subject=text("News"), body=text("Good news.")), "owner@example.org"
        ).id
        names["member"] = db.session.scalar(sql(f"SELECT id FROM membership WHERE user_id = {member.id}"))
    sign_in(owner)
    return names


def found(make: Factories, deed: Deed) -> Any:
    with make.inside():
        return db.session.scalar(sql(deed.query))


@pytest.mark.parametrize("name", DEEDS)
def test_the_question_changes_nothing_and_the_answer_does_it(
    client: FlaskClient, make: Factories, names: dict[str, Any], name: str
) -> None:
    deed = DEEDS[name]
    path = ADMIN + deed.path.format(**names)
    before = found(make, deed)
    asked = client.post(path, data=deed.form)
    assert (page_of(asked).heading, found(make, deed)) == (deed.question, before)
    assert before != deed.changed
    client.post(path, data={**deed.form, **SURE})
    assert found(make, deed) == deed.changed


def test_the_way_back_stands_beside_the_button(client: FlaskClient, make: Factories, names: dict[str, Any]) -> None:
    page = page_of(client.post(f"{ADMIN}/registrations/{names['ada']}/erase"))
    assert page.texts("//main//div[@class='actions']/*") == ["Erase for good", "Back, without changing anything"]


def test_what_the_form_said_is_said_again_with_the_answer(client: FlaskClient, names: dict[str, Any]) -> None:
    page = page_of(client.post(f"{ADMIN}/sessions/{names['talk']}/cancel", data={"tells": "y", "many": "<b>"}))
    kept = {key: value for key, value in page.values.items() if key in ("tells", "many", "confirmed")}
    assert kept == {"tells": "y", "many": "<b>", "confirmed": "1"}


def test_a_series_is_asked_about_without_an_event(
    make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    with make.inside():
        events.create_series("market", SeriesDetails(text("The Market")))
    sign_in(make.user("admin@example.org", is_admin=True))
    asked = page_of(client.post("/admin/series/market/delete"))
    assert (asked.heading, client.get("/admin/series/market").status_code) == ("Delete “The Market”?", 200)
    client.post("/admin/series/market/delete", data=SURE)
    assert client.get("/admin/series/market").status_code == 404
