"""Values in the JSON that phones send, at doors and at stands."""

from datetime import datetime
from typing import Any
from uuid import UUID


def uuid_sent(value: Any) -> UUID | None:
    """A UUID that a device made; None for anything else."""
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        return None


def instant_sent(value: Any) -> datetime | None:
    """An ISO 8601 time with its offset, of these centuries; None for anything else."""
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo is not None and 2000 <= instant.year <= 2200 else None
