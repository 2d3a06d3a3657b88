"""What devices at the door talk to: JSON, with the device's own token."""

from eventapp.checkin.api import bundle, scans
from eventapp.checkin.api.requests import blueprint

__all__ = ["blueprint", "bundle", "scans"]
