"""The `eventapp` command, as an operator types it."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from eventapp.calendars.models import InvitationReply
from eventapp.cli import command, main
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.archives.test_peers import PRETALX, PRETIX, zipped
from tests.factories import SECRET, Factories


@pytest.fixture
def run(database_url: str, tmp_path: Path):
    def run(*arguments: str, **options: str) -> Result:
        environment = {
            "EVENTAPP_DATABASE_URL": database_url, "EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET,
        }  # fmt: skip
        return CliRunner().invoke(command, arguments, env=environment, **options)

    return run


def test_a_user_is_created_and_can_sign_in(run, client) -> None:
    result = run("user", "create", "ada@example.org", "--admin", input="correct horse battery\ncorrect horse battery\n")
    assert result.exit_code == 0, result.output
    answer = client.post("/login", data={"email": "ada@example.org", "password": "correct horse battery"})
    assert answer.location == "/admin/"


def test_a_schedule_is_imported_and_counted(run, data: Path) -> None:
    arguments = ("import", "schedule", str(data / "31c3-schedule.xml"), "--event", "31c3")
    first, second = run(*arguments), run(*arguments)
    assert first.stdout.splitlines() == [
        "31c3: times are those of Europe/Berlin.", "138 sessions added, 0 updated, 0 as they were, 0 left out",
    ]  # fmt: skip
    assert second.stdout.splitlines()[-1] == "0 sessions added, 0 updated, 138 as they were, 0 left out"


def test_what_the_guide_to_imports_says_runs(
    run, make: Factories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make.event("my-forum")
    make.ticket_type(event)
    make.gate(event)
    make.user("you@example.org")
    field = ROOT / "tests" / "field"
    for name, source in (
        ("schedule.xml", "zero-length-and-repeated-guid.xml"), ("calendar.ics", "repeated-and-whole-day.ics"),
        ("sessions.csv", "sessions-from-a-cfp-tool.csv"), ("people.csv", "people-from-a-ticket-shop.csv"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes((field / source).read_bytes())
    (tmp_path / "speakers.csv").write_text("Name,Email\nAda Wong,ada@example.org\n")
    (tmp_path / "companies.csv").write_text("Exhibitor,Booth\nHarbour Films,1-A1\nArrow,1-A2\n")
    (tmp_path / "titles.csv").write_text("Title,Type\nFlowing Harbour,TV drama\n")
    (tmp_path / "pretix.json").write_text(json.dumps(PRETIX))
    (tmp_path / "pretalx.zip").write_bytes(zipped(PRETALX))
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\.venv/bin/eventapp ((?:import|export) .*)$", (ROOT / "docs/imports.md").read_text(), re.M)
    results = [run(*shlex.split(command)) for command in commands]
    assert [(result.exit_code, result.stdout.splitlines()[-1]) for result in results] == [
        (0, "5 sessions added, 0 updated, 0 as they were, 0 left out"),
        (0, "5 sessions added, 0 updated, 0 as they were, 0 left out"),
        (0, "2 sessions added, 0 updated, 0 as they were, 0 left out"),
        (0, "1 speakers added, 0 updated, 0 as they were, 0 left out"),
        (0, "2 companies added, 0 updated, 0 as they were, 0 left out"),
        (0, "1 titles added, 0 updated, 0 as they were, 0 left out"),
        (0, "1 people added, 0 updated, 0 as they were, 0 left out"),
        (0, "1 people added, 0 updated, 0 as they were, 0 left out"),
        (0, "1 arrivals added, 0 updated, 0 as they were, 0 left out"),
        (0, "3 sessions added, 0 updated, 0 as they were, 1 left out"),
        (0, "my-forum.zip holds 12 sessions and 1 person."),
        (0, "1 people added, 0 updated, 0 as they were, 0 left out"),
    ]


def test_a_broken_schedule_is_refused_aloud(run, make: Factories, tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text("<schedule>\n<day>")
    result = run("import", "schedule", str(path), "--event", "forum")
    assert result.exit_code == 1
    assert "line 2" in result.output
    assert "Nothing was written." in result.output
    with make.inside():
        assert db.session.scalars(select(Event)).all() == []


def test_attendees_are_imported_and_every_problem_is_listed(run, make: Factories, tmp_path: Path) -> None:
    make.ticket_type(make.event())
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("name,email,ticket\nAda,ada@example.org,Delegate\n")
    bad.write_text("name,email,ticket,colour\nBen,ben@example.org,Delegate,red\n\n,x,Gold,\n")
    first = run("import", "attendees", str(good), "--event", "forum")
    assert (first.exit_code, first.stderr, first.stdout) == (
        0, "", "1 people added, 0 updated, 0 as they were, 0 left out\n",
    )  # fmt: skip
    again = run("import", "attendees", str(good), "--event", "forum")
    assert again.stdout == "0 people added, 0 updated, 1 as they were, 0 left out\n"
    complaints = [
        f"{bad}: “colour”: No field takes this column.",
        f"{bad}: Line 4: there is no name; “x” is not an email address; there is no ticket “Gold”",
    ]
    refused = run("import", "attendees", str(bad), "--event", "forum", "--strict")
    assert (refused.exit_code, refused.stderr.splitlines()) == (
        1, [*complaints, "Error: 2 problems. Nothing was written."],
    )  # fmt: skip
    partly = run("import", "attendees", str(bad), "--event", "forum")
    assert (partly.exit_code, partly.stderr.splitlines()) == (0, complaints)
    assert partly.stdout == "1 people added, 0 updated, 0 as they were, 1 left out\n"


def test_the_doctor_finds_and_repairs_a_wrong_counter(run, make: Factories) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event))
    assert "All seats are counted right." in run("doctor").output
    with make.inside():
        db.session.scalars(select(TicketType)).one().taken = 7
        db.session.commit()
    assert run("doctor").exit_code == 1
    assert "7 counted, 1 held (set right)" in run("doctor", "--repair").output
    assert "All seats are counted right." in run("doctor").output


def test_a_backup_comes_back(run, make: Factories, tmp_path: Path) -> None:
    make.event()
    path = str(tmp_path / "backup.tar.gz")
    assert run("backup", path).exit_code == 0
    make.event("later")
    assert run("restore", path, "--yes").exit_code == 0
    with make.inside():
        assert db.session.scalars(select(Event.slug)).all() == ["forum"]


def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("EVENTAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("EVENTAPP_PORT", "http")
    monkeypatch.setattr("sys.argv", ["eventapp", "doctor"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "EVENTAPP_PORT must be a whole number from 1 to 65535" in capsys.readouterr().err


def test_answers_to_invitations_are_read_from_a_pipe_and_from_files(run, make: Factories, tmp_path: Path) -> None:
    event = make.event()
    make.registration(event, make.ticket_type(event), name="Ada Wong", email="ada@example.org")
    mail = (
        "From: ada@example.org\nContent-Type: text/calendar; method=REPLY\n\n"
        f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{event.uid}\nDTSTAMP:20261201T090000Z\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    path, spam = tmp_path / "mail.eml", tmp_path / "spam.eml"
    path.write_text(mail)
    spam.write_text("From: x@example.org\n\nBuy!")
    piped, read = run("mail", "receive", input=mail), run("mail", "receive", str(path), str(spam))
    assert (piped.exit_code, piped.stdout) == (0, "Ada Wong: accepted\n")
    assert (read.exit_code, "Nothing was recorded." in read.output) == (65, True)
    with make.inside():
        assert db.session.scalars(select(InvitationReply.answer)).all() == ["ACCEPTED"]
