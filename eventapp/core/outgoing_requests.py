"""Requests to addresses that people typed in: to what everybody can reach, and to nothing inside.

A name is resolved at the moment of sending, and what was looked at is what is connected to: a name cannot be one thing
when it is judged and another when it is used. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from eventapp.core.deadlines import DeadlineExceeded, within

ANSWER_WITHIN = 10.0
"""Seconds from the first byte that is sent to the end of the answer; and for resolving the name."""
LONGEST_ANSWER = 4_096
"""Bytes of an answer that are read; a receiver has nothing more to say."""
NO_NETWORKS: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressRefused(Exception):
    """Nothing is sent there: it is no https address, or leads to a network that is not the public one."""


class Answer(NamedTuple):
    """`retry_after` is in seconds, None where the answer names none."""

    status: int
    body: bytes
    retry_after: int | None = None


def check_url(url: str, networks: Sequence[Network] = NO_NETWORKS) -> SplitResult:
    """The parts of an address that something may be sent to, as far as can be said without resolving its name.

    `networks` are those beyond the public one that an operator allows, without TLS too. Raises AddressRefused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("this is no address") from None
    if parts.scheme not in (("https", "http") if networks else ("https",)) or not parts.hostname:
        raise AddressRefused("it has to begin with https://")
    if parts.username or parts.password or parts.fragment or port == 0 or not url.isprintable() or " " in url:
        raise AddressRefused("this is no plain address")
    return parts


def post(url: str, body: bytes, headers: dict[str, str], networks: Sequence[Network] = NO_NETWORKS) -> Answer:
    """Send a body, and read the answer's beginning. Raises AddressRefused, and OSError where no answer came in time."""
    parts = check_url(url, networks)
    connection = connect_outside(parts, networks)
    try:
        return within(ANSWER_WITHIN, lambda: _asked(connection, parts, body, headers))
    except DeadlineExceeded:
        raise TimeoutError(f"no answer within {ANSWER_WITHIN:g} seconds") from None
    except http.client.HTTPException as error:
        raise OSError(f"the answer is not HTTP: {type(error).__name__}") from None
    finally:
        if connection.sock is not None:
            with suppress(OSError):  # whoever still waits for it, in a thread of its own, is let go
                connection.sock.shutdown(socket.SHUT_RDWR)
        connection.close()


def _address_of(parts: SplitResult, networks: Sequence[Network]) -> Address:
    """What a name leads to. Every address that it has must be allowed: none is chosen for it by whoever answers."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = within(ANSWER_WITHIN, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (DeadlineExceeded, UnicodeError) as error:
        raise OSError(f"the name is not resolved: {error}") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        is_inside = any(address in network for network in networks)
        if not is_inside and (not is_public(address) or parts.scheme != "https"):
            raise AddressRefused(f"{host} leads to {address}, which is not public")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether everybody can reach it. An IPv4 address may be hidden in one of IPv6 (RFC 4291, 6052, 3056, 4380)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None and not is_public(inner):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def connect_outside(parts: SplitResult, networks: Sequence[Network]) -> "OutsideConnection":
    """To the address that was looked at, speaking with the name: for TLS, and in the Host header.

    It connects with its first request. Raises AddressRefused, and OSError for a name that is not resolved.
    """
    address, host = str(_address_of(parts, networks)), parts.hostname or ""
    if parts.scheme == "http":
        return OutsideConnection(address, host, parts.port)
    return _Secure(address, host, parts.port)


class OutsideConnection(http.client.HTTPConnection):
    """Connects to one address and no other."""

    def __init__(self, address: str, host: str, port: int | None) -> None:
        super().__init__(host, port, timeout=ANSWER_WITHIN)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), ANSWER_WITHIN)


class _Secure(OutsideConnection):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _asked(connection: http.client.HTTPConnection, parts: SplitResult, body: bytes, headers: dict[str, str]) -> Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", target, body, headers)
    answer = connection.getresponse()
    content = answer.read(LONGEST_ANSWER)
    wanted = answer.headers.get("Retry-After", "")
    return Answer(answer.status, content, int(wanted[:9]) if wanted.isascii() and wanted.isdigit() else None)
