"""Whether a message is really from Stripe, from now, and unaltered.

Stripe's own check refuses what is too old but lets messages from the future pass; ours refuses both (docs.stripe.com/webhooks/signature).
The signature stands over the raw bytes: a body that was read and written again no longer fits, which is the point.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime

from minga_infra.payments.stripe_reading import read_event
from minga_platform.market.payments.ports import EventHint, WebhookRefusal, WebhookRefused

TOLERANCE_SECONDS = 300
_LONGEST_HEADER = 4_096
_MOST_SIGNATURES = 10
"""Stripe sends one for each secret while secrets are exchanged; hashing is ours to bound."""


def verify(body: bytes, header: str | None, secrets: Sequence[str], now: datetime) -> EventHint:
    """Raises WebhookRefused."""
    if not header:
        raise WebhookRefused(WebhookRefusal.NO_SIGNATURE)
    at, signatures = _read_header(header)
    # compare_digest tells nobody by its time how much of a guess was right.
    wanted = [hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest() for secret in secrets if secret]
    if not any(hmac.compare_digest(one.encode(), given) for one in wanted for given in signatures):
        raise WebhookRefused(WebhookRefusal.BAD_SIGNATURE)
    distance = at - now.timestamp()
    if distance < -TOLERANCE_SECONDS:
        raise WebhookRefused(WebhookRefusal.TOO_OLD)
    if distance > TOLERANCE_SECONDS:
        raise WebhookRefused(WebhookRefusal.FROM_THE_FUTURE)
    try:
        return read_event(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise WebhookRefused(WebhookRefusal.NOT_UNDERSTOOD) from None


def _read_header(header: str) -> tuple[int, list[bytes]]:
    """`t=1700000000,v1=…,v1=…,v0=…` → (t, the v1 signatures)."""
    if len(header) > _LONGEST_HEADER:
        raise WebhookRefused(WebhookRefusal.BAD_SIGNATURE)
    times: list[str] = []
    signatures: list[bytes] = []
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name == "t":
            times.append(value)
        elif name == "v1":
            signatures.append(value.encode("utf-8", "replace"))
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12):
        raise WebhookRefused(WebhookRefusal.BAD_SIGNATURE)
    if not signatures or len(signatures) > _MOST_SIGNATURES:
        raise WebhookRefused(WebhookRefusal.BAD_SIGNATURE if signatures else WebhookRefusal.NO_SIGNATURE)
    return int(times[0]), signatures
