"""Words for what companies are."""

from flask_babel import lazy_gettext as _l

STATE_NAMES = {"pending": _l("To be approved"), "published": _l("In the directory"), "hidden": _l("Hidden")}
