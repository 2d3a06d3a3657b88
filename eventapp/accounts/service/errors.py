"""What can go wrong with accounts."""

from datetime import timedelta


class AccountError(Exception):
    """The base of what can go wrong here."""


class EmailTaken(AccountError):
    """Another account has this address."""


class PasswordRefused(AccountError):
    """A password that cannot be taken; `reason` is `short`, `long` or `guessable`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyGuesses(AccountError):
    """Nothing was looked at: somebody has guessed too often, and may try again after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class LinkOver(AccountError):
    """A mailed link was used before, or its time is over, or there is no account behind it any more."""


class CodeRefused(AccountError):
    """This is not the code that an authenticator app shows now, or it was used before."""


class PasskeyRefused(AccountError):
    """What a passkey answered does not hold."""


class ProviderInUse(AccountError):
    """Another sign-in provider has this part of the address."""


class ProviderRefused(AccountError):
    """Nobody is signed in by what a provider says. `reason` is `unverified` (no verified address), `domain` (not one of
    its own), `unknown` (no account, and none is made) or `closed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
