"""What can go wrong at the door."""


class CheckinError(Exception):
    """The base of what can go wrong here."""


class PairingInvalid(CheckinError):
    """The code is unknown, was used already or is older than a quarter of an hour."""


class GateInUse(CheckinError):
    """Devices or scans belong to the gate, so it stays."""


class GateClosesTooSoon(CheckinError):
    """A gate closes after it opens."""


class IssuerNameTaken(CheckinError):
    """Another issuer of badges has this name at this event."""


class IssuerInUse(CheckinError):
    """People came in with badges of this issuer, so it stays."""


class NoSuchEntry(CheckinError):
    """The scan is no entry that needs an explanation."""


class NotConfirmed(CheckinError):
    """Only who is confirmed gets a badge."""


class NotAttended(CheckinError):
    """Nobody is certified to have been at an event that is not over, or that they never came to."""


class CertificatesOff(CheckinError):
    """The organiser offers no certificates."""
