"""What hostile clients do below and beside the forms, tried on the running server, alone and behind shipped proxies."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from tests.caddy_server import CaddyServer
from tests.mailserver import free_port
from tests.nginx_server import NginxServer
from tests.server import Server
from tests.visitor import Visitor

WAYS = ("alone", "nginx", "caddy")
FRAMES = {
    "both lengths": "Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}",
    "two lengths": "Content-Length: 0\r\nContent-Length: {length}\r\n\r\n{inner}",
    "encoded twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{inner}",
    "a space before the colon": "Transfer-Encoding : chunked\r\nContent-Length: {length}\r\n\r\n{inner}",
    "a length with a sign": "Content-Length: +{length}\r\n\r\n{inner}",
    "a length that is no number": "Content-Length: {length}, {length}0\r\n\r\n{inner}",
    "a chunk that lies": "Transfer-Encoding: chunked\r\n\r\n3\r\n{inner}",
    "a folded header": "X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n{inner}",
}
PATHS = [
    "/" + "a" * 20_000, "/%", "/%ff%fe", "/events/%00", "/..%2f..%2fetc/passwd", "//evil.example/%2f..",
    "/static/../../../etc/passwd", "/static/%2e%2e/%2e%2e/pyproject.toml", "/\\evil.example",
]  # fmt: skip
BODIES = [
    "[" * 50_000, '{"a":' * 20_000, "9" * 100_000, "1e999999", '"' + "\\ud800" * 9, "\x00", "NaN", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def ports(demo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Where the demo is reached: by itself, and behind the site files that operators are given."""
    own = int(demo.environment["EVENTAPP_PORT"])
    folders = {name: tmp_path_factory.mktemp(name) for name in WAYS[1:]}
    numbers = {name: free_port() for name in WAYS[1:]}
    fronts = (
        NginxServer(folders["nginx"], numbers["nginx"], [own]), CaddyServer(folders["caddy"], numbers["caddy"], [own]),
    )  # fmt: skip
    yield {"alone": own, **numbers}
    for front in fronts:
        front.stop()


def exchange(port: int, *parts: bytes, seconds: float = 0.7) -> bytes:
    """All that comes back for these bytes until the other side closes, or is silent for so many seconds."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as stream, suppress(OSError):
        for part in parts:
            stream.sendall(part)
        while more := stream.recv(65_536):
            received += more
    return received


def statuses(received: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"^HTTP/1\.[01] (\d{3})", received, re.M)]


def head(port: int, line: str = "POST /login HTTP/1.1") -> str:
    return f"{line}\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: hostile\r\n"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("frame", FRAMES)
def test_nothing_inside_a_request_is_a_request(ports: dict[str, int], way: str, frame: str) -> None:
    """RFC 9112, section 6. What is smuggled would be answered, with 404."""
    port = ports[way]
    inner = head(port, "GET /smuggled HTTP/1.1") + "\r\n"
    answered = statuses(exchange(port, (head(port) + FRAMES[frame].format(length=len(inner), inner=inner)).encode()))
    assert 404 not in answered
    assert [status for status in answered if status >= 500 and status not in (501, 502)] == []


@pytest.mark.parametrize("way", WAYS)
def test_headers_of_proxies_are_not_believed(ports: dict[str, int], way: str) -> None:
    """Links lead where the instance is, whatever a client says about it."""
    visitor = Visitor(f"http://127.0.0.1:{ports[way]}")
    lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp", "Forwarded": "host=evil.example",
            "X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/"}  # fmt: skip
    answer = visitor.get("/events/new-vision/", lies)
    assert (answer.status, b"evil.example" in answer.body, b"ftp:" in answer.body) == (200, False, False)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["X-Large", "Cookie", "Accept-Language", "If-None-Match", "Range"])
def test_headers_as_long_as_books_are_refused_and_nothing_breaks(ports: dict[str, int], way: str, name: str) -> None:
    sent = (
        head(ports[way], "GET /events/new-vision/ HTTP/1.1") + f"{name}: {'a,' * 40_000}\r\nConnection: close\r\n\r\n"
    )
    answered = statuses(exchange(ports[way], sent.encode()))
    assert set(answered) <= {200, 400, 414, 431}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("way", WAYS)
def test_paths_that_lead_elsewhere_lead_nowhere(ports: dict[str, int], way: str, path: str) -> None:
    sent = head(ports[way], f"GET {path} HTTP/1.1") + "Connection: close\r\n\r\n"
    received = exchange(ports[way], sent.encode())
    assert set(statuses(received)) <= {301, 302, 308, 400, 404, 414, 431}
    assert (b"root:" in received, re.search(rb"(?i)location: [^\r]*//evil", received)) == (False, None)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DEBUG", "PROPPATCH", "PURGE"])
@pytest.mark.parametrize("way", WAYS)
def test_methods_that_nothing_needs_do_nothing(ports: dict[str, int], way: str, method: str) -> None:
    sent = head(ports[way], f"{method} / HTTP/1.1") + "X-Secret: kept\r\nConnection: close\r\n\r\n"
    received = exchange(ports[way], sent.encode())
    assert b"X-Secret" not in received
    assert [status for status in statuses(received) if status == 200 or (status >= 500 and status != 501)] == []


def test_clients_that_are_slow_keep_nobody_else_waiting(ports: dict[str, int]) -> None:
    """A hundred who send a byte now and then, behind the proxy that the guide puts in front."""
    port, ends = ports["nginx"], monotonic() + 4

    def dawdle() -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as stream:
            stream.sendall(head(port).encode() + b"Content-Length: 1000\r\n\r\n")
            while monotonic() < ends:
                stream.sendall(b"a")
                stream.settimeout(0.5)
                with suppress(TimeoutError):
                    stream.recv(1)

    slow = [Thread(target=dawdle) for _ in range(100)]
    for one in slow:
        one.start()
    visitor, times = Visitor(f"http://127.0.0.1:{port}"), []
    while monotonic() < ends - 0.5:
        begun = monotonic()
        assert visitor.get("/events/new-vision/").status == 200
        times.append(monotonic() - begun)
    for one in slow:
        one.join()
    assert max(times) < 3


@pytest.mark.parametrize(
    "body", ["[" * 50_000, '{"a":' * 20_000, "9" * 100_000, "1e999999", '"' + "\\ud800" * 9, "\x00", "NaN", ""]
)
@pytest.mark.parametrize(
    "path", ["/checkin/api/scans", "/checkin/api/pair", "/checkin/api/badge", "/webhooks/bounces", "/webhooks/mail"]
)
def test_json_that_is_deep_or_enormous_is_refused(demo: Server, path: str, body: str) -> None:
    sent = body.encode("utf-8", "surrogatepass")
    request = head(int(demo.environment["EVENTAPP_PORT"]), f"POST {path} HTTP/1.1") + (
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\nConnection: close\r\n\r\n"
    )
    (status,) = statuses(exchange(int(demo.environment["EVENTAPP_PORT"]), request.encode(), sent))
    assert 400 <= status < 500


def test_a_client_that_breaks_off_takes_no_machine_out(ports: dict[str, int]) -> None:
    for way in WAYS[1:]:
        broken = head(ports[way]) + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
        for _ in range(5):
            exchange(ports[way], broken.encode(), seconds=0.3)
            assert Visitor(f"http://127.0.0.1:{ports[way]}").get("/events/new-vision/").status == 200


def test_the_server_is_as_well_as_before(demo: Server, ports: dict[str, int], tmp_path: Path) -> None:
    assert [Visitor(f"http://127.0.0.1:{port}").get("/readyz").status for port in ports.values()] == [200, 200, 200]
