"""What can go wrong with an archive."""

from typing import Any

from flask_babel import gettext


class ArchiveRefused(Exception):
    """A file that is no archive, or not a whole one: a marked reason, said in the reader's language. Nothing is kept
    of it."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values

    def __str__(self) -> str:
        return gettext(self.reason, **self.values)
