"""The private links of registrations, groups and invitations: worked out again when needed, stored as hashes only."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.links import absolute_url
from eventapp.registration.models import Delegation, Invitation, Registration


def page_token(registration: Registration) -> str:
    """The secret of `/r/<token>/`."""
    return _token("page", registration.uid, registration.token_generation)


def calendar_token(registration: Registration) -> str:
    """The secret of the personal feed: it lives in calendar apps, so it can be renewed without the page's link."""
    return _token("calendar", registration.uid, registration.calendar_generation)


def delegation_token(delegation: Delegation) -> str:
    """The secret of `/g/<token>/`, the page of a group's liaison."""
    return _token("delegation", delegation.uid, 1)


def invitation_token(invitation: Invitation) -> str:
    """The secret of `/i/<token>/`."""
    return _token("invitation", invitation.uid, 1)


def page_url(registration: Registration) -> str:
    return absolute_url("registration.page", token=page_token(registration))


def calendar_url(registration: Registration) -> str:
    return absolute_url("calendars.personal", token=calendar_token(registration))


def delegation_url(delegation: Delegation) -> str:
    return absolute_url("registration.delegation", token=delegation_token(delegation))


def invitation_url(invitation: Invitation) -> str:
    return absolute_url("registration.invitation", token=invitation_token(invitation))


def confirmation_url(registration: Registration, key: str) -> str:
    return absolute_url("registration.confirm_email", token=page_token(registration), key=key)


def group_confirmation_url(delegation: Delegation, key: str) -> str:
    return absolute_url("registration.confirm_group", token=delegation_token(delegation), key=key)


def hash_tokens(registration: Registration) -> None:
    """Store what the links are compared with, for the present generations."""
    registration.token_hash = secret_hash(page_token(registration))
    registration.calendar_token_hash = secret_hash(calendar_token(registration))


def unsubscribe_url(registration: Registration) -> str:
    """The link by which campaigns are declined; it opens nothing else."""
    token = _unsubscribing().dumps(registration.id)
    return absolute_url("registration.unsubscribe", token=token)


def registration_id_of(unsubscribe_token: str) -> int | None:
    """Whose link this is; None where it is not one of ours."""
    try:
        return int(_unsubscribing().loads(unsubscribe_token))
    except (BadSignature, TypeError, ValueError):
        return None


def _unsubscribing() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")


def _token(purpose: str, uid: object, generation: int) -> str:
    return derived_secret(current_app.config["SECRET_KEY"], f"{purpose}:{uid}:{generation}")
