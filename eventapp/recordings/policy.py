"""Who sees a recording."""

from eventapp.core import clock
from eventapp.recordings.models import Recording
from eventapp.registration.models import AgendaItem, Registration
from eventapp.registration.policy import may_watch
from eventapp.titles.visibility import ANYBODY, Viewer, sees, viewer_of


def is_shown(recording: Recording, viewer: Viewer = ANYBODY) -> bool:
    """Whether a viewer beside the team may see that it is there: it is published, its session takes place, or the
    viewer sees its title, and the event is shown."""
    if not recording.is_published or recording.state != "ready" or recording.event.status == "draft":
        return False
    if recording.session is not None:
        return recording.session.status == "confirmed"
    return recording.shown_title is not None and sees(recording.shown_title, viewer, clock.now())


def may_everybody_see(recording: Recording) -> bool:
    return is_shown(recording) and recording.audience == "public"


def may_see(recording: Recording, registration: Registration, item: AgendaItem | None) -> bool:
    """Whether somebody who is registered may: as the session's stream, or as its title, unless it is for everybody."""
    viewer = viewer_of(registration)
    if registration.event_id != recording.event_id or not is_shown(recording, viewer):
        return False
    if recording.audience == "public":
        return True
    return viewer.is_registered if recording.session is None else may_watch(registration, recording.session, item)
