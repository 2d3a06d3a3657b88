"""Which other sites may show parts of an event's pages in frames."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from eventapp.core import audit
from eventapp.core.db import transactional
from eventapp.events.models import Event

MOST_SITES = 20
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]")


class NoSite(Exception):
    """What was written down names no site; the message is what was written."""


def origin_of(text: str) -> str:
    """The site (RFC 6454) that an address belongs to, as a Content-Security-Policy names it. Raises NoSite."""
    written = text.strip()
    address = written if "://" in written else f"https://{written}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError):
        raise NoSite(written) from None
    host = f"[{host}]" if ":" in host else host
    is_plain = _HOST.fullmatch(host) and not parts.username and address.isprintable()
    if parts.scheme not in ("http", "https") or not is_plain:
        raise NoSite(written)
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


@transactional
def set_widget_sites(event: Event, sites: Sequence[str]) -> None:
    """`sites` are origins. Nobody else's pages may frame the event's widgets from now on."""
    found = list(dict.fromkeys(sites))[:MOST_SITES]
    if found != event.widget_sites:
        before, event.widget_sites = event.widget_sites, found
        audit.record("event.widget_sites", event, event_id=event.id, before={"sites": before}, after={"sites": found})
