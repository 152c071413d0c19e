"""What people are told when an order, or something of it, ends: the buyer what and why, the stalls that they need not prepare it."""

from typing import Any

import asyncpg
import pytest

from minga_platform.kernel.database import Database
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import cancel, part_of, seen

REMAINING = "query O($id: ID!) { order(id: $id) { total { minor } remaining { minor } parts { stallName state cancellationReason } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def ordered(shop: Shop, admin: asyncpg.Connection) -> tuple[Program, dict[str, Any], list[Stall]]:
    """Three stalls' goods, to be paid when they are fetched: 5.00, 7.00 and 20.00."""
    stalls = [await open_stall(shop, name) for name in ("Baker", "Dairy", "Potter")]
    for stall in stalls:
        await admin.execute(
            "UPDATE identifier SET proven_at = created_at WHERE person_id = $1", stall.maker.viewer.person_id
        )
    goods: list[Goods] = [
        await offer(shop, stall, f"From {stall.slug}", price=price, on_hand=9)
        for stall, price in zip(stalls, (500, 700, 2000), strict=True)
    ]
    buyer = shop.visitor()
    await fill(buyer, *((one, 1) for one in goods))
    await start(buyer)
    placed = await place(shop, buyer, 3200)
    await shop.worker.drain()
    shop.letters._by_id.clear()
    return buyer, await seen(buyer, placed["order"]["id"]), stalls


def told(shop: Shop) -> list[tuple[str, str]]:
    """(to whom, what about) of all letters since the last look, which are gone then."""
    found = [(one.to, one.subject + "\n" + one.text) for one in shop.letters.sent]
    shop.letters._by_id.clear()
    return sorted(found)


async def test_each_part_that_ends_is_told_with_its_reason(shop: Shop, admin: asyncpg.Connection) -> None:
    """Two of three stalls end their parts, one after the other: two letters, each with what will not come and why, and what the rest is."""
    buyer, order, (baker, dairy, potter) = await ordered(shop, admin)
    await cancel(shop, order["id"], baker)
    await shop.worker.drain()
    [(to, text)] = told(shop)
    assert to == "berta@example.org"
    for words in ("something of it will not come", "From baker", "the loom broke", "From dairy", "€27.00"):
        assert words in text, (words, text)
    assert "€32.00" not in text
    await cancel(shop, order["id"], dairy)
    await shop.worker.drain()
    [(to, text)] = told(shop)
    assert ("From dairy" in text, "From potter" in text, "From baker" in text, "€20.00" in text) == (
        True,
        True,
        False,
        True,
    )
    now = (await buyer.ask(REMAINING, id=order["id"]))["order"]
    assert (now["total"]["minor"], now["remaining"]["minor"]) == (3200, 2000)
    assert [one["cancellationReason"] for one in now["parts"]] == ["the loom broke", "the loom broke", ""]
    assert part_of(order, potter)


async def test_stalls_are_told_that_an_order_ended(shop: Shop, admin: asyncpg.Connection) -> None:
    """The co-op ends it: the buyer and all three keepers are told; a buyer who ends it herself, likewise."""
    _, order, stalls = await ordered(shop, admin)
    await cancel(shop, order["id"])
    await shop.worker.drain()
    letters = told(shop)
    assert len(letters) == 4
    assert [("was cancelled" in text, "the loom broke" in text) for _, text in letters] == [(True, True)] * 4
    buyer = shop.visitor()
    goods = await offer(shop, stalls[0], "Rolls", price=300, on_hand=9)
    await fill(buyer, (goods, 1))
    await start(buyer)
    placed = await place(shop, buyer, 300)
    await shop.worker.drain()
    told(shop)
    done = await buyer.wish(
        "askCancellation(key: $key, orderId: $order, reason: $reason)",
        "... on ChangedOrder { order { state } }",
        key=("String!", new_key()), order=("ID!", placed["order"]["id"]), reason=("String!", "I found another"),
    )  # fmt: skip
    assert done["order"]["state"] == "CANCELLED"
    await shop.worker.drain()
    assert len(told(shop)) == 2
