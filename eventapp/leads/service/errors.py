"""Why something about leads cannot be done."""


class LeadError(Exception):
    """What all of these are."""


class LeadsClosed(LeadError):
    """The event does not have badges scanned by exhibitors."""


class PairingInvalid(LeadError):
    """A pairing code that is unknown, used or too old."""


class TooManyPhones(LeadError):
    """A company that has as many phones as it may have."""


class TooManyQuestions(LeadError):
    """A company that asks as much as it may ask."""
