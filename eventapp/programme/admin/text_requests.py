"""Which text a button under a form asks to have converted or approved."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, request
from flask_babel import gettext as _

from eventapp.core.locales import LOCALES, OTHER_SCRIPT, convert_chinese


def asked_text(fields: tuple[str, ...]) -> tuple[str, str]:
    """(field, locale) from `field/locale`; 400 for anything else."""
    field, _slash, locale = request.form.get("text", "").partition("/")
    if field not in fields or locale not in LOCALES:
        abort(400)
    return field, locale


def convert_asked(fields: tuple[str, ...], item: Any, write: Callable[[str, str, str, str], None]) -> str:
    """Have `write` store (field, source locale, target locale, text) of the conversion that is asked for.

    `item` has the texts as they are. Says what came of it, and returns the field.
    """
    field, target = asked_text(fields)
    if target not in OTHER_SCRIPT:
        abort(400)
    source = OTHER_SCRIPT[target]
    if text := getattr(item, field).get(source):
        write(field, source, target, convert_chinese(text, source, target))
        flash(_("Converted. Look at it, then mark it as checked."))
    else:
        flash(_("There is nothing to convert: write and save the text in the other script first."), "error")
    return field
