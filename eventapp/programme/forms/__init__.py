"""The programme's forms."""

from eventapp.programme.forms.places import RoomForm, TrackForm, TypeForm
from eventapp.programme.forms.sessions import ROLE_NAMES, SessionForm
from eventapp.programme.forms.speakers import OwnSessionForm, SpeakerForm
from eventapp.programme.forms.workshop import MoveForm, ProposalForm, ReleaseForm, UploadForm

__all__ = [
    "ROLE_NAMES", "MoveForm", "OwnSessionForm", "ProposalForm", "ReleaseForm", "RoomForm", "SessionForm",
    "SpeakerForm", "TrackForm", "TypeForm", "UploadForm",
]  # fmt: skip
