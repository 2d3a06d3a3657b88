"""What can go wrong with a registration."""

from eventapp.core.types import LocalizedText
from eventapp.programme.models import Session
from eventapp.registration.availability import Availability


class RegistrationError(Exception):
    """The base of what can go wrong here."""


class ConfirmationOver(RegistrationError):
    """The time to confirm an address is over: the place was given back."""


class EmailNeeded(RegistrationError):
    """Who registers here has to confirm an address, and gave none."""


class SoldOut(RegistrationError):
    """No seat is left: in the whole event, or in the ticket type alone (then others may have some).

    `left` is how many there still are where several were wanted.
    """

    def __init__(self, *, whole_event: bool, left: int = 0) -> None:
        super().__init__(whole_event)
        self.whole_event = whole_event
        self.left = left


class CompanyFull(RegistrationError):
    """The company holds as many places of this ticket type as it may; `left` is how many more it may have."""

    def __init__(self, left: int = 0) -> None:
        super().__init__(left)
        self.left = left


class CompanyNeeded(RegistrationError):
    """This ticket type counts places by company, so one has to be named."""


class SessionFull(RegistrationError):
    """No seat is left in a session that was to be booked."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.code)
        self.session = session


class SessionsOverlap(RegistrationError):
    """A session would be booked at the time of another, or of something else that this person has. `title` is what the
    other is called."""

    def __init__(self, session: Session, title: LocalizedText) -> None:
        super().__init__(session.code)
        self.session, self.title = session, title


class RegistrationClosed(RegistrationError):
    """Nobody can register at this time; `availability` says why."""

    def __init__(self, availability: Availability) -> None:
        super().__init__(availability)
        self.availability = availability


class TicketTypeUnknown(RegistrationError):
    """No ticket type of this event that this person may choose."""


class TicketTypeInUse(RegistrationError):
    """Somebody is registered with this ticket type, so it can be closed but not deleted."""


class CodeInvalid(RegistrationError):
    """No access code that works: unknown, expired or used up; `why` is one of these words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InvitationInvalid(RegistrationError):
    """An invitation that was used, declined, withdrawn, or is too old."""


class InvitationForAnother(RegistrationError):
    """The invitation is good for the address it was sent to alone."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class OtherPersonSameForm(RegistrationError):
    """The form's submission key already made a registration, of another person."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SecondReviewerNeeded(RegistrationError):
    """This registration waits for a second yes, by somebody else."""


class AnswersMissing(RegistrationError):
    """Compulsory questions are still without an answer."""


class NotAllowed(RegistrationError):
    """The registration's state, or the time, does not allow this."""


class HasCome(NotAllowed):
    """Somebody came in with this place, so it stays theirs."""
