"""A passkey's device in software: makes and answers as WebAuthn Level 3 has it, without attestation."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eventapp.core.codes import base64url

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class Authenticator:
    def __init__(self, origin: str = "http://localhost", rp_id: str = "localhost") -> None:
        self.origin, self.rp_id = origin, rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.count = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` gives, as JSON."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )  # fmt: skip
        data = self._data(USER_PRESENT | USER_VERIFIED | HAS_KEY)
        data += bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": base64url(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": base64url(made), "transports": ["internal"],
        }  # fmt: skip
        return self._credential(response)

    def get(self, options: dict[str, Any], *, flags: int = USER_PRESENT | USER_VERIFIED) -> dict[str, Any]:
        """What `navigator.credentials.get` gives, as JSON."""
        self.count += 1
        data = self._data(flags)
        client_data = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": base64url(client_data), "authenticatorData": base64url(data),
            "signature": base64url(signature), "userHandle": None,
        }  # fmt: skip
        return self._credential(response)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, what: str, challenge: str) -> bytes:
        return json.dumps({"type": what, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = base64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
