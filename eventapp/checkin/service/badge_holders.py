"""People who come with another organiser's badge, and are registered by it."""

from eventapp.checkin.models import BadgeIssuer, ForeignBadge
from eventapp.checkin.queries import BadgeFound, foreign_badge
from eventapp.core import audit
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.service import (
    CompanyFull,
    CompanyNeeded,
    RegistrationDetails,
    SoldOut,
    register_by_team,
)


def register_badge_holder(event_id: int, found: BadgeFound) -> Registration | None:
    """A registration for who comes with another organiser's badge, inside a transaction; None where no place is left.

    Two phones that both make one, with or without a network, make the same.
    """
    event = db.session.get_one(Event, event_id, with_for_update=True)
    badge = foreign_badge(found.key)
    if badge is None:
        badge = ForeignBadge(issuer_id=found.key.issuer_id, number=found.key.number)
        db.session.add(badge)
        db.session.flush()
    if badge.registration is not None:
        return badge.registration
    issuer = db.session.get_one(BadgeIssuer, found.key.issuer_id)
    details = RegistrationDetails(
        badge.name or f"{issuer.name} {badge.number}", "", badge.company, locale=event.main_locale
    )
    try:
        with db.session.begin_nested():
            made = register_by_team(
                event, issuer.ticket_type, details, submission_key=f"badge-{issuer.id}-{badge.number}", tells=False
            )
    except (SoldOut, CompanyFull, CompanyNeeded):
        return None
    badge.registration_id = made.id
    db.session.flush()
    audit.record(
        "registration.by_badge", made, event_id=event_id, after={"issuer": issuer.name, "number": badge.number}
    )
    return made
