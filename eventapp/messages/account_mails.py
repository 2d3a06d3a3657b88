"""The mails about somebody's own account: links that they asked for, and what was changed or seen there."""

from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _

from eventapp.accounts.browsers import browser_name
from eventapp.accounts.models import AccountLink, User
from eventapp.accounts.queries import user_by_email
from eventapp.accounts.service import link_token
from eventapp.core import clock, outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import instant, moment
from eventapp.events.colours import ACCENT_COLOURS


@signals.account_link_wanted.connect
def _owe_link(link: AccountLink, locale: str) -> None:
    """To any address: whether somebody is there is looked up when the mail is written."""
    outbox.enqueue(
        "account_link", subject_type="AccountLink", subject_id=link.id, recipient=link.email, recipient_name="",
        locale=locale, event_id=None,
    )  # fmt: skip


@signals.account_changed.connect
def _owe_notice(user: User, what: str) -> None:
    _to_user("account_changed", user, {"what": what})


@signals.signed_in_elsewhere.connect
def _owe_warning(user: User, agent: str, address: str) -> None:
    _to_user("account_new_browser", user, {"agent": agent, "address": address, "at": clock.now().isoformat()})


def _to_user(kind: str, user: User, details: dict[str, Any]) -> None:
    outbox.enqueue(
        kind, subject_type="User", subject_id=user.id, recipient=user.email, recipient_name=user.name,
        locale=user.locale, event_id=None, details=details,
    )  # fmt: skip


@outbox.composer("account_link")
def account_link(mail: Mail) -> Composed:
    link = db.session.get(AccountLink, mail.subject_id)
    user = user_by_email(mail.recipient)
    if link is None or user is None or user.is_disabled or link.used_at is not None:
        raise outbox.NotWanted
    token = link_token(link)
    with speaking(mail.locale):
        ignore = _("You did not ask for it? Then nothing has happened: delete this email.")
        if link.purpose == "password":
            says = (
                _("By this link you choose a new password for your account. It works once, for an hour."), ignore,
            )  # fmt: skip
            shown = (_("Choose a new password"), absolute_url("accounts.choose_password", token=token))
            return composed(_("Your new password"), says, shown)
        says = (_("This link signs you in. It works once, for ten minutes."), ignore)
        shown = (_("Sign in"), absolute_url("accounts.use_link", token=token))
        return composed(_("Your sign-in link"), says, shown)


@outbox.composer("account_changed")
def account_changed(mail: Mail) -> Composed:
    _user(mail)
    with speaking(mail.locale):
        says = (_CHANGES[mail.details["what"]](), _not_you())
        return composed(_("Your account was changed"), says, _way_out())


@outbox.composer("account_new_browser")
def account_new_browser(mail: Mail) -> Composed:
    _user(mail)
    with speaking(mail.locale):
        when = moment(instant(mail.details["at"]), "UTC")
        said = _(
            "Somebody signed in to your account in a browser that was not seen before: %(browser)s, from %(address)s, "
            "on %(when)s UTC.",
            browser=browser_name(mail.details["agent"]), address=mail.details["address"], when=when,
        )  # fmt: skip
        return composed(_("A new browser signed in"), (said, _not_you()), _way_out())


_CHANGES = {
    "password": lambda: _("Your password was changed, and everybody else who was signed in with it is signed out."),
    "authenticator_added": lambda: _("An authenticator app was set up: its codes are asked for from now on."),
    "authenticator_removed": lambda: _("The authenticator app was removed from your account."),
    "passkey_added": lambda: _("A passkey was added to your account."),
    "passkey_removed": lambda: _("A passkey was removed from your account."),
    "recovery_codes": lambda: _("New recovery codes were made; those before are good no more."),
    "recovery_code_used": lambda: _("A recovery code was used to sign in to your account."),
    "second_factors_reset": lambda: _("An administrator took the second factor off your account."),
}


def _not_you() -> str:
    return _("Was it you? Then there is nothing to do. If not, choose a new password now: that signs everybody out.")


def _way_out() -> tuple[str, str]:
    return _("Choose a new password"), absolute_url("accounts.forgotten")


def _user(mail: Mail) -> User:
    user = db.session.get(User, mail.subject_id)
    if user is None:
        raise outbox.NotWanted
    if mail.recipient.casefold() != user.email.casefold():
        raise outbox.Misaddressed
    return user


def composed(subject: str, paragraphs: tuple[str, ...], link: tuple[str, str]) -> Composed:
    """A mail of the site, and of no event."""
    site = current_app.config["BASE_URL"].partition("://")[2]
    shown = {
        "subject": subject, "site": site, "paragraphs": paragraphs, "links": (link,),
        "accent": ACCENT_COLOURS["vermilion"],
    }  # fmt: skip
    return Composed(
        subject=f"{subject}: {site}",
        text=render_template("mail/account.txt", **shown).strip() + "\n",
        html=render_template("mail/account.html", **shown),
        reply_to=current_app.config["MAIL_FROM"],
        sender_name=site,
    )
