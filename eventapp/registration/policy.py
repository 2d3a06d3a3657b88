"""What a registration's owner may do; who on the team may do what is in events/policy.py."""

from datetime import datetime

from eventapp.events.models import Event
from eventapp.programme.models import Session
from eventapp.registration.models import AgendaItem, Registration


def may_change_details(registration: Registration, at: datetime) -> bool:
    """Until the event is over, and while there is something to change."""
    return registration.is_active and at < registration.event.ends_at


def may_choose_sessions(registration: Registration, at: datetime) -> bool:
    return registration.state in ("pending", "confirmed") and at < registration.event.ends_at


def may_watch(registration: Registration, session: Session, item: AgendaItem | None) -> bool:
    """Streams are for who is registered, and where seats are booked, for who has one."""
    has_seat = not session.needs_booking or (item is not None and item.is_booking)
    return registration.is_confirmed and has_seat


def may_cancel(registration: Registration, at: datetime) -> bool:
    return registration.is_active and at < registration.event.ends_at


def may_transfer(registration: Registration, at: datetime) -> bool:
    """A confirmed place may be passed on until the event's hour for it; one by invitation is personal."""
    return (
        registration.is_confirmed
        and registration.ticket_type.visibility != "invitation"
        and at < transfers_end(registration.event)
    )


def may_substitute(registration: Registration, at: datetime) -> bool:
    """A group's liaison may name and replace people until the same hour."""
    return registration.state in ("pending", "confirmed") and at < transfers_end(registration.event)


def has_feed(registration: Registration) -> bool:
    """A personal calendar is for those who were let in at least once: nobody gets one unapproved."""
    return registration.confirmed_at is not None


def transfers_end(event: Event) -> datetime:
    return event.transfers_until or event.starts_at
