"""What can go wrong with events."""


class EventError(Exception):
    """The base of what can go wrong here."""


class SlugTaken(EventError):
    """Another event or series has this address."""


class CapacityBelowTaken(EventError):
    """More people are registered than the new capacity holds; `taken` says how many."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class LastOwner(EventError):
    """An event keeps at least one owner."""


class AccessTimeWrong(EventError):
    """Access that ends before it begins, or an owner's that has limits."""


class InvitationOver(EventError):
    """The invitation's time is over, or it was withdrawn."""


class OrganisationInUse(EventError):
    """Events or series belong to the organisation."""


class RoleInUse(EventError):
    """Somebody has the role, or is invited to it."""


class ApprovalNotPossible(EventError):
    """Nobody says yes to their own export, nor to one that was decided or is over."""


class SeriesInUse(EventError):
    """Events are in the series."""
