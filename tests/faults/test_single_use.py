"""What is good once is good once, also for two who use it at the same moment. Links, codes of apps and recovery codes
are tried in tests/accounts, offers and forms in test_races.py, decisions about exports in tests/events."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.checkin import service as checkin
from eventapp.checkin.models import Device
from eventapp.core.db import db
from eventapp.events import queries, service
from eventapp.events.models import Event, Membership, TeamInvitation
from tests.accounts.authenticator import Authenticator
from tests.factories import Factories

AT_ONCE = 4


def at_once(app: Flask, act: Callable[[int], object]) -> list[object]:
    """What each of several gets who act at one moment, each in a context of their own."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> object:
        with app.app_context():
            start.wait()
            return act(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_a_pairing_code(app: Flask, make: Factories, event: Event) -> None:
    gate = make.gate(event)
    with make.inside():
        code = checkin.open_pairing(db.session.merge(gate))
    sent = {"code": code, "name": "Phone"}
    answers = at_once(app, lambda _: app.test_client().post("/checkin/api/pair", json=sent).status_code)
    assert sorted(map(str, answers)) == ["201", *["422"] * (AT_ONCE - 1)]
    with make.inside():
        assert db.session.scalar(select(func.count(Device.id))) == 1


@pytest.mark.parametrize("hands_over", [False, True])
def test_an_invitation_into_a_team(app: Flask, make: Factories, event: Event, hands_over: bool) -> None:
    make.member(event, "owner")
    user = make.user("new@example.org")
    with make.inside():
        stored = db.session.get_one(Event, event.id)
        if hands_over:
            invitation = service.hand_over(stored, user.email, "en", ends_team=True)
        else:
            invitation = service.invite(stored, user.email, "door", "en")
        path = f"/team/{service.team_token(invitation)}"
    clients = [make.signed_in(user.email) for _ in range(AT_ONCE)]
    answers = at_once(app, lambda number: clients[number].post(path).status_code)
    assert sorted(map(str, answers))[0] == "303"
    assert set(answers) <= {303, 404, 410}
    with make.inside():
        assert db.session.scalar(select(func.count(TeamInvitation.id))) == 0
        places = db.session.scalars(select(Membership.role).where(Membership.user_id == user.id)).all()
        assert places == ["owner" if hands_over else "door"]
        assert len(queries.members_of(event.id)) == (1 if hands_over else 2)


def test_an_answer_of_a_passkey(app: Flask, make: Factories) -> None:
    user = make.user("ada@example.org")
    device = Authenticator()
    client = make.signed_in(user.email)
    options = client.post("/account/passkeys/options").json
    client.post("/account/passkeys", data={"answer": json.dumps(device.create(options)), "name": "Key"})
    asking = app.test_client()
    answer = json.dumps(device.get(asking.post("/login/passkey/options").json))
    cookie = asking.get_cookie("eventapp")
    assert cookie is not None
    thieves = [app.test_client() for _ in range(AT_ONCE)]
    for thief in thieves:
        thief.set_cookie("eventapp", cookie.value)
    led = at_once(app, lambda number: thieves[number].post("/login/passkey", data={"answer": answer}).location)
    assert sorted(map(str, led)) == ["/admin/", *["/login"] * (AT_ONCE - 1)]
