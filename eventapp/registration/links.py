"""The private links of a registration: worked out again when needed, stored as hashes only."""

from flask import current_app

from eventapp.core.codes import derived_secret, secret_hash
from eventapp.core.links import absolute_url
from eventapp.registration.models import Registration


def page_token(registration: Registration) -> str:
    """The secret of `/r/<token>/`."""
    return _token("page", registration, registration.token_generation)


def calendar_token(registration: Registration) -> str:
    """The secret of the personal feed: it lives in calendar apps, so it can be renewed without the page's link."""
    return _token("calendar", registration, registration.calendar_generation)


def page_url(registration: Registration) -> str:
    return absolute_url("registration.page", token=page_token(registration))


def calendar_url(registration: Registration) -> str:
    return absolute_url("calendars.personal", token=calendar_token(registration))


def hash_tokens(registration: Registration) -> None:
    """Store what the links are compared with, for the present generations."""
    registration.token_hash = secret_hash(page_token(registration))
    registration.calendar_token_hash = secret_hash(calendar_token(registration))


def _token(purpose: str, registration: Registration, generation: int) -> str:
    return derived_secret(current_app.config["SECRET_KEY"], f"{purpose}:{registration.uid}:{generation}")
