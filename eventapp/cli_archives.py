"""`eventapp export event` and `eventapp import event`: a whole event as a file."""

import os
from pathlib import Path
from typing import Any

import click

from eventapp.cli_context import counted, in_app


@click.group("export")
def exports() -> None:
    """Take out what you have."""


@exports.command("event")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@in_app
def export_event(slug: str, file: Path) -> None:
    """Write everything of the event SLUG into FILE, a ZIP archive in open formats."""
    from flask import current_app

    from eventapp.archives import service
    from eventapp.events.queries import event_by_slug

    event = event_by_slug(slug)
    if event is None:
        raise click.ClickException(f"there is no event {slug}")
    if file.exists():
        raise click.ClickException(f"{file} is there already; choose another name")
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.unlink(missing_ok=True)  # of a process that was killed
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as out, current_app.test_request_context(
            base_url=current_app.config["BASE_URL"]
        ):  # fmt: skip
            counts = service.export_event(event, out)
        partial.rename(file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
    people = "1 person" if counts["registration"] == 1 else f"{counts['registration']} people"
    click.echo(f"{file} holds {counted(counts['session'], 'session')} and {people}.")


@click.command("event")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--event", "slug", default="", help="Its address here, where it is to be another.")
@click.option("--owner", help="The email of the account that will own it.")
@in_app
def import_event(file: Path, slug: str, *, owner: str | None) -> None:
    """Make a draft event of an archive that `eventapp export event` wrote, or of what another system exports.

    That is JSON of pretalx, pretix, Indico or Hi.Events, several files of them in a ZIP file; with --event it can go
    into an event that is there.
    """
    from eventapp.accounts.queries import user_by_email
    from eventapp.archives import service
    from eventapp.events.service import SlugTaken

    user = user_by_email(owner) if owner else None
    if owner and user is None:
        raise click.ClickException(f"{owner} has no account; run `eventapp user create {owner}` first")
    try:
        with file.open("rb") as content:
            if not service.is_archive(content) and service.is_from_peer(whole := content.read()):
                _say_moved(file, service.move_in(whole, slug, owner=user))
                return
            content.seek(0)
            made = service.import_event(content, slug, owner=user)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}. Nothing was written.") from None
    except service.ArchiveRefused as error:
        raise click.ClickException(f"{file}: {error} Nothing was written.") from None
    except SlugTaken:
        raise click.ClickException("there is an event of this address already; choose another with --event") from None
    click.echo(f"/events/{made.event.slug}/ is a draft. Nobody was written to.")
    for number, noun in ((made.counts["session"], "sessions"), (made.counts["registration"], "people")):
        click.echo(f"{number} {noun} added, 0 updated, 0 as they were, 0 left out")


def _say_moved(file: Path, moved: Any) -> None:
    for problem in moved.problems:
        click.echo(f"{file}: {problem.sentence}", err=True)
    click.echo(f"/events/{moved.event.slug}/ is there. Nobody was written to.")
    if moved.made:
        click.echo(f"Made for what the files say: {', '.join(moved.made)}.")
    for result, noun in ((moved.sessions, "sessions"), (moved.people, "people"), (moved.attendance, "arrivals")):
        if result is not None:
            click.echo(
                f"{result.added} {noun} added, {result.updated} updated, {result.unchanged} as they were, "
                f"{result.left_out} left out"
            )
