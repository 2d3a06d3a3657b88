"""Tickets for the wallets of phones, where the operator has the keys: Apple's .pkpass and Google's signed link."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from flask import current_app
from flask_babel import gettext as _
from PIL import Image, ImageDraw

from eventapp.core import clock
from eventapp.core.locales import reader_locale
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.registration.tickets import sign_ticket

APPLE_FILES = ("certificate.pem", "key.pem", "wwdr.pem")
ICON_SIZES = {"icon.png": 29, "icon@2x.png": 58, "icon@3x.png": 87}
SAVE_ADDRESS = "https://pay.google.com/gp/v/save/"


@dataclass(frozen=True)
class _AppleKeys:
    certificate: x509.Certificate
    key: RSAPrivateKey
    intermediate: x509.Certificate
    pass_type: str
    team: str


@lru_cache(maxsize=2)
def _apple_keys(folder: str) -> _AppleKeys:
    """What a pass is signed with. Its type and the team stand in the certificate itself."""
    certificate, key, intermediate = ((Path(folder) / name).read_bytes() for name in APPLE_FILES)
    read = x509.load_pem_x509_certificate(certificate)
    private = load_pem_private_key(key, None)
    assert isinstance(private, RSAPrivateKey)
    (pass_type,) = read.subject.get_attributes_for_oid(x509.NameOID.USER_ID)
    (team,) = read.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    return _AppleKeys(
        read, private, x509.load_pem_x509_certificate(intermediate), str(pass_type.value), str(team.value)
    )


def apple_certificate_ends(folder: str) -> datetime:
    """When the pass type's certificate in a folder ends."""
    return _apple_keys(folder).certificate.not_valid_after_utc


def apple_pass(registration: Registration) -> bytes:
    """The ticket as a signed .pkpass, in the reader's language."""
    keys = _apple_keys(current_app.config["APPLE_WALLET_FOLDER"])
    accent = ACCENT_COLOURS[registration.event.accent]
    files = {name: _icon(accent, size) for name, size in ICON_SIZES.items()}
    files["pass.json"] = json.dumps(_apple_fields(registration, keys), ensure_ascii=False).encode()
    listed = {name: hashlib.sha1(content, usedforsecurity=False).hexdigest() for name, content in files.items()}
    files["manifest.json"] = json.dumps(listed).encode()
    files["signature"] = (
        PKCS7SignatureBuilder()
        .set_data(files["manifest.json"])
        .add_signer(keys.certificate, keys.key, SHA256())
        .add_certificate(keys.intermediate)
        .sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _apple_fields(registration: Registration, keys: _AppleKeys) -> dict[str, Any]:
    event, words = registration.event, _words(registration)
    place = (
        {"locations": [{"latitude": event.latitude, "longitude": event.longitude}]}
        if event.latitude is not None and event.longitude is not None
        else {}
    )
    return {
        "formatVersion": 1,
        "passTypeIdentifier": keys.pass_type,
        "teamIdentifier": keys.team,
        "serialNumber": f"{registration.uid}-{registration.ticket_version}",
        "organizationName": words["organiser"],
        "description": f"{_('Ticket')}: {words['event']}",
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(255, 255, 255)",
        "backgroundColor": _rgb(ACCENT_COLOURS[event.accent]),
        "relevantDate": event.local(event.starts_at).isoformat(),
        "expirationDate": event.local(event.ends_at + timedelta(days=1)).isoformat(),
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR", "message": sign_ticket(registration), "messageEncoding": "utf-8",
                "altText": registration.spoken_code,
            }
        ],
        "eventTicket": {
            "primaryFields": [{"key": "event", "label": _("Event"), "value": words["event"]}],
            "secondaryFields": [
                {"key": "name", "label": _("Name"), "value": registration.name},
                {"key": "ticket", "label": _("Ticket"), "value": words["ticket"]},
            ],
            "auxiliaryFields": [
                {
                    "key": "time", "label": _("Time"), "value": event.local(event.starts_at).isoformat(),
                    "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleShort", "ignoresTimeZone": True,
                },
                {"key": "venue", "label": _("Place"), "value": words["venue"]},
            ],
            "backFields": [{"key": "page", "label": _("My registration"), "value": links.page_url(registration)}],
        },
        **place,
    }  # fmt: skip


def google_link(registration: Registration) -> str:
    """The address that puts the ticket into a Google Wallet: class and object travel in it, signed (RFC 7519)."""
    account = _google_account(current_app.config["GOOGLE_WALLET_KEY"])
    issuer = current_app.config["GOOGLE_WALLET_ISSUER"]
    event, words = registration.event, _words(registration)
    class_id = f"{issuer}.event-{event.uid}"
    claims = {
        "iss": account["client_email"],
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(clock.now().timestamp()),
        "origins": [],
        "payload": {
            "eventTicketClasses": [
                {
                    "id": class_id, "issuerName": words["organiser"], "reviewStatus": "UNDER_REVIEW",
                    "eventName": _translated(words["event"]),
                    "venue": {"name": _translated(words["venue"]), "address": _translated(words["address"])},
                    "dateTime": {"start": event.starts_at.isoformat(), "end": event.ends_at.isoformat()},
                    "hexBackgroundColor": ACCENT_COLOURS[event.accent],
                }
            ],
            "eventTicketObjects": [
                {
                    "id": f"{issuer}.{registration.uid}-{registration.ticket_version}", "classId": class_id,
                    "state": "ACTIVE",
                    "ticketHolderName": registration.name, "ticketType": _translated(words["ticket"]),
                    "ticketNumber": registration.spoken_code,
                    "barcode": {
                        "type": "QR_CODE", "value": sign_ticket(registration),
                        "alternateText": registration.spoken_code,
                    },
                }
            ],
        },
    }  # fmt: skip
    return SAVE_ADDRESS + jwt.encode(claims, account["private_key"], algorithm="RS256")


@lru_cache(maxsize=2)
def _google_account(path: str) -> dict[str, str]:
    account: dict[str, str] = json.loads(Path(path).read_text())
    return account


def _translated(text: str) -> dict[str, Any]:
    return {"defaultValue": {"language": reader_locale(), "value": text or "–"}}


def _words(registration: Registration) -> dict[str, str]:
    event, locale = registration.event, reader_locale()
    main = event.main_locale
    name = event.name.text(locale, main)
    return {
        "event": name,
        "organiser": event.organiser.text(locale, main) or name,
        "venue": event.venue.text(locale, main) or "–",
        "address": event.address.text(locale, main),
        "ticket": registration.ticket_type.name.text(locale, main),
    }


def _rgb(colour: str) -> str:
    return f"rgb({int(colour[1:3], 16)}, {int(colour[3:5], 16)}, {int(colour[5:7], 16)})"


@lru_cache(maxsize=32)
def _icon(colour: str, size: int) -> bytes:
    """The site's mark in the event's colour: three lines on a square."""
    image = Image.new("RGB", (size * 4, size * 4), colour)
    draw = ImageDraw.Draw(image)
    for top in (0.28, 0.5, 0.72):
        middle, half = size * 4 * top, size * 0.2
        draw.rectangle((size * 1.1, middle - half, size * (2.9 if top < 0.7 else 2.3), middle + half), fill="white")
    out = io.BytesIO()
    image.resize((size, size)).save(out, "PNG")
    return out.getvalue()
