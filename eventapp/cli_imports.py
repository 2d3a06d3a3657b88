"""`eventapp import`: what you have, brought into an event."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import click

from eventapp.cli_context import counted, in_app


@click.group("import")
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
    from eventapp.programme.interchange import read_file

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

    def run() -> Any:
        source = service.ProgrammeFile(read_file(file), timezone, hours, encoding, sheet)
        return service.import_programme(slug, source, owner=user, strict=strict)

    result = _import(file, run)
    click.echo(f"{slug}: times are those of {result.event.timezone}.")
    click.echo(f"{result.added} sessions added, {_outcome(result)}")


def _import_table(
    file: Path, slug: str, kind: str, take: Callable[..., Any], reading: tuple[str, str], *, strict: bool
) -> Any:
    """A table in the encoding and from the sheet of `reading`, by the columns that it is recognised to have."""
    from eventapp.core.spreadsheets import read_table
    from eventapp.programme.interchange import read_file
    from eventapp.programme.service import mapping_of

    event = _event(slug)

    def run() -> Any:
        table = read_table(read_file(file), *reading)
        return take(event, table, mapping_of(event, kind, table, {}), strict=strict)

    return _import(file, run)


@imports.command("speakers")
@click.argument("file", type=click.Path(path_type=Path))
@_EVENT
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_speakers(file: Path, slug: str, *, encoding: str, sheet: str, strict: bool) -> None:
    """Read a table of speakers, CSV or a workbook, into an event."""
    from eventapp.programme import service

    result = _import_table(file, slug, "speakers", service.import_speakers, (encoding, sheet), strict=strict)
    click.echo(f"{result.added} speakers added, {_outcome(result)}")


@imports.command("companies")
@click.argument("file", type=click.Path(path_type=Path))
@_EVENT
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_companies(file: Path, slug: str, *, encoding: str, sheet: str, strict: bool) -> None:
    """Read a table of companies, CSV or a workbook, into an event."""
    from eventapp.companies import service

    result = _import_table(file, slug, "companies", service.import_companies, (encoding, sheet), strict=strict)
    click.echo(f"{result.added} companies added, {_outcome(result)}")


@imports.command("titles")
@click.argument("file", type=click.Path(path_type=Path))
@_EVENT
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_titles(file: Path, slug: str, *, encoding: str, sheet: str, strict: bool) -> None:
    """Read a table of titles, CSV or a workbook, into an event."""
    from eventapp.titles import service

    added = _import_table(file, slug, "titles", service.import_titles, (encoding, sheet), strict=strict)
    click.echo(f"{added.added} titles added, {_outcome(added)}")


@imports.command("attendance")
@click.argument("file", type=click.Path(path_type=Path))
@_EVENT
@click.option("--gate", "gate_slug", default="", help="Where they came in; the event's first gate unless said.")
@click.option("--at", default="", help="When, for rows that do not say it: 2026-03-17T09:30. Else the event's start.")
@_ENCODING
@_SHEET
@_STRICT
@in_app
def import_attendance(
    file: Path, slug: str, *, gate_slug: str, at: str, encoding: str, sheet: str, strict: bool
) -> None:
    """Mark everybody in a list as having come: a table, a list of codes, or what another system exports."""
    from datetime import datetime

    from eventapp.checkin import queries, service
    from eventapp.programme.interchange import read_file
    from eventapp.registration.interchange import read_people

    event = _event(slug)
    gates = [gate for gate in queries.gates_of(event.id) if gate_slug in ("", gate.slug)]
    if not gates:
        raise click.ClickException(f"{slug} has no gate{f' {gate_slug}' if gate_slug else ''}")
    try:
        moment = datetime.fromisoformat(at) if at else event.starts_at
    except ValueError:
        raise click.ClickException("--at takes a time such as 2026-03-17T09:30") from None

    def run() -> Any:
        table = read_people(read_file(file), encoding, sheet)
        when = moment if moment.tzinfo else moment.replace(tzinfo=event.zone)
        return service.import_attendance(event, gates[0], table, when, by=f"List: {file.name}", strict=strict)

    result = _import(file, run)
    click.echo(f"{result.added} people added, {_outcome(result)}")


def _event(slug: str) -> Any:
    from eventapp.events.queries import event_by_slug

    event = event_by_slug(slug)
    if event is None:
        raise click.ClickException(f"there is no event {slug}")
    return event


def _import(file: Path, run: Callable[[], Any]) -> Any:
    """Run an import, and say on standard error what did not come in as the file has it."""
    from eventapp.core.import_problems import StrictlyRefused
    from eventapp.core.spreadsheets import TableUnreadable
    from eventapp.programme.interchange import ScheduleError

    try:
        with _patience(file):
            result = run()
    except (ScheduleError, TableUnreadable) as error:
        raise click.ClickException(f"{file}: {str(error).rstrip('.')}. Nothing was written.") from None
    except StrictlyRefused as error:
        for problem in error.problems:
            click.echo(f"{file}: {problem.sentence}", err=True)
        raise click.ClickException(f"{counted(len(error.problems), 'problem')}. Nothing was written.") from None
    for problem in result.problems:
        click.echo(f"{file}: {problem.sentence}", err=True)
    if result.encoding not in (None, "utf-8"):
        click.echo(f"{file}: read as {result.encoding}; --encoding says another.")
    return result


@contextmanager
def _patience(file: Path) -> Iterator[None]:
    """Say on a terminal every other second that it goes on; a script's error stream has the problems alone."""
    done = Event()

    def tell() -> None:
        began = monotonic()
        while not done.wait(2):
            click.echo(f"{file}: importing, {monotonic() - began:.0f} s so far", err=True)

    if sys.stderr.isatty():
        Thread(target=tell, daemon=True).start()
    try:
        yield
    finally:
        done.set()


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
    from eventapp.programme.interchange import read_file
    from eventapp.registration import service

    event = _event(slug)

    def run() -> Any:
        content = read_file(file)
        return service.import_attendees(event, content, ticket=ticket, encoding=encoding, sheet=sheet, strict=strict)

    try:
        result = _import(file, run)
    except service.TicketTypeUnknown:
        raise click.ClickException(f"{slug} has no ticket “{ticket}”") from None
    click.echo(f"{result.added} people added, {_outcome(result)}")
