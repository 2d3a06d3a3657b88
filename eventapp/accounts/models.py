"""People who sign in, what they sign in with, and where they are signed in."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import TEAM, PersonalData
from eventapp.core.types import UtcDateTime, one_of

LINK_PURPOSES = ("password", "sign_in")


class User(UserMixin, Model):  # type: ignore[misc]
    """An organiser, a member of an event's team, or a site administrator. Addresses are stored in lower case.

    `authenticator_secret` is the encrypted secret of an authenticator app (empty: none), `authenticator_step` the time
    step of the last code that was accepted, so that no code is good twice (RFC 6238 section 5.2).
    `second_factor_due_at` is until when somebody has to have a second factor of whom one is demanded.
    """

    __tablename__ = "user"
    personal_data = PersonalData(TEAM, "accounts", ("email", "name", "locale", "signed_in_at"))
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_disabled: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(default="en", server_default="en")
    authenticator_secret: Mapped[str] = mapped_column(default="", server_default="")
    authenticator_step: Mapped[int] = mapped_column(default=0, server_default="0")
    has_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_factor_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the release before signs its sessions with: it may serve beside this one while machines are updated.
    session_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    session_token = ""
    """The secret of the browser session by which this object was found; no column."""
    api_token_name = ""
    """What the token is called through which a program acts for this person; no column."""

    @property
    def is_active(self) -> bool:
        """What Flask-Login asks: who is disabled signs in no more."""
        return not self.is_disabled

    @property
    def has_authenticator(self) -> bool:
        return self.authenticator_secret != ""

    def get_id(self) -> str:
        """What the sign-in cookie holds: the secret of a browser session that can be ended by itself."""
        return self.session_token


class BrowserSession(Model):
    """Somebody is signed in, in one browser. The cookie's secret is kept as a hash, and changes when a session rises.

    `seen_at` is behind by some minutes at most. `confirmed_at` is when the person last proved who they are: what cannot
    be undone asks for that to be recent. `is_own_device` was said by the person, and keeps them signed in for longer.
    """

    __tablename__ = "browser_session"
    personal_data = PersonalData(TEAM, "accounts", ("browser", "address", "created_at", "seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str]
    address: Mapped[str]
    is_own_device: Mapped[bool] = mapped_column(default=False)
    has_second_factor: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class KnownBrowser(Model):
    """A browser in which somebody has signed in before, by the hash of a cookie that stays."""

    __tablename__ = "known_browser"
    personal_data = PersonalData(TEAM, "accounts", ("cookie_hash", "seen_at"))
    __table_args__ = (UniqueConstraint("user_id", "cookie_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    cookie_hash: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Passkey(Model):
    """A key pair in somebody's device or password manager (WebAuthn Level 3); this is its public half."""

    __tablename__ = "passkey"
    personal_data = PersonalData(TEAM, "accounts", ("credential_id", "name", "used_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class RecoveryCode(Model):
    """One of the codes that stand in once for a second factor that is lost."""

    __tablename__ = "recovery_code"
    personal_data = PersonalData(TEAM, "accounts", ("code_hash", "used_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountLink(Model):
    """A link that was mailed to whoever owns an address: to sign in, or to choose a password. It works once.

    It is made for any address, and whether there is an account is looked up when the mail is written: so nobody learns
    by asking. `salt` goes into the secret, which is kept as a hash.
    """

    __tablename__ = "account_link"
    personal_data = PersonalData(TEAM, "accounts", ("email",))
    __table_args__ = (one_of("purpose", LINK_PURPOSES, "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    salt: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInFailure(Model):
    """How often something was guessed in a row, and until when no further guess is looked at.

    `key` is a hash of what was guessed at: an address, alone or with a browser that is known to it.
    """

    __tablename__ = "sign_in_failure"
    personal_data = PersonalData(TEAM, "accounts", ("key",))

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime] = mapped_column(UtcDateTime)


class UsedChallenge(Model):
    """A challenge that was answered, by its hash: no answer is good twice."""

    __tablename__ = "used_challenge"
    personal_data = None

    digest: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInProvider(Model):
    """An organisation's own sign-in (OpenID Connect Core 1.0), found by the discovery document of `issuer`.

    `key` is its part of the address `/login/with/<key>`. `client_secret` is encrypted; empty for a public client.
    Who comes with an address of `domains` (none: any) gets an account where `creates_accounts`. `groups_claim` names
    the claim that lists somebody's groups, and who is in `admin_group` administers the site. `trusts_second_factor`
    takes the provider's word that a second factor was shown (RFC 8176).
    """

    __tablename__ = "sign_in_provider"
    personal_data = None

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str] = mapped_column(default="")
    scopes: Mapped[str] = mapped_column(default="openid email profile")
    domains: Mapped[list[str]] = mapped_column(JSON, default=list)
    groups_claim: Mapped[str] = mapped_column(default="groups")
    admin_group: Mapped[str] = mapped_column(default="")
    creates_accounts: Mapped[bool] = mapped_column(default=False)
    trusts_second_factor: Mapped[bool] = mapped_column(default=False)
    is_offered: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExternalIdentity(Model):
    """Who somebody is at a provider: `subject` never changes there and is never given to another (`sub`)."""

    __tablename__ = "external_identity"
    personal_data = PersonalData(TEAM, "accounts", ("subject", "used_at"))
    __table_args__ = (UniqueConstraint("provider_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("sign_in_provider.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    subject: Mapped[str]
    is_admin_by_group: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)

    provider: Mapped[SignInProvider] = relationship()
    user: Mapped[User] = relationship()
