"""What can go wrong with companies, stands and floor plans."""


class CompanyError(Exception):
    """The base of what can go wrong here."""


class CompanyInUse(CompanyError):
    """People came for the company, or registered with its seats: it can be hidden, not deleted."""


class CategoryInUse(CompanyError):
    """Companies are in this category; `companies` says how many."""

    def __init__(self, companies: int) -> None:
        super().__init__(companies)
        self.companies = companies


class CategoryMisplaced(CompanyError):
    """A category can be part of a widest one alone, and not of itself."""


class HallInUse(CompanyError):
    """Companies have stands in this hall; `companies` says how many."""

    def __init__(self, companies: int) -> None:
        super().__init__(companies)
        self.companies = companies


class StandUnknown(CompanyError):
    """No such stand in this hall."""


class PlanRefused(CompanyError):
    """A floor plan that is too large, or no SVG that we can take; the message says why."""


class LogoRefused(CompanyError):
    """A logo that is too large, or no picture that we read; the message says why."""


class SeatsBelowTaken(CompanyError):
    """Fewer seats than people registered with; `taken` says how many."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class WrongTicketType(CompanyError):
    """Seats are of ticket types that an access code opens."""


class PersonUnknown(CompanyError):
    """Nobody of this event registered under this code."""


class ApplicationsClosed(CompanyError):
    """The event takes no applications of companies."""
