"""What a registration's owner may do; who on the team may do what is in events/policy.py."""

from datetime import datetime

from eventapp.registration.models import Registration


def may_change_details(registration: Registration, at: datetime) -> bool:
    """Until the event is over, and while there is something to change."""
    return registration.holds_seat and at < registration.event.ends_at


def may_cancel(registration: Registration, at: datetime) -> bool:
    return registration.holds_seat and at < registration.event.ends_at
