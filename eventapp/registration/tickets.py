"""The ticket: a signed text that a device can check without a network, and its QR code and PDF."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from eventapp.core import clock, pdf, templating
from eventapp.core.codes import base64url, from_base64url, new_signing_key, sign, signature_holds
from eventapp.core.db import db
from eventapp.core.locales import speaking
from eventapp.core.prepared_queries import PreparedQuery
from eventapp.core.qr_codes import qr_svg
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.registration.models import Registration, TicketKey

PREFIX = "EA1."
LONGEST = 400


class TicketForged(Exception):
    """A text that claims to be a ticket of this event, and that none of the event's keys signed."""


class TicketUnknown(Exception):
    """A text that is no ticket of ours at all, or an honest one of another event."""


class Claims(NamedTuple):
    """What a ticket says. `version` is the registration's ticket_version when it was issued."""

    key_id: int
    event_id: int
    serial: int
    ticket_type_id: int
    version: int


def sign_ticket(registration: Registration) -> str:
    """`EA1.` + base64url(payload) + `.` + base64url(Ed25519 signature of the payload)."""
    return ticket_signer(registration.event_id)(registration)


def ticket_signer(event_id: int) -> Callable[[Registration], str]:
    """Signs many tickets of one event with one look at its key."""
    key = newest_key(event_id)

    def signed(registration: Registration) -> str:
        claims = Claims(key.id, event_id, registration.serial, registration.ticket_type_id, registration.ticket_version)
        payload = json.dumps(claims, separators=(",", ":")).encode()
        return f"{PREFIX}{base64url(payload)}.{base64url(sign(key.private_key, payload))}"

    return signed


def read_ticket(text: str, event_id: int, keys: dict[str, bytes]) -> Claims:
    """The claims of a ticket that one of the event's `keys` (as `public_keys` gives them) signed.

    Raises TicketUnknown, or TicketForged.
    """
    if not text.startswith(PREFIX):
        raise TicketUnknown
    parts = text.removeprefix(PREFIX).split(".")
    if len(text) > LONGEST or len(parts) != 2:
        raise TicketForged
    try:
        payload, signature = (from_base64url(part) for part in parts)
        values = json.loads(payload)
    except (ValueError, RecursionError):
        raise TicketForged from None
    if not isinstance(values, list) or len(values) != len(Claims._fields) or not all(type(v) is int for v in values):
        raise TicketForged
    claims = Claims(*values)
    named = [str(claims.key_id)] if claims.event_id == event_id else []
    named += [name for name in (f"{claims.event_id}.{claims.key_id}",) if name in keys]
    if not named:
        raise TicketUnknown
    if not any(name in keys and signature_holds(keys[name], payload, signature) for name in named):
        raise TicketForged
    return claims


_KEYS = TicketKey.__table__.c
_OF_EVENT = (_KEYS.event_id == bindparam("event_id"), _KEYS.retired_at.is_(None))
_NEWEST_KEY = PreparedQuery(
    select(_KEYS.id, _KEYS.private_key).where(*_OF_EVENT, _KEYS.moved_from == "").order_by(_KEYS.id.desc()).limit(1)
)
_PUBLIC_KEYS = PreparedQuery(select(_KEYS.id, _KEYS.moved_from, _KEYS.public_key).where(*_OF_EVENT))


def newest_key(event_id: int) -> Any:
    """The `id` and `private_key` of the key that signs now; None where none is committed yet."""
    return _NEWEST_KEY.one(event_id=event_id)


def public_keys(event_id: int) -> dict[str, bytes]:
    """The keys that verify: the event's own by number, those of another instance by `<event there>.<key there>`."""
    return {row.moved_from or str(row.id): row.public_key for row in _PUBLIC_KEYS.all(event_id=event_id)}


def make_key(event_id: int) -> TicketKey:
    """A new signing key, inside a transaction."""
    private, public = new_signing_key()
    key = TicketKey(event_id=event_id, private_key=private, public_key=public, created_at=clock.now())
    db.session.add(key)
    db.session.flush()
    return key


def ticket_svg(registration: Registration) -> str:
    """The ticket's QR code."""
    return qr_svg(sign_ticket(registration))


def ticket_pdf(registration: Registration, locale: str | None = None) -> bytes:
    """The ticket on one A5 page, in the registration's language unless another is asked for. Deterministic."""
    with speaking(locale or registration.locale):
        values = _printed(registration, locale or registration.locale)
    made_at = int(registration.changed_at.timestamp())
    return pdf.render("registration/ticket.typ", values, made_at)


def _printed(registration: Registration, locale: str) -> dict[str, str]:
    event, ticket_type = registration.event, registration.ticket_type
    main = event.main_locale
    return {
        "language": locale,
        "qr": qr_svg(sign_ticket(registration), border=0),
        "event": event.name.text(locale, main),
        "when": ", ".join(map(templating.long_date, ticket_type.good_days))
        or templating.time_span(event.starts_at, event.ends_at, event.timezone),
        "venue": event.venue.text(locale, main),
        "address": event.address.text(locale, main),
        "name": registration.name,
        "company": " · ".join(filter(None, (registration.job_title, registration.company))),
        "type": ticket_type.name.text(locale, main),
        "code": registration.spoken_code,
        "code_label": _("Code"),
        "hint": _("Show this code at the door, on paper or on your phone."),
        "title": _("Ticket"),
        "accent": ACCENT_COLOURS[event.accent],
    }
