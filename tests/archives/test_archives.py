"""An event leaves one instance as a file and arrives in another as it was."""

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, Table, select

from eventapp import create_app
from eventapp.archives import service
from eventapp.archives.contents import LEFT_OUT, NUMBERS, PLAIN_JSON, REFERENCES, rows_of, tables
from eventapp.archives.reading import LINKS
from eventapp.checkin.models import Scan
from eventapp.config import Settings
from eventapp.core.codes import base64url, from_base64url, new_signing_key, sign
from eventapp.core.db import Model, db, transactional
from eventapp.core.files import STATIC
from eventapp.core.outbox import Mail
from eventapp.core.types import LocalizedTextType
from eventapp.demo import seed
from eventapp.events.queries import event_by_slug
from eventapp.events.service import SlugTaken, publish
from eventapp.messages.models import Campaign
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.registration.service import renew_calendar_link, seat_errors, transfer
from eventapp.registration.tickets import TicketForged, TicketUnknown, public_keys, read_ticket, sign_ticket
from tests.archives.rows import fill_empty_tables
from tests.conftest import close
from tests.factories import SECRET, Factories, person

ELSEWHERE = {("event", "slug"), ("event", "status"), ("event", "was_public"), ("device", "token_hash"),
             ("device", "revoked_at"), ("lead_device", "token_hash"), ("lead_device", "revoked_at"),
             ("mail", "claimed_by"), *LINKS}  # fmt: skip
"""What is another's where the event is another's."""


@contextmanager
def another_instance(folder: Path, template: Path) -> Iterator[Flask]:
    """With a key of its own."""
    shutil.copy(template, folder / "forum.sqlite3")
    url = f"sqlite:///{folder / 'forum.sqlite3'}"
    app = create_app(Settings(
        data_dir=folder, database_url=url, secret_key=f"another {SECRET}", base_url="http://localhost",
        extra={"TESTING": True, "WTF_CSRF_ENABLED": False},
    ))  # fmt: skip
    yield app
    close(app)


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Flask]:
    """Another instance with a whole forum."""
    with another_instance(tmp_path_factory.mktemp("forum"), sqlite_template) as app:
        with app.app_context():
            fill_empty_tables(seed.seed().id)
        yield app


