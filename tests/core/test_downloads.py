"""Files fetched from addresses that somebody typed in: from outside, within bounds, however they lead there."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest

from eventapp.core.downloads import DownloadFailed, TooLarge, download
from eventapp.core.outgoing_requests import AddressRefused

LOOPBACK = (ip_network("127.0.0.0/8"),)
CONTENT = bytes(range(256)) * 4000


class Answers(BaseHTTPRequestHandler):
    """What is asked for names what is answered."""

    def do_GET(self) -> None:
        name, _, value = self.path.lstrip("/").partition("?")
        getattr(self, f"_{name}")(value)

    def _send(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.title(), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, _value: str) -> None:
        self._send(200, CONTENT)

    def _status(self, value: str) -> None:
        self._send(int(value))

    def _to(self, value: str) -> None:
        self._send(302, location=value)

    def _around(self, value: str) -> None:
        self._send(302, location=f"/around?{int(value) + 1}")

    def _short(self, _value: str) -> None:
        self._send(200, CONTENT[:1000], length=5000)

    def _chunks(self, _value: str) -> None:
        """Of no length that anybody was told."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, *_told: Any) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[Callable[[str], str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield lambda path: f"http://127.0.0.1:{server.server_port}/{path}"
    server.shutdown()
    server.server_close()


def fetched(url: str, largest: int = 10_000_000) -> bytes:
    return b"".join(download(url, LOOPBACK, largest))


@pytest.mark.parametrize("path", ["file", "chunks", "to?/file", "to?file"])
def test_a_file_is_fetched_wherever_its_address_leads(address: Callable[[str], str], path: str) -> None:
    assert fetched(address(path)) == CONTENT


@pytest.mark.parametrize("path", ["status?404", "status?500", "around?1", "short"])
def test_what_is_not_there_or_breaks_off_has_failed(address: Callable[[str], str], path: str) -> None:
    with pytest.raises(DownloadFailed):
        fetched(address(path))


@pytest.mark.parametrize("path", ["file", "chunks"])
def test_a_file_that_is_too_large_is_given_up(address: Callable[[str], str], path: str) -> None:
    with pytest.raises(TooLarge):
        fetched(address(path), len(CONTENT) - 1)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd", "http://[::1]/"]
)
def test_no_redirect_leads_inside(address: Callable[[str], str], target: str) -> None:
    with pytest.raises(AddressRefused):
        fetched(address(f"to?{target}"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a.mp4", "https://127.0.0.1/a.mp4", "ftp://example.org/a", "x"])
def test_without_leave_nothing_inside_is_fetched(url: str) -> None:
    with pytest.raises(AddressRefused):
        b"".join(download(url, (), 1000))
