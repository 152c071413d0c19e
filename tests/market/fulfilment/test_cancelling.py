"""The buyer ends her order herself: in the time that the members gave her, or as long as nobody has begun."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg

from minga_infra.founding.found import STATUTES
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import parse
from minga_testing.getting import buys
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, Stall, new_key, offer, open_shop, open_stall
from minga_testing.trade import hand_over, seen

TERMS = "query T($id: ID!, $t: String) { cancellation(orderId: $id, token: $t) { atOnce until } }"


async def ask(buyer: Program, order: dict[str, Any]) -> dict[str, Any]:
    return await buyer.wish(
        "askCancellation(key: $k, orderId: $id)",
        "... on ChangedOrder { order { state cancellationAsked } } ... on InvalidTransition { current }",
        k=("String!", new_key()),
        id=("ID!", order["id"]),
    )


async def begin(shop: Shop, stall: Stall, order: dict[str, Any]) -> dict[str, Any]:
    return await shop.by(stall.maker).wish(
        "beginPreparing(partId: $p)",
        "... on ChangedPart { part { state begunAt } } ... on InvalidTransition { current }",
        p=("ID!", order["parts"][0]["id"]),
    )


async def test_within_the_minutes_she_ends_it_and_later_she_asks(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """The terms say until when; past them the same wish is a question. A stall that has begun ends her time at once."""
    shop = await open_shop(database, worker_database)
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=9)
    buyer = shop.visitor()
    first, second, third = [(await buys(shop, buyer, bowl, 2400))["order"] for _ in range(3)]
    terms = (await buyer.ask(TERMS, id=first["id"], t=None))["cancellation"]
    assert terms["atOnce"] is True
    assert terms["until"] is not None
    assert (await shop.visitor().ask(TERMS, id=first["id"], t="x"))["cancellation"] is None
    assert (await ask(buyer, first))["order"]["state"] == "CANCELLED"
    assert (await begin(shop, potter, second))["part"]["begunAt"] is not None
    assert (await buyer.ask(TERMS, id=second["id"], t=None))["cancellation"] == {"atOnce": False, "until": None}
    assert (await ask(buyer, second))["order"] == {"state": "PLACED", "cancellationAsked": True}
    await clock.move(timedelta(minutes=61))
    assert (await ask(buyer, third))["order"] == {"state": "PLACED", "cancellationAsked": True}


async def test_until_preparation_begins_where_the_members_say_so(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """The rule, not the clock: a week later it still ends at once, until the stall begins."""
    async with database.read(Scope()) as work:
        instant = work.now + timedelta(days=1)
    text = (
        f'\n[[version]]\neffective = {instant.isoformat()}\nrules = {{ "market.cancellation_until" = "preparation" }}\n'
    )
    shop = await open_shop(database, worker_database, statutes=parse(STATUTES.read_text() + text))
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=9)
    await clock.move(timedelta(days=1, minutes=2))
    buyer = shop.visitor()
    first, second = [(await buys(shop, buyer, bowl, 2400))["order"] for _ in range(2)]
    await clock.move(timedelta(days=7))
    assert (await buyer.ask(TERMS, id=first["id"], t=None))["cancellation"] == {"atOnce": True, "until": None}
    assert (await ask(buyer, first))["order"]["state"] == "CANCELLED"
    await begin(shop, potter, second)
    assert (await ask(buyer, second))["order"]["cancellationAsked"] is True


async def test_market_37_cancelled_and_handed_over_at_once(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """Ten orders, each ended by its buyer while the stall hands it over: one of the two wins, money and stock agree with it."""
    shop = await open_shop(database, worker_database)
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=10)
    buyers = [shop.visitor() for _ in range(10)]
    orders = [(await buys(shop, buyer, bowl, 2400))["order"] for buyer in buyers]
    barrier = asyncio.Barrier(20)

    async def ends(buyer: Program, order: dict[str, Any]) -> str:
        await barrier.wait()
        done = await ask(buyer, order)
        return str(done.get("current") or done["order"]["state"] + ("?" if done["order"]["cancellationAsked"] else ""))

    async def goes(order: dict[str, Any]) -> str:
        await barrier.wait()
        done = await hand_over(shop, potter, order["parts"][0]["id"], 2400)
        return str(done.get("current") or done["part"]["state"])

    told = await asyncio.gather(*(ends(*one) for one in zip(buyers, orders, strict=True)), *map(goes, orders))
    gone = 0
    for place, (buyer, order) in enumerate(zip(buyers, orders, strict=True)):
        cancelled, handed = told[place], told[10 + place]
        now = await seen(buyer, order["id"])
        if now["state"] == "CANCELLED":
            assert (cancelled, handed) == ("CANCELLED", "cancelled")
            assert now["payment"]["captured"]["minor"] == now["payment"]["refunded"]["minor"] == 0
        else:
            gone += 1
            assert (now["state"], handed, cancelled) == ("COMPLETED", "HANDED_OVER", "completed")
            assert now["payment"]["captured"]["minor"] == 2400
    on_hand = await admin.fetchval("SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", bowl.stock_item))
    assert on_hand == 10 - gone
