"""The mails that lead to follow-up forms."""

from flask_babel import gettext as _

from eventapp.core import clock, outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import moment
from eventapp.messages.mails import compose, enqueue_mail, registration_of, values_of
from eventapp.registration import links
from eventapp.registration.models import FollowUpForm, FollowUpReply, Registration
from eventapp.registration.service import reply_of


@signals.follow_up_asked.connect
def _owe_follow_up(reply: FollowUpReply, registration: Registration) -> None:
    enqueue_mail("follow_up", registration, details={"form_id": reply.form_id})


@signals.follow_up_reminded.connect
def _owe_follow_up_reminder(reply: FollowUpReply, registration: Registration) -> None:
    enqueue_mail("follow_up_reminder", registration, details={"form_id": reply.form_id})


@outbox.composer("follow_up_reminder")
@outbox.composer("follow_up")
def follow_up_mail(mail: Mail) -> Composed:
    """Leads to the form on somebody's own page; a reminder that comes too late goes to nobody."""
    registration = registration_of(mail)
    form = db.session.get(FollowUpForm, mail.details["form_id"])
    reply = reply_of(registration, form) if form else None
    is_over = form is None or reply is None or not registration.is_confirmed or not form.is_open(clock.now())
    if is_over or (mail.kind == "follow_up_reminder" and reply is not None and reply.answered_at is not None):
        raise outbox.NotWanted
    assert form is not None
    event = registration.event
    values = {
        **values_of(registration, mail.locale), "form": form.title.text(mail.locale, event.main_locale),
        "deadline": moment(form.closes_at or event.starts_at, event.timezone),
    }  # fmt: skip
    with speaking(mail.locale):
        page = absolute_url("registration.follow_up", token=links.page_token(registration), form_id=form.id)
        shown = ((_("Answer"), page),)
    return compose(mail, event, values, links=shown)
