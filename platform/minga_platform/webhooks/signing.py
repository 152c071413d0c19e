"""Signatures as Standard Webhooks has them (spec 1.0.0, symmetric): who knows the secret knows that we wrote it, and when.

`webhook-id`, `webhook-timestamp` and `webhook-signature: v1,<base64 of HMAC-SHA256(secret, "id.timestamp.body")>`, one such
entry for each secret that holds now, separated by blanks. Any library for Standard Webhooks checks them.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256

_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret as people copy it: `whsec_` and 24 bytes in base64."""
    return _PREFIX + b64encode(secrets.token_bytes(24)).decode()


def headers(message: str, seconds: int, body: bytes, among: Sequence[str]) -> dict[str, str]:
    """What stands above a message: `message` is its id, `seconds` the time of this try, `among` the secrets that hold."""
    signed = f"{message}.{seconds}.".encode() + body
    marks = [hmac.new(b64decode(one.removeprefix(_PREFIX)), signed, sha256).digest() for one in among]
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{b64encode(mark).decode()}" for mark in marks),
    }
