"""What may be sent to, judged at the moment of sending, and how long is waited."""

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eventapp.core import outgoing_requests
from eventapp.core.outgoing_requests import AddressRefused, check_url, is_public, post
from tests.receivers import Receiver

HERE = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "240.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_not_everybody_can_reach_is_not_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address)) is False


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_what_everybody_can_reach_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address)) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https:///x", "https://a:b@example.org/",
        "example.org", "https://example.org/#x", "https://example.org:99999/", "https://exa mple.org/",
        "javascript:alert(1)", "https://example.org/\r\nHost: x", "https://[::1", "https://example.org:0/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f.1", "2130706433"])
def test_nothing_is_sent_inside(receiver: Receiver, host: str) -> None:
    with pytest.raises((AddressRefused, OSError)) as refused:
        post(f"https://{host}:{receiver.port}/", b"{}", {})
    assert (isinstance(refused.value, (AddressRefused, socket.gaierror)), receiver.received) == (True, [])


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: answers)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        post("https://example.org/", b"{}", {})


def test_a_network_that_the_operator_allows_is_reached_without_tls(receiver: Receiver) -> None:
    receiver.body = b"x" * 50_000
    answer = post(receiver.url, b'{"a":1}', {"Content-Type": "application/json"}, HERE)
    (received,) = receiver.received
    assert (answer.status, len(answer.body), received.path, received.body) == (204, 0, "/hook?key=1", b'{"a":1}')
    receiver.status = 200
    assert len(post(receiver.url, b"{}", {}, HERE).body) == 4_096
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": "http://169.254.169.254/latest/meta-data/"}
    assert post(receiver.url, b"{}", {}, HERE).status == 302
    assert len(receiver.received) == 1


def test_who_hangs_is_waited_for_as_long_as_was_said(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing_requests, "ANSWER_WITHIN", 0.5)
    receiver.hangs, began = True, monotonic()
    with pytest.raises(OSError, match=r"no answer within 0\.5 seconds|timed out"):
        post(receiver.url, b"{}", {}, HERE)
    assert monotonic() - began < 5


def test_the_name_is_held_against_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = Receiver(_context("hook.example.org", tmp_path))
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: answers)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    try:
        assert post(f"https://hook.example.org:{receiver.port}/", b"{}", {}, HERE).status == 204
        assert receiver.received[0].headers["host"] == f"hook.example.org:{receiver.port}"
        with pytest.raises(ssl.SSLCertVerificationError):
            post(f"https://other.example.org:{receiver.port}/", b"{}", {}, HERE)
    finally:
        receiver.stop()
    assert len(receiver.received) == 1


def _context(name: str, folder: Path) -> ssl.SSLContext:
    """A server's, with a certificate that it has signed itself, kept in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    ))  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
