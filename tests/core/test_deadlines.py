"""What offers no deadline of its own is given one; and a document that cannot be made says so instead of waiting."""

import threading
from time import monotonic

import pytest
from flask.testing import FlaskClient

from eventapp.core import pdf
from eventapp.core.deadlines import DeadlineExceeded, within
from tests.factories import Factories
from tests.pages import page_of


def test_what_is_done_in_time_is_given_back() -> None:
    assert within(5, lambda: "done") == "done"


def test_what_fails_in_time_fails_as_it_did() -> None:
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


def test_what_takes_too_long_is_waited_for_no_more() -> None:
    ends = threading.Event()
    began = monotonic()
    try:
        with pytest.raises(DeadlineExceeded, match=r"^no answer within 0.1 seconds$"):
            within(0.1, ends.wait)
    finally:
        ends.set()
    assert monotonic() - began < 5


def test_a_ticket_that_cannot_be_made_in_time_is_a_page_that_says_what_to_do(
    client: FlaskClient, make: Factories, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make.event()
    path = make.page_path(make.registration(event, make.ticket_type(event)))
    monkeypatch.setattr(pdf, "SHORTEST_DEADLINE", -1e6)
    answer = client.get(f"{path}ticket.pdf")
    assert (answer.status_code, page_of(answer).heading) == (503, "This document could not be made in time")
    monkeypatch.undo()
    assert client.get(f"{path}ticket.pdf").data[:5] == b"%PDF-"
