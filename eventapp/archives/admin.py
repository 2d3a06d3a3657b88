"""An event as a file: taken out by its owners, brought in by the site's administrators."""

import tempfile
from typing import IO, Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.accounts.access import asks_again
from eventapp.archives import service
from eventapp.archives.forms import EventFileForm
from eventapp.core.import_problems import N_
from eventapp.core.rate_limits import limiter
from eventapp.events import policy
from eventapp.events.access import event_for, reads_in_bulk, waits_for_approval
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.search import AdminPage, add_admin_pages
from eventapp.events.service import SlugTaken

LARGEST_UPLOAD = 500 * 1024 * 1024
_IN_MEMORY = 8 * 1024 * 1024

blueprint = Blueprint("archives_admin", __name__, url_prefix="/admin")
add_admin_pages(
    AdminPage(
        _l("Export event"), _l("archive, everything as a file, move to another server, download"),
        "export archive everything move backup download", "archives_admin.export", policy.may_export_event,
    )
)  # fmt: skip


@blueprint.url_value_preprocessor
def take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: an archive is larger than what other forms send, and nobody else may send it."""
    if endpoint == "archives_admin.import_event" and current_user.is_authenticated and current_user.is_admin:
        request.max_content_length = LARGEST_UPLOAD


@blueprint.get("/events/<slug>/export")
@login_required
def export(slug: str) -> ResponseReturnValue:
    """What is in the archive of an event, and the button that makes it."""
    return render_template("archives/export.html", event=event_for(slug, policy.may_export_event))


@blueprint.post("/events/<slug>/export")
@asks_again("POST")
@login_required
@reads_in_bulk
@waits_for_approval(policy.may_export_event)
@limiter.limit("20 per hour")
def download(slug: str) -> Response:
    event = event_for(slug, policy.may_export_event)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    try:
        service.export_event(event, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = send_file(file, "application/zip", as_attachment=True, download_name=f"{slug}-archive.zip", max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/events/import", methods=["GET", "POST"])
@login_required
def import_event() -> ResponseReturnValue:
    """A draft event from a file."""
    if not current_user.is_admin:
        abort(403)
    form = EventFileForm()
    sent = form.sent(request) if form.validate_on_submit() else None
    if sent is not None:
        try:
            event, words = _imported(sent.stream, form.slug.data or "")
        except service.ArchiveRefused as error:
            form.file.errors = [str(error)]
        except SlugTaken:
            form.slug.errors = [_("Another event has this link. Choose a different one.")]
        else:
            flash(words)
            return redirect(url_for("events_admin.dashboard", slug=event.slug), 303)
    return render_template("archives/import.html", event=None, form=form), 422 if form.errors else 200


def _imported(file: IO[bytes], slug: str) -> tuple[Event, str]:
    """The event of our own archive, or of what another system exported, and what came of it in words."""
    if service.is_archive(file):
        made = service.import_event(file, slug, owner=current_user)
        return made.event, _said(made.counts["registration"], made.counts["session"])
    content = file.read()
    if not service.is_from_peer(content):
        raise service.ArchiveRefused(N_("This is neither an archive of an event nor an export that we know."))
    if event_by_slug(slug):
        raise SlugTaken
    moved = service.move_in(content, slug, owner=current_user)
    people = moved.people.added if moved.people else 0
    words = _said(people, moved.sessions.added if moved.sessions else 0)
    left_out = sum(problem.is_left_out for problem in moved.problems)
    if left_out:
        words += " " + ngettext("%(num)s entry was left out.", "%(num)s entries were left out.", left_out)
    return moved.event, words


def _said(people: int, sessions: int) -> str:
    return _(
        "The event is here as a draft, with %(people)s and %(sessions)s. Nobody was written to.",
        people=ngettext("%(num)s registration", "%(num)s registrations", people),
        sessions=ngettext("%(num)s session", "%(num)s sessions", sessions),
    )
