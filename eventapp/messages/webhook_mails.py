"""The mail to the team when a webhook was stopped because nobody is there to be told."""

from flask_babel import gettext as _

from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.models import Webhook
from eventapp.messages.account_mails import composed
from eventapp.messages.team import team_who


@signals.webhook_disabled.connect
def _owe_notice(webhook: Webhook) -> None:
    for user in team_who(webhook.event, policy.may_edit_team):
        outbox.enqueue(
            "webhook_disabled", subject_type="Webhook", subject_id=webhook.id, recipient=user.email,
            recipient_name=user.name, locale=user.locale, event_id=webhook.event_id,
        )  # fmt: skip


@outbox.composer("webhook_disabled")
def webhook_disabled(mail: Mail) -> Composed:
    webhook = db.session.get(Webhook, mail.subject_id)
    if webhook is None or webhook.is_active:
        raise outbox.NotWanted
    event = webhook.event
    with speaking(mail.locale):
        if webhook.disabled_reason == "gone":
            why = _("It answered that it is gone for good.")
        else:
            why = _("For three days nothing that was sent there arrived.")
        says = (
            _("The webhook “%(name)s” of %(event)s was stopped.", name=webhook.name,
              event=localized(event.name, event.main_locale)),
            why,
            _("Nothing is lost: once it is started again, it is told of everything that has changed meanwhile."),
        )  # fmt: skip
        shown = (
            _("Open the webhook"),
            absolute_url("events_admin.webhook", slug=event.slug, webhook_id=webhook.id),
        )
        return composed(_("A webhook was stopped"), says, shown)
