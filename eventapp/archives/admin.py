"""An event as a file: taken out by its owners, brought in by the site's administrators."""

import tempfile
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, login_required

from eventapp.archives import service
from eventapp.archives.forms import EventFileForm
from eventapp.core.rate_limits import limiter
from eventapp.events import policy
from eventapp.events.access import event_for
from eventapp.events.search import AdminPage, add_admin_pages
from eventapp.events.service import SlugTaken

LARGEST_UPLOAD = 500 * 1024 * 1024
_IN_MEMORY = 8 * 1024 * 1024

blueprint = Blueprint("archives_admin", __name__, url_prefix="/admin")
add_admin_pages(
    AdminPage(
        _l("Export event"), _l("archive, everything as a file, move to another server, download"),
        "export archive everything move backup download", "archives_admin.export", policy.may_edit_event,
    )
)  # fmt: skip


@blueprint.url_value_preprocessor
def take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: an archive is larger than what other forms send."""
    if endpoint == "archives_admin.import_event":
        request.max_content_length = LARGEST_UPLOAD


@blueprint.get("/events/<slug>/export")
@login_required
def export(slug: str) -> ResponseReturnValue:
    """What is in the archive of an event, and the button that makes it."""
    return render_template("archives/export.html", event=event_for(slug, policy.may_edit_event))


@blueprint.post("/events/<slug>/export")
@login_required
@limiter.limit("20 per hour")
def download(slug: str) -> Response:
    event = event_for(slug, policy.may_edit_event)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    service.export_event(event, file)
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
            made = service.import_event(sent.stream, form.slug.data or "", owner=current_user)
        except service.ArchiveRefused as error:
            form.file.errors = [str(error)]
        except SlugTaken:
            form.slug.errors = [_("Another event has this link. Choose a different one.")]
        else:
            flash(_said(made))
            return redirect(url_for("events_admin.dashboard", slug=made.event.slug), 303)
    return render_template("archives/import.html", event=None, form=form), 422 if form.errors else 200


def _said(made: service.ImportedEvent) -> str:
    people, sessions = made.counts["registration"], made.counts["session"]
    return _(
        "The event is here as a draft, with %(people)s and %(sessions)s. Nobody was written to.",
        people=ngettext("%(num)s registration", "%(num)s registrations", people),
        sessions=ngettext("%(num)s session", "%(num)s sessions", sessions),
    )
