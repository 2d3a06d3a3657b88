"""The team's words and campaigns: checked, tried, sent to whom they are for and to nobody else."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core import clock, outbox
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.events.models import Event
from eventapp.messages import service as messages
from eventapp.messages.models import Campaign, MailText
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from tests.factories import Factories, tomorrow
from tests.mailserver import Inbox, deliver_due, mailserver, parts
from tests.pages import SURE, page_of

ADMIN = "/admin/events/forum/messages"
WORDS = {"subject-en": "News of {event}", "body-en": "Dear {name},\n\nit is **soon**.", "kind": "announcement"}


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailserver() as inbox:
        yield inbox


@pytest.fixture
def app(app_with: Callable[[Settings], Flask], settings: Settings, inbox: Inbox) -> Flask:
    return app_with(
        replace(settings, smtp_url=inbox.url, mail_from="events@example.org", bounce_token="a token of sixteen")
    )


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def deliver(make: Factories) -> None:
    with make.inside():
        while messages.run_campaigns():
            pass
        deliver_due()
        messages.run_campaigns()


def the_campaign(make: Factories) -> Campaign:
    with make.inside():
        return db.session.scalars(select(Campaign)).one()


def received(inbox: Inbox) -> list[str]:
    return sorted(str(mail["To"]) for mail in inbox.mails if "News" in str(mail["Subject"]))


def write(team: FlaskClient, **changes: str) -> str:
    return team.post(f"{ADMIN}/campaigns/new", data={**WORDS, "state": "confirmed", **changes}).location


def test_a_campaign_reaches_whom_it_is_for_and_nobody_else(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    press = make.ticket_type(event, "Press", needs_approval=True)
    make.registration(event, ticket_type, name="Ada", email="ada@example.org")
    make.registration(event, press, name="Pending", email="pending@example.org")
    gone = make.registration(event, ticket_type, name="Gone", email="gone@example.org")
    quiet = make.registration(event, ticket_type, name="Quiet", email="quiet@example.org")
    make.registration(event, ticket_type, name="Bounced", email="Bounced@example.org")
    make.registration(event, ticket_type, name="Nowhere", email="", phone="+852 5123 4567")
    with make.inside():
        service.cancel(db.session.get_one(Registration, gone.id))
        service.set_no_campaigns(db.session.get_one(Registration, quiet.id), True)
        outbox.record_bounce("bounced@example.org", "550")
    path = write(team)
    assert page_of(team.get(path)).texts("//*[@class='figure']/strong")[0] == "1"
    team.post(f"{path}/start", data=SURE)
    deliver(make)
    assert received(inbox) == ["Ada <ada@example.org>"]
    assert the_campaign(make).state == "done"
    mail = next(mail for mail in inbox.mails if "News" in str(mail["Subject"]))
    assert mail["Reply-To"] == "hello@example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(mail["List-Unsubscribe"]).strip(" <>")
    assert link in parts(mail)["text/plain"].get_content().replace("\n", "")
    team.post(link.removeprefix("http://localhost"))
    with make.inside():
        assert db.session.scalars(select(Registration.no_campaigns).where(Registration.name == "Ada")).one()


def test_a_campaign_started_twice_goes_out_once(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    make.registration(event, ticket_type, name="Ada")
    path = write(team)
    for _ in range(2):
        team.post(f"{path}/start", data=SURE)
        deliver(make)
    assert len(received(inbox)) == 1


def test_a_planned_campaign_waits_for_its_hour(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    make.registration(event, ticket_type)
    path = write(team, send_at=tomorrow(9).strftime("%Y-%m-%dT%H:%M"))
    team.post(f"{path}/start", data=SURE)
    deliver(make)
    assert (the_campaign(make).state, received(inbox)) == ("scheduled", [])
    with clock.frozen_at(tomorrow(10)):
        deliver(make)
    assert (the_campaign(make).state, len(received(inbox))) == ("done", 1)


def test_a_paused_campaign_keeps_what_has_not_left(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    make.registration(event, ticket_type)
    path = write(team)
    team.post(f"{path}/start", data=SURE)
    with make.inside():
        messages.run_campaigns()
    team.post(f"{path}/pause")
    deliver(make)
    assert received(inbox) == []
    team.post(f"{path}/resume")
    deliver(make)
    assert len(received(inbox)) == 1


def test_who_leaves_before_the_mail_does_gets_none(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    one = make.registration(event, ticket_type)
    team.post(f"{write(team)}/start", data=SURE)
    with make.inside():
        messages.run_campaigns()
        service.cancel(db.session.get_one(Registration, one.id))
    deliver(make)
    assert received(inbox) == []
    with make.inside():
        assert db.session.scalars(select(Mail.state).where(Mail.campaign_id.is_not(None))).all() == ["skipped"]


def test_the_daily_cap_holds_campaigns_back_and_no_tickets(
    team: FlaskClient, app: Flask, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    app.config["MAIL_DAILY_CAP"] = 2
    for _ in range(5):
        make.registration(event, ticket_type)
    team.post(f"{write(team)}/start", data=SURE)
    deliver(make)
    assert (len(received(inbox)), len(inbox.mails)) == (2, 7)
    with clock.frozen_at(clock.now() + timedelta(days=1, minutes=1)):
        deliver(make)
    assert len(received(inbox)) == 4


def test_a_reminder_has_ticket_and_calendar_and_a_thank_you_goes_to_who_came(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    came = make.registration(event, ticket_type, name="Came", email="came@example.org")
    make.registration(event, ticket_type, name="Missed", email="missed@example.org")
    device, token = make.device(make.gate(event))
    scan = {
        "uuid": str(device.uid), "ticket": came.code, "mode": "typed", "scanned_at": clock.now().isoformat(),
        "device_seq": 1,
    }  # fmt: skip
    team.post("/checkin/api/scans", json={"scans": [scan]}, headers={"Authorization": f"Bearer {token}"})
    thanks = page_of(team.get(f"{ADMIN}/campaigns/new?kind=thanks"))
    assert thanks.tree.xpath("//select[@id='attended']/option[@selected]/@value") == ["yes"]
    assert thanks.values["subject-en"] == "Thank you for coming: {event}"
    path = write(team, attended="yes", attaches_ticket="y", attaches_calendar="y")
    team.post(f"{path}/start", data=SURE)
    deliver(make)
    assert received(inbox) == ["Came <came@example.org>"]
    found = parts(next(mail for mail in inbox.mails if "News" in str(mail["Subject"])))
    assert found["application/pdf"].get_content()[:5] == b"%PDF-"
    assert found["text/calendar"]["Content-Type"].params["method"] == "REQUEST"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"body-en": "Dear {nme},"}, "This cannot be filled in: {nme}"),
        ({"body-en": "Dear {name"}, "This cannot be filled in: {"),
        ({"subject-en": "{reason}"}, "This cannot be filled in: {reason}"),
        ({"body-en": ""}, "Enter this in at least one language."),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused_when_saved(
    team: FlaskClient, make: Factories, changes: dict[str, str], message: str
) -> None:
    answer = team.post(f"{ADMIN}/campaigns/new", data={**WORDS, "state": "confirmed", **changes})
    assert (answer.status_code, page_of(answer).errors) == (422, [message])
    with make.inside():
        assert db.session.scalars(select(Campaign)).all() == []


def test_what_is_on_its_way_is_neither_changed_nor_deleted(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type)
    path = write(team)
    team.post(f"{path}/start", data=SURE)
    team.post(f"{path}/edit", data={**WORDS, "subject-en": "Other", "state": "confirmed"})
    team.post(f"{path}/delete", data=SURE)
    assert the_campaign(make).subject["en"] == "News of {event}"


def test_own_words_replace_the_built_in_ones_in_their_language_alone(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    words = {"subject-en": "Welcome, {name}", "body-en": "Your code is {code}.", "body-zh_hant": "編號：{code}"}
    team.post(f"{ADMIN}/texts/confirmed", data=words)
    english = make.registration(event, ticket_type, name="<b>Ada</b>", locale="en")
    make.registration(event, ticket_type, name="陳大文", locale="zh-Hans")
    deliver(make)
    first, second = inbox.mails
    assert first["Subject"] == "Welcome, <b>Ada</b>"
    assert f"Your code is {english.spoken_code}." in parts(first)["text/plain"].get_content()
    assert second["Subject"] == "你的门票：论坛"
    assert "编号：" in parts(second)["text/plain"].get_content()


def test_own_words_are_checked_and_empty_ones_bring_the_built_in_back(team: FlaskClient, make: Factories) -> None:
    refused = team.post(f"{ADMIN}/texts/pending", data={"body-en": "Code {code}"})
    assert page_of(refused).errors == ["This cannot be filled in: {code}"]
    team.post(f"{ADMIN}/texts/pending", data={"body-en": "Please wait, {name}."})
    team.post(f"{ADMIN}/texts/pending", data={"body-en": ""})
    with make.inside():
        assert db.session.scalars(select(MailText)).all() == []
    assert team.get(f"{ADMIN}/texts/nothing").status_code == 404


def test_hostile_words_of_a_person_stay_words(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    make.registration(event, ticket_type, name="[x](javascript:alert(1)) **{code}** <img src=x onerror=alert(1)>")
    html = team.get(f"{ADMIN}/texts/confirmed/preview?in=en").text
    assert "<img src=x" not in html
    assert 'javascript:alert(1)"' not in html
    assert "**{code}**" in html


def test_a_test_mail_goes_to_who_asked_and_shows_no_working_link(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, inbox: Inbox
) -> None:
    one = make.registration(event, ticket_type, name="Ada", email="ada@example.org")
    team.post(f"{ADMIN}/texts/pending/test", data={"in": "en"})
    deliver(make)
    test = next(mail for mail in inbox.mails if "registration@example.org" in str(mail["To"]))
    text = parts(test)["text/plain"].get_content()
    assert "Dear Ada," in text
    assert make.page_path(one) not in text


def report(client: FlaskClient, body: object, token: str = "a token of sixteen") -> int:
    return client.post("/webhooks/bounces", json=body, headers={"Authorization": f"Bearer {token}"}).status_code


def test_bounces_are_reported_by_machine(client: FlaskClient, make: Factories) -> None:
    assert report(client, [{"email": "A@example.org", "reason": "550 no such user"}]) == 200
    assert report(client, {"email": "b@example.org"}) == 200
    with make.inside():
        rows = db.session.execute(select(outbox.BouncedAddress.email).order_by(outbox.BouncedAddress.email))
        assert [row[0] for row in rows] == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(
    ("body", "token", "status"),
    [
        ({"email": "a@example.org"}, "wrong", 401),
        ([{"email": "a@example.org"}, {"email": "nobody"}], "a token of sixteen", 422),
        ([], "a token of sixteen", 422),
        ("text", "a token of sixteen", 422),
    ],
)
def test_a_report_that_is_wrong_is_refused_whole(
    client: FlaskClient, make: Factories, body: object, token: str, status: int
) -> None:
    assert report(client, body, token) == status
    with make.inside():
        assert db.session.scalars(select(outbox.BouncedAddress)).all() == []


def test_a_bounce_is_marked_and_cleared_by_hand(
    team: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    one = make.registration(event, ticket_type, email="ada@example.org")
    path = f"/admin/events/forum/registrations/{one.code}"
    team.post(f"{path}/bounce", data={"choice": "mark"})
    assert "Email bounces: Marked by Registration" in page_of(team.get(path)).text
    team.post(f"{path}/bounce", data={"choice": "clear"})
    assert "Email bounces" not in page_of(team.get(path)).text
