"""Acceptance, market: order cycles. A test for each case, through the door."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.cycles import append, change_mind, only_in_cycles, place_in, plan, resume, start_in
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, offer, open_shop, open_stall, place, start

CART = """query Basket { cart { lineCount groups { cycle { id name isOpen } subtotal { minor } canCheckOut
  stalls { lines { title canBeBought notes { kind } } } } } }"""
PICKS = """query Picks($cycle: ID) { handoverLists(cycleId: $cycle) { picks { items { title orders quantity { base } } } packs { orderId } } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def farm(shop: Shop, name: str = "Field", *, on_hand: int = 100) -> tuple[Stall, Goods]:
    """A stall with carrots that only cycles sell."""
    stall = await open_stall(shop, name)
    carrots = await offer(shop, stall, f"Carrots of {name}", price=300, on_hand=on_hand, tax_bps=0)
    await only_in_cycles(shop, stall, carrots)
    return stall, carrots


async def member(shop: Shop, database: Database, worker_database: Database, name: str = "Berta") -> Program:
    return shop.by(await people.member(database, worker_database, shop.id, name=name, classes=("consumer",)))


async def picks(shop: Shop, cycle: str) -> dict[str, Any]:
    lists: dict[str, Any] = (await shop.by(shop.coordinator).ask(PICKS, cycle=cycle))["handoverLists"]
    return lists


async def test_market_09_a_cycles_goods_are_a_group_of_their_own_with_subtotal_and_pickup(shop: Shop) -> None:
    stall, carrots = await farm(shop)
    jam = await offer(shop, stall, "Jam", price=500)
    beets = await offer(shop, stall, "Beets", price=200)
    await only_in_cycles(shop, stall, beets)
    week = (await plan(shop, [(stall, [carrots])]))["id"]
    other = (await plan(shop, [(stall, [beets])], closes=timedelta(days=5), name="Roots"))["id"]
    buyer = shop.visitor()
    await fill(buyer, (carrots, 2), (jam, 1), (beets, 3))
    groups = (await buyer.ask(CART))["cart"]["groups"]
    assert [(one["cycle"] and one["cycle"]["id"], one["subtotal"]["minor"]) for one in groups] == [
        (None, 500),
        (week, 600),
        (other, 600),
    ]
    assert all(one["canCheckOut"] for one in groups)
    assert (await start_in(buyer, week))["__typename"] == "CheckoutStarted"
    placed = await place_in(shop, buyer, week, 600)
    assert placed["__typename"] == "PlacedOrder", placed
    kept = (await buyer.ask(CART))["cart"]["groups"]
    assert [one["subtotal"]["minor"] for one in kept] == [500, 600], "nothing else was emptied"
    assert (await start(buyer))["__typename"] == "CheckoutStarted"
    assert (await place(shop, buyer, 500))["__typename"] == "PlacedOrder"


async def test_market_10_a_cycle_that_closes_meanwhile_takes_who_began_before_within_the_grace(
    shop: Shop, clock: Clock
) -> None:
    stall, carrots = await farm(shop)
    week = (await plan(shop, [(stall, [carrots])], closes=timedelta(minutes=30)))["id"]
    coming = (await plan(shop, [(stall, [carrots])], opens=timedelta(days=3), closes=timedelta(days=5)))["id"]
    within, late, new = shop.visitor(), shop.visitor(), shop.visitor()
    for buyer in (within, late, new):
        await fill(buyer, (carrots, 1))
    for buyer in (within, late):
        assert (await start_in(buyer, week))["__typename"] == "CheckoutStarted"
    await clock.move(timedelta(minutes=35))
    assert (await place_in(shop, within, week, 300))["__typename"] == "PlacedOrder", "begun before, within the grace"
    begun_after = await start_in(new, week)
    assert begun_after["__typename"] == "CycleClosed", begun_after
    await clock.move(timedelta(minutes=10))
    refused = await place_in(shop, late, week, 300)
    assert refused["__typename"] == "CycleClosed", refused
    assert refused["closedAt"], refused
    assert refused["nextOpensAt"], refused
    groups = (await late.ask(CART))["cart"]["groups"]
    [line] = groups[0]["stalls"][0]["lines"]
    assert line["notes"] == [{"kind": "NOT_IN_CYCLE"}], "the basket is kept"
    assert groups[0]["cycle"]["id"] == coming


async def test_market_10_closing_early_and_placing_at_once_agree_on_who_is_in(
    shop: Shop, admin: asyncpg.Connection
) -> None:
    stall, carrots = await farm(shop)
    week = (await plan(shop, [(stall, [carrots])]))["id"]
    buyers = [shop.visitor() for _ in range(6)]
    for buyer in buyers:
        await fill(buyer, (carrots, 1))
        await start_in(buyer, week)
    closing = shop.by(shop.coordinator).wish("closeCycle(id: $id)", "... on ChangedCycle { id }", id=("ID!", week))
    *placed, closed = await asyncio.gather(*(place_in(shop, buyer, week, 300) for buyer in buyers), closing)
    assert closed["__typename"] == "ChangedCycle", closed
    # All began before: whoever comes after the early closing is still within its grace, and nobody is lost in between.
    assert {one["__typename"] for one in placed} == {"PlacedOrder"}
    assert (await start_in(buyers[0], week))["__typename"] == "CycleClosed"
    assert await admin.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id) == 6


