"""The history keeps who did what when; from which value to which, only as long as the event says."""

from flask_babel import lazy_gettext as _l

from eventapp.core import audit
from eventapp.events.retention import RetentionPurpose, add_retention_purpose

add_retention_purpose(RetentionPurpose(
    70, "history", _l("History"), _l("The values before and after each change; who did what when stays."),
    lambda event: audit.number_with_values(event.id),
    lambda event, most: audit.forget_values(event.id, most),
))  # fmt: skip
