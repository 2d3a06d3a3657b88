"""Why calendars refuse something."""


class TooManyPasswords(Exception):
    """More app passwords than anybody has devices."""


class TokenUnknown(Exception):
    """A sync token that this collection never gave out."""


class Outdated(Exception):
    """While a collection was put together somebody changed what is in it."""
