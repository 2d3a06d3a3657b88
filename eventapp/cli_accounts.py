"""`eventapp user` and `eventapp secrets`: what an operator does from a shell."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from eventapp.cli_context import in_app


@click.group("user")
def users() -> None:
    """People who sign in."""


@users.command("create")
@click.argument("email")
@click.option("--admin", is_flag=True, help="May create events and see all of them.")
@click.option("--name", default="", help="How the person is called in the history.")
@click.password_option("--password", envvar="EVENTAPP_PASSWORD", help="Asked for unless EVENTAPP_PASSWORD is set.")
@in_app
def create_user(email: str, admin: bool, name: str, password: str) -> None:
    """Make an account for EMAIL."""
    from email_validator import EmailNotValidError, validate_email

    from eventapp.accounts import service

    try:
        address = validate_email(email, check_deliverability=False).normalized
        service.create_user(address, name, password, is_admin=admin)
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is not an email address: {error}") from None
    except service.EmailTaken:
        raise click.ClickException(f"{email} has an account already") from None
    except service.PasswordRefused as error:
        raise click.ClickException(_REFUSED[error.reason]) from None
    click.echo(f"{email} can sign in.")


_REFUSED = {
    "short": "a password has at least 10 characters",
    "long": "a password has at most 1000 characters",
    "guessable": "this password is guessed within minutes; three or four unrelated words make a good one",
}


@users.command("list")
@in_app
def list_users() -> None:
    """Everybody who has an account: address, name, and what is special about it."""
    from eventapp.accounts.queries import all_users

    for user in all_users():
        marks = [
            mark for mark, holds in (
                ("administrator", user.is_admin), ("disabled", user.is_disabled),
                ("second factor", user.has_second_factor),
            ) if holds
        ]  # fmt: skip
        seen = f"{user.signed_in_at:%Y-%m-%d %H:%M} UTC" if user.signed_in_at else "never signed in"
        click.echo("\t".join((user.email, user.name, seen, ", ".join(marks))).rstrip())


def _about_user(function: Callable[..., None]) -> Callable[..., None]:
    """Hands a command the account of its EMAIL."""

    @wraps(function)
    def run(email: str, **options: Any) -> None:
        from eventapp.accounts.queries import user_by_email

        user = user_by_email(email)
        if user is None:
            raise click.ClickException(f"{email} has no account; `eventapp user list` shows who has")
        function(user, **options)

    return click.argument("email")(in_app(run))


@users.command("reset")
@_about_user
def reset_password(user: Any) -> None:
    """Print a link by which EMAIL chooses a new password; it works once, for an hour."""
    from eventapp.accounts import service
    from eventapp.core.links import absolute_url

    token = service.make_link(user, "password")
    click.echo(absolute_url("accounts.choose_password", token=token))


@users.command("disable")
@_about_user
def disable(user: Any) -> None:
    """Close the account of EMAIL: it is signed out everywhere, and nobody signs in with it."""
    from eventapp.accounts import service

    service.set_disabled(user, disabled=True)
    click.echo(f"{user.email} is signed out and can sign in no more.")


@users.command("enable")
@_about_user
def enable(user: Any) -> None:
    """Open the account of EMAIL again."""
    from eventapp.accounts import service

    service.set_disabled(user, disabled=False)
    click.echo(f"{user.email} can sign in.")


@users.command("promote")
@_about_user
def promote(user: Any) -> None:
    """Make EMAIL an administrator of the site."""
    from eventapp.accounts import service

    service.set_admin(user, is_admin=True)
    click.echo(f"{user.email} is an administrator.")


@users.command("demote")
@_about_user
def demote(user: Any) -> None:
    """Make EMAIL an administrator no more."""
    from eventapp.accounts import service

    service.set_admin(user, is_admin=False)
    click.echo(f"{user.email} is no administrator.")


@users.command("reset-second-factor")
@_about_user
def reset_second_factor(user: Any) -> None:
    """Take away the authenticator app, the passkeys and the recovery codes of EMAIL, who has lost them."""
    from eventapp.accounts import service

    service.reset_second_factors(user)
    click.echo(f"{user.email} signs in with the password alone.")


@users.command("sign-out")
@_about_user
def sign_out(user: Any) -> None:
    """End every session of EMAIL."""
    from eventapp.accounts import service

    service.sign_out_everywhere(user)
    click.echo(f"{user.email} is signed out everywhere.")


@click.group("secrets")
def secrets() -> None:
    """Secrets that are stored encrypted."""


@secrets.command("rotate")
@in_app
def rotate() -> None:
    """Encrypt them anew with EVENTAPP_ENCRYPTION_KEY; then EVENTAPP_ENCRYPTION_KEYS_BEFORE can go."""
    from eventapp.core import secret_box

    try:
        number = secret_box.rotate()
    except secret_box.SecretUnreadable as error:
        raise click.ClickException(f"{error}; nothing was changed") from None
    click.echo(f"{number} secrets are encrypted with the present key.")
