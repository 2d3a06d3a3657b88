"""What the door knows of one person: for the copy of their own data, and forgotten with them."""

from typing import Any

from sqlalchemy import delete

from eventapp.checkin.models import Certificate
from eventapp.checkin.queries import certificate_of, has_entered, prints_of, scans_of
from eventapp.checkin.service import forget_badge_names
from eventapp.core.db import db
from eventapp.core.signals import registration_erased
from eventapp.registration.extension_points import add_own_data_source, add_presence_source
from eventapp.registration.models import Registration


@add_own_data_source
def own_checkin_data(registration: Registration) -> dict[str, Any]:
    locale, main = registration.locale, registration.event.main_locale
    certificate = certificate_of(registration.id)
    return {
        "scans": [
            {
                "at": scan.scanned_at.isoformat(),
                "gate": scan.gate.name.text(locale, main),
                "direction": scan.direction,
                "outcome": scan.outcome,
            }
            for scan in scans_of(registration.id)
            if scan.holder == registration.holder
        ],
        "badge_printed_at": [at.isoformat() for at in prints_of(registration.id)],
        "certificate": certificate
        and {"code": certificate.code, "days": certificate.days, "minutes": certificate.minutes},
    }


@add_presence_source
def _has_come(registration: Registration) -> bool:
    return has_entered(registration.id)


@registration_erased.connect
def _forget(registration: Registration) -> None:
    """The scans stay, as that somebody came; a certificate would still name the person."""
    db.session.execute(delete(Certificate).where(Certificate.registration_id == registration.id))
    forget_badge_names(registration.id)
