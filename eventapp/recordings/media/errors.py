"""Why a file becomes no recording, as reasons that are said in each reader's language."""

from typing import Any


class MediaRefused(Exception):
    """A file that is no recording we can use. `reason` is a key of the words in recordings/reasons.py."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


class PreparationStopped(Exception):
    """Somebody wants no more of it, or another worker goes on with it."""
