"""The event's own questions: asked when they apply, answered in the form, kept and shown."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventapp.accounts.models import User
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.conditions import applies
from eventapp.registration.models import Answer, Consent, Question, Registration, TicketType, Upload
from tests.factories import Factories, text
from tests.pages import SURE, page_of
from tests.registration.test_register import form, stored

FORM = "/events/forum/register/"
ADMIN = "/admin/events/forum"
PDF = b"%PDF-1.7 a letter"
OPTIONS = [{"key": "buy", "label": {"en": "Buying"}}, {"key": "sell", "label": {"en": "Selling"}}]


def answers(make: Factories) -> dict[int, object]:
    with make.inside():
        return dict(db.session.execute(select(Answer.question_id, Answer.value)).all())


@pytest.mark.parametrize(
    ("question", "sent", "kept"),
    [
        ("text", " Short  drama ", "Short drama"),
        ("long_text", "One\nTwo", "One\nTwo"),
        ("number", "12.5", 12.5),
        ("number", "12", 12),
        ("country", "JP", "JP"),
        ("date", "2026-12-01", "2026-12-01"),
        ("link", "https://example.org/a", "https://example.org/a"),
        ("consent", "y", True),
    ],
)
def test_an_answer_of_each_kind_is_kept(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, question: str, sent: str, kept: object
) -> None:
    asked = make.question(event, question, is_required=True)
    assert client.post(FORM, data=form(ticket_type, **{f"q{asked.id}": sent})).status_code == 303
    assert answers(make) == {asked.id: kept}


def test_choices_are_kept_by_their_keys(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    one = make.question(event, "choice", options=OPTIONS)
    some = make.question(event, "choices", options=OPTIONS)
    client.post(FORM, data={**form(ticket_type), f"q{one.id}": "sell", f"q{some.id}": ["buy", "sell"]})
    assert answers(make) == {one.id: "sell", some.id: ["buy", "sell"]}


@pytest.mark.parametrize(
    ("question", "sent", "message"),
    [
        ("text", "", "Enter an answer."),
        ("text", "x" * 501, "Field cannot be longer than 500 characters."),
        ("number", "many", "Not a valid decimal value."),
        ("number", "NaN", "Enter a number."),
        ("choice", "steal", "Not a valid choice."),
        ("choice", "", "Choose an answer."),
        ("choices", "steal", "'steal' is not a valid choice for this field."),
        ("country", "XX", "Not a valid choice."),
        ("date", "tomorrow", "Not a valid date value."),
        ("link", "javascript:alert(1)", "Enter a whole link, starting with https://."),
        ("consent", "", "Without this we cannot register you."),
        ("file", "", "Add the file."),
    ],
)
def test_a_wrong_answer_is_explained_at_its_question_and_nobody_is_registered(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, question: str, sent: str, message: str
) -> None:
    asked = make.question(event, question, is_required=True, options=OPTIONS if "choice" in question else [])
    answer = client.post(FORM, data=form(ticket_type, **{f"q{asked.id}": sent}))
    page = page_of(answer)
    assert (answer.status_code, page.errors) == (422, [message])
    assert page.texts("//*[@class='error-summary']//li") == [f"Why?: {message}"]
    assert page.values["company"] == "Harbour Pictures"
    assert stored(make) == []


def test_what_is_not_asked_of_a_ticket_need_not_be_answered_and_is_not_kept(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    press = make.ticket_type(event, "Press")
    asked = make.question(event, is_required=True, ticket_type_ids=[press.id])
    assert client.post(FORM, data=form(ticket_type, **{f"q{asked.id}": "sent all the same"})).status_code == 303
    assert answers(make) == {}
    refused = client.post(FORM, data=form(press, submission_key="another-submission-key-2"))
    assert page_of(refused).errors == ["Enter an answer."]


def test_a_question_that_hangs_on_another_is_asked_when_that_one_says_so(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    why = make.question(event, "choice", options=OPTIONS)
    what = make.question(event, is_required=True, depends_on_id=why.id, depends_on_values=["buy"])
    assert page_of(client.post(FORM, data=form(ticket_type, **{f"q{why.id}": "buy"}))).errors == ["Enter an answer."]
    client.post(FORM, data=form(ticket_type, **{f"q{why.id}": "sell", f"q{what.id}": "ignored"}))
    assert answers(make) == {why.id: "sell"}


def test_conditions_follow_each_other() -> None:
    first = Question(id=1, position=0, kind="consent", ticket_type_ids=[])
    second = Question(id=2, position=1, kind="choice", ticket_type_ids=[], depends_on_id=1, depends_on_values=["yes"])
    third = Question(id=3, position=2, kind="text", ticket_type_ids=[], depends_on_id=2, depends_on_values=["buy"])
    every = [first, second, third]
    assert applies(third, None, {1: True, 2: "buy"}, every)
    assert not applies(third, None, {1: False, 2: "buy"}, every)
    assert not applies(third, None, {1: True, 2: "sell"}, every)


def test_a_consent_is_kept_with_its_text(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "consent", "I may be seen in photographs.")
    client.post(FORM, data=form(ticket_type, **{f"q{asked.id}": "y"}))
    with make.inside():
        assert "I may be seen in photographs." in db.session.scalars(select(Consent.text)).all()


def letter(name: str = "letter.pdf", content: bytes = PDF) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_a_file_survives_an_error_elsewhere(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "file", is_required=True)
    refused = client.post(FORM, data={**form(ticket_type, name=""), f"q{asked.id}": letter()})
    assert "letter.pdf is kept. Choose another file to replace it." in page_of(refused).text
    assert client.post(FORM, data=form(ticket_type)).status_code == 303
    with make.inside():
        upload = db.session.scalars(select(Upload)).one()
        assert (upload.name, upload.content, upload.content_type) == ("letter.pdf", PDF, "application/pdf")
        assert upload.registration_id == db.session.scalars(select(Registration.id)).one()
        assert db.session.scalars(select(Answer.value)).one() == upload.id


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("page.pdf", b"<script>alert(1)</script>", "This is no PDF, JPEG or PNG."),
        ("large.pdf", PDF + b"x" * 4 * 1024 * 1024, "This file is larger than 4 MB."),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType, name: str, content: bytes, message: str
) -> None:
    asked = make.question(event, "file")
    boundary, body = encode_multipart({**form(ticket_type), f"q{asked.id}": FileStorage(io.BytesIO(content), name)})
    answer = client.post(FORM, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')
    assert page_of(answer).errors[0].startswith(message)
    with make.inside():
        assert db.session.scalars(select(Upload)).all() == []


def test_a_path_in_a_files_name_is_only_a_name(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "file")
    client.post(FORM, data={**form(ticket_type), f"q{asked.id}": letter("..\\..\\etc/pass<wd>.pdf")})
    with make.inside():
        assert db.session.scalars(select(Upload.name)).one() == "passwd.pdf"


def test_files_of_forms_that_nobody_completed_are_thrown_away(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    from datetime import UTC, datetime, timedelta

    from eventapp.core import clock
    from eventapp.registration.service.answers import drop_abandoned_uploads

    asked = make.question(event, "file")
    client.post(FORM, data={**form(ticket_type, name=""), f"q{asked.id}": letter()})
    with make.inside(), clock.frozen_at(datetime.now(UTC) + timedelta(days=2)):
        drop_abandoned_uploads()
        assert db.session.scalars(select(Upload)).all() == []


@pytest.fixture
def team(make: Factories, event: Event, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make.member(event, "registration"))


def test_a_file_is_handed_out_to_be_saved_and_to_the_team_alone(
    team: FlaskClient, client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "file")
    client.post(FORM, data={**form(ticket_type), f"q{asked.id}": letter()})
    (registration,) = stored(make)
    page = page_of(team.get(f"{ADMIN}/registrations/{registration.code}"))
    (link,) = [link for link in page.links() if "/files/" in link]
    answer = team.get(link)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    other = make.registration(event, ticket_type)
    upload_id = link.rsplit("/", 1)[1]
    assert team.get(f"{ADMIN}/registrations/{other.code}/files/{upload_id}").status_code == 404


QUESTION = {"label-en": "What do you eat?", "kind": "choice", "options-0-label-en": "All", "options-1-label-en": "Some"}


def questions(make: Factories) -> list[Question]:
    with make.inside():
        return list(db.session.scalars(select(Question).order_by(Question.position)))


def test_a_question_is_written_changed_and_retired(
    team: FlaskClient, client: FlaskClient, make: Factories, ticket_type: TicketType
) -> None:
    team.post(f"{ADMIN}/tickets/questions/new", data=QUESTION)
    (asked,) = questions(make)
    assert [option["label"] for option in asked.options] == [{"en": "All"}, {"en": "Some"}]
    client.post(FORM, data=form(ticket_type, **{f"q{asked.id}": asked.options[0]["key"]}))
    path = f"{ADMIN}/tickets/questions/{asked.id}"
    team.post(path, data={**QUESTION, "label-en": "Food?", "options-0-key": asked.options[0]["key"]})
    (changed,) = questions(make)
    assert (changed.label["en"], changed.options[0]["key"]) == ("Food?", asked.options[0]["key"])
    team.post(f"{path}/delete", data=SURE)
    (retired,) = questions(make)
    assert retired.retired_at is not None
    assert answers(make) == {asked.id: asked.options[0]["key"]}
    assert "Food?" not in page_of(client.get(FORM)).text


def test_a_question_of_choices_needs_two(team: FlaskClient, make: Factories, event: Event) -> None:
    answer = team.post(f"{ADMIN}/tickets/questions/new", data={**QUESTION, "options-1-label-en": ""})
    assert page_of(answer).errors == ["Enter at least two choices."]
    assert questions(make) == []


def test_questions_are_put_in_order_and_stay_behind_what_they_hang_on(
    team: FlaskClient, make: Factories, event: Event
) -> None:
    first = make.question(event, "choice", "First", options=OPTIONS)
    second = make.question(event, "text", "Second", depends_on_id=first.id, depends_on_values=["buy"])
    third = make.question(event, "text", "Third")
    order = [str(third.id), str(second.id), str(first.id), "999", "x"]
    team.post(f"{ADMIN}/tickets/questions/order", data={"id": order})
    assert [one.label["en"] for one in questions(make)] == ["Third", "First", "Second"]


def test_a_question_cannot_hang_on_one_that_comes_later(make: Factories, event: Event) -> None:
    first = make.question(event, "text", "First")
    later = make.question(event, "choice", "Later", options=OPTIONS)
    details = service.QuestionDetails("text", text("First"), depends_on_id=later.id, depends_on_values=["buy"])
    with make.inside(), pytest.raises(service.ConditionInvalid):
        service.update_question(db.session.get_one(Question, first.id), details)


def test_the_attendee_changes_answers_later(
    client: FlaskClient, make: Factories, event: Event, ticket_type: TicketType
) -> None:
    asked = make.question(event, "text", "Why?")
    path = client.post(FORM, data=form(ticket_type, **{f"q{asked.id}": "Old"})).location
    assert page_of(client.get(f"{path}edit")).values[f"q{asked.id}"] == "Old"
    client.post(f"{path}edit", data={**form(ticket_type), "locale": "en", f"q{asked.id}": "New"})
    assert answers(make) == {asked.id: "New"}
    assert "New" in page_of(client.get(path)).text
