"""The mail with the link to everything that is registered at an address."""

from flask_babel import gettext as _

from eventapp.core import clock, outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.messages.account_mails import composed
from eventapp.registration.models import AttendeeLink
from eventapp.registration.queries import registrations_at
from eventapp.registration.service import attendee_link_token


@signals.attendee_link_wanted.connect
def _owe(link: AttendeeLink, locale: str) -> None:
    """To any address: whether anything is registered at it is looked up when the mail is written."""
    outbox.enqueue(
        "my_registrations", subject_type="AttendeeLink", subject_id=link.id, recipient=link.email, recipient_name="",
        locale=locale, event_id=None,
    )  # fmt: skip


@outbox.composer("my_registrations")
def my_registrations(mail: Mail) -> Composed:
    link = db.session.get(AttendeeLink, mail.subject_id)
    if link is None or link.expires_at <= clock.now() or not registrations_at(link.email):
        raise outbox.NotWanted
    with speaking(mail.locale):
        says = (
            _("This link leads to everything that you are registered for."),
            _("It is good for a day. You did not ask for it? Then nothing has happened: delete this email."),
        )
        shown = (_("My registrations"), absolute_url("registration.my_registrations", token=attendee_link_token(link)))
        return composed(_("My registrations"), says, shown)
