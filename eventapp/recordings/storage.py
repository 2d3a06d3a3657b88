"""What of a recording is stored where, and what it may take."""

from flask import current_app

GIGABYTE = 1_000_000_000


def largest_file() -> int:
    """Bytes (EVENTAPP_RECORDING_GIGABYTES)."""
    return int(current_app.config["RECORDING_GIGABYTES"]) * GIGABYTE


def quota() -> int:
    """Bytes that one event's recordings may take, originals and what is made of them (EVENTAPP_EVENT_GIGABYTES)."""
    return int(current_app.config["EVENT_GIGABYTES"]) * GIGABYTE


def longest_hours() -> int:
    """EVENTAPP_RECORDING_HOURS."""
    return int(current_app.config["RECORDING_HOURS"])
