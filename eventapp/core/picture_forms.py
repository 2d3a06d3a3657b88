"""Pictures that come with a form which stores other things too: the rest is kept where the picture cannot be."""

from collections.abc import Callable
from typing import Any

from flask import flash, request

from eventapp.core.db import db
from eventapp.core.pictures import LARGEST_PICTURE


def save_sent_picture(
    field: Any,
    store: Callable[[bytes], None],
    refused: type[Exception],
    *,
    words: str,
    remove: Callable[[], None] | None,
) -> bool:
    """Have `store` take the file of a field, or `remove` what there is where no file was sent (None: it stays).

    Where `store` raises `refused` the field says why, `words` say that all the rest is saved, and this is False.
    """
    sent = request.files.get(field.name)
    if sent is None or not sent.filename:
        if remove is not None:
            remove()
        return True
    try:
        store(sent.stream.read(LARGEST_PICTURE + 1))
    except refused as error:
        db.session.rollback()
        field.errors = [str(error)]
        flash(words, "warning")
        return False
    return True
