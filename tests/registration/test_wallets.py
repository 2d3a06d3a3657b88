"""Tickets in the wallets of phones: there where the operator has keys, absent otherwise."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventapp.config import SettingError, Settings, complete
from eventapp.registration.models import Registration
from tests.factories import Factories
from tests.pages import page_of

NAMES = x509.Name(
    [
        x509.NameAttribute(x509.NameOID.USER_ID, "pass.org.example.tickets"),
        x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, "TEAM123456"),
        x509.NameAttribute(x509.NameOID.COMMON_NAME, "Pass Type ID"),
    ]
)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate(key: rsa.RSAPrivateKey, name: x509.Name) -> bytes:
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture
def keys(tmp_path: Path, key: rsa.RSAPrivateKey) -> dict[str, str]:
    """Settings of an operator who has both."""
    folder = tmp_path / "apple"
    folder.mkdir()
    (folder / "certificate.pem").write_bytes(certificate(key, NAMES))
    (folder / "key.pem").write_bytes(pem(key))
    (folder / "wwdr.pem").write_bytes(
        certificate(key, x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "WWDR")]))
    )
    account = {"client_email": "wallet@example.iam", "private_key": pem(key).decode()}
    (tmp_path / "google.json").write_text(json.dumps(account))
    return {
        "apple_wallet_folder": str(folder), "google_wallet_key": str(tmp_path / "google.json"),
        "google_wallet_issuer": "3388000000022",
    }  # fmt: skip


@pytest.fixture
def wallet_app(settings: Settings, keys: dict[str, str], app_with: Callable[[Settings], Flask]) -> Flask:
    return app_with(replace(settings, **keys))  # type: ignore[arg-type]


@pytest.fixture
def guest(make: Factories) -> Registration:
    event = make.event(latitude=22.2828, longitude=114.1737)
    return make.registration(event, make.ticket_type(event), name="陳大文")


def test_without_keys_there_is_no_link_and_nothing_behind_it(
    client: FlaskClient, make: Factories, guest: Registration
) -> None:
    page = make.page_path(guest)
    assert [link for link in page_of(client.get(page)).links() if "pkpass" in link or "wallet" in link] == []
    assert [client.get(f"{page}{name}").status_code for name in ("ticket.pkpass", "google-wallet")] == [404, 404]


def test_an_apple_pass_is_whole_and_signed(wallet_app: Flask, make: Factories, guest: Registration) -> None:
    client, page = wallet_app.test_client(), make.page_path(guest)
    assert f"{page}ticket.pkpass" in page_of(client.get(page)).links()
    answer = client.get(f"{page}ticket.pkpass")
    assert answer.mimetype == "application/vnd.apple.pkpass"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(files["manifest.json"])
    assert listed == {
        name: hashlib.sha1(files[name]).hexdigest() for name in files if name not in ("manifest.json", "signature")
    }
    said = json.loads(files["pass.json"])
    assert (said["passTypeIdentifier"], said["teamIdentifier"]) == ("pass.org.example.tickets", "TEAM123456")
    assert said["barcodes"][0]["message"].startswith("EA1.")
    assert said["eventTicket"]["secondaryFields"][0]["value"] == "陳大文"
    assert said["locations"] == [{"latitude": 22.2828, "longitude": 114.1737}]
    assert Image.open(io.BytesIO(files["icon@2x.png"])).size == (58, 58)
    assert len(load_der_pkcs7_certificates(files["signature"])) == 2


def test_a_google_link_carries_the_signed_ticket(
    wallet_app: Flask, make: Factories, guest: Registration, key: rsa.RSAPrivateKey
) -> None:
    client, page = wallet_app.test_client(), make.page_path(guest)
    assert f"{page}google-wallet" in page_of(client.get(page)).links()
    link = client.get(f"{page}google-wallet").headers["Location"]
    assert link.startswith("https://pay.google.com/gp/v/save/")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(link.rsplit("/", 1)[1], public, algorithms=["RS256"], audience="google")
    (ticket,) = claims["payload"]["eventTicketObjects"]
    assert (claims["iss"], claims["typ"]) == ("wallet@example.iam", "savetowallet")
    assert (ticket["ticketHolderName"], ticket["barcode"]["value"][:4]) == ("陳大文", "EA1.")
    assert ticket["classId"] == claims["payload"]["eventTicketClasses"][0]["id"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"apple_wallet_folder": "/nowhere"}, "EVENTAPP_APPLE_WALLET_FOLDER must hold"),
        ({"google_wallet_issuer": ""}, "go together"),
        ({"google_wallet_key": "/nowhere.json"}, "EVENTAPP_GOOGLE_WALLET_KEY must be"),
    ],
)
def test_half_a_configuration_is_refused_at_the_start(
    settings: Settings, keys: dict[str, str], change: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        complete(replace(settings, **{**keys, **change}))  # type: ignore[arg-type]
