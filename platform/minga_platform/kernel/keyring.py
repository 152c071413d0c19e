"""The installation's keys: derived from one file that the first `up` makes, never stored in the database.

`token` makes links that need no row (an order's address for a guest); `seal` and `open` keep what must be read again but
not lie open in a backup (a co-op's key at the card provider, a bank number). AES-256-GCM with a random nonce; the purpose is bound in.
"""

import hmac
import os
from base64 import urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Keyring:
    """Keys for purposes, all from one master key of at least 32 bytes."""

    def __init__(self, master: bytes) -> None:
        if len(master) < 32:
            raise ValueError("the master key needs 32 bytes")
        self._master = master
        self._keys: dict[str, bytes] = {}

    def _key(self, purpose: str) -> bytes:
        known = self._keys.get(purpose)
        if known is None:
            # Purposes are a handful of names in our code, so this stays small.
            known = self._keys[purpose] = hmac.digest(self._master, purpose.encode(), "sha256")
        return known

    def token(self, purpose: str, subject: str) -> str:
        """A 128-bit token for `subject` that only this installation can make."""
        mac = hmac.digest(self._key(purpose), subject.encode(), "sha256")
        return urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()

    def is_token(self, purpose: str, subject: str, token: str) -> bool:
        """Whether `token` is the one for `subject`, compared in constant time."""
        return hmac.compare_digest(self.token(purpose, subject).encode(), token.encode())

    def seal(self, purpose: str, text: str) -> bytes:
        """Encrypt `text`."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._key(purpose)).encrypt(nonce, text.encode(), purpose.encode())

    def open(self, purpose: str, sealed: bytes) -> str | None:
        """What `seal` was given; None when the key or the bytes are not the ones."""
        try:
            return AESGCM(self._key(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            return None
