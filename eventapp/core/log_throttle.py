"""Loggers of libraries that say the same with every try, held to a line a minute."""

import logging
import time

EVERY = 60.0
"""Seconds between two lines of the same logger."""


class OncePerMinute(logging.Filter):
    """Lets one record a minute through, as a line: what failed, and why, without the way there."""

    def __init__(self) -> None:
        super().__init__()
        self._at = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now - self._at < EVERY:
            return False
        self._at = now
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{record.getMessage()}: {' '.join(str(record.exc_info[1]).split())}"
            record.args, record.exc_info, record.exc_text = None, None, None
        return True


def throttle(*names: str) -> None:
    """Hold the loggers of these names to a line a minute."""
    for name in names:
        logger = logging.getLogger(name)
        if not any(isinstance(one, OncePerMinute) for one in logger.filters):
            logger.addFilter(OncePerMinute())