async def test_market_12_after_an_outage_over_the_closing_each_producer_is_told_once(
    shop: Shop, clock: Clock, admin: asyncpg.Connection
) -> None:
    field, carrots = await farm(shop)
    hill, leeks = await farm(shop, "Hill")
    week = (await plan(shop, [(field, [carrots]), (hill, [leeks])], closes=timedelta(hours=1)))["id"]
    await shop.sweep("cycles.")
    await clock.move(timedelta(hours=4))
    await asyncio.gather(shop.sweep("cycles."), shop.sweep("cycles."))
    await shop.sweep("cycles.")
    await shop.worker.drain()
    told = await admin.fetch(
        """SELECT what, count(*) AS times, count(DISTINCT stall_id) AS stalls FROM cycle_told
           WHERE cooperative_id = $1 AND cycle_id = $2 GROUP BY what ORDER BY 1""",
        shop.id, ids.decode("cycle", week),
    )  # fmt: skip
    assert [tuple(row) for row in told] == [("closed", 2, 2), ("opened", 2, 2)]
    letters = [one for one in shop.letters.sent if "This week" in one.subject]
    assert len(letters) == 4, [one.subject for one in letters]
    events = await admin.fetchval(
        "SELECT count(*) FROM outbox WHERE cooperative_id = $1 AND name = 'CycleEnded'", shop.id
    )
    assert events == 1


async def test_market_13_cancelled_then_resumed_is_on_the_list_once(shop: Shop, clock: Clock) -> None:
    stall, carrots = await farm(shop, on_hand=3)
    week = (await plan(shop, [(stall, [carrots])], closes=timedelta(hours=1)))["id"]
    keen, gone = shop.visitor(), shop.visitor()
    ordered = []
    for buyer, quantity in ((keen, 2), (gone, 1)):
        await fill(buyer, (carrots, quantity))
        await start_in(buyer, week)
        ordered.append((await place_in(shop, buyer, week, 300 * quantity))["order"])
        ended = await change_mind(buyer, ordered[-1]["id"])
        assert ended["order"]["state"] == "CANCELLED", ended
    stands = await resume(keen, ordered[0]["id"])
    assert stands["__typename"] == "ExtendedOrder", stands
    assert stands["order"]["state"] == "PLACED"
    again = await resume(keen, ordered[0]["id"])
    assert again["reason"] == "stands"
    await clock.move(timedelta(hours=2))
    await shop.sweep("cycles.")
    lists = await picks(shop, week)
    assert [item["quantity"]["base"] for one in lists["picks"] for item in one["items"]] == [2]
    assert [one["orderId"] for one in lists["packs"]] == [ordered[0]["id"]]
    assert (await resume(gone, ordered[1]["id"]))["__typename"] == "CycleClosed"


async def test_market_15_a_second_wish_becomes_part_of_the_first_order(
    shop: Shop, database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    field, carrots = await farm(shop)
    hill, leeks = await farm(shop, "Hill")
    fees: list[dict[str, Any]] = [
        {"purpose": "PACKING", "kind": "PER_ORDER", "amount": {"minor": 90, "currency": "EUR"}},
        {"purpose": "TRANSPORT", "kind": "OF_GOODS", "bps": 500},
    ]
    week = (await plan(shop, [(field, [carrots]), (hill, [leeks])], fees=fees))["id"]
    buyer = await member(shop, database, worker_database)
    await fill(buyer, (carrots, 2))
    await start_in(buyer, week)
    order = (await place_in(shop, buyer, week, 600))["order"]
    await fill(buyer, (carrots, 1), (leeks, 1))
    wrong = await append(shop, buyer, order["id"], 900)
    assert wrong["new"]["minor"] == 1200
    key = "key_twice"
    first, second = await asyncio.gather(*(append(shop, buyer, order["id"], 1200, key=key) for _ in range(2)))
    assert first["__typename"] == "ExtendedOrder", first
    assert first == second
    assert first["order"]["total"]["minor"] == 1200
    assert first["order"]["number"] == order["number"]
    fees_once = await admin.fetch(
        "SELECT purpose, sum(amount_minor)::int AS amount FROM line_fee WHERE cooperative_id = $1 GROUP BY 1 ORDER BY 1",
        shop.id,
    )
    assert [tuple(row) for row in fees_once] == [("packing", 90), ("sales", 96), ("transport", 60)]
    lists = await picks(shop, week)
    rows = {
        item["title"]: (item["quantity"]["base"], item["orders"]) for one in lists["picks"] for item in one["items"]
    }
    assert rows == {"Carrots of Field": (3, 1), "Carrots of Hill": (1, 1)}
    assert len(lists["packs"]) == 1


async def test_market_15_two_tabs_add_at_once_and_nothing_is_lost_or_sold_twice(
    shop: Shop, database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    stall, carrots = await farm(shop, on_hand=3)
    week = (await plan(shop, [(stall, [carrots])]))["id"]
    buyer = await member(shop, database, worker_database)
    await fill(buyer, (carrots, 1))
    await start_in(buyer, week)
    order = (await place_in(shop, buyer, week, 300))["order"]
    await fill(buyer, (carrots, 2))
    ends = await asyncio.gather(*(append(shop, buyer, order["id"], 900) for _ in range(4)))
    assert sorted(one["__typename"] for one in ends) == ["CartEmpty", "CartEmpty", "CartEmpty", "ExtendedOrder"], ends
    assert (
        await admin.fetchval("SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", carrots.stock_item))
        == 0
    )
