"""The programme's forms."""

from eventapp.programme.forms.rooms_and_tracks import RoomForm, TrackForm, TypeForm
from eventapp.programme.forms.scheduling import CalendarReadingForm, MoveForm, ProposalForm, ReleaseForm, UploadForm
from eventapp.programme.forms.sessions import ROLE_NAMES, SessionForm
from eventapp.programme.forms.speakers import OwnSessionForm, SpeakerForm

__all__ = [
    "ROLE_NAMES", "CalendarReadingForm", "MoveForm", "OwnSessionForm", "ProposalForm", "ReleaseForm", "RoomForm",
    "SessionForm", "SpeakerForm", "TrackForm", "TypeForm", "UploadForm",
]  # fmt: skip
