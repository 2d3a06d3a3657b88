"""Secrets that have to be read again, encrypted at rest: without the key, a copy of the database holds none of them.

The key is EVENTAPP_ENCRYPTION_KEY, or derived from the secret key. The keys before it, which a rotation leaves behind,
still read what they wrote.
"""

import base64
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import select, update

from eventapp.core.db import db, transactional

_columns: list[Any] = []


class SecretUnreadable(Exception):
    """A stored secret was encrypted with a key that is not set any more."""


def seal(secret: str) -> str:
    """`secret` as it may be stored."""
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises SecretUnreadable."""
    try:
        return _box().decrypt(sealed).decode()
    except (InvalidToken, ValueError):
        raise SecretUnreadable("EVENTAPP_ENCRYPTION_KEY is not the one that this was stored with") from None


def seal_again(sealed: str) -> str:
    """What was sealed with any of the keys, sealed with the present one. Raises SecretUnreadable."""
    return seal(unseal(sealed))


def sealed(column: Any) -> None:
    """Have a column of sealed secrets be found by `rotate`."""
    _columns.append(column)


@transactional
def rotate() -> int:
    """Seal everything anew with the present key; then those before it can go. Returns how many secrets that were.

    Raises SecretUnreadable, and then nothing is changed.
    """
    number = 0
    for column in _columns:
        model = column.class_
        for row_id, value in db.session.execute(select(model.id, column).where(column != "")).all():
            again = {column.key: seal_again(value)}
            db.session.execute(update(model).where(model.id == row_id).values(**again))
            number += 1
    return number


def _box() -> MultiFernet:
    config = current_app.config
    present = config["ENCRYPTION_KEY"] or config["SECRET_KEY"]
    return MultiFernet([_fernet(key) for key in (present, *config["ENCRYPTION_KEYS_BEFORE"])])


def _fernet(key: str) -> Fernet:
    """Any text of enough randomness is a key (RFC 5869)."""
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"eventapp secrets at rest").derive(
        key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
