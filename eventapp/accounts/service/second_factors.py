"""What is asked for beside a password: an authenticator app's codes (RFC 6238), and codes for when it is lost."""

import secrets

import pyotp
from sqlalchemy import delete, func, select, update

from eventapp.accounts.models import Passkey, RecoveryCode, User
from eventapp.accounts.service.errors import CodeRefused
from eventapp.accounts.service.passwords import hash_holds, hash_of
from eventapp.accounts.service.throttling import begin_guess, forget_guesses
from eventapp.core import audit, clock
from eventapp.core.codes import ALPHABET, normal_code
from eventapp.core.db import db, rows_changed, transactional
from eventapp.core.secret_box import seal, sealed, unseal
from eventapp.core.signals import account_changed

STEP = 30
"""Seconds that a code is shown for (RFC 6238 section 4)."""
NEIGHBOURS = (-1, 0, 1)
"""Steps beside the present one that are taken, for clocks that differ (RFC 6238 section 5.2)."""
RECOVERY_CODES = 10
_CODE_LENGTH = 12

sealed(User.authenticator_secret)


def new_authenticator_secret() -> str:
    """160 random bits in base32, sealed for the time until the first code proves that an app holds it."""
    return seal(pyotp.random_base32())


def authenticator_uri(user: User, sealed: str, site: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(unseal(sealed)).provisioning_uri(name=user.email, issuer_name=site)


def typed_secret(sealed: str) -> str:
    """The secret in groups of four, for who cannot scan it."""
    secret = unseal(sealed)
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def set_up_authenticator(user: User, sealed: str, code: str) -> list[str]:
    """Have an authenticator app be asked for from now on, once it has shown a right code.

    Returns recovery codes, to be shown this once, where there were none. Raises CodeRefused.
    """
    step = _step_of(unseal(sealed), code)
    if step is None:
        raise CodeRefused
    codes = new_codes()
    hashes = [hash_of(one) for one in codes]
    return codes if _store_authenticator(user, sealed, step, hashes) else []


@transactional
def _store_authenticator(user: User, sealed: str, step: int, hashes: list[str]) -> bool:
    user.authenticator_secret, user.authenticator_step = sealed, step
    audit.record("user.authenticator_added", user, after={"email": user.email})
    return note_second_factor(user, hashes, "authenticator_added")


def note_second_factor(user: User, hashes: list[str], what: str) -> bool:
    """Inside a transaction: somebody has another second factor. Whether these recovery codes are theirs now, since
    they had none."""
    user.has_second_factor, user.second_factor_due_at = True, None
    account_changed.send(user, what=what)
    if not hashes or unused_recovery_codes(user):
        return False
    _store_codes(user, hashes)
    return True


def check_code(user: User, code: str) -> None:
    """An authenticator's code, which is good once. Raises CodeRefused or TooManyGuesses."""
    attempt = begin_guess("code", user.email)
    step = _step_of(unseal(user.authenticator_secret), code) if user.has_authenticator else None
    if step is None or not _use_step(user, step):
        raise CodeRefused
    forget_guesses(attempt)


def _step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp, now = pyotp.TOTP(secret), int(clock.now().timestamp())
    steps = (now // STEP + neighbour for neighbour in NEIGHBOURS)
    found = [step for step in steps if secrets.compare_digest(totp.at(step * STEP), digits)]
    return max(found, default=None)


@transactional
def _use_step(user: User, step: int) -> bool:
    """Whether no code of this step or a later one was used before."""
    earlier = (User.id == user.id, User.authenticator_step < step)
    return rows_changed(db.session.execute(update(User).where(*earlier).values(authenticator_step=step))) == 1


@transactional
def remove_authenticator(user: User) -> None:
    user.authenticator_secret, user.authenticator_step = "", 0
    audit.record("user.authenticator_removed", user, after={"email": user.email})
    forget_second_factor(user, "authenticator_removed")


def forget_second_factor(user: User, what: str) -> None:
    """Inside a transaction: one is gone. With the last one go the recovery codes, which would stand in for nothing."""
    left = db.session.scalar(select(func.count(Passkey.id)).where(Passkey.user_id == user.id)) or 0
    user.has_second_factor = left > 0 or user.has_authenticator
    if not user.has_second_factor:
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    account_changed.send(user, what=what)


@transactional
def reset_second_factors(user: User) -> None:
    """For somebody who has lost all of them, at an administrator's word: the password alone signs in again."""
    user.authenticator_secret, user.authenticator_step = "", 0
    db.session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    audit.record("user.second_factors_reset", user, after={"email": user.email})
    forget_second_factor(user, "second_factors_reset")


def new_recovery_codes(user: User) -> list[str]:
    """Fresh codes, to be shown this once; those before are good no more."""
    codes = new_codes()
    _replace_codes(user, [hash_of(code) for code in codes])
    return codes


def new_codes() -> list[str]:
    """Codes that nobody has yet."""
    return ["".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]


def spoken_recovery_code(code: str) -> str:
    """`K7QX-2M9D-RTWX`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@transactional
def _replace_codes(user: User, hashes: list[str]) -> None:
    _store_codes(user, hashes)
    audit.record("user.recovery_codes_made", user, after={"email": user.email})
    account_changed.send(user, what="recovery_codes")


def _store_codes(user: User, hashes: list[str]) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=digest) for digest in hashes)
    db.session.flush()


def unused_recovery_codes(user: User) -> int:
    unused = (RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(*unused)) or 0


def use_recovery_code(user: User, typed: str) -> None:
    """Each is good once, also for two who use it at the same moment. Raises CodeRefused or TooManyGuesses."""
    attempt = begin_guess("code", user.email)
    code = normal_code(typed)
    unused = (RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    codes = db.session.scalars(select(RecoveryCode).where(*unused)).all() if len(code) == _CODE_LENGTH else []
    found = next((one for one in codes if hash_holds(one.code_hash, code)), None)
    if found is None or not _use_recovery_code(user, found.id):
        raise CodeRefused
    forget_guesses(attempt)


@transactional
def _use_recovery_code(user: User, code_id: int) -> bool:
    unused = (RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
    if not rows_changed(db.session.execute(update(RecoveryCode).where(*unused).values(used_at=clock.now()))):
        return False
    audit.record("user.recovery_code_used", user, after={"left": unused_recovery_codes(user)})
    account_changed.send(user, what="recovery_code_used")
    return True
