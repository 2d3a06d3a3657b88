"""What somebody says of an event that they bring along."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, StringField
from wtforms.validators import Optional

from eventapp.core.forms import OneFileForm, one_line
from eventapp.events.forms import SLUG_RULES


class EventFileForm(OneFileForm):
    """An event as a file."""

    file = FileField(
        _l("File"),
        description=_l(
            "An archive that eventapp wrote (.zip), or what pretalx, pretix, Indico or Hi.Events export (.json, .zip)."
        ),
    )
    slug = StringField(
        _l("Link"), [Optional(), *SLUG_RULES[1:]], filters=[one_line],
        description=_l("The part of the link after /events/. Leave empty to keep that of the file."),
    )  # fmt: skip
