"""How a certificate is signed, and how anybody can check it without us.

The *payload* is a text: JSON with sorted keys and no blanks. It is signed as it is, byte for byte, with the co-op's Ed25519 key
(RFC 8032), and a certificate file holds the text itself, so that nobody has to write JSON in one canonical way to check it:

    {"payload": "{…}", "signature": "base64", "public_key": "base64", "algorithm": "Ed25519"}

Offline: `minga licence check FILE`, or any program that knows Ed25519 over `payload.encode()`. A signature proves that the co-op
issued it; whether it was revoked since is told by the page at `check` alone. The private key is sealed under the key file of
the installation: a copy of the database signs nothing.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from minga_platform.kernel import ids
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.work import Work

PURPOSE: Final = "certificate key"
ALGORITHM: Final = "Ed25519"


class KeyLost(RuntimeError):
    """The sealed key cannot be opened: this installation's key file is not the one it was sealed under."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A payload as it was signed."""

    payload: str
    signature: bytes
    key_id: UUID


async def sign(work: Work, keyring: Keyring, payload: Mapping[str, Any]) -> Signed:
    """Sign with the co-op's key, which is made by whoever needs it first."""
    row = await _open_key(work)
    if row is None:
        fresh = Ed25519PrivateKey.generate()
        await work.execute(
            """INSERT INTO certificate_key (cooperative_id, id, public_key, sealed, made_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT DO NOTHING""",
            work.cooperative_id, ids.new(), fresh.public_key().public_bytes_raw(),
            keyring.seal(_purpose(work), fresh.private_bytes_raw().hex()), work.now,
        )  # fmt: skip
        row = await _open_key(work)
    assert row is not None
    opened = keyring.open(_purpose(work), bytes(row["sealed"]))
    if opened is None:
        raise KeyLost
    text = written(payload)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(opened))
    return Signed(text, key.sign(text.encode()), row["id"])


def written(payload: Mapping[str, Any]) -> str:
    """The text that is signed."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def file_of(payload: str, signature: bytes, public_key: bytes) -> dict[str, str]:
    """A certificate as a file."""
    return {
        "algorithm": ALGORITHM,
        "payload": payload,
        "public_key": b64encode(public_key).decode(),
        "signature": b64encode(signature).decode(),
    }


def read(file: object) -> dict[str, Any] | None:
    """What a certificate file says, if its signature is that of the key that it names; None for anything else."""
    if not isinstance(file, Mapping) or file.get("algorithm") != ALGORITHM:
        return None
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(str(file["public_key"]), validate=True))
        payload = str(file["payload"])
        key.verify(b64decode(str(file["signature"]), validate=True), payload.encode())
        found = json.loads(payload)
    except (KeyError, ValueError, InvalidSignature):
        return None
    return found if isinstance(found, dict) else None


async def _open_key(work: Work) -> Any:
    return await work.row(
        "SELECT id, sealed FROM certificate_key WHERE cooperative_id = $1 AND retired_at IS NULL", work.cooperative_id
    )


def _purpose(work: Work) -> str:
    return f"{PURPOSE} {work.cooperative_id}"
