"""Who agreed to what, and takes it back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Answer, Consent, Question, Registration, TicketType
from eventapp.registration.service import Choices
from tests.factories import Factories
from tests.pages import page_of

ADMIN = "/admin/events/forum/registrations/consents"
NEWS = "You may write to me about other events"


@pytest.fixture
def news(make: Factories, event: Event) -> Question:
    return make.question(event, "consent", NEWS)


@pytest.fixture
def ada(make: Factories, event: Event, ticket_type: TicketType, news: Question) -> Registration:
    return make.registration(
        event, ticket_type, name="Ada", choices=Choices(answers={news.id: True}, consents=("The terms", NEWS))
    )


def consents(make: Factories) -> list[tuple[str, bool]]:
    """Each text, and whether it was taken back."""
    with make.inside():
        return [(one.text, one.withdrawn_at is not None) for one in db.session.scalars(select(Consent))]


def test_what_a_question_asked_for_is_taken_back_and_its_answer_with_it(
    make: Factories, client: FlaskClient, ada: Registration
) -> None:
    path = f"{make.page_path(ada)}consents/"
    page = page_of(client.get(path))
    (number,) = page.attributes("//button[@name='consent']", "value")
    assert client.post(path, data={"consent": number}).location == path
    assert consents(make) == [("The terms", False), (NEWS, True)]
    assert "Taken back on" in page_of(client.get(path)).text
    with make.inside():
        assert db.session.scalars(select(Answer.value)).all() == [False]


@pytest.mark.parametrize("wanted", ["", "x", "999999", "-1", "9" * 30])
def test_no_other_number_takes_anything_back(
    make: Factories, client: FlaskClient, ada: Registration, wanted: str
) -> None:
    assert client.post(f"{make.page_path(ada)}consents/", data={"consent": wanted}).status_code == 404
    assert consents(make) == [("The terms", False), (NEWS, False)]


def test_what_the_registration_stands_on_and_what_is_anothers_stay(
    make: Factories, client: FlaskClient, event: Event, ticket_type: TicketType, ada: Registration
) -> None:
    other = make.registration(event, ticket_type, name="Bo", choices=Choices(consents=("The terms",)))
    with make.inside():
        terms, of_bo = (
            db.session.scalars(select(Consent.id).where(Consent.registration_id == one.id)).all()[0]
            for one in (ada, other)
        )
    path = f"{make.page_path(ada)}consents/"
    answer = client.post(path, data={"consent": terms}, follow_redirects=True)
    assert "This cannot be taken back here" in page_of(answer).text
    assert client.post(path, data={"consent": of_bo}).status_code == 404
    assert [taken_back for _text, taken_back in consents(make)] == [False, False, False]


def test_a_box_that_is_unticked_later_takes_back_and_one_that_is_ticked_agrees_anew(
    make: Factories, client: FlaskClient, ada: Registration, news: Question
) -> None:
    path = f"{make.page_path(ada)}edit"
    fields = page_of(client.get(path)).values
    fields.pop(f"question-{news.id}", None)
    plain = {key: value for key, value in fields.items() if not key.startswith("q")}
    name = next(key for key in page_of(client.get(path)).values if str(news.id) in key and key.startswith("q"))
    client.post(path, data=plain | {"locale": "en"})
    assert consents(make) == [("The terms", False), (NEWS, True)]
    client.post(path, data=plain | {"locale": "en", name: "y"})
    assert consents(make) == [("The terms", False), (NEWS, True), (NEWS, False)]


def test_the_log_says_who_and_when_and_comes_out_as_a_table(
    make: Factories, event: Event, ada: Registration, sign_in: Callable[[User], FlaskClient]
) -> None:
    reader = sign_in(make.member(event, "read"))
    page = page_of(reader.get(f"{ADMIN}/"))
    assert f"{NEWS} 1 person agreed" in page.text
    with reader.get(f"{ADMIN}.csv") as answer:
        lines = answer.text.splitlines()
    assert [line.split(",")[1:4] for line in lines] == [
        ["Name", "Email", "Agreed to"], ["Ada", ada.email, NEWS], ["Ada", ada.email, "The terms"],
    ]  # fmt: skip
    with reader.get(f"{ADMIN}.pdf") as answer:
        assert answer.status_code == 404
