"""G4: the app is killed between any two steps of a checkout, a refund, a payout, and everything is finished once all the same.

Twelve named places, and random moments; then whoever starts again finds the rows and ends what was begun. Looked at through
the provider's own lists: one charge an order, one refund a refund, one transfer a payout, and its balance is our books' cash.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_platform.kernel.failpoints import NAMES
from minga_testing.clusters import Urls
from minga_testing.plugin import Clock
from minga_testing.shop import PLACED, Program, fill, new_key, offer, open_stall, start
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import HOLD, books, buy, cash, connect, hand_over, later, provider_cash, rounds, seen

pytestmark = pytest.mark.reliability

PLACE = f"""mutation Place($key: String!, $total: MoneyInput!, $contact: BuyerInput!, $point: ID) {{
  done: placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: CARD, pickupPointId: $point) {{
    __typename {PLACED} }} }}"""
REFUND = """mutation Back($key: String!, $order: ID!, $lines: [LineRefundInput!]!) {
  done: refundLines(key: $key, orderId: $order, lines: $lines, reason: "flaw") { __typename ... on Refusal { code } } }"""
PRICE = 1210


@dataclass
class Mortal:
    """The program that dies: gives a deed to a fork, and tells whether it was killed."""

    process: "subprocess.Popen[str]"
    killed: Counter[str] = field(default_factory=Counter)

    def do(self, deed: dict[str, Any]) -> bool:
        """Whether the deed's process was killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(deed) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        hit = bool(told["signal"] == 9)
        assert hit or told["code"] == 0, f"{deed} failed"
        self.killed[deed.get("failpoint", "random")] += hit
        return hit


