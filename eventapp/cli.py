"""The `eventapp` command: thin, calls services."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, ParamSpec

import click
from flask import Flask, g

from eventapp.config import SettingError, from_environment

Parameters = ParamSpec("Parameters")


def main() -> None:
    from sqlalchemy.exc import DBAPIError, OperationalError

    try:
        command()
    except SettingError as error:
        click.echo(f"eventapp: {error}", err=True)
        sys.exit(2)
    except DBAPIError as error:
        from eventapp.core.db import one_line_error
        from eventapp.core.faults import Fault, fault_of

        if fault_of(error) is Fault.FULL:
            click.echo(f"eventapp: the disk is full ({one_line_error(error)}); nothing was written", err=True)
            sys.exit(1)
        if not error.connection_invalidated and not isinstance(error, OperationalError):
            raise
        click.echo(
            f"eventapp: the database does not answer ({one_line_error(error)}); see EVENTAPP_DATABASE_URL", err=True
        )
        sys.exit(1)


@click.group()
@click.version_option(package_name="eventapp")
def command() -> None:
    """Run conferences and forums."""


def in_app(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Run a command inside the app, on a database that is up to date."""

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        with _inside():
            _check_ready()
            g.actor = "command line"
            function(*args, **kwargs)

    return run


@command.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--reset", is_flag=True, help="Throw the demo's data away and begin anew.")
def demo(port: int, reset: bool) -> None:
    """Serve a whole forum to try, on this machine only."""
    from eventapp.demo import running

    environment = {key: value for key, value in os.environ.items() if key in ("EVENTAPP_DATA_DIR",)}
    settings = from_environment({**environment, "EVENTAPP_DEMO": "1", "EVENTAPP_PORT": str(port)})
    settings = replace(settings, base_url=f"http://127.0.0.1:{port}")
    try:
        running.run(settings, reset=reset, say=click.echo)
    except running.DemoFailed:
        raise click.ClickException("the demo could not be prepared; what went wrong is said above") from None


@command.command()
def run() -> None:
    """Serve, with background work beside it."""
    from eventapp.server import check_port, serve

    settings = from_environment()
    check_port(settings)
    with _inside():
        _check_ready()
    click.echo(f"eventapp serves {settings.base_url} on {settings.host}:{settings.port}")
    serve(settings)


def _inside() -> AbstractContextManager[Flask]:
    from eventapp import inside_app

    return inside_app(from_environment())


def _check_ready() -> None:
    from eventapp.core import migrations
    from eventapp.core.db import database_answers

    if not database_answers():
        raise click.ClickException("the database does not answer; see EVENTAPP_DATABASE_URL")
    if not migrations.are_current():
        raise click.ClickException("the database is not up to date; run `eventapp db upgrade` first")


@command.command()
def worker() -> None:
    """Do background work alone; set EVENTAPP_JOBS=0 where `run` serves."""
    from eventapp.server import work

    work(from_environment())


@command.group("db")
def database() -> None:
    """The database's tables."""


