"""A small sum that a browser does before it sends a form, where much comes from its network address (ALTCHA, v2).

It is given out and checked here: no other server is asked, and nothing is stored.
"""

import secrets
from datetime import timedelta
from typing import Any

import altcha
from flask import current_app

from eventapp.core import clock
from eventapp.core.codes import derived_secret

ALGORITHM = "PBKDF2/SHA-256"
COST = 5_000
"""Iterations a try: about 2 ms of a laptop."""
TRIES = 500
"""At most so many tries: a second of a laptop, a few of a phone."""
_GOOD_FOR = timedelta(hours=2)
LONGEST = 4_000


def challenge(submission_key: str) -> dict[str, Any]:
    """A sum for one form, to be done within two hours."""
    made = altcha.create_challenge(
        ALGORITHM, COST, counter=secrets.randbelow(TRIES), expires_at=clock.now() + _GOOD_FOR,
        data={"form": submission_key}, hmac_secret=_secret("challenge"), hmac_key_secret=_secret("key"),
    )  # fmt: skip
    return made.to_dict()


def is_proof(payload: str, submission_key: str) -> bool:
    """Whether a browser did the sum that was given out for this form."""
    if not payload or len(payload) > LONGEST or not payload.isascii():
        return False
    try:
        result = altcha.verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("key"))
        return result.verified and altcha.Payload.from_base64(payload).challenge.parameters.data == {
            "form": submission_key
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _secret(purpose: str) -> str:
    return derived_secret(current_app.config["SECRET_KEY"], f"proof:{purpose}")
