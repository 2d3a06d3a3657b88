"""Fetches a file from an address that somebody typed in: from what everybody can reach, and from nothing inside."""

import http.client
import ssl
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from eventapp.core.outgoing_requests import Network, OutsideConnection, check_url, connect_outside

MOST_REDIRECTS = 5
BLOCK = 256 * 1024
SLOWEST = 20_000
"""Bytes a second, over a minute: what is slower than that is given up."""


class DownloadFailed(Exception):
    """The file could not be had; the message says why."""


class TooLarge(Exception):
    """The file is larger than it may be."""


def download(url: str, networks: Sequence[Network], largest: int) -> Iterator[bytes]:
    """The file in blocks. Each address on the way is looked at. Raises AddressRefused, DownloadFailed and TooLarge."""
    connection, answer = _answer(url, networks)
    try:
        announced = answer.headers.get("Content-Length", "")
        if announced.isascii() and announced.isdigit() and int(announced) > largest:
            raise TooLarge
        began, size = time.monotonic(), 0
        while block := answer.read(BLOCK):
            size += len(block)
            if size > largest:
                raise TooLarge
            took = time.monotonic() - began
            if took > 60 and size / took < SLOWEST:
                raise DownloadFailed("it comes too slowly")
            yield block
        if announced.isdigit() and size < int(announced):
            raise DownloadFailed("it ended too early")
    except (OSError, http.client.HTTPException) as error:
        raise DownloadFailed(type(error).__name__) from error
    finally:
        connection.close()


def _answer(url: str, networks: Sequence[Network]) -> tuple[OutsideConnection, http.client.HTTPResponse]:
    """Of the last address to which redirects lead."""
    for _number in range(MOST_REDIRECTS + 1):
        parts = check_url(url, networks)
        try:
            connection = connect_outside(parts, networks)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"Accept": "*/*", "User-Agent": "eventapp"})
            answer = connection.getresponse()
        except (OSError, ssl.SSLError, http.client.HTTPException) as error:
            raise DownloadFailed(type(error).__name__) from error
        if answer.status in (301, 302, 303, 307, 308) and (further := answer.headers.get("Location")):
            connection.close()
            url = urljoin(url, further)
            continue
        if answer.status != 200:
            connection.close()
            raise DownloadFailed(f"{answer.status} {answer.reason}")
        return connection, answer
    raise DownloadFailed("too many redirects")
