"""Who sees a recording."""

from eventapp.programme.models import Session
from eventapp.recordings.models import Recording
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.policy import may_watch


def is_shown(recording: Recording, session: Session) -> bool:
    """Whether anybody beside the team may see it: it is published, its session takes place, and the event is shown."""
    is_on = session.status == "confirmed" and session.event.status != "draft"
    return is_on and recording.is_published and recording.state == "ready"


def may_everybody_see(recording: Recording, session: Session) -> bool:
    return is_shown(recording, session) and recording.audience == "public"


def may_see(recording: Recording, session: Session, registration: Registration, item: AgendaItem | None) -> bool:
    """Whether somebody who is registered may: as the session's stream, unless it is for everybody."""
    if not is_shown(recording, session) or registration.event_id != session.event_id:
        return False
    return recording.audience == "public" or may_watch(registration, session, item)
