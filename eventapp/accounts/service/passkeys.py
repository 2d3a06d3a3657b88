"""Passkeys (WebAuthn Level 3): made, used to sign in without a user name, taken away."""

import hashlib
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp.accounts.models import Passkey, UsedChallenge, User
from eventapp.accounts.service.errors import PasskeyRefused
from eventapp.accounts.service.passwords import hash_of
from eventapp.accounts.service.second_factors import (
    forget_second_factor,
    new_codes,
    note_second_factor,
)
from eventapp.core import audit, clock
from eventapp.core.codes import derived_secret
from eventapp.core.db import db, transactional

MOST_PASSKEYS = 20
_NAME_LENGTH = 100


def relying_party() -> tuple[str, list[str]]:
    """The name that passkeys are bound to, and the origins that may use them.

    Numbers are no name (WebAuthn section 5.1.2): an instance on a loopback address has them for `localhost`.
    """
    parts = urlsplit(current_app.config["BASE_URL"])
    host = parts.hostname or "localhost"
    origin = f"{parts.scheme}://{parts.netloc}"
    if _is_loopback(host):
        port = f":{parts.port}" if parts.port else ""
        return "localhost", [origin, f"{parts.scheme}://localhost{port}"]
    return host, [origin]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def passkeys_of(user: User) -> list[Passkey]:
    return list(db.session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)))


def registration_options(user: User, site: str) -> tuple[str, bytes]:
    """What a browser is asked to make a passkey with, as JSON, and the challenge in it.

    The passkey is found without a user name, and its holder is verified: it is two factors at once.
    """
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=relying_party()[0],
        rp_name=site,
        user_id=derived_secret(current_app.config["SECRET_KEY"], f"passkey:{user.id}").encode(),
        user_name=user.email,
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in passkeys_of(user)],
    )
    return webauthn.options_to_json(options), options.challenge


def sign_in_options() -> tuple[str, bytes]:
    """What a browser is asked to sign in with, as JSON, and the challenge in it."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=relying_party()[0], user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options), options.challenge


def add_passkey(user: User, answer: Mapping[str, Any], challenge: bytes, name: str) -> list[str]:
    """Store what a browser made. Returns recovery codes, to be shown this once, where there were none.

    Raises PasskeyRefused.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    rp_id, origins = relying_party()
    try:
        made = webauthn.verify_registration_response(
            credential=dict(answer), expected_challenge=challenge, expected_rp_id=rp_id, expected_origin=origins,
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyRefused from None
    passkey = Passkey(
        user_id=user.id, credential_id=made.credential_id, public_key=made.credential_public_key,
        sign_count=made.sign_count, transports=_transports(answer), name=name.strip()[:_NAME_LENGTH] or "Passkey",
        created_at=clock.now(),
    )  # fmt: skip
    codes = new_codes()
    hashes = [] if user.has_second_factor else [hash_of(code) for code in codes]
    try:
        return codes if _store(user, passkey, challenge, hashes) else []
    except IntegrityError:
        raise PasskeyRefused from None  # it is registered already, or the challenge was answered before


def _transports(answer: Mapping[str, Any]) -> list[str]:
    said = answer.get("response", {}).get("transports")
    return [one for one in said if isinstance(one, str)][:8] if isinstance(said, list) else []


@transactional
def _store(user: User, passkey: Passkey, challenge: bytes, hashes: list[str]) -> bool:
    if len(passkeys_of(user)) >= MOST_PASSKEYS:
        raise PasskeyRefused
    _use_up(challenge)
    db.session.add(passkey)
    db.session.flush()
    audit.record("user.passkey_added", user, after={"email": user.email, "passkey": passkey.name})
    return note_second_factor(user, hashes, "passkey_added")


def _use_up(challenge: bytes) -> None:
    """Raises IntegrityError where it was answered before."""
    db.session.add(UsedChallenge(digest=hashlib.sha256(challenge).hexdigest(), used_at=clock.now()))
    db.session.flush()


def user_of_passkey(answer: Mapping[str, Any], challenge: bytes) -> User:
    """Who signs in by this answer, which is good once. Raises PasskeyRefused."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    rp_id, origins = relying_party()
    try:
        credential_id = webauthn.base64url_to_bytes(answer["id"])
        passkey = db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
        if passkey is None:
            raise PasskeyRefused
        verified = webauthn.verify_authentication_response(
            credential=dict(answer), expected_challenge=challenge, expected_rp_id=rp_id, expected_origin=origins,
            credential_public_key=passkey.public_key, credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyRefused from None
    if passkey.user.is_disabled:
        raise PasskeyRefused
    try:
        _note_use(passkey, challenge, verified.new_sign_count)
    except IntegrityError:
        raise PasskeyRefused from None
    return passkey.user


@transactional
def _note_use(passkey: Passkey, challenge: bytes, sign_count: int) -> None:
    _use_up(challenge)
    passkey.sign_count, passkey.used_at = sign_count, clock.now()


@transactional
def remove_passkey(user: User, passkey_id: int) -> bool:
    """Whether this was one of theirs."""
    found = db.session.get(Passkey, passkey_id)
    if found is None or found.user_id != user.id:
        return False
    db.session.delete(found)
    db.session.flush()
    audit.record("user.passkey_removed", user, after={"email": user.email, "passkey": found.name})
    forget_second_factor(user, "passkey_removed")
    return True
