"""Everything that is registered at an address, by an emailed link and without an account."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.core import clock, delivery
from eventapp.core.db import db
from eventapp.core.outbox import Mail
from eventapp.registration import service
from eventapp.registration.models import AttendeeLink, Registration
from eventapp.registration.service.attendee_links import forget_old_links
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of

ASK = "/registrations/"
SAID = "If this address is registered, the link is on its way to it."


@pytest.fixture
def three(make: Factories) -> list[Registration]:
    """Ada at two events and Ben at one; and Ada's that she cancelled."""
    forum = make.event("forum", name=text("Forum"))
    fair = make.event(
        "fair", name=text("Fair"), starts_at=tomorrow(1) + timedelta(days=9), ends_at=tomorrow(9) + timedelta(days=9)
    )
    made = [
        make.registration(forum, make.ticket_type(forum), name="Ada", email="ada@example.org"),
        make.registration(fair, make.ticket_type(fair), name="Ada W", email="Ada@Example.org"),
        make.registration(forum, make.ticket_type(forum, "Other"), name="Ben", email="ben@example.org"),
        make.registration(forum, make.ticket_type(forum, "Third"), name="Ada gone", email="ada@example.org"),
    ]
    with make.inside():
        service.cancel(db.session.get_one(Registration, made[3].id))
    return made


def ask(client: FlaskClient, email: str) -> str:
    answer = client.post(ASK, data={"email": email})
    return page_of(client.get(answer.location)).text


def link(make: Factories) -> str:
    """The newest that was made."""
    with make.inside():
        found = db.session.scalars(select(AttendeeLink).order_by(AttendeeLink.id.desc())).first()
        assert found is not None
        return f"{ASK}{service.attendee_link_token(found)}"


def sent(make: Factories) -> list[tuple[str, str]]:
    """(address, state) of the mails with such a link, once they are written."""
    with make.inside():
        while delivery.deliver_some():
            pass
        query = select(Mail.recipient, Mail.state).where(Mail.kind == "my_registrations").order_by(Mail.id)
        return [(row[0], row[1]) for row in db.session.execute(query)]


def test_the_page_lists_what_is_registered_at_the_address_and_nothing_else(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    assert SAID in ask(client, "ADA@example.org ")
    answer = client.get(link(make))
    page = page_of(answer)
    assert page.texts("//article/h3") == ["Forum", "Fair"]
    assert page.attributes("//article/h3/a", "href") == [f"http://localhost{make.page_path(one)}" for one in three[:2]]
    assert "Ben" not in page.text
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_every_address_is_answered_in_the_same_words_and_only_registered_ones_are_written_to(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    assert [SAID in ask(client, address) for address in ("ada@example.org", "nobody@example.org")] == [True, True]
    assert sent(make) == [("ada@example.org", "kept"), ("nobody@example.org", "skipped")]


def test_the_email_holds_the_link_in_the_readers_language(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    client.post(f"{ASK}?lang=zh-Hant", data={"email": "ada@example.org"})
    sent(make)
    with make.inside():
        mail = db.session.scalars(select(Mail).where(Mail.kind == "my_registrations")).one()
        assert (mail.locale, mail.subject) == ("zh-Hant", "我的登記: localhost")
        assert f"http://localhost{link(make)}" in (mail.text or "")


def test_a_link_is_good_for_a_day_and_then_says_so(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    ask(client, "ada@example.org")
    path = link(make)
    with clock.frozen_at(clock.now() + timedelta(hours=23)):
        assert client.get(path).status_code == 200
    with clock.frozen_at(clock.now() + timedelta(hours=25)):
        answer = client.get(path)
        assert (answer.status_code, page_of(answer).heading) == (410, "This link is over")
    with make.inside(), clock.frozen_at(clock.now() + timedelta(days=3)):
        forget_old_links()
        assert db.session.scalar(select(func.count(AttendeeLink.id))) == 0


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "é", "..%2f", "<script>", "A" * 3_000])
def test_no_other_link_opens_anything(client: FlaskClient, three: list[Registration], token: str) -> None:
    assert client.get(f"{ASK}{token}").status_code in (404, 410)


def test_an_address_gets_three_an_hour_whoever_asks(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    assert [SAID in ask(client, "ada@example.org") for _ in range(5)] == [True] * 5
    assert len(sent(make)) == 3
    with clock.frozen_at(clock.now() + timedelta(minutes=61)):
        ask(client, "ada@example.org")
    assert len(sent(make)) == 4


@pytest.mark.parametrize("email", ["", "nobody", "a@b\r\nBcc: c@d.org", "x" * 400 + "@example.org", "<script>@x"])
def test_what_is_no_address_is_explained_and_nothing_is_stored(
    client: FlaskClient, make: Factories, email: str
) -> None:
    answer = client.post(ASK, data={"email": email})
    assert (answer.status_code, page_of(answer).errors != []) == (422, True)
    with make.inside():
        assert db.session.scalar(select(func.count(AttendeeLink.id))) == 0


def test_the_address_of_somebody_who_asked_and_is_not_registered_is_forgotten_with_the_link(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    ask(client, "nobody@example.org")
    assert sent(make) == [("nobody@example.org", "skipped")]
    with make.inside(), clock.frozen_at(clock.now() + timedelta(days=3)):
        forget_old_links()
    assert sent(make) == [("", "skipped")]


def test_who_is_erased_leaves_no_link_behind(client: FlaskClient, make: Factories, three: list[Registration]) -> None:
    ask(client, "ada@example.org")
    path = link(make)
    sent(make)
    with make.inside():
        service.erase(db.session.get_one(Registration, three[0].id))
        assert db.session.scalar(select(func.count(AttendeeLink.id))) == 0
        left = db.session.scalars(select(Mail).where(Mail.kind == "my_registrations")).all()
        assert [mail.recipient for mail in left if "ada" in mail.recipient] == []
    assert client.get(path).status_code == 410


def test_past_events_stand_below_those_that_come(
    client: FlaskClient, make: Factories, three: list[Registration]
) -> None:
    with clock.frozen_at(tomorrow(12) + timedelta(days=1)):
        ask(client, "ada@example.org")
        page = page_of(client.get(link(make)))
        assert page.texts("//h2") == ["Coming events", "Past events"]
        assert page.texts("//article/h3") == ["Fair", "Forum"]
