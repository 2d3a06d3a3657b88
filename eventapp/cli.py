"""The `eventapp` command: thin, calls services."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask import g

from eventapp.cli_accounts import secrets, users
from eventapp.cli_archives import exports, import_event
from eventapp.cli_context import check_ready, counted, in_app, inside
from eventapp.cli_imports import imports
from eventapp.config import SettingError, from_environment


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


@command.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--reset", is_flag=True, help="Throw the demo's data away and begin anew.")
@click.option("--market", is_flag=True, help="With the market around it: companies, titles, 400 people, 900 meetings.")
def demo(port: int, reset: bool, market: bool) -> None:
    """Serve a whole forum to try, on this machine only."""
    from eventapp.demo import running

    environment = {key: value for key, value in os.environ.items() if key in ("EVENTAPP_DATA_DIR",)}
    settings = from_environment({**environment, "EVENTAPP_DEMO": "1", "EVENTAPP_PORT": str(port)})
    settings = replace(settings, base_url=f"http://127.0.0.1:{port}")
    try:
        running.run(settings, reset=reset, market=market, say=click.echo)
    except running.DemoFailed:
        raise click.ClickException("the demo could not be prepared; what went wrong is said above") from None


@command.command()
def run() -> None:
    """Serve, with background work beside it."""
    from eventapp import inside_app
    from eventapp.server import check_port, serve

    settings = from_environment()
    check_port(settings)
    with inside_app(settings) as app:
        check_ready()
    click.echo(f"eventapp serves {settings.base_url} on {settings.host}:{settings.port}")
    serve(app, settings)


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

    with inside():
        migrations.upgrade()
    click.echo("The database is up to date.")


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Go back to an earlier REVISION (or `base`, which drops every table)."""
    from eventapp.core import migrations

    with inside():
        migrations.downgrade(revision)
    click.echo(f"The database stands at {revision}.")


command.add_command(users)
command.add_command(secrets)
command.add_command(imports)
command.add_command(exports)
imports.add_command(import_event)


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

    with inside() as app, app.test_request_context(base_url=app.config["BASE_URL"]):
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
    with inside() as app:
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
    with inside():
        _try(lambda: backups.read(file, identity))
    click.echo("Everything is back as it was when the backup was written.")


def _try(action: Callable[[], Any]) -> Any:
    from eventapp.core.backups import BackupError

    try:
        return action()
    except BackupError as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
