"""What was written to people, and how it is removed."""

from flask_babel import lazy_gettext as _l

from eventapp.core import outbox
from eventapp.events.retention import RetentionPurpose, add_retention_purpose

add_retention_purpose(RetentionPurpose(
    50, "messages", _l("Emails"), _l("To whom they went and what they said; that they were sent stays."),
    lambda event: outbox.number_readable(event.id),
    lambda event, most: outbox.forget_some(event.id, most),
))  # fmt: skip
