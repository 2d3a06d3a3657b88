"""The log: an object a line, the request's id on the error page too, and nothing that tells of a person."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from eventapp.core.db import db
from eventapp.core.logs import masked
from eventapp.registration.models import Registration
from tests.factories import Factories
from tests.server import Server, running
from tests.visitor import Visitor

NAME, ADDRESS, COMPANY = "Wilhelmina Pennyfeather", "wilhelmina@pennyfeather.example", "Pennyfeather Pictures"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("550 <ada@example.org> unknown", "550 <<address>> unknown"),
        ("GET /r/aBcDeF0123456789_-x/ticket.pdf", "GET /r/<token>/ticket.pdf"),
        ("scan of K7PQ-2M4X failed", "scan of <code> failed"),
        ("Authorization: Bearer abcdef0123456789", "Authorization: Bearer <secret>"),
        ("?token=abcdef0123456789&x=1", "?token=<secret>&x=1"),
        ("call +852 5123 4567 now", "call <number> now"),
        ("GET /events/new-vision/schedule/ 200 in 12 ms", "GET /events/new-vision/schedule/ 200 in 12 ms"),
    ],
)
def test_what_tells_of_a_person_is_masked_and_nothing_else(text: str, expected: str) -> None:
    assert masked(text) == expected


@given(st.from_regex(r"[a-z.]{1,20}[a-z]@[a-z]{2,10}\.[a-z]{2,6}", fullmatch=True), st.text(max_size=20))
def test_no_address_gets_through(address: str, around: str) -> None:
    assert address not in masked(f"{around} {address} {around}")


@pytest.fixture
def guest(make: Factories) -> Registration:
    event = make.event()
    return make.registration(event, make.ticket_type(event), name=NAME, email=ADDRESS, company=COMPANY)


@pytest.fixture
def server(database_url: str, tmp_path: Path, guest: Registration) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0", log_format="json") as server:
        yield server


def objects(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_error_is_found_by_the_number_on_its_page_and_says_nothing_of_whom_it_met(
    server: Server, make: Factories, guest: Registration, database_url: str
) -> None:
    visitor = Visitor(server.url)
    path = make.page_path(guest)
    assert visitor.get(path).status == 200
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE agenda_item RENAME TO agenda_item_away"))
    try:
        answer = visitor.get(path)
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE agenda_item_away RENAME TO agenda_item"))
        engine.dispose()
    (reference,) = re.findall(r"name this: (\w+)", answer.page.text)
    assert (answer.status, answer.headers["X-Request-ID"]) == (500, reference)
    (found,) = [one for one in objects(server) if one.get("request") == reference]
    assert (found["level"], found["endpoint"], "agenda_item" in found["error"]) == ("error", "registration.page", True)
    log = server.log.read_text()
    secrets = (NAME, ADDRESS, COMPANY, guest.code, guest.spoken_code, path.split("/")[2])
    assert [secret for secret in secrets if secret in log] == []


def test_an_id_is_taken_from_a_proxy_that_is_trusted_and_from_nobody_else(
    database_url: str, tmp_path: Path, make: Factories
) -> None:
    given_id = {"X-Request-ID": "from-the-proxy-1234"}
    strange = {"X-Request-ID": "no good, <script>"}
    with running(database_url, tmp_path, jobs="0") as server:
        assert Visitor(server.url).get("/healthz", given_id).headers["X-Request-ID"] != "from-the-proxy-1234"
    with running(database_url, tmp_path, jobs="0", trusted_proxies="1") as server:
        assert Visitor(server.url).get("/healthz", given_id).headers["X-Request-ID"] == "from-the-proxy-1234"
        assert re.fullmatch(r"[0-9a-f]{16}", Visitor(server.url).get("/healthz", strange).headers["X-Request-ID"])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_statement_that_takes_long_is_named_without_what_it_was_about(
    make: Factories, caplog: pytest.LogCaptureFixture
) -> None:
    with make.inside():
        db.session.execute(text("SELECT pg_sleep(0.6), CAST(:name AS varchar)"), {"name": NAME})
        db.session.execute(text("SELECT CAST(:name AS varchar)"), {"name": NAME})
    (said,) = [record.getMessage() for record in caplog.records if record.name == "eventapp.core.logs"]
    assert re.sub(r"\d\.\d", "N", said) == "a statement took N s: SELECT pg_sleep(N), CAST(%(name)s AS varchar)"
