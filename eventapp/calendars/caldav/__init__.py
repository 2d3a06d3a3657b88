"""A read-only CalDAV server (RFC 4791): one person's agenda, and the programme, synced by what changed (RFC 6578)."""

from eventapp.calendars.caldav.public import blueprint

__all__ = ["blueprint"]
