"""A passkey device in software: makes keys and answers questions as a browser with a platform authenticator does."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_USER_PRESENT, _USER_VERIFIED, _HAS_KEY = 0x01, 0x04, 0x40


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Device:
    """One passkey for one account. `counter` is what the device says of its use; real ones mostly say 0."""

    origin: str = "http://localhost:8000"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    passkey_id: bytes = field(default_factory=lambda: os.urandom(32))
    counter: int = 0
    verifies: bool = True
    owner: bytes = b""

    def make(self, options: str) -> str:
        """Answer `navigator.credentials.create`."""
        wish = json.loads(options)
        self.owner = urlsafe_b64decode(wish["user"]["id"] + "==")
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        described = bytes(16) + len(self.passkey_id).to_bytes(2, "big") + self.passkey_id + cbor2.dumps(cose)
        data = self._data(wish["rp"]["id"], _HAS_KEY) + described
        return self._answer(
            {
                "clientDataJSON": _text(self._client("webauthn.create", wish["challenge"])),
                "attestationObject": _text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            }
        )

    def answer(self, options: str) -> str:
        """Answer `navigator.credentials.get`."""
        wish = json.loads(options)
        data, client = self._data(wish["rpId"], 0), self._client("webauthn.get", wish["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(client),
                "authenticatorData": _text(data),
                "signature": _text(signature),
                "userHandle": _text(self.owner),
            }
        )

    def _data(self, party: str, flags: int) -> bytes:
        flags |= _USER_PRESENT | (_USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = _text(self.passkey_id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
