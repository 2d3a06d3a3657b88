"""The way into the event for who had to wait for it: ticket, badge class and booked seats are given here."""

from datetime import timedelta

from eventapp.core import clock
from eventapp.core.signals import registration_confirmed
from eventapp.registration.models import Registration
from eventapp.registration.service.agenda import book_wishes
from eventapp.registration.service.changes import set_state

AT_ONCE = timedelta(0)


def confirm(
    registration: Registration, action: str, *, badge_class: str | None = None, mail_delay: timedelta = AT_ONCE
) -> None:
    """Confirm a locked registration that holds a seat, inside a transaction; its owner hears of it after the delay."""
    registration.confirmed_at = clock.now()
    registration.badge_class = badge_class or registration.ticket_type.badge_class
    set_state(registration, "confirmed", action)
    book_wishes(registration)
    registration_confirmed.send(registration, delay=mail_delay)
