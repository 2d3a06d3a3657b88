"""An event as a file, by the pages and by the command."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.cli import command
from eventapp.events.queries import event_by_slug
from tests.factories import SECRET, Factories


def downloaded(client: FlaskClient, slug: str) -> bytes:
    with client.post(f"/admin/events/{slug}/export") as answer:
        assert answer.headers["Content-Disposition"] == f"attachment; filename={slug}-archive.zip"
        return answer.get_data()


def test_an_owner_takes_an_event_out_and_an_administrator_brings_it_in(
    app: Flask, make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="Chan Tai Man")
    sign_in(make.user("admin@example.org", is_admin=True))
    assert "Download the event" in client.get("/admin/events/forum/export").text
    content = downloaded(client, "forum")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "Chan Tai Man" in archive.read("registrations.csv").decode()
        assert archive.read("README.md").decode().startswith("# The Forum\n")
        assert b"BEGIN:VCALENDAR" in archive.read("programme/calendar.ics")
        assert "private_key" not in archive.read("data/ticket_key.jsonl").decode()
    page = client.post("/admin/events/import", data={"file": (io.BytesIO(content), "forum.zip"), "slug": "again"})
    assert page.location == "/admin/events/again/"
    assert "with 1 registration and 0 sessions" in client.get(page.location).text
    with app.app_context():
        made = event_by_slug("again")
        assert made is not None
        assert (made.status, made.taken) == ("draft", 1)


def test_what_cannot_come_in_is_explained_at_its_field(
    make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    make.event()
    sign_in(make.user("admin@example.org", is_admin=True))
    content = downloaded(client, "forum")
    for data, message in (
        ({}, "Choose a file first."),
        ({"file": (io.BytesIO(b"x"), "x.zip")}, "This is neither an archive of an event nor an export that we know."),
        ({"file": (io.BytesIO(b"PK\x03\x04"), "x.zip")}, "This is no whole ZIP file."),
        ({"file": (io.BytesIO(b"{}"), "x.json")}, "The files do not say what the event is called: give it an address."),
        ({"file": (io.BytesIO(content), "x.zip")}, "Another event has this link. Choose a different one."),
        ({"file": (io.BytesIO(content), "x.zip"), "slug": "<b>"}, "Use small letters, digits and single dashes only."),
    ):
        answer = client.post("/admin/events/import", data=data)
        assert (answer.status_code, message in answer.text) == (422, True)


def test_the_command_takes_out_and_brings_in(database_url: str, make: Factories, tmp_path: Path) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    make.session(event)
    file = tmp_path / "forum.zip"
    environment = {
        "EVENTAPP_DATABASE_URL": database_url, "EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET,
    }  # fmt: skip

    def run(*arguments: str) -> tuple[int, list[str]]:
        result = CliRunner().invoke(command, arguments, env=environment)
        return result.exit_code, result.output.splitlines()

    assert run("export", "event", "forum", str(file)) == (0, [f"{file} holds 1 session and 1 person."])
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("export", "event", "forum", str(file)) == (1, [f"Error: {file} is there already; choose another name"])
    assert run("import", "event", str(file), "--event", "second") == (0, [
        "/events/second/ is a draft. Nobody was written to.",
        "1 sessions added, 0 updated, 0 as they were, 0 left out",
        "1 people added, 0 updated, 0 as they were, 0 left out",
    ])  # fmt: skip
    assert run("import", "event", str(file)) == (
        1, ["Error: there is an event of this address already; choose another with --event"],
    )  # fmt: skip
    file.write_bytes(b"PK")
    assert run("import", "event", str(file)) == (
        1, [f"Error: {file}: This is no whole ZIP file. Nothing was written."],
    )  # fmt: skip


def test_a_large_file_is_taken_from_administrators_alone(
    make: Factories, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    head = b'--limit\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n'
    body = head + b"{" + b" " * (13 * 1024 * 1024) + b"}\r\n--limit--\r\n"

    def sent() -> int:
        kind = "multipart/form-data; boundary=limit"
        with client.post("/admin/events/import", data=body, content_type=kind) as answer:
            return answer.status_code

    before = sent()
    sign_in(make.member(make.event(), "owner"))
    as_owner = sent()
    sign_in(make.user("admin@example.org", is_admin=True))
    assert (before, as_owner, sent()) == (302, 403, 422)
