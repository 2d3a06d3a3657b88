"""Which text a button under a form asks to have converted or approved."""

from flask import abort, request

from eventapp.core.locales import LOCALES

OTHER_SCRIPT = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}


def asked_text(fields: tuple[str, ...]) -> tuple[str, str]:
    """(field, locale) from `field/locale`; 400 for anything else."""
    field, _slash, locale = request.form.get("text", "").partition("/")
    if field not in fields or locale not in LOCALES:
        abort(400)
    return field, locale


def asked_conversion(fields: tuple[str, ...]) -> tuple[str, str, str]:
    """(field, source locale, target locale) of a conversion between the Chinese scripts."""
    field, target = asked_text(fields)
    if target not in OTHER_SCRIPT:
        abort(400)
    return field, OTHER_SCRIPT[target], target