@database.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    from eventapp.core import migrations

    with _inside():
        migrations.upgrade()
    click.echo("The database is up to date.")


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Go back to an earlier REVISION (or `base`, which drops every table)."""
    from eventapp.core import migrations

    with _inside():
        migrations.downgrade(revision)
    click.echo(f"The database stands at {revision}.")


@command.group("user")
def users() -> None:
    """People who sign in."""


@users.command("create")
@click.argument("email")
@click.option("--admin", is_flag=True, help="May create events and see all of them.")
@click.option("--name", default="", help="How the person is called in the history.")
@click.password_option("--password", envvar="EVENTAPP_PASSWORD", help="Asked for unless EVENTAPP_PASSWORD is set.")
@in_app
def create_user(email: str, admin: bool, name: str, password: str) -> None:
    """Make an account for EMAIL."""
    from email_validator import EmailNotValidError, validate_email

    from eventapp.accounts import service

    try:
        address = validate_email(email, check_deliverability=False).normalized
        service.create_user(address, name, password, is_admin=admin)
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is not an email address: {error}") from None
    except service.EmailTaken:
        raise click.ClickException(f"{email} has an account already") from None
    except service.PasswordTooShort:
        raise click.ClickException(f"a password has at least {service.SHORTEST_PASSWORD} characters") from None
    click.echo(f"{email} can sign in.")


@command.group("import")
def imports() -> None:
    """Bring in what you have."""


_EVENT = click.option("--event", "slug", required=True, help="The event's address.")
_STRICT = click.option("--strict", is_flag=True, help="Write nothing unless all of it comes in as the file has it.")
_ENCODING = click.option("--encoding", default="", help="Of a CSV file, such as big5hkscs; recognised unless said.")
_SHEET = click.option("--sheet", default="", help="Of a workbook; the first that has anything in it unless said.")


@imports.command("schedule")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--event", "slug", required=True, help="The event's address; it is made as a draft where there is none.")
@click.option("--timezone", help="The zone of times that name none, and of a new event.")
@click.option("--owner", help="The email of the account that will own a new event.")
@click.option("--whole-days", default="", help="Put a calendar's whole days from one time to another: 09:00-18:00.")
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_schedule(
    file: Path, slug: str, *, timezone: str | None, owner: str | None, whole_days: str, encoding: str, sheet: str,
    strict: bool,
) -> None:  # fmt: skip
    """Read a programme into an event: schedule.xml, schedule.json, a calendar (.ics) or a table of sessions."""
    from eventapp.accounts.queries import user_by_email
    from eventapp.core.codes import slug_from
    from eventapp.core.forms import is_timezone
    from eventapp.programme import service

    if slug != slug_from(slug, ""):
        raise click.ClickException("--event takes small letters, digits and single dashes")
    if timezone and not is_timezone(timezone):
        raise click.ClickException(f"{timezone} is no time zone such as Asia/Hong_Kong")
    user = user_by_email(owner) if owner else None
    if owner and user is None:
        raise click.ClickException(f"{owner} has no account; run `eventapp user create {owner}` first")
    try:
        hours = service.hours_of(whole_days)
    except ValueError:
        raise click.ClickException("--whole-days takes two times such as 09:00-18:00") from None
    source = service.ProgrammeFile(_content(file), timezone, hours, encoding, sheet)
    result = _import(file, lambda: service.import_programme(slug, source, owner=user, strict=strict))
    click.echo(f"{slug}: times are those of {result.event.timezone}.")
    click.echo(f"{result.added} sessions added, {_outcome(result)}")


@imports.command("speakers")
@click.argument("file", type=click.Path(path_type=Path))
@_EVENT
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_speakers(file: Path, slug: str, *, encoding: str, sheet: str, strict: bool) -> None:
    """Read a table of speakers, CSV or a workbook, into an event."""
    from eventapp.core.spreadsheets import read_table
    from eventapp.programme import service

    event = _event(slug)

    def run() -> Any:
        table = read_table(_content(file), encoding, sheet)
        mapping = service.mapping_of(event, "speakers", table, {})
        return service.import_speakers(event, table, mapping, strict=strict)

    result = _import(file, run)
    click.echo(f"{result.added} speakers added, {_outcome(result)}")


def _event(slug: str) -> Any:
    from eventapp.events.queries import event_by_slug

    event = event_by_slug(slug)
    if event is None:
        raise click.ClickException(f"there is no event {slug}")
    return event


def _content(file: Path) -> bytes:
    from eventapp.programme.interchange import ScheduleError, read_file

    try:
        return read_file(file)
    except ScheduleError as error:
        raise click.ClickException(f"{file}: {error}. Nothing was written.") from None


def _import(file: Path, run: Callable[[], Any]) -> Any:
    """Run an import, and say on standard error what did not come in as the file has it."""
    from eventapp.core.import_problems import StrictlyRefused
    from eventapp.core.spreadsheets import TableUnreadable
    from eventapp.programme.interchange import ScheduleError

    try:
        result = run()
    except (ScheduleError, TableUnreadable) as error:
        raise click.ClickException(f"{file}: {error}. Nothing was written.".replace("..", ".")) from None
    except StrictlyRefused as error:
        for problem in error.problems:
            click.echo(f"{file}: {problem.sentence}", err=True)
        raise click.ClickException(f"{counted(len(error.problems), 'problem')}. Nothing was written.") from None
    for problem in result.problems:
        click.echo(f"{file}: {problem.sentence}", err=True)
    if result.encoding not in (None, "utf-8"):
        click.echo(f"{file}: read as {result.encoding}; --encoding says another.")
    return result


def _outcome(result: Any) -> str:
    return f"{result.updated} updated, {result.unchanged} as they were, {result.left_out} left out"


@imports.command("attendees")
@click.argument("file", type=click.Path(path_type=Path))
@_EVENT
@click.option("--ticket", default="", help="For rows that name none; else the event's first public ticket type.")
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_attendees(file: Path, slug: str, *, ticket: str, encoding: str, sheet: str, strict: bool) -> None:
    """Register everybody in a table, CSV or a workbook, that names its columns: name, email, ticket, company..."""
    from eventapp.registration import service

    event = _event(slug)
    content = _content(file)

    def run() -> Any:
        return service.import_attendees(event, content, ticket=ticket, encoding=encoding, sheet=sheet, strict=strict)

    try:
        result = _import(file, run)
    except service.TicketTypeUnknown:
        raise click.ClickException(f"{slug} has no ticket “{ticket}”") from None
    click.echo(f"{result.added} people added, {_outcome(result)}")


@command.group("mail")
def mails() -> None:
    """Mail that arrives."""


@mails.command("receive")
@click.argument("files", nargs=-1, type=click.File("rb"))
@in_app
def receive_mail(files: tuple[BinaryIO, ...]) -> None:
    """Read answers to invitations from FILES, or one mail from standard input, as a mail server's pipe hands it over.

    Exits with 0 where something was recorded and with 65 (EX_DATAERR) where a mail was no answer of ours.
    """
    from eventapp.calendars import service

    refused = 0
    given: tuple[BinaryIO, ...] = files or (sys.stdin.buffer,)
    for file in given:
        try:
            recorded = service.receive_mail(file.read())
        except service.NoReply as error:
            refused += 1
            click.echo(f"{getattr(file, 'name', 'mail')}: {error}. Nothing was recorded.", err=True)
        else:
            for reply in recorded:
                click.echo(f"{reply.registration.name}: {reply.answer.lower()}")
    if refused:
        sys.exit(65)


@command.command()
@click.option("--repair", is_flag=True, help="Set wrong counters right, and take the clock as it is for right.")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def doctor(repair: bool, as_json: bool) -> None:
    """Look whether all is well, and say what to do where it is not. Exits with 1 then."""
    from eventapp.administration import doctor

    with _inside() as app, app.test_request_context(base_url=app.config["BASE_URL"]):
        g.actor = "command line"
        report = doctor.examine(repair=repair)
        click.echo(doctor.as_json(report) if as_json else doctor.as_text(report))
    if not report.is_well:
        raise click.ClickException(doctor.in_a_sentence(report))


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--verify", is_flag=True, help="Read FILE as a restore would, and change nothing.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A folder of dated files.")
@click.option("--keep", type=click.IntRange(1, 10_000), default=14, show_default=True, help="How many --into keeps.")
@click.option("--recipient", help="Encrypt to this public key of age or ssh; else to EVENTAPP_BACKUP_RECIPIENT.")
@click.option("--identity", type=click.Path(path_type=Path, dir_okay=False), help="The private key, for --verify.")
def backup(
    file: Path | None, *, verify: bool, into: Path | None, keep: int, recipient: str | None, identity: Path | None
) -> None:
    """Write everything the instance knows into FILE, also while it serves."""
    from eventapp.core import backups

    if (file is None) == (into is None) or (into and verify):
        raise click.UsageError("name a FILE, or a folder with --into")
    with _inside() as app:
        to = recipient or app.config["BACKUP_RECIPIENT"]
        if file is None:
            file, contents = _try(lambda: backups.write_into(into or Path(), keep, to))
            click.echo(f"{file} is whole: {_said(contents)}.")
            return
        if verify:
            contents = _try(lambda: backups.verify(file, identity))
            release = "" if contents.is_of_this_release else ", of another release of eventapp"
            click.echo(f"{file} is whole: {_said(contents)}{release}.")
            return
        _try(lambda: backups.write(file, to))
    keeping = "Only its private key opens it." if to else "Keep it as you keep the key."
    click.echo(f"{file} holds the database and its secret key. {keeping}")


def _said(contents: Any) -> str:
    return f"{counted(contents.rows, 'row')} in {counted(contents.tables, 'table')}"


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is there without asking.")
@click.option("--identity", type=click.Path(path_type=Path, dir_okay=False), help="The private key, where encrypted.")
def restore(file: Path, yes: bool, identity: Path | None) -> None:
    """Put back what `eventapp backup` wrote into FILE. Stop the server first."""
    from eventapp.core import backups

    if not yes:
        click.confirm("This replaces everything in the database. Go on?", abort=True)
    with _inside():
        _try(lambda: backups.read(file, identity))
    click.echo("Everything is back as it was when the backup was written.")


def counted(number: int, noun: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _try(action: Callable[[], Any]) -> Any:
    from eventapp.core.backups import BackupError

    try:
        return action()
    except BackupError as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
