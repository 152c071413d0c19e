"""`/_control/…`: what tests and the demo may ask of the stand-in itself. Not part of Stripe's protocol.

Bodies and answers are JSON. A body must say so (`content-type: application/json`): a page in somebody's browser cannot send
that to us without asking, and we never allow it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from minga_infra.local.stripe import settings
from minga_infra.local.stripe.delivery import Delivery
from minga_infra.local.stripe.desk import Desk, shown
from minga_infra.local.stripe.errors import StripeRefusal
from minga_infra.local.stripe.faults import read_fault
from minga_infra.local.stripe.gate import Gate, account_of
from minga_infra.local.stripe.resources import (
    accounts,
    balances,
    checkout,
    disputes,
    payments,
    payouts,
    refunds,
    webhook_endpoints,
)
from minga_infra.local.stripe.serving import Server
from minga_infra.local.stripe.store import Thing

Given = dict[str, Any]


class Control:
    """`doors` are the servers that can be closed; the control's own is not among them."""

    def __init__(self, gate: Gate, delivery: Delivery) -> None:
        self._gate = gate
        self._store = gate.store
        self._delivery = delivery
        self.doors: list[Server] = []
        self._reopening: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        posts: dict[str, Callable[[Given], Awaitable[Any]]] = {
            "platforms": self._platform,
            "keys": self._keys,
            "settings": self._settings,
            "faults": self._faults,
            "refuse": self._refuse,
            "admit": self._admit,
            "clock": self._clock,
            "deliver": self._deliver,
            "resend": self._resend,
            "pay": self._pay,
            "balance": self._balance,
            "accounts": self._accounts,
            "refunds": self._refunds,
            "disputes": self._disputes,
            "payouts": self._payouts,
        }
        return [
            Route("/_control/state", self._state, methods=["GET"]),
            *(Route(f"/_control/{name}", _poster(deed), methods=["POST"]) for name, deed in posts.items()),
        ]

    def _desk(self, given: Given) -> Desk:
        return self._gate.desk(account_of(given["key"]))

    async def _state(self, request: Request) -> Response:
        """Counts of calls, faults hit, messages sent and their answers; settings; clock; faults that still wait."""
        waiting = self._store.db.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall()
        return JSONResponse(
            {
                "now": self._store.now(),
                "counts": self._store.counts(),
                "messages": dict(waiting),
                "settings": asdict(settings.load(self._store)),
                "faults": [{"name": one.name, "hits": one.hits, "times": one.times} for one in self._gate.faults],
                "admits": all(door.open for door in self.doors),
            }
        )

    async def _platform(self, given: Given) -> Any:
        """{key, webhook_url?, webhook_secret?}: the account of a key, and where its messages go. Asked twice, one endpoint."""
        desk = self._desk(given)
        if "webhook_url" in given:
            with self._store.transaction():
                for endpoint in self._store.every(desk.account, "webhook_endpoint", status="enabled"):
                    if endpoint["_hears"] == "both":
                        self._store.drop(desk.account, "webhook_endpoint", endpoint["id"])
                made = webhook_endpoints.create(
                    desk,
                    {"url": given["webhook_url"], "enabled_events": ["*"]},
                    secret=given.get("webhook_secret"),
                    hears="both",
                )
            return {"account": desk.account, "webhook_secret": made["secret"], "webhook_endpoint": made["id"]}
        return {"account": desk.account}

    async def _keys(self, given: Given) -> Any:
        """{key, revoked: bool}: a revoked key answers 401."""
        revoked = set(self._store.setting("revoked_keys", []))
        (revoked.add if given["revoked"] else revoked.discard)(given["key"])
        self._store.keep_setting("revoked_keys", sorted(revoked))
        return {"revoked": given["revoked"]}

    async def _settings(self, given: Given) -> Any:
        """Any field of Settings."""
        changed = asdict(settings.change(self._store, given))
        self._gate.news.set()
        return changed

    async def _faults(self, given: Given) -> Any:
        """{faults: [...]} replaces all that wait. They live in memory: a restart clears them, their counts stay."""
        self._gate.faults = [read_fault(one) for one in given["faults"]]
        return {"faults": [one.name for one in self._gate.faults]}

    async def _refuse(self, given: Given) -> Any:
        """{seconds?}: stop listening (connections are refused, open ones reset), for a while or until `admit`."""
        self._store.count("fault.refuse")
        for door in self.doors:
            await door.refuse()
        if self._reopening is not None:
            self._reopening.cancel()
            self._reopening = None
        if "seconds" in given:
            self._reopening = asyncio.create_task(self._reopen(given["seconds"]))
        return {"refusing": True}

    async def _reopen(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        for door in self.doors:
            await door.admit()

    async def _admit(self, given: Given) -> Any:
        if self._reopening is not None:
            self._reopening.cancel()
            self._reopening = None
        for door in self.doors:
            await door.admit()
        return {"refusing": False}

    async def _clock(self, given: Given) -> Any:
        """{advance_seconds}: what was to happen meanwhile happens: sessions expire, charges become available."""
        self._store.advance(int(given["advance_seconds"]))
        self.tick()
        return {"now": self._store.now()}

    async def _deliver(self, given: Given) -> Any:
        """{late_too?, seconds?}: send now whatever waits, and say what came back."""
        return await self._delivery.flush(
            late_too=given.get("late_too", True), seconds=float(given.get("seconds", 60.0))
        )

    async def _resend(self, given: Given) -> Any:
        """{key, event?}: send one event, or all of the account and its sellers', once more (lost ones too)."""
        desk = self._desk(given)
        holders = [desk.account, *(account["id"] for account in self._all(desk.account, "v2.core.account"))]
        events = [event for holder in holders for event in self._all(holder, "event")]
        if "event" in given:
            events = [event for event in events if event["id"] == given["event"]]
        sent = 0
        with self._store.transaction():
            for event in events:
                sent += desk.repost(event)
        return {"messages": sent}

    def _all(self, holder: str, kind: str) -> list[Thing]:
        things, _ = self._store.find(holder, kind, limit=100_000) or ([], False)
        return things[::-1]

    async def _pay(self, given: Given) -> Any:
        """{key, session, deed?: pay | decline | ask_bank | bank_confirms | bank_refuses}: what a buyer's click does."""
        desk = self._desk(given)
        with self._store.transaction():
            session = desk.need("checkout.session", given["session"], "checkout.session")
            return {"state": checkout.act(desk, session, given.get("deed", "pay"), given.get("email"))}

    async def _balance(self, given: Given) -> Any:
        """{key, currency, amount, account?}: money in (> 0) or out (< 0), of the platform or of a connected account."""
        desk = self._desk(given)
        with self._store.transaction():
            holder = given.get("account") or desk.account
            return balances.adjust(desk, holder, given["currency"].lower(), given["amount"])

    async def _accounts(self, given: Given) -> Any:
        """{key, account, state: ready | restricted | closed}."""
        desk = self._desk(given)
        with self._store.transaction():
            if given["state"] == "closed":
                return accounts.close(desk, given["account"])
            return accounts.set_ready(desk, given["account"], given["state"] == "ready")

    async def _refunds(self, given: Given) -> Any:
        """{key, refund, reason?}: the bank sends a refund back."""
        desk = self._desk(given)
        with self._store.transaction():
            return refunds.fail(desk, given["refund"], given.get("reason", "expired_or_canceled_card"))

    async def _disputes(self, given: Given) -> Any:
        """{key, charge, amount?, reason?, inquiry?, respond_days?} opens; {key, dispute, status: won | lost} closes, and
        `needs_response` makes a chargeback of an inquiry."""
        desk = self._desk(given)
        with self._store.transaction():
            if "dispute" in given:
                return disputes.close_dispute(desk, given["dispute"], given["status"])
            return disputes.open_dispute(
                desk,
                given["charge"],
                given.get("amount"),
                given.get("reason", "general"),
                inquiry=given.get("inquiry", False),
                respond_days=given.get("respond_days", 7),
            )

    async def _payouts(self, given: Given) -> Any:
        """{key, account, payout?, code?}: a bank sends a payout of a connected account back; the newest where none is named."""
        desk = self._desk(given)
        with self._store.transaction():
            newest = given.get("payout") or self._all(given["account"], "payout")[-1]["id"]
            return payouts.fail(desk, given["account"], newest, given.get("code", "account_closed"))

    def tick(self) -> None:
        """What time alone brings about."""
        store = self._store
        for (account,) in store.db.execute(
            "SELECT DISTINCT account FROM facet WHERE kind = 'checkout.session' AND name = 'status' AND value = 'open'"
        ).fetchall():
            with store.transaction():
                if checkout.expire_due(self._gate.desk(account)):
                    self._gate.news.set()
        for (account,) in store.db.execute(
            "SELECT DISTINCT account FROM facet WHERE kind = 'payment_intent' AND name = 'status' AND value = 'requires_capture'"
        ).fetchall():
            with store.transaction():
                if payments.expire_due(self._gate.desk(account)):
                    self._gate.news.set()
        for (account,) in store.db.execute(
            "SELECT DISTINCT account FROM facet WHERE kind = 'payout' AND name = 'status' AND value = 'in_transit'"
        ).fetchall():
            owner = store.owner(account)
            if owner is None:
                continue
            with store.transaction():
                if payouts.arrive_due(self._gate.desk(owner[0]), account):
                    self._gate.news.set()
        for account in store.tied_funds(store.now()):
            with store.transaction():
                store.funds(account)
                refunds.settle_waiting(self._gate.desk(account))
            self._gate.news.set()

    def news(self) -> None:
        self._gate.news.set()


def _poster(deed: Callable[[Given], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"problem": "say content-type: application/json"}, 415)
        try:
            given = await request.json()
            if not isinstance(given, dict):
                raise TypeError("give a JSON object")
            result = await deed(given)
        except KeyError as missing:
            return JSONResponse({"problem": f"missing {missing}"}, 400)
        except (ValueError, TypeError) as wrong:
            return JSONResponse({"problem": str(wrong)}, 400)
        except StripeRefusal as refusal:
            return JSONResponse({"problem": refusal.error["message"], "error": refusal.error}, refusal.status)
        control = getattr(deed, "__self__", None)
        if isinstance(control, Control):
            control.news()
        return JSONResponse(shown(result))

    return answer
