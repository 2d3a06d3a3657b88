"""Files for one reader alone, in the age format (https://age-encryption.org/v1): who writes them cannot read them."""

from collections.abc import Sequence
from pathlib import Path

import pyrage

_BEGINS = b"age-encryption.org/"


class KeyRefused(Exception):
    """A key that is none, or the wrong one; the message says which."""


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_BEGINS)) == _BEGINS


def recipients(text: str) -> list[pyrage.x25519.Recipient | pyrage.ssh.Recipient]:
    """Public keys as `age-keygen` (`age1...`) or `ssh-keygen` (`ssh-ed25519 ...`) writes them, separated by commas.

    Raises KeyRefused.
    """
    found: list[pyrage.x25519.Recipient | pyrage.ssh.Recipient] = []
    for key in filter(None, (part.strip() for part in text.split(","))):
        kind = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(key))
        except pyrage.RecipientError:
            raise KeyRefused(f"{key[:20]}... is no public key of age or ssh") from None
    return found


def encrypt(source: Path, target: Path, to: str) -> None:
    """Write `source` into `target` so that only the private keys of `to` can read it. Raises KeyRefused, OSError."""
    target.touch(mode=0o600)
    pyrage.encrypt_file(str(source), str(target), recipients(to))


def decrypted(path: Path, identity: Path) -> bytes:
    """What an encrypted file holds, read with a private key's file. Raises KeyRefused, OSError."""
    try:
        return pyrage.decrypt(path.read_bytes(), _identities(identity))
    except pyrage.DecryptError:
        raise KeyRefused(f"{path} cannot be read with the keys of {identity}") from None


def _identities(path: Path) -> Sequence[pyrage.x25519.Identity | pyrage.ssh.Identity]:
    content = path.read_bytes()
    try:
        if content.startswith(b"-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(content)]
        lines = [line.strip() for line in content.decode().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise KeyRefused(f"{path} holds no private key of age or ssh")
    return found