@pytest.fixture(scope="module")
def small_archive(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> bytes:
    """An event with a row or two in every table."""
    with another_instance(tmp_path_factory.mktemp("small"), sqlite_template) as app:
        make = Factories(app)
        event = make.event(seed.SLUG, owner=make.user())
        make.question(event)
        ticket = make.ticket_type(event)
        make.session(event, speakers=(make.speaker(event),), room_id=make.room(event).id)
        for _number in range(2):
            make.registration(event, ticket)
        with app.app_context():
            fill_empty_tables(event.id)
        return exported(app, seed.SLUG)


@pytest.fixture(scope="module")
def archive(forum: Flask) -> bytes:
    return exported(forum, seed.SLUG)


def exported(app: Flask, slug: str) -> bytes:
    with app.test_request_context():
        event = event_by_slug(slug)
        assert event is not None
        file = io.BytesIO()
        service.export_event(event, file)
        return file.getvalue()


def imported(app: Flask, content: bytes, slug: str = "") -> None:
    with app.app_context():
        service.import_event(io.BytesIO(content), slug)


def picture(app: Flask, slug: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of an event, with what names another row said by that one's place in its table."""
    found: dict[str, list[dict[str, Any]]] = {}
    places: dict[tuple[str, int], int] = {}
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        rows = {
            table: [dict(row) for row in db.session.execute(rows_of(table, event.id)).mappings()] for table in tables()
        }
    for table, kept in rows.items():
        keys = list(table.primary_key.columns)
        if len(keys) == 1:
            places |= {(table.name, row[keys[0].name]): place for place, row in enumerate(kept)}
    for table, kept in rows.items():
        found[table.name] = [
            {name: _said(table, name, row, places) for name in row if (table.name, name) not in ELSEWHERE}
            for row in kept
        ]
    return found


def _said(table: Table, name: str, row: dict[str, Any], places: dict[tuple[str, int], int]) -> Any:
    value, place = row[name], (table.name, name)
    if name == "id" or value is None:
        return None
    if place in NUMBERS:
        kind, names = NUMBERS[place]
        return places.get((names.get(row[kind], ""), value))
    for key in table.c[name].foreign_keys:
        return value if key.column.table.name in LEFT_OUT else places[key.column.table.name, value]
    if place in (("mail", "event_id"), ("audit_entry", "event_id"), ("audit_entry", "actor_id")):
        return None
    if place == ("mail", "campaign_id") or (place == ("answer", "value") and type(value) is int):
        return places[
            "upload" if name == "value" else "campaign", value
        ]  # numbers are answered as texts, files are not
    return REFERENCES[place](value, places) if place in REFERENCES else value


def without(pictured: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Without what an import writes itself: its line of the history, and a key for new tickets."""
    kept = {name: rows for name, rows in pictured.items() if name not in ("ticket_key", "membership")}
    own = ("event.imported", "event.exported")
    return kept | {"audit_entry": [row for row in kept["audit_entry"] if row["action"] not in own]}


def test_an_event_arrives_as_it_was(forum: Flask, archive: bytes, app: Flask, make: Factories) -> None:
    make.event()  # so that no number is what it was
    make.user(seed.EMAIL)
    imported(app, archive)
    there, here = without(picture(forum, seed.SLUG)), without(picture(app, seed.SLUG))
    assert {name: len(rows) for name, rows in here.items()} == {name: len(rows) for name, rows in there.items()}
    for name in there:
        assert here[name] == there[name], name
    assert {name for name, rows in there.items() if not rows} == set()


def test_every_table_and_every_json_column_has_been_thought_of() -> None:
    kept = {table.name for table in tables()}
    assert kept | set(LEFT_OUT) == set(Model.metadata.tables)
    json = {
        (table.name, column.name)
        for table in tables()
        for column in table.columns
        if isinstance(column.type, JSON) and not isinstance(column.type, LocalizedTextType)
    }
    assert json - set(REFERENCES) == set(PLAIN_JSON)


def test_a_copy_beside_the_original_is_another_event(archive: bytes, app: Flask) -> None:
    imported(app, archive)
    first = picture(app, seed.SLUG)
    imported(app, exported(app, seed.SLUG), "copy")
    second = picture(app, "copy")
    renewed = {"uid", "uuid", "undoes", "message_id", "code"}
    for name in set(first) - {"audit_entry", "ticket_key", "retired_link", "app_password", "membership"}:
        before, after = (
            [{key: value for key, value in row.items() if key not in renewed or name == "session"} for row in rows]
            for rows in (first[name], second[name])
        )
        if name == "session":
            assert {row.pop("uid") for row in before}.isdisjoint({row.pop("uid") for row in after})
        assert after == before, name
    with app.app_context():
        assert seat_errors() == []


def test_a_ticket_that_was_printed_before_the_move_is_good_after_it(
    forum: Flask, archive: bytes, app: Flask, make: Factories, tmp_path: Path
) -> None:
    make.event()
    with forum.app_context():
        guest = _confirmed(seed.SLUG)
        code, printed = guest.code, sign_ticket(guest)
    imported(app, archive)
    with app.app_context():
        here = _confirmed(seed.SLUG, code)
        new, keys = sign_ticket(here), public_keys(here.event_id)
        forged = sign_ticket_with_another_key(printed)
        assert new != printed
        assert [read_ticket(text, here.event_id, keys).serial for text in (printed, new)] == [here.serial] * 2
        with pytest.raises(TicketForged):
            read_ticket(forged, here.event_id, keys)
        with pytest.raises(TicketUnknown):
            read_ticket(printed, make.event("other").id, {})
    known = {name: base64url(key) for name, key in keys.items()}
    good = {"serial": here.serial, "version": here.ticket_version}
    assert read_by_a_phone([printed, new, forged], here.event_id, known) == [good, good, {"refused": "forged"}]
    assert read_by_a_phone([printed], here.event_id, {}) == [{"refused": "unknown"}]


def sign_ticket_with_another_key(ticket: str) -> str:
    payload = ticket.removeprefix("EA1.").split(".")[0]
    private, _public = new_signing_key()
    return f"EA1.{payload}.{base64url(sign(private, from_base64url(payload)))}"


def read_by_a_phone(tickets: list[str], event_id: int, keys: dict[str, str]) -> list[dict[str, Any]]:
    script = f"""
        import {{ readTicket }} from {json.dumps(str(STATIC / "js" / "scanner" / "tickets.js"))};
        const found = [];
        for (const text of {json.dumps(tickets)}) found.push(await readTicket(text, {event_id}, {json.dumps(keys)}));
        console.log(JSON.stringify(found));
    """
    done = subprocess.run(["node", "--input-type=module", "--eval", script], capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _confirmed(slug: str, code: str = "") -> Registration:
    event = event_by_slug(slug)
    assert event is not None
    query = select(Registration).where(
        Registration.event_id == event.id, Registration.state == "confirmed",
        Registration.id.not_in(select(Scan.registration_id).where(Scan.registration_id.is_not(None))),
    )  # fmt: skip
    found = db.session.scalar((query.where(Registration.code == code) if code else query).order_by(Registration.id))
    assert found is not None
    return found


def test_private_links_of_before_lead_to_the_new_place(
    forum: Flask, archive: bytes, app: Flask, client: FlaskClient, make: Factories
) -> None:
    make.event()
    with forum.app_context():
        guest = _confirmed(seed.SLUG)
        page, calendar = links.page_token(guest), links.calendar_token(guest)
        name = guest.name
    imported(app, archive)
    with app.app_context():
        event = event_by_slug(seed.SLUG)
        assert event is not None
        publish(event)
    assert name in client.get(f"/r/{page}/").text
    assert "BEGIN:VEVENT" in client.get(f"/r/{calendar}/calendar.ics").text
    with app.app_context():
        renew_calendar_link(_confirmed(seed.SLUG))
    assert client.get(f"/r/{calendar}/calendar.ics").status_code == 410
    with app.app_context():
        transfer(_confirmed(seed.SLUG), person(company="Orient"))
    assert (client.get(f"/r/{page}/").status_code, name in client.get(f"/r/{page}/").text) == (410, False)


def test_nobody_is_written_to(archive: bytes, app: Flask) -> None:
    imported(app, archive)
    with app.app_context():
        assert db.session.scalars(select(Mail.id).where(Mail.state.in_(("queued", "sending")))).all() == []
        assert set(db.session.scalars(select(Campaign.state))) <= {"draft", "paused", "done"}


def changed(archive: bytes, change: Callable[[str, bytes], bytes | None], **manifest: Any) -> bytes:
    """The archive with other files, and a manifest that fits them."""
    out, digests = io.BytesIO(), {}
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = change(name, before.read(name))
            if content is not None and name != "manifest.json":
                after.writestr(name, content)
                digests[name] = hashlib.sha256(content).hexdigest()
        said = json.loads(before.read("manifest.json")) | {"sha256": digests} | manifest
        after.writestr("manifest.json", json.dumps(said))
    return out.getvalue()


def row_changed(archive: bytes, table: str, **values: Any) -> bytes:
    """The archive with other values in the first row of a table."""

    def change(name: str, content: bytes) -> bytes:
        if name != f"data/{table}.jsonl":
            return content
        first, rest = content.split(b"\n", 1)
        return json.dumps(json.loads(first) | values).encode() + b"\n" + rest

    return changed(archive, change)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("session", {"links": [["x", "javascript:alert(1)"]]}),
        ("session", {"stream_url": "javascript:alert(1)"}),
        ("session", {"draft": {"links": [["x", "data:text/html,x"]]}}),
        ("session", {"code": "../../etc"}),
        ("session", {"starts_at": "yesterday"}),
        ("session", {"title": {"tlh": "nuqneH"}}),
        ("session", {"title": "just text"}),
        ("session", {"taken": "many"}),
        ("session", {"taken": 10**30}),
        ("session", {"status": "maybe"}),
        ("room", {"slug": "<script>"}),
        ("registration", {"ticket_type_id": 123456}),
        ("registration", {"state": None}),
        ("registration", {"id": 2}),
        ("registration", {"name": "\0"}),
        ("event", {"timezone": "Mars/Olympus"}),
        ("event", {"locales": "en"}),
        ("event", {"ends_at": "2001-01-01T00:00:00Z"}),
        ("session_file", {"content_type": "text/html"}),
        ("session_file", {"content": "../../../etc/passwd"}),
        ("session_file", {"content": "files/not/there"}),
        ("upload", {"content_type": "image/svg+xml"}),
        ("gate", {"ticket_type_ids": {"a": 1}}),
        ("question", {"options": [{"key": 1}]}),
    ],
)
def test_a_row_that_no_form_would_have_taken_is_refused_whole(
    archive: bytes, app: Flask, table: str, values: dict[str, Any]
) -> None:
    with app.app_context():
        with pytest.raises(service.ArchiveRefused):
            service.import_event(io.BytesIO(row_changed(archive, table, **values)))
        assert event_by_slug(seed.SLUG) is None


def test_files_that_are_no_archive_are_refused_in_words(archive: bytes, app: Flask) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b" " * 64 * 2**20)
    cases = {
        b"nothing": "This is no whole ZIP file.",
        archive[: len(archive) // 2]: "This is no whole ZIP file.",
        bomb.getvalue(): "This is no archive of an event: it has no manifest.json of ours.",
        changed(archive, lambda _name, content: content, version=2):
            "This archive was written by a newer eventapp. Bring this one up to date first.",
        changed(archive, lambda name, content: None if "event.jsonl" in name else content):
            "There is no event in this archive.",
        changed(archive, lambda _name, content: content, sha256={"data/event.jsonl": "0"}):
            "In this archive the file data/event.jsonl was changed or cut.",
    }  # fmt: skip
    for content, message in cases.items():
        with app.app_context(), pytest.raises(service.ArchiveRefused, match=re.escape(message)):
            service.import_event(io.BytesIO(content))


def some_json(chance: Random, depth: int = 2) -> Any:
    """Any JSON."""
    plain = (
        None,
        True,
        0,
        -1,
        10**30,
        1.5,
        "",
        "x",
        "\0",
        "\ud800",
        "2026-11-27T00:00:00Z",
        "files/nowhere",
        "💥" * 99,
    )
    if depth and chance.random() < 0.3:
        return {
            some: some_json(chance, depth - 1) for some in ("en", "key", "", "speakers", "links")[: chance.randrange(6)]
        }
    if depth and chance.random() < 0.3:
        return [some_json(chance, depth - 1) for _ in range(chance.randrange(3))]
    return chance.choice(plain)


def test_whatever_stands_in_an_archive_it_comes_in_or_is_refused(small_archive: bytes, app: Flask) -> None:
    chance = Random(18)
    with zipfile.ZipFile(io.BytesIO(small_archive)) as file:
        rows = {
            name: json.loads(file.read(name).split(b"\n")[0]) for name in file.namelist() if name.endswith(".jsonl")
        }
    refused = 0
    for _number in range(150):
        name = chance.choice(sorted(rows))
        column = chance.choice(sorted(rows[name]))
        table = name.removeprefix("data/").removesuffix(".jsonl")
        with app.app_context():
            try:
                _tried(row_changed(small_archive, table, **{column: some_json(chance)}))
            except (service.ArchiveRefused, SlugTaken) as error:
                refused += str(error) != "taken back"
    assert 50 < refused < 150


@transactional
def _tried(content: bytes) -> None:
    """Imported, and taken back."""
    service.import_event(io.BytesIO(content))
    raise service.ArchiveRefused("taken back")
