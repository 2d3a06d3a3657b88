"""Text messages to who gave a mobile number alone: sent through a gateway, within a budget, kept in the outbox."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core import clock, text_messages
from eventapp.core.audit import AuditEntry
from eventapp.core.db import db
from eventapp.core.delivery import release_stale
from eventapp.core.outbox import Mail
from eventapp.core.phone_numbers import international
from eventapp.core.text_delivery import deliver_texts
from eventapp.core.text_messages import BUDGET_IS_USED_UP
from eventapp.events.models import Event
from eventapp.messages.campaigns import reminder, thanks
from eventapp.messages.service import create_campaign, run_campaigns, set_text_budget, start_campaign
from eventapp.registration import service
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.service import RegistrationDetails, confirmation_key
from tests.factories import Factories, person
from tests.mailserver import deliver_due
from tests.pages import SURE, page_of
from tests.receivers import Receiver
from tests.server import running
from tests.waiting import waited_for

NUMBER, ASIDE = "+85251234567", "+85261234567"


@pytest.fixture
def gateway(app: Flask) -> Iterator[Receiver]:
    gateway = Receiver()
    app.config["TEXT_GATEWAY_URL"] = gateway.url
    yield gateway
    gateway.stop()


@pytest.fixture
def budget(make: Factories, event: Event) -> Callable[[int], None]:
    def budget(parts: int) -> None:
        with make.inside():
            set_text_budget(db.session.get_one(Event, event.id), parts)

    return budget


@pytest.fixture
def ada(
    make: Factories, event: Event, ticket_type: TicketType, gateway: Receiver, budget: Callable[[int], None]
) -> Registration:
    """Registered with a mobile number alone, for an event that writes to those."""
    budget(100)
    return make.registration(event, ticket_type, name="Ada Wong", email="", phone="5123 4567")


def deliver(make: Factories) -> list[Mail]:
    with make.inside():
        while deliver_texts():
            pass
        deliver_due()
        return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def said(gateway: Receiver) -> list[dict[str, str]]:
    return [json.loads(one.body) for one in gateway.received]


def spent(make: Factories, event: Event) -> int:
    with make.inside():
        found = text_messages.budget_of(event.id)
        return found.spent if found else 0


def test_the_confirmation_is_the_subject_time_place_and_link(
    make: Factories, ada: Registration, gateway: Receiver
) -> None:
    (mail,) = deliver(make)
    (sent,) = said(gateway)
    subject, facts, link = sent["text"].split("\n")
    assert (sent["to"], subject, link) == (
        NUMBER, "Your ticket: The Forum", "http://localhost" + make.page_path(ada)
    )  # fmt: skip
    assert facts.endswith(", The Hall")
    assert text_messages.number_of_parts(sent["text"]) == 1
    assert sent["id"] == mail.message_id.strip("<>") == gateway.received[0].headers["idempotency-key"]
    assert (mail.state, mail.text, mail.recipient) == ("sent", sent["text"], NUMBER)


def test_it_speaks_the_persons_language(
    make: Factories, event: Event, ticket_type: TicketType, gateway: Receiver, budget: Callable[[int], None]
) -> None:
    budget(100)
    make.registration(event, ticket_type, email="", phone="+852 5123 4567", locale="zh-Hant")
    deliver(make)
    (text,) = [one["text"] for one in said(gateway)]
    assert (text.startswith("你的門票：論壇\n"), text_messages.number_of_parts(text)) == (True, 2)


def test_what_happens_later_is_told_too(make: Factories, ada: Registration, gateway: Receiver) -> None:
    with make.inside():
        service.cancel(db.session.get_one(Registration, ada.id))
    deliver(make)
    assert [one["text"].split("\n")[0] for one in said(gateway)][-1] == "Your registration is cancelled: The Forum"


def test_who_has_an_address_gets_mail_and_no_text_message(
    make: Factories, event: Event, ticket_type: TicketType, gateway: Receiver, budget: Callable[[int], None]
) -> None:
    budget(100)
    make.registration(event, ticket_type, email="ada@example.org", phone="5123 4567")
    assert [(mail.recipient, mail.is_text) for mail in deliver(make)] == [("ada@example.org", False)]
    assert said(gateway) == []


def test_an_event_without_a_budget_writes_to_no_number(
    make: Factories, event: Event, ticket_type: TicketType, gateway: Receiver
) -> None:
    make.registration(event, ticket_type, email="", phone="5123 4567")
    assert deliver(make) == []


def test_without_a_gateway_it_is_kept_in_the_outbox(make: Factories, ada: Registration, app: Flask) -> None:
    app.config["TEXT_GATEWAY_URL"] = ""
    (mail,) = deliver(make)
    assert (mail.state, mail.text.split("\n")[0]) == ("kept", "Your ticket: The Forum")


def test_who_adds_an_address_before_it_left_gets_a_mail(make: Factories, ada: Registration, gateway: Receiver) -> None:
    with make.inside():
        details = person(name="Ada Wong", email="ada@example.org", phone="5123 4567")
        service.change_details(db.session.get_one(Registration, ada.id), details)
    assert [(mail.recipient, mail.state) for mail in deliver(make)] == [("ada@example.org", "kept")]
    assert said(gateway) == []


def test_a_place_that_passes_on_says_so_to_the_number_before(
    make: Factories, ada: Registration, gateway: Receiver
) -> None:
    deliver(make)
    with make.inside():
        details = RegistrationDetails(name="Ben Ito", email="ben@example.org")
        service.transfer(db.session.get_one(Registration, ada.id), details, consent="")
    deliver(make)
    assert [one["text"] for one in said(gateway)][1:] == ["Your ticket was transferred: The Forum"]


def test_a_server_sends_by_itself(
    database_url: str, make: Factories, ada: Registration, gateway: Receiver, tmp_path: Path
) -> None:
    with running(database_url, tmp_path, jobs="1", text_gateway_url=gateway.url):
        waited_for(lambda: gateway.received, 90)
    assert [one["to"] for one in said(gateway)] == [NUMBER]


class TestBudget:
    def test_what_is_sent_is_counted_in_parts(
        self, make: Factories, event: Event, ada: Registration, gateway: Receiver
    ) -> None:
        deliver(make)
        assert spent(make, event) == text_messages.number_of_parts(said(gateway)[0]["text"]) > 0

    def test_beyond_it_nothing_leaves_until_it_is_raised(
        self, make: Factories, event: Event, ada: Registration, gateway: Receiver, budget: Callable[[int], None]
    ) -> None:
        with make.inside():
            assert text_messages.spend(event.id, 100)
        assert [(mail.state, mail.failure) for mail in deliver(make)] == [("failed", BUDGET_IS_USED_UP)]
        budget(110)
        assert [(mail.state, mail.failure) for mail in deliver(make)] == [("sent", "")]
        (sent,) = said(gateway)
        assert spent(make, event) == 100 + text_messages.number_of_parts(sent["text"])

    def test_many_workers_never_spend_more(
        self, make: Factories, event: Event, ada: Registration, ticket_type: TicketType, gateway: Receiver,
        budget: Callable[[int], None],
    ) -> None:  # fmt: skip
        budget(10)
        for number in range(15):
            make.registration(event, ticket_type, email="", phone=f"512345{number:02}")

        def work(_number: int) -> None:
            with make.inside():
                while deliver_texts():
                    pass

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(work, range(4)))
        sent = [text_messages.number_of_parts(one["text"]) for one in said(gateway)]
        assert sum(sent) == spent(make, event)
        assert 10 - max(sent) < sum(sent) <= 10

    def test_what_is_refused_is_not_paid(
        self, make: Factories, event: Event, ada: Registration, gateway: Receiver
    ) -> None:
        gateway.status, gateway.body = 400, b"no such number"
        (mail,) = deliver(make)
        assert (mail.state, mail.failure, spent(make, event)) == ("failed", "400 no such number", 0)


class TestGateway:
    @pytest.mark.parametrize("status", [500, 503, 429, 401])
    def test_one_that_cannot_now_is_asked_again(
        self, make: Factories, ada: Registration, event: Event, gateway: Receiver, status: int
    ) -> None:
        gateway.status = status
        assert [mail.state for mail in deliver(make)] == ["queued"]
        gateway.status = 200
        with clock.frozen_at(clock.now() + timedelta(hours=1)):
            assert [mail.state for mail in deliver(make)] == ["sent"]
        first, again = said(gateway)
        assert first == again
        assert spent(make, event) == text_messages.number_of_parts(first["text"])

    def test_a_redirect_is_not_followed(self, make: Factories, ada: Registration, gateway: Receiver) -> None:
        gateway.status, gateway.headers = 302, {"Location": gateway.url + "&again=1"}
        assert [mail.state for mail in deliver(make)] == ["failed"]
        assert len(gateway.received) == 1

    def test_while_it_is_away_mails_go_on(
        self, make: Factories, app: Flask, ada: Registration, event: Event, ticket_type: TicketType
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            app.config["TEXT_GATEWAY_URL"] = f"http://127.0.0.1:{free.getsockname()[1]}/"
            make.registration(event, ticket_type, email="ben@example.org")
            text, mail = deliver(make)
        assert (text.state, text.failure, mail.state) == (
            "queued", "OSError: the gateway cannot be reached: ConnectionError", "kept"
        )  # fmt: skip
        assert spent(make, event) == 0

    def test_what_may_have_arrived_stays_paid(
        self, make: Factories, app: Flask, ada: Registration, event: Event
    ) -> None:
        """A gateway that takes the words and hangs up."""
        with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as hanging_up:
            app.config["TEXT_GATEWAY_URL"] = f"http://127.0.0.1:{server.getsockname()[1]}/"

            def take_and_hang_up() -> None:
                connection, _address = server.accept()
                connection.recv(65_536)
                connection.close()

            done = hanging_up.submit(take_and_hang_up)
            (mail,) = deliver(make)
            done.result()
        assert (mail.state, mail.failure.split(":")[0]) == ("queued", "MayHaveArrived")
        assert spent(make, event) > 0

    def test_its_token_and_fields_are_the_operators(
        self, make: Factories, app: Flask, ada: Registration, gateway: Receiver
    ) -> None:
        app.config |= {"TEXT_GATEWAY_TOKEN": "a+token", "TEXT_GATEWAY_BODY": "To=$to&Body=$text&From=Forum"}
        deliver(make)
        (request,) = gateway.received
        fields = parse_qs(request.body.decode())
        assert (fields["To"], fields["From"]) == ([NUMBER], ["Forum"])
        assert fields["Body"][0].startswith("Your ticket: The Forum\n")
        assert request.headers["authorization"] == "Bearer a+token"
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"

    def test_words_break_no_json(
        self, make: Factories, event: Event, ticket_type: TicketType, gateway: Receiver, budget: Callable[[int], None]
    ) -> None:
        budget(9)
        with make.inside():
            found = db.session.get_one(Event, event.id)
            found.name = type(found.name)({"en": 'The "Big" $to Forum \\ {name}'})
            db.session.commit()
        make.registration(event, ticket_type, email="", phone="5123 4567")
        deliver(make)
        assert said(gateway)[0]["text"].split("\n")[0] == 'Your ticket: The "Big" $to Forum \\ {name}'

    def test_a_worker_that_died_in_between_leaves_it_to_the_next(
        self, make: Factories, ada: Registration, gateway: Receiver
    ) -> None:
        with make.inside():
            mail = db.session.scalars(select(Mail)).one()
            mail.state, mail.claimed_by, mail.due_at = (
                "handed",
                "a worker that is gone",
                clock.now() - timedelta(hours=1),
            )
            db.session.commit()
            release_stale()
        assert [mail.state for mail in deliver(make)] == ["sent"]

    def test_nobody_is_pestered(
        self, make: Factories, event: Event, ada: Registration, ticket_type: TicketType, gateway: Receiver
    ) -> None:
        for _number in range(12):
            make.registration(event, ticket_type, email="", phone=NUMBER)
        states = [mail.state for mail in deliver(make)]
        assert (states.count("sent"), states.count("failed")) == (10, 3)


class TestReminders:
    def test_a_reminder_reaches_mobiles_and_thanks_do_not(
        self, make: Factories, event: Event, ada: Registration, gateway: Receiver
    ) -> None:
        deliver(make)
        with make.inside():
            for draft in (reminder, thanks):
                found = db.session.get_one(Event, event.id)
                campaign = create_campaign(found, draft(found), "Owner")
                campaign.send_at, campaign.audience = None, {"state": "confirmed"}
                db.session.commit()
                start_campaign(campaign)
            while run_campaigns():
                pass
        deliver(make)
        told = [one["text"].split("\n") for one in said(gateway)[1:]]
        assert [(lines[0], lines[-1]) for lines in told] == [
            ("Soon: The Forum", "http://localhost" + make.page_path(ada))
        ]  # fmt: skip


def ask_for_link(make: Factories, client: FlaskClient, event: Event, typed: str) -> None:
    """Somebody has lost the link, after the confirmation has gone out."""
    deliver(make)
    answer = client.post(f"/events/{event.slug}/register/lost", data={"email": typed}, follow_redirects=True)
    assert "If this number is registered without an email address" in answer.text
    with make.inside():
        while service.answer_requests():
            pass
    deliver(make)


class TestLostLinks:
    @pytest.mark.parametrize("typed", ["5123 4567", "+852 5123-4567", "+852 (5123) 4567"])
    def test_the_link_comes_back_to_the_number(
        self, make: Factories, client: FlaskClient, event: Event, ada: Registration, gateway: Receiver, typed: str
    ) -> None:
        ask_for_link(make, client, event, typed)
        assert [one["to"] for one in said(gateway)] == [NUMBER, NUMBER]
        assert said(gateway)[1]["text"].split("\n")[-1] == "http://localhost" + make.page_path(ada)

    @pytest.mark.parametrize("typed", ["6123 4567", "1234567", "+852 51234568"])
    def test_another_number_is_told_nothing(
        self, make: Factories, client: FlaskClient, event: Event, ada: Registration, gateway: Receiver, typed: str
    ) -> None:
        ask_for_link(make, client, event, typed)
        assert len(said(gateway)) == 1

    @pytest.mark.parametrize("typed", ["", "x", "ada@", "1" * 300])
    def test_what_is_neither_is_refused(self, client: FlaskClient, event: Event, ada: Registration, typed: str) -> None:
        answer = client.post(f"/events/{event.slug}/register/lost", data={"email": typed})
        assert (answer.status_code, len(page_of(answer).errors)) == (422, 1)

    def test_where_no_texts_are_sent_an_address_is_asked_for(self, client: FlaskClient, event: Event) -> None:
        answer = client.post(f"/events/{event.slug}/register/lost", data={"email": "5123 4567"})
        assert answer.status_code == 422
        assert "It looks like name@example.org." in answer.text


class TestConfirmation:
    def test_a_place_is_confirmed_by_the_texted_link(
        self, make: Factories, client: FlaskClient, gateway: Receiver
    ) -> None:
        event = make.event(confirm_minutes=60)
        ticket_type = make.ticket_type(event)
        with make.inside():
            set_text_budget(db.session.get_one(Event, event.id), 100)
        form = {
            "ticket_type": str(ticket_type.id), "name": "Ada Wong", "phone": "5123 4567", "consent": "y",
            "submission_key": "a-key-of-this-form-alone",
        }  # fmt: skip
        page = client.post(f"/events/{event.slug}/register/", data=form).headers["Location"]
        assert "Open the link that we sent to +85251234567." in client.get(page).text
        deliver(make)
        link = said(gateway)[0]["text"].split("\n")[-1].removeprefix("http://localhost")
        assert "+85251234567" in client.get(link).text
        client.post(link, data=SURE)
        assert "You are registered, Ada Wong" in client.get(page).text
        deliver(make)
        assert [one["text"].split("\n")[0] for one in said(gateway)] == [
            "Confirm your registration: The Forum", "Your ticket: The Forum",
        ]  # fmt: skip

    def test_another_number_has_another_secret(self, make: Factories, ada: Registration) -> None:
        with make.inside():
            found = db.session.get_one(Registration, ada.id)
            before = confirmation_key(found)
            found.phone = ASIDE
            assert confirmation_key(found) != before
            db.session.rollback()


class TestPage:
    @pytest.fixture
    def owner(self, make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
        return sign_in(make.member(event, "owner"))

    def test_the_budget_is_set_and_in_the_history(self, make: Factories, event: Event, owner: FlaskClient) -> None:
        path = f"/admin/events/{event.slug}/messages/text-messages/"
        assert owner.post(path, data={"parts": "250"}).status_code == 303
        assert page_of(owner.get(path)).values["parts"] == "250"
        with make.inside():
            entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "text_budget.changed")).one()
            assert (entry.before, entry.after) == ({"parts": 0}, {"parts": 250})

    @pytest.mark.parametrize("parts", ["", "-1", "many", "1000001", "1.5", "9" * 400])
    def test_what_is_no_number_of_parts_is_refused(
        self, make: Factories, event: Event, owner: FlaskClient, parts: str
    ) -> None:
        answer = owner.post(f"/admin/events/{event.slug}/messages/text-messages/", data={"parts": parts})
        assert (answer.status_code, bool(page_of(answer).errors)) == (422, True)
        with make.inside():
            assert text_messages.budget_of(event.id) is None

    def test_it_says_whom_it_cannot_reach(
        self, make: Factories, event: Event, ticket_type: TicketType, owner: FlaskClient
    ) -> None:
        make.registration(event, ticket_type, name="Ben Ito", email="", phone="12345")
        make.registration(event, ticket_type, name="Ada Wong", email="", phone="5123 4567")
        text = page_of(owner.get(f"/admin/events/{event.slug}/messages/text-messages/")).text
        assert ("Ben Ito" in text, "Ada Wong" in text) == (True, False)

    def test_the_outbox_shows_the_words_and_the_parts(
        self, make: Factories, ada: Registration, event: Event, owner: FlaskClient
    ) -> None:
        (mail,) = deliver(make)
        page = page_of(owner.get(f"/admin/events/{event.slug}/messages/{mail.id}"))
        assert ("Your ticket: The Forum" in page.text, "part" in page.text) == (True, True)
        listed = page_of(owner.get(f"/admin/events/{event.slug}/messages/?by=text")).text
        assert NUMBER in listed

    def test_the_private_page_says_where_the_link_went(
        self, make: Factories, ada: Registration, client: FlaskClient
    ) -> None:
        assert "on its way to +85251234567" in page_of(client.get(make.page_path(ada))).text


class TestParts:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
            ("論" * 70, 1), ("論" * 71, 2), ("論" * 134, 2), ("論" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2), ("", 1),
        ],
    )  # fmt: skip
    def test_as_the_standard_counts(self, text: str, parts: int) -> None:
        assert text_messages.number_of_parts(text) == parts

    @pytest.mark.parametrize(
        ("text", "plainer"),
        [("9–17 · Hall", "9-17 , Hall"), ("“Big” … it’s", '"Big" ... it\'s'), ("論壇 – 禮堂", "論壇 – 禮堂")],
    )
    def test_dashes_and_quotes_are_plainer_where_that_is_cheaper(self, text: str, plainer: str) -> None:
        assert text_messages.frugal(text) == plainer

    @given(st.text(max_size=400), st.text(max_size=40))
    def test_more_words_are_never_fewer_parts(self, text: str, more: str) -> None:
        assert text_messages.number_of_parts(text) <= text_messages.number_of_parts(text + more)


@pytest.mark.parametrize(
    ("typed", "regions", "number"),
    [
        ("5123 4567", ("HK",), "+85251234567"),
        ("+852 5123 4567", (), "+85251234567"),
        ("138 0013 8000", ("CN", "HK"), "+8613800138000"),
        ("5123 4567", ("CN", "HK"), "+85251234567"),
        ("2345 6789", ("HK",), ""),  # a telephone at a desk
        ("12345", ("HK",), ""),
        ("call me", ("HK",), ""),
        ("", ("HK",), ""),
        ("5123 4567", (None,), ""),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, regions: tuple[str | None, ...], number: str) -> None:
    assert international(typed, regions) == number
