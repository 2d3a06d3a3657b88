"""Tables that features above bring in as the programme's are: looked through first, then accepted. Each feature has the
pages under its own address, and calls these for what they do."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.db import db
from eventapp.core.forms import OneFileForm
from eventapp.core.import_forms import TableForm
from eventapp.core.spreadsheets import Table
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.models import ProgrammeUpload
from eventapp.programme.queries import upload_of


def receive(event: Event, kind: str, form: OneFileForm) -> ProgrammeUpload | None:
    """Keep the table that a form brings, to be looked through. None where there is none, or the form says why not."""
    if not form.validate_on_submit() or (sent := form.sent(request)) is None:
        return None
    try:
        return service.keep_upload(event, kind, sent.filename or "", sent.stream.read(service.LARGEST_UPLOAD + 1))
    except service.FileRefused as error:
        db.session.rollback()
        form.file.errors = [str(error)]
        return None


def upload_or_404(event: Event, upload_id: int, kind: str) -> ProgrammeUpload:
    return upload_of(event.id, upload_id, (kind,)) or abort(404)


def upload_page(event: Event, upload: ProgrammeUpload, area: str, label: Callable[[str], str]) -> ResponseReturnValue:
    """What a table would bring, found out by importing it and taking that back; and how it is read.

    `area` is the blueprint that has the pages, `label` what it calls a field.
    """
    form, result, refused = None, None, ""
    try:
        table = service.read_upload(event, upload)
        assert isinstance(table, Table)
        form = TableForm()
        fields = {name: label(name) for name in service.HEADINGS[upload.kind]}
        form.offer(table, fields, service.mapping_of(event, upload.kind, table, upload.mapping))
        if form.validate_on_submit() and (mapping := form.read_mapping(request)) is not None:
            service.change_reading(upload, service.Reading(mapping, form.chosen_encoding, form.chosen_sheet))
            return redirect(url_for(f"{area}.upload", slug=event.slug, upload_id=upload.id), 303)
        result = service.try_upload(event, upload, table)
    except service.FileRefused as error:
        db.session.rollback()
        refused = str(error)
    page = render_template(
        "programme/admin/upload.html", event=event, upload=upload, form=form, result=result, error=refused, area=area
    )
    return page, 422 if refused or request.method == "POST" else 200


def accept(event: Event, upload: ProgrammeUpload, area: str, back_to: str) -> ResponseReturnValue:
    """Bring it in, and go to the list; back to the page where it cannot be read any more."""
    upload_id = upload.id
    try:
        result: Any = service.accept_upload(upload)
    except service.FileRefused:
        db.session.rollback()
        return redirect(url_for(f"{area}.upload", slug=event.slug, upload_id=upload_id), 303)
    flash(_("Imported: %(added)s added, %(updated)s updated.", added=result.added, updated=result.updated))
    return redirect(url_for(back_to, slug=event.slug), 303)


def discard(event: Event, upload: ProgrammeUpload, area: str) -> ResponseReturnValue:
    service.discard_upload(upload)
    flash(_("The file is discarded."))
    return redirect(url_for(f"{area}.import_export", slug=event.slug), 303)
