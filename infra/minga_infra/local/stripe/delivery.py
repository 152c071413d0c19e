"""Sends the messages: signed, again until somebody says 2xx, and badly where that was asked for.

Every message goes out at least once; it is marked delivered only after the answer, so a kill in between sends it again, as
a provider would.
"""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections import Counter
from dataclasses import dataclass

import httpx

from minga_infra.local.stripe import settings
from minga_infra.local.stripe.desk import shown
from minga_infra.local.stripe.settings import Settings
from minga_infra.local.stripe.store import Store, Thing

_TIMEOUT_SECONDS = 10.0
_LONGEST_PAUSE = 60.0
_BATCH = 200


@dataclass(frozen=True)
class _Message:
    id: int
    event: str
    endpoint: str
    attempts: int


def sign(body: bytes, secret: str, at: int) -> str:
    """`Stripe-Signature` as docs.stripe.com/webhooks/signature describes it."""
    mac = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class Delivery:
    """One per process. `run` sends by itself; `flush` sends now whatever waits, and tells what came of it."""

    def __init__(self, store: Store, news: asyncio.Event) -> None:
        self._store = store
        self._news = news
        self._client = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)
        self._sending = asyncio.Lock()
        self._lot = random.Random(0)  # noqa: S311 - chance for tests, no secret

    async def run(self) -> None:
        while True:
            self._news.clear()
            if settings.load(self._store).deliver_by_itself:
                async with self._sending:
                    await self._round(until=time.time())
            try:
                await asyncio.wait_for(self._news.wait(), self._pause())
            except TimeoutError:
                continue

    async def flush(self, *, late_too: bool = True, seconds: float = 60.0) -> dict[str, int]:
        """Send until nothing waits, nothing moves any more, or the time is over. Counts by answer."""
        told: Counter[str] = Counter()
        until = float("inf") if late_too else time.time()
        end = time.monotonic() + seconds
        async with self._sending:
            while time.monotonic() < end:
                answers = await self._round(until=until)
                told.update(answers)
                if not any(answer.startswith("2") for answer in answers):
                    break
        told["waiting"] = self._waiting()
        return dict(told)

    async def close(self) -> None:
        await self._client.aclose()

    def _waiting(self) -> int:
        found: int = self._store.db.execute("SELECT count(*) FROM delivery WHERE state = 'waiting'").fetchone()[0]
        return found

    def _pause(self) -> float:
        due: float | None = self._store.db.execute("SELECT min(due) FROM delivery WHERE state = 'waiting'").fetchone()[
            0
        ]
        if due is None or not settings.load(self._store).deliver_by_itself:
            return 60.0
        return min(60.0, max(0.01, due - time.time()))

    async def _round(self, *, until: float) -> list[str]:
        """One attempt for each message that is due."""
        wish = settings.load(self._store)
        answers: list[str] = []
        last = 0
        while True:
            rows = self._store.db.execute(
                "SELECT id, event, endpoint, attempts FROM delivery WHERE state = 'waiting' AND due <= ? AND id > ?"
                " ORDER BY id LIMIT ?",
                (until, last, _BATCH),
            ).fetchall()
            if not rows:
                return answers
            last = rows[-1][0]
            batch = [_Message(*row) for row in rows]
            if wish.shuffled:
                random.Random(f"{wish.delivery_seed}:{last}").shuffle(batch)  # noqa: S311 - chance for tests, no secret
                self._store.count("delivery.shuffled", len(batch))
            gate = asyncio.Semaphore(wish.delivery_lanes)
            # One lane keeps the order; several are how a provider really behaves.
            answers += await asyncio.gather(*(self._send(message, wish, gate) for message in batch))

    async def _send(self, message: _Message, wish: Settings, gate: asyncio.Semaphore) -> str:
        async with gate:
            found = self._store.owner(message.event)
            event = self._store.get(found[0], "event", message.event) if found else None
            endpoint = self._store.get(event["_platform"], "webhook_endpoint", message.endpoint) if event else None
            if endpoint is None or event is None or endpoint["status"] != "enabled":
                self._mark(message, "gone", "gone", wish)
                return "gone"
            body, signature, spoiled = self._letter(event, endpoint, wish)
            try:
                answer = await self._client.post(
                    endpoint["url"],
                    content=body,
                    headers={
                        "content-type": "application/json; charset=utf-8",
                        "user-agent": "Stripe/1.0 (stand-in; +https://stripe.com/docs/webhooks)",
                        "stripe-signature": signature,
                    },
                )
                status = str(answer.status_code)
            except (httpx.HTTPError, AttributeError) as trouble:  # The latter as in `payments/stripe_line.py`.
                status = type(trouble).__name__
            good = status.startswith("2")
            if spoiled and good:
                # Whoever believes a spoiled message has a hole; the count makes a test fail.
                self._store.count(f"delivery.{spoiled}_believed")
            self._store.count(f"delivery.answer_{status}")
            self._mark(message, "delivered" if good and not spoiled else "waiting", status, wish)
            return status

    def _letter(self, event: Thing, endpoint: Thing, wish: Settings) -> tuple[bytes, str, str | None]:
        """(body, signature header, how it was spoiled). A spoiled message is sent again: it must be refused."""
        body = json.dumps(shown(event), indent=2).encode()
        now, secret = self._store.now(), endpoint["_secret"]
        for spoil, per_mille in (
            ("bad_signature", wish.bad_signature_per_mille),
            ("altered_body", wish.altered_body_per_mille),
            ("old", wish.old_per_mille),
            ("future", wish.future_per_mille),
        ):
            if self._lot.randrange(1000) >= per_mille:
                continue
            self._store.count(f"delivery.{spoil}")
            if spoil == "bad_signature":
                return body, sign(body, secret + "x", now), spoil
            if spoil == "altered_body":
                return json.dumps(json.loads(body), separators=(",", ":")).encode(), sign(body, secret, now), spoil
            skew = wish.skew_seconds if spoil == "future" else -wish.skew_seconds
            return body, sign(body, secret, now + skew), spoil
        return body, sign(body, secret, now), None

    def _mark(self, message: _Message, state: str, status: str, wish: Settings) -> None:
        attempts = message.attempts + 1
        if state == "waiting" and attempts >= wish.delivery_attempts:
            state = "given_up"
            self._store.count("delivery.given_up")
        pause = min(_LONGEST_PAUSE, 0.5 * 2**attempts)
        self._store.db.execute(
            "UPDATE delivery SET state = ?, attempts = ?, last_status = ?, due = ? WHERE id = ?",
            (state, attempts, status, time.time() + pause, message.id),
        )
