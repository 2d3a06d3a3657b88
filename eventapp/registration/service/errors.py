"""What can go wrong with a registration."""

from eventapp.registration.availability import Availability


class RegistrationError(Exception):
    """The base of what can go wrong here."""


class SoldOut(RegistrationError):
    """No seat is left: in the whole event, or in the ticket type alone (then others may have some)."""

    def __init__(self, *, whole_event: bool) -> None:
        super().__init__(whole_event)
        self.whole_event = whole_event


class RegistrationClosed(RegistrationError):
    """Nobody can register at this time; `availability` says why."""

    def __init__(self, availability: Availability) -> None:
        super().__init__(availability)
        self.availability = availability


class TicketTypeUnknown(RegistrationError):
    """No ticket type of this event that this person may choose."""


class TicketTypeInUse(RegistrationError):
    """Somebody is registered with this ticket type, so it can be closed but not deleted."""


class NotAllowed(RegistrationError):
    """The registration's state, or the time, does not allow this."""
