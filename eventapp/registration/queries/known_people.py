"""Who of a table is registered already: asked for many at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.registration.models import ACTIVE_STATES, Registration
from eventapp.registration.queries.registrations import whole_registrations

AT_ONCE = 500


def registrations_by_code(event_id: int, codes: Iterable[str]) -> Iterator[list[Registration]]:
    """Those that have one of these codes, a few hundred at a time."""
    for some in _batches(codes):
        yield list(
            db.session.scalars(
                whole_registrations().where(Registration.event_id == event_id, Registration.code.in_(some))
            )
        )


def codes_by_submission(event_id: int, keys: Iterable[str]) -> dict[str, str]:
    """{submission key: code} of those that were made by one of these submissions."""
    found = {}
    for some in _batches(keys):
        query = select(Registration.submission_key, Registration.code).where(
            Registration.event_id == event_id, Registration.submission_key.in_(some)
        )
        found.update(dict(db.session.execute(query).all()))
    return found


def codes_by_person(event_id: int, people: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """{(name, email address) in small letters: code} of active registrations with one of these addresses."""
    found = {}
    for some in _batches(email.casefold() for _name, email in people):
        query = select(Registration.name, Registration.email, Registration.code).where(
            Registration.event_id == event_id, func.lower(Registration.email).in_(some),
            Registration.state.in_(ACTIVE_STATES),
        )  # fmt: skip
        for name, email, code in db.session.execute(query):
            found[name.casefold(), email.casefold()] = code
    return found


def _batches(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    distinct = iter(dict.fromkeys(value for value in values if value))
    while some := tuple(islice(distinct, AT_ONCE)):
        yield some