@contextmanager
def mortal(urls: Urls, till: Till, log: Path) -> Iterator[Mortal]:
    setting = {
        "app": urls.app,
        "worker": urls.worker,
        "stripe": till.stand_in.url,
        "slug": till.shop.cooperative.slug,
        "cooperative": str(till.shop.id),
    }
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with log.open("w") as noise:
        process = subprocess.Popen(
            [sys.executable, "-m", "minga_testing.mortal", json.dumps(setting)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, text=True, env=environment,
        )  # fmt: skip
        assert process.stdout is not None
        assert json.loads(process.stdout.readline() or "{}").get("ready"), log.read_text()[-3000:]
        try:
            yield Mortal(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)
            process.stdout.close()


async def settled(till: Till, clock: Clock) -> float:
    """The app is back and the leases of the dead have run out; how long its longest round took, seconds."""
    await till.stand_in.ask("deliver")
    longest = 0.0
    for _ in range(3):  # A lease, and then what only begins after it.
        await clock.move(timedelta(seconds=61))
        await till.stand_in.ask("clock", advance_seconds=61)
        start_of_round = time.monotonic()
        await rounds(till)
        longest = max(longest, time.monotonic() - start_of_round)
    return longest


async def begin(till: Till, goods: Any) -> tuple[Program, dict[str, Any]]:
    """A buyer with a started checkout, and her wish."""
    buyer = till.shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    assert buyer.viewer.visitor_hash is not None
    variables = {
        "key": new_key(),
        "total": {"minor": PRICE, "currency": "EUR"},
        "contact": {"name": "Berta", "mail": f"{new_key()}@example.org"},
        "point": till.shop.point,
    }
    return buyer, {"do": "place", "visitor": buyer.viewer.visitor_hash.hex(), "document": PLACE, "variables": variables}


async def place_again(buyer: Program, deed: dict[str, Any]) -> dict[str, Any]:
    """The buyer, who got no answer, sends the same wish again."""
    done: dict[str, Any] = (await buyer.ask(PLACE, **deed["variables"]))["done"]
    assert done["__typename"] == "PlacedOrder", done
    return done


async def test_g4_killed_anywhere_everything_happens_once(
    database: Database,
    worker_database: Database,
    database_urls: Urls,
    tmp_path: Path,
    clock: Clock,
    pytestconfig: pytest.Config,
) -> None:
    """0 lost paid orders, 0 double charges, refunds or payouts."""
    full = pytestconfig.getoption("--reliability") == "full"
    each, by_chance, seed = (50, 400, 20261122) if full else (3, 12, 20261122)
    lot = random.Random(seed)
    slowest = 0.0
    async with open_till(database, worker_database, tmp_path) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        shop = till.shop
        weaver = await open_stall(shop, "Weaver")
        scarf = await offer(shop, weaver, "Scarf", price=PRICE, on_hand=100_000)
        await connect(till, weaver)
        await buy(till, (await offer(shop, await open_stall(shop, "Bank"), "Gold", price=900_000), 1), total=900_000)
        orders: list[tuple[Program, str]] = []

        with mortal(database_urls, till, tmp_path / "mortal.log") as house:
            # The checkout, and the message about its payment.
            for name in ("checkout.committed", "checkout.page_opened", "checkout.page_noted"):
                for _ in range(each):
                    buyer, deed = await begin(till, scarf)
                    house.do(deed | {"failpoint": name})
                    done = await place_again(buyer, deed)
                    await pay(till, done["paymentUrl"])
                    orders.append((buyer, done["order"]["id"]))
            for _ in range(by_chance // 3):
                buyer, deed = await begin(till, scarf)
                house.do(deed | {"after_ms": lot.randrange(5, 250)})
                done = await place_again(buyer, deed)
                await pay(till, done["paymentUrl"])
                orders.append((buyer, done["order"]["id"]))
            slowest = max(slowest, await settled(till, clock))
            for name in ("payment.heard", "payment.looked_up", "payment.applied"):
                for _ in range(each):
                    buyer, deed = await begin(till, scarf)
                    done = await place_again(buyer, deed)
                    await pay(till, done["paymentUrl"])
                    await till.stand_in.ask("deliver")
                    house.do({"do": "jobs", "failpoint": name})
                    orders.append((buyer, done["order"]["id"]))
            slowest = max(slowest, await settled(till, clock))
            for buyer, order_id in orders:
                order = await seen(buyer, order_id)
                assert (order["state"], order["payment"]["captured"]["minor"]) == ("PLACED", PRICE), order
            assert len(await till.listed("charges")) == len(orders) + 1, "one charge an order"

            # Refunds, a part of each order's line; the dead one's wish is sent again under its key.
            wishes: dict[str, int] = {}
            chosen = iter(orders)
            for name in [*("refund.committed", "refund.sent") * each, *("",) * (by_chance // 3)]:
                _, order_id = next(chosen)
                order = await seen(_, order_id)
                variables = {
                    "key": new_key(),
                    "order": order_id,
                    "lines": [
                        {"lineId": order["parts"][0]["lines"][0]["id"], "amount": {"minor": 100, "currency": "EUR"}}
                    ],
                }
                dying = {"failpoint": name} if name else {"after_ms": lot.randrange(5, 250)}
                house.do(
                    {"do": "wish", "token": shop.coordinator.token, "document": REFUND, "variables": variables} | dying
                )
                again = (await shop.by(shop.coordinator).ask(REFUND, **variables))["done"]
                assert again["__typename"] == "ChangedOrder", again
                wishes[order_id] = 100
            slowest = max(slowest, await settled(till, clock))
            assert [one["amount"] for one in await till.listed("refunds")] == [100] * len(wishes)
            assert (await books(shop))[("refunds_in_flight", "", "")] == 0

            # Hand-over, the hold, and remittances: a few orders for each kill, since one sweep sends all that are payable.
            earned = 0
            names = [*("remittance.claimed", "remittance.sent") * each, *("",) * (by_chance // 3)]
            for (buyer, order_id), name in zip(orders, names, strict=False):
                order = await seen(buyer, order_id)
                assert (await hand_over(shop, weaver, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
                await clock.move(HOLD)
                await till.stand_in.ask("clock", advance_seconds=int(HOLD.total_seconds()))
                house.do({"do": "sweep"} | ({"failpoint": name} if name else {"after_ms": lot.randrange(20, 400)}))
                earned += 1
            slowest = max(slowest, await settled(till, clock))
            transfers = await till.listed("transfers")
            assert len(transfers) == earned, "one remittance a part"
            sums = await books(shop)
            assert sums[("seller_payable", "", weaver.id)] == 0

            # Refunds of what was sent on: taken back once.
            reversals = 0
            for (buyer, order_id), name in zip(orders, ("reversal.decided", "reversal.sent") * each, strict=False):
                order = await seen(buyer, order_id)
                if order["parts"][0]["state"] != "HANDED_OVER":
                    continue
                done = (
                    await shop.by(shop.coordinator).ask(
                        REFUND,
                        key=new_key(),
                        order=order_id,
                        lines=[
                            {"lineId": order["parts"][0]["lines"][0]["id"], "amount": {"minor": 200, "currency": "EUR"}}
                        ],
                    )
                )["done"]
                assert done["__typename"] == "ChangedOrder", done
                house.do({"do": "jobs", "failpoint": name})
                reversals += 1
            slowest = max(slowest, await settled(till, clock))
            sums = await books(shop)
            assert sums[("seller_negative", "", weaver.id)] == 0, "all of it was taken back, none of it twice"
            back = sum(one["amount_reversed"] for one in await till.listed("transfers"))
            lines = await till.shop.worker_database_value(
                "SELECT sum(amount_minor) FROM reversal WHERE cooperative_id = $1 AND state = 'done'"
            )
            assert back == lines
            await later(till, clock, timedelta(minutes=11))
            assert await cash(till) == await provider_cash(till)

        print(
            f"G4 seed={seed} kills={sum(house.killed.values())} {dict(sorted(house.killed.items()))} orders={len(orders)} "
            f"refunds={len(wishes) + reversals} remittances={earned} slowest_settling={slowest:.1f}s of work after a lease of at most 61 s"
        )
        assert house.killed["random"] >= 3, f"vacuous: {house.killed}"
        for name in NAMES:
            assert house.killed[name] >= each, f"vacuous: {name} was hit {house.killed[name]} times of {each}"
        if full:
            assert slowest <= 10.0, (
                "a round of work after a restart takes seconds (stated, not asserted, on a busy machine)"
            )
