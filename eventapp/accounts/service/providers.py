"""Sign-in providers: set up by the site's administrators; and whose account it is that comes from one."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from eventapp.accounts.models import ExternalIdentity, SignInProvider, User
from eventapp.accounts.openid import Client, Person
from eventapp.accounts.queries import user_by_email
from eventapp.accounts.service.errors import ProviderInUse, ProviderRefused
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.secret_box import seal, sealed
from eventapp.core.signals import provider_groups_told, provider_removed

sealed(SignInProvider.client_secret)


@dataclass(frozen=True)
class ProviderDetails:
    """What an administrator says of a provider. An empty `client_secret` leaves the one that is stored."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    scopes: str = "openid email profile"
    domains: tuple[str, ...] = ()
    groups_claim: str = "groups"
    admin_group: str = ""
    creates_accounts: bool = False
    trusts_second_factor: bool = False
    is_offered: bool = True


@transactional
def create_provider(details: ProviderDetails) -> SignInProvider:
    """Raises ProviderInUse where another has this key."""
    if provider_by_key(details.key) is not None:
        raise ProviderInUse
    provider = SignInProvider(created_at=clock.now(), client_secret="")
    _put(provider, details)
    db.session.add(provider)
    db.session.flush()
    audit.record("provider.created", provider, after={"name": details.name, "issuer": details.issuer})
    return provider


@transactional
def update_provider(provider: SignInProvider, details: ProviderDetails) -> None:
    """Raises ProviderInUse."""
    other = provider_by_key(details.key)
    if other is not None and other.id != provider.id:
        raise ProviderInUse
    before = {"name": provider.name, "issuer": provider.issuer, "client_id": provider.client_id}
    if details.issuer != provider.issuer:  # another issuer's subjects are other people
        db.session.execute(delete(ExternalIdentity).where(ExternalIdentity.provider_id == provider.id))
    _put(provider, details)
    after = {"name": details.name, "issuer": details.issuer, "client_id": details.client_id}
    audit.record("provider.changed", provider, before=before, after=after)


def _put(provider: SignInProvider, details: ProviderDetails) -> None:
    values = vars(details) | {"domains": list(details.domains)}
    if secret := values.pop("client_secret"):
        provider.client_secret = seal(secret)
    for name, value in values.items():
        setattr(provider, name, value)


@transactional
def forget_secret(provider: SignInProvider) -> None:
    """A public client from now on."""
    provider.client_secret = ""
    audit.record("provider.secret_forgotten", provider, after={"name": provider.name})


@transactional
def delete_provider(provider: SignInProvider) -> None:
    """Nobody comes from it any more. Accounts stay; what its groups gave ends with it."""
    provider_removed.send(provider)
    for identity in db.session.scalars(select(ExternalIdentity).where(ExternalIdentity.provider_id == provider.id)):
        _end_administration(identity)
        db.session.delete(identity)
    audit.record("provider.deleted", provider, before={"name": provider.name, "issuer": provider.issuer})
    db.session.flush()
    db.session.delete(provider)


def all_providers() -> list[SignInProvider]:
    return list(db.session.scalars(select(SignInProvider).order_by(SignInProvider.name)))


def offered_providers() -> list[SignInProvider]:
    return [provider for provider in all_providers() if provider.is_offered]


def provider_by_key(key: str) -> SignInProvider | None:
    return db.session.scalar(select(SignInProvider).where(SignInProvider.key == key))


def client_of(provider: SignInProvider) -> Client:
    return Client(provider.issuer, provider.client_id, provider.client_secret, provider.scopes)


def account_of(provider: SignInProvider, person: Person) -> User:
    """Whose account it is, found by subject, else by verified address, else made; roles follow the person's groups.

    Raises ProviderRefused, which says why not.
    """
    try:
        return _account_of(provider, person)
    except IntegrityError:  # the same person in two tabs at once, for the first time
        return _account_of(provider, person)


@transactional
def _account_of(provider: SignInProvider, person: Person) -> User:
    query = select(ExternalIdentity).where(
        ExternalIdentity.provider_id == provider.id, ExternalIdentity.subject == person.subject
    )
    identity = db.session.scalar(query) or _first_time(provider, person)
    user = identity.user
    if user.is_disabled:
        raise ProviderRefused("closed")
    identity.used_at = clock.now()
    _follow_admin_group(identity, person)
    provider_groups_told.send(user, provider_id=provider.id, groups=person.groups)
    return user


def _first_time(provider: SignInProvider, person: Person) -> ExternalIdentity:
    if not person.email:
        raise ProviderRefused("unverified")
    if provider.domains and person.email.rpartition("@")[2] not in provider.domains:
        raise ProviderRefused("domain")
    user = user_by_email(person.email)
    if user is None:
        if not provider.creates_accounts:
            raise ProviderRefused("unknown")
        user = User(
            email=person.email, name=person.name or person.email.partition("@")[0], password_hash="",
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
        audit.record("user.created", user, after={"email": user.email, "provider": provider.name})
    now = clock.now()
    identity = ExternalIdentity(
        provider=provider, user=user, subject=person.subject, created_at=now, used_at=now, is_admin_by_group=False
    )
    db.session.add(identity)
    db.session.flush()
    audit.record("user.provider_added", user, after={"email": user.email, "provider": provider.name})
    return identity


def _follow_admin_group(identity: ExternalIdentity, person: Person) -> None:
    """Administrators by a group are such while they are in it; who was made one here stays one."""
    group = identity.provider.admin_group
    if group and group in person.groups:
        if not identity.user.is_admin:
            identity.user.is_admin = identity.is_admin_by_group = True
            audit.record("user.admin_changed", identity.user, before={"is_admin": False}, after={"is_admin": True})
    else:
        _end_administration(identity)


def _end_administration(identity: ExternalIdentity) -> None:
    if identity.is_admin_by_group:
        identity.user.is_admin = identity.is_admin_by_group = False
        audit.record("user.admin_changed", identity.user, before={"is_admin": True}, after={"is_admin": False})


def identities_of(user: User) -> list[ExternalIdentity]:
    query = select(ExternalIdentity).where(ExternalIdentity.user_id == user.id).order_by(ExternalIdentity.id)
    return list(db.session.scalars(query))
