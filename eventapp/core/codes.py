"""Ids that people read out, secrets for links, and signatures."""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from itertools import count

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

# Of 0 O, 1 I L, 5 S, 8 B and U V one at most: what remains is told apart on paper and over the phone.
ALPHABET = "2345679ACDEFGHJKMNPQRTWXYZ"
CODE_LENGTH = 8


def public_code() -> str:
    """A random 8-character id for a URL or a person to read."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def spoken_code(code: str) -> str:
    """`K7QX2M9D` as it is printed: `K7QX-2M9D`."""
    return f"{code[:4]}-{code[4:]}"


def normal_code(typed: str) -> str:
    """What someone typed, as it is stored: no spaces or dashes, upper case."""
    return "".join(character for character in typed.upper() if character.isalnum())


def random_secret() -> str:
    """128 random bits for a link, URL-safe."""
    return secrets.token_urlsafe(16)


def derived_secret(key: str, purpose: str) -> str:
    """128 bits that only the holder of `key` can work out, the same each time for one purpose.

    A link can so be mailed again without storing its secret.
    """
    digest = hmac.new(key.encode(), purpose.encode(), hashlib.sha256).digest()
    return base64url(digest[:16])


def secret_hash(secret: str) -> str:
    """How a secret is stored where it is only compared. SHA-256 is enough for 128 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError when `text` is not base64url."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_signing_key() -> tuple[bytes, bytes]:
    """A fresh Ed25519 pair as raw bytes: private, public."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def slug_from(text: str, fallback: str) -> str:
    """A readable part of a URL: Latin letters and digits of `text`, or `fallback` where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return slug or fallback


def unused_slug(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with the first number that nobody has."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
