"""The mails in one person's history."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from eventapp.messages.admin.outbox import MAIL_STATE_NAMES
from eventapp.messages.queries import mails_to
from eventapp.registration.extension_points import HistoryEntry, add_history_source
from eventapp.registration.models import Registration


@add_history_source
def mails_in_history(registration: Registration) -> Iterator[HistoryEntry]:
    """What was written to this person, and what became of it."""
    slug = registration.event.slug
    for mail in mails_to(registration.id):
        yield HistoryEntry(
            mail.delivered_at or mail.created_at, "mail", mail.subject or _("Email not written yet"),
            str(MAIL_STATE_NAMES[mail.state]), mail.failure,
            url_for("messages_admin.mail", slug=slug, mail_id=mail.id),
        )  # fmt: skip
