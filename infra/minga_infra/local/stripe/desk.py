"""One call's view of the stand-in: whose account, what time, and the two things every change may do: announce and book."""

import random
import time
from dataclasses import dataclass, field
from typing import Any

from minga_infra.local.stripe.errors import missing_object
from minga_infra.local.stripe.settings import API_VERSION, Settings
from minga_infra.local.stripe.store import Store, Thing

KINDS = {
    "cs_": "checkout.session",
    "pi_": "payment_intent",
    "ch_": "charge",
    "py_": "charge",
    "txn_": "balance_transaction",
    "re_": "refund",
    "tr_": "transfer",
    "trr_": "transfer_reversal",
    "dp_": "dispute",
    "po_": "payout",
    "evt_": "event",
    "we_": "webhook_endpoint",
    "acct_": "v2.core.account",
}
FACETS: dict[str, tuple[str, ...]] = {
    "checkout.session": ("payment_intent", "status", "customer"),
    "payment_intent": ("customer", "status"),
    "charge": ("payment_intent", "transfer_group", "customer"),
    "refund": ("charge", "payment_intent", "status"),
    "transfer": ("destination", "transfer_group", "source_transaction"),
    "transfer_reversal": ("transfer",),
    "balance_transaction": ("source", "type", "currency"),
    "event": ("type",),
    "dispute": ("charge", "payment_intent"),
    "payout": ("status",),
    "webhook_endpoint": ("status",),
    "v2.core.account": ("closed",),
}


@dataclass
class Desk:
    """`account` is the platform that the key belongs to; `origin` is where the hosted pages live."""

    store: Store
    settings: Settings
    account: str
    origin: str
    request_id: str | None = None
    idempotency_key: str | None = None
    api_version: str = API_VERSION
    announced: list[str] = field(default_factory=list)

    @property
    def now(self) -> int:
        return self.store.now()

    # --- things ---

    def keep(self, kind: str, thing: Thing) -> Thing:
        return self.store.put(self.account, kind, thing, FACETS.get(kind, ()))

    def need(self, kind: str, reference: str, noun: str | None = None, param: str = "id") -> Thing:
        found = self.store.get(self.account, kind, reference)
        if found is None:
            raise missing_object(noun or kind.rpartition(".")[2].replace("_", " "), reference, param)
        return found

    # --- money ---

    def book(
        self,
        holder: str,
        type_: str,
        amount: int,
        currency: str,
        source: str,
        *,
        fee: int = 0,
        available_on: int | None = None,
        category: str | None = None,
        description: str | None = None,
    ) -> Thing:
        """A line on the statement of `holder` and the money that goes with it: `amount` − `fee`."""
        now = self.now
        available = now if available_on is None else available_on
        line: Thing = {
            "id": self.store.new_id("txn_"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": available,
            "balance_type": "payments",
            "created": now,
            "currency": currency,
            "description": description,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [
                {
                    "amount": fee,
                    "application": None,
                    "currency": currency,
                    "description": "Stripe processing fees",
                    "type": "stripe_fee",
                }
            ]
            if fee
            else [],
            "net": amount - fee,
            "reporting_category": category or type_,
            "source": source,
            "status": "available" if available <= now else "pending",
            "type": type_,
        }
        self.store.put(holder, "balance_transaction", line, FACETS["balance_transaction"])
        self.store.move_funds(holder, currency, amount - fee, available)
        return line

    # --- announcements ---

    def emit(self, type_: str, thing: Thing, *, connected: str | None = None) -> Thing:
        """An event with the thing as it is at this moment, and a message to each endpoint that asked for its type."""
        event: Thing = {
            "id": self.store.new_id("evt_"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": {"object": shown(thing)},
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": type_,
        }
        event["_platform"] = self.account
        if connected is not None:
            event["account"] = connected
        endpoints = [
            endpoint
            for endpoint in self.store.every(self.account, "webhook_endpoint", status="enabled")
            if endpoint["_hears"] in ("both", "sellers" if connected else "own")
            and ("*" in endpoint["enabled_events"] or type_ in endpoint["enabled_events"])
        ]
        event["pending_webhooks"] = len(endpoints)
        # What happened on a seller's account is listed under that account, as at Stripe, not under the platform's.
        self.store.put(connected or self.account, "event", event, FACETS["event"])
        for endpoint in endpoints:
            self._post(event["id"], endpoint["id"])
        self.announced.append(type_)
        return event

    def repost(self, event: Thing) -> int:
        """Once more to every endpoint of the account, without chance; how many messages."""
        endpoints = [
            endpoint
            for endpoint in self.store.every(self.account, "webhook_endpoint", status="enabled")
            if endpoint["_hears"] in ("both", "sellers" if event.get("account") else "own")
        ]
        for endpoint in endpoints:
            self.store.db.execute(
                "INSERT INTO delivery (event, endpoint, due) VALUES (?, ?, ?)",
                (event["id"], endpoint["id"], time.time()),
            )
        return len(endpoints)

    def _post(self, event: str, endpoint: str) -> None:
        """Put messages into the box, with the copies, losses and delays that were asked for."""
        wish = self.settings
        # The same seed and event order give the same fate, whatever else runs.
        serial = self.store.db.execute("SELECT coalesce(max(id), 0) FROM delivery").fetchone()[0]
        lot = random.Random(f"{wish.delivery_seed}:{serial}")  # noqa: S311 - chance for tests, no secret
        copies = lot.randint(wish.copies_least, wish.copies_most)
        if lot.randrange(1000) < wish.lost_per_mille:
            self.store.count("delivery.lost")
            copies = 0
        if copies > 1:
            self.store.count("delivery.doubled", copies - 1)
        for _ in range(copies):
            due = time.time()
            if lot.randrange(1000) < wish.late_per_mille:
                self.store.count("delivery.late")
                due += wish.late_seconds
            self.store.db.execute(
                "INSERT INTO delivery (event, endpoint, due) VALUES (?, ?, ?)", (event, endpoint, due)
            )


def shown(value: Any) -> Any:
    """Without what is ours."""
    if isinstance(value, dict):
        return {key: shown(part) for key, part in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [shown(part) for part in value]
    return value
