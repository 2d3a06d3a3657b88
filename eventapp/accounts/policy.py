"""Who may do what on the site as a whole."""

from eventapp.accounts.models import User


def may_administer_site(user: User) -> bool:
    return user.is_admin


def may_sign_in_from(user: User, address: str | None) -> bool:
    """The demo's password is public knowledge, so it opens only for the machine the demo runs on."""
    return not user.is_demo or address in ("127.0.0.1", "::1")
