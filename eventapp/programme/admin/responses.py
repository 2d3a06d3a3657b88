"""What the programme's admin pages share: how a form is answered, and how something is deleted unless in use."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.db import db
from eventapp.programme import service


def form_status(form: Any) -> int:
    return 422 if form.errors else 200


def sent_file(largest: int) -> tuple[str, bytes]:
    """Name and content of the form's field `file`, read as far as one byte beyond `largest`. Raises FileRefused."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise service.FileRefused(_("Choose a file first."))
    return sent.filename, sent.stream.read(largest + 1)


def delete_unless_used(delete: Callable[[], None], back_to: str, slug: str) -> ResponseReturnValue:
    """Delete, or say how many sessions are in the way; then go back to the list."""
    try:
        delete()
    except service.InUse as error:
        db.session.rollback()
        message = _(
            "%(number)s sessions still need this: change them first. Nothing was deleted.", number=error.sessions
        )
        flash(message, "error")
    else:
        flash(_("Deleted."))
    return redirect(url_for(back_to, slug=slug), 303)
