"""Certificates of attendance, what the door as a whole is set to, and the big screen's link."""

from eventapp.checkin import attendance
from eventapp.checkin.models import Certificate, CheckinSettings
from eventapp.checkin.queries import certificate_of, checkin_settings, stays_of
from eventapp.checkin.service.errors import CertificatesOff, NotAttended
from eventapp.core import audit, clock
from eventapp.core.codes import public_code
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration.models import Registration


@transactional
def certify(registration: Registration) -> Certificate:
    """The person's certificate: made when it is first asked for after the event, the same ever after.

    Raises NotAttended while the event lasts and for who never came, CertificatesOff.
    """
    db.session.refresh(registration, with_for_update={"of": Registration})
    if found := certificate_of(registration.id):
        return found
    event = registration.event
    if not checkin_settings(event.id).offers_certificates:
        raise CertificatesOff
    stays = stays_of(registration)
    if clock.now() < event.ends_at or not registration.is_confirmed or not stays:
        raise NotAttended
    made = Certificate(
        registration_id=registration.id, code=public_code() + public_code(), name=registration.name,
        days=[day.isoformat() for day in attendance.days_of(stays, event.zone)],
        minutes=attendance.minutes_present(stays), issued_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("certificate.issued", made, event_id=event.id, after={"days": made.days, "minutes": made.minutes})
    return made


@transactional
def set_certificates(event: Event, offers: bool) -> None:
    settings = _settings(event)
    if settings.offers_certificates != offers:
        audit.record(
            "door.certificates", event, event_id=event.id, before={"offers": not offers}, after={"offers": offers}
        )
        settings.offers_certificates = offers


@transactional
def set_entering_leaves(event: Event, leaves: bool) -> None:
    """Whether entering a session or zone means having left the one before."""
    settings = _settings(event)
    if settings.entering_leaves != leaves:
        settings.entering_leaves = leaves
        audit.record(
            "door.entering_leaves", event, event_id=event.id, before={"leaves": not leaves}, after={"leaves": leaves}
        )


@transactional
def renew_board_link(event: Event) -> None:
    """A new address for the big screen; the old one shows nothing any more."""
    _settings(event).board_generation += 1
    audit.record("door.board_renewed", event, event_id=event.id)


def _settings(event: Event) -> CheckinSettings:
    settings = db.session.get(CheckinSettings, event.id, with_for_update=True)
    if settings is None:
        settings = checkin_settings(event.id)
        db.session.add(settings)
        db.session.flush()
    return settings
