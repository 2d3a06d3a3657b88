"""How badges look, and every printing of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from eventapp.checkin.models import BadgeDesign, BadgePrint
from eventapp.checkin.service.errors import NotConfirmed
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.registration.models import Registration


@dataclass(frozen=True)
class DesignDetails:
    layout: str = "band"
    paper: str = "a6"
    shows_company: bool = True
    shows_job_title: bool = True
    shows_country: bool = False
    shows_qr: bool = True


@transactional
def set_badge_design(
    event: Event, details: DesignDetails, logo: bytes | None = None, *, drops_logo: bool = False
) -> None:
    """A new `logo` (PNG) takes the old one's place; without one the old stays unless it is dropped."""
    design = db.session.get(BadgeDesign, event.id, with_for_update=True)
    if design is None:
        design = BadgeDesign(event_id=event.id)
        db.session.add(design)
        db.session.flush()
    before, after = audit.differences({key: getattr(design, key) for key in vars(details)}, vars(details))
    for key, value in vars(details).items():
        setattr(design, key, value)
    if logo or drops_logo:
        design.logo = logo
        after["logo"] = bool(logo)
    if after:
        audit.record("badge_design.updated", event, event_id=event.id, before=before, after=after)


@transactional
def note_printed(people: Iterable[Registration], *, user_id: int | None = None, device_id: int | None = None) -> None:
    """Count a printing for each person. Raises NotConfirmed, and counts none then."""
    people = list(people)
    if not all(person.is_confirmed for person in people):
        raise NotConfirmed
    now = clock.now()
    db.session.add_all(
        BadgePrint(registration_id=person.id, printed_at=now, user_id=user_id, device_id=device_id) for person in people
    )
