"""App passwords: one a device, shown once, taken back at any time."""

import secrets
from datetime import timedelta

from eventapp.calendars.models import AppPassword
from eventapp.calendars.queries import app_password, app_passwords_of
from eventapp.calendars.service.errors import TooManyPasswords
from eventapp.core import clock
from eventapp.core.codes import ALPHABET, normal_code, secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.signals import registration_erased, registration_transferred
from eventapp.registration.models import Registration
from eventapp.registration.service.changes import lock, note

MOST = 20
_GROUPS, _LETTERS = 6, 5
_USE_NOTED_EVERY = timedelta(hours=1)


@transactional
def create_app_password(registration: Registration, label: str) -> tuple[AppPassword, str]:
    """A password of 140 random bits in groups that can be typed on a phone. Raises TooManyPasswords."""
    lock(registration)
    if len(app_passwords_of(registration.id)) >= MOST:
        raise TooManyPasswords
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _LETTERS)).lower()
    made = AppPassword(
        registration_id=registration.id, label=label, password_hash=secret_hash(normal_code(letters)),
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    note(registration, "registration.app_password_made", after={"label": label})
    return made, "-".join(letters[at : at + _LETTERS] for at in range(0, len(letters), _LETTERS))


@transactional
def revoke_app_password(registration: Registration, password_id: int) -> bool:
    """The device that has it reads nothing any more. False where there is no such password."""
    found = db.session.get(AppPassword, password_id)
    if found is None or found.registration_id != registration.id:
        return False
    note(registration, "registration.app_password_revoked", before={"label": found.label})
    db.session.delete(found)
    return True


def registration_by_password(user_name: str, password: str) -> Registration | None:
    """Whose password it is. The user name must be their registration's code or mail address."""
    found = app_password(normal_code(password)) if password else None
    if found is None:
        return None
    registration = found.registration
    if normal_code(user_name) != registration.code and user_name.strip().lower() != registration.email.lower():
        return None
    if registration.confirmed_at is None:
        return None
    if found.used_at is None or clock.now() - found.used_at > _USE_NOTED_EVERY:
        _note_use(found.id)
    return registration


@transactional
def _note_use(password_id: int) -> None:
    found = db.session.get(AppPassword, password_id)
    if found is not None:
        found.used_at = clock.now()


@registration_transferred.connect
@registration_erased.connect
def _end_passwords(registration: Registration, **_more: object) -> None:
    """Devices of who had the place before read it no more."""
    for found in app_passwords_of(registration.id):
        db.session.delete(found)
