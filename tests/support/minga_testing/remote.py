"""Buyers' programs on the network, before the server as it is installed, that keep a journal of what was promised to them."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from minga_platform.kernel.secrets import new_token
from minga_testing.shop import Goods, Shop, new_key

ADD = """mutation Add($variant: ID!) { done: addToCart(variantId: $variant, quantity: 1) { __typename } }"""
LOOK = "query Look { done: listings(first: 24) { __typename nodes { title } } }"
START = "mutation Start { done: startCheckout { __typename } }"
PLACE = """mutation Place($key: String!, $total: MoneyInput!, $contact: BuyerInput!, $point: ID) {
  done: placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point) {
    __typename ... on PlacedOrder { order { id } } } }"""
_PAUSE_SECONDS = 0.25
HONEST = frozenset({"200", "503 UNAVAILABLE", "503 DEADLINE", "200 BUSY"})
"""What a server may say whose database is not there: it was done, or not now. Never that something is wrong with the server."""


@dataclass
class Buyers:
    """Any number of them, each with one order after the other. What was answered is in the journal before the next is asked."""

    client: httpx.AsyncClient
    shop: Shop
    goods: Goods
    price: int
    orders: list[str] = field(default_factory=list)
    """Ids of orders that were acknowledged."""
    told: Counter[str] = field(default_factory=Counter)
    """What the server answered, by status and code."""
    broken: list[str] = field(default_factory=list)
    """Promises that were not kept: something acknowledged, which the next answer did not know of."""
    sent_again: int = 0
    """Wishes whose answer was lost, and which were sent again under their key."""

    async def ask(self, document: str, cart: str, **variables: Any) -> dict[str, Any] | None:
        """What was done; None where nothing was said that one could rely on."""
        headers = {"Minga-Cart": cart}
        try:
            answer = await self.client.post(
                f"/c/{self.shop.cooperative.slug}/graphql",
                json={"query": document, "variables": variables},
                headers=headers,
            )
        except httpx.TransportError as problem:
            self.told[type(problem).__name__] += 1
            return None
        codes, read = "", {}
        if answer.headers.get("content-type", "").startswith("application/json"):
            read = answer.json()
            codes = " ".join(sorted({one["extensions"]["code"] for one in read.get("errors", ())}))
        self.told[f"{answer.status_code} {codes}".strip()] += 1
        if answer.status_code != 200 or codes:
            return None
        done: dict[str, Any] = read["data"]["done"]
        return done

    async def one_order(self, stop: asyncio.Event) -> None:
        """A basket, a checkout, an order; what is not answered is tried again until it is, or until all stop."""
        cart = new_token()
        while (added := await self.ask(ADD, cart, variant=self.goods.variant)) is None:
            if stop.is_set():
                return
            await asyncio.sleep(_PAUSE_SECONDS)
            cart = new_token()
        if added["__typename"] != "AddedToCart":
            self.broken.append(f"a basket: {added}")
            return
        while (started := await self.ask(START, cart)) is None:
            if stop.is_set():
                return
            await asyncio.sleep(_PAUSE_SECONDS)
        if started["__typename"] != "CheckoutStarted":
            self.broken.append(f"a filled basket cannot be checked out: {started}")
            return
        wish = {
            "key": new_key(),
            "total": {"minor": self.price, "currency": "EUR"},
            "contact": {"name": "Berta", "mail": "berta@example.org"},
            "point": self.shop.point,
        }
        # Sent again even after all was stopped: whoever got no answer wants to know.
        while (placed := await self.ask(PLACE, cart, **wish)) is None:
            self.sent_again += 1
            await asyncio.sleep(_PAUSE_SECONDS)
        if placed["__typename"] == "PlacedOrder":
            self.orders.append(placed["order"]["id"])
        else:
            self.broken.append(f"a started checkout cannot be placed: {placed}")

    async def look(self) -> bool:
        """Somebody only looks round; whether she was shown something."""
        before = self.told["200"]
        await self.ask(LOOK, new_token())
        return self.told["200"] > before

    async def until_answered(self, seconds: float = 120.0) -> float:
        """How long it takes until somebody new is sold something."""
        began = time.monotonic()
        while await self.ask(ADD, new_token(), variant=self.goods.variant) is None:
            assert time.monotonic() - began < seconds, f"the app does not come back: {dict(self.told)}"
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def until_one_buys(self, seconds: float = 60.0) -> None:
        """Wait until one more order is acknowledged."""
        answered, began = len(self.orders), time.monotonic()
        while len(self.orders) == answered:
            assert time.monotonic() - began < seconds, f"nobody can buy anything: {dict(self.told)}"
            await asyncio.sleep(0.01)

    async def go_on(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.one_order(stop)

    @property
    def dishonest(self) -> dict[str, int]:
        """Answers that nobody should get, whatever happens to the database."""
        return {kind: number for kind, number in self.told.items() if kind not in HONEST}


@asynccontextmanager
async def buyers_at(address: str, shop: Shop, goods: Goods, price: int) -> AsyncIterator[Buyers]:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60, limits=limits) as client:
        yield Buyers(client, shop, goods, price)
