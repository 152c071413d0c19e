"""An order that its buyer cancelled and takes up again: what it gave up meanwhile may be somebody else's by now."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing.buying import make_discount
from minga_testing.cycles import append, change_mind, only_in_cycles, place_in, plan, resume, start_in
from minga_testing.getting import plan as plan_slots
from minga_testing.getting import slots
from minga_testing.shop import PLACED, Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall
from minga_testing.weighing import offer_cheese, weigh

DAYS = "query Mine($id: ID!) { order(id: $id) { parts { lines { promisedFor } } } }"
Ordered = tuple[Program, dict[str, Any]]


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def sold_in_a_cycle(shop: Shop, stall: Stall, goods: Goods, **more: Any) -> str:
    """A cycle that is open and brings these; its id."""
    planned = await plan(shop, [(stall, [goods])], **more)
    assert planned["__typename"] == "ChangedCycle", planned
    await only_in_cycles(shop, stall, goods)
    return str(planned["id"])


async def at(shop: Shop, goods: Goods, cycle: str, opens_at: str) -> Ordered:
    """Somebody new orders for a time; what came out."""
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start_in(buyer, cycle)
    return buyer, await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point, cycleId: $cycle, "
        "slotOpensAt: $opens)",
        PLACED + " ... on SlotFull { opensAt }",
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": 300, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        point=("ID!", shop.point),
        cycle=("ID!", cycle),
        opens=("Instant", opens_at),
    )


async def test_its_time_may_be_somebody_elses(shop: Shop) -> None:
    """One place at ten: Ann gives it up, Bob takes it. Ann is told; once Bob gives it up, it is hers again."""
    farm = await open_stall(shop, "Farm")
    carrots = await offer(shop, farm, "Carrots", price=300)
    await plan_slots(shop, capacity=1, minutes=60)
    ten = (await slots(shop.visitor(), shop.point))[5]["opensAt"]
    opens = datetime.fromisoformat(ten)
    fetched = (opens - timedelta(hours=1), opens + timedelta(hours=4))
    cycle = await sold_in_a_cycle(shop, farm, carrots, closes=timedelta(hours=1), fetched=fetched)
    ann, first = await at(shop, carrots, cycle, ten)
    assert (await at(shop, carrots, cycle, ten))[1]["__typename"] == "SlotFull"
    await change_mind(ann, first["order"]["id"])
    bob, second = await at(shop, carrots, cycle, ten)
    assert second["__typename"] == "PlacedOrder", second
    assert (await resume(ann, first["order"]["id"]))["__typename"] == "SlotFull"
    await change_mind(bob, second["order"]["id"])
    assert (await resume(ann, first["order"]["id"]))["order"]["state"] == "PLACED"


async def with_code(shop: Shop, goods: Goods, cycle: str) -> Ordered:
    """Somebody new orders with the code; what came out."""
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start_in(buyer, cycle)
    taken = await buyer.wish(
        "applyCode(code: $code, cycleId: $cycle)", "", code=("String!", "ONCE"), cycle=("ID", cycle)
    )
    assert taken["__typename"] == "CodeApplied", taken
    return buyer, await place_in(shop, buyer, cycle, 500)


async def test_its_code_may_be_used_up(shop: Shop) -> None:
    """A code for one order: whoever used it while hers was off has it, and one code never makes two orders cheaper."""
    farm = await open_stall(shop, "Farm")
    carrots = await offer(shop, farm, "Carrots", price=1000)
    cycle = await sold_in_a_cycle(shop, farm, carrots)
    await make_discount(shop, code="ONCE", amount=500, uses_most=1, stall=farm)
    ann, first = await with_code(shop, carrots, cycle)
    await change_mind(ann, first["order"]["id"])
    await shop.worker.drain()
    bob, second = await with_code(shop, carrots, cycle)
    refused = await resume(ann, first["order"]["id"])
    assert refused["__typename"] == "CodeNotTaken", refused
    await change_mind(bob, second["order"]["id"])
    await shop.worker.drain()
    for _ in range(2):
        assert (await resume(ann, first["order"]["id"]))["order"]["state"] == "PLACED"
        await shop.worker.drain()
        used = "SELECT ARRAY[d.uses, count(*)] FROM discount d JOIN discount_use u USING (cooperative_id) "
        living = await shop.worker_database_value(
            f"{used} WHERE cooperative_id = $1 AND u.state = 'used' GROUP BY d.uses"
        )
        assert living == [1, 1]
        await change_mind(ann, first["order"]["id"])
        await shop.worker.drain()


async def days(buyer: Program, placed: dict[str, Any]) -> list[str | None]:
    """By when the lines of an order are promised."""
    [part] = (await buyer.ask(DAYS, id=placed["order"]["id"]))["order"]["parts"]
    return [line["promisedFor"] for line in part["lines"]]


async def one_a_week(shop: Shop) -> tuple[Goods, str]:
    """A loom that makes one blanket a week, sold in a cycle."""
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    await shop.by(loom.maker).wish("setMakingCapacity(stallId: $stall, perWeek: 1)", "", stall=("ID!", loom.id))
    return blanket, await sold_in_a_cycle(shop, loom, blanket)


async def test_its_week_may_be_somebody_elses(shop: Shop) -> None:
    """One blanket a week: Bob was promised Ann's week while she had given it up. Hers is the next one, and she gets a letter."""
    blanket, cycle = await one_a_week(shop)
    ordered: list[Ordered] = []
    for _ in range(2):
        buyer = shop.visitor()
        await fill(buyer, (blanket, 1))
        await start_in(buyer, cycle)
        ordered.append((buyer, await place_in(shop, buyer, cycle, 1000)))
        if len(ordered) == 1:
            await change_mind(buyer, ordered[0][1]["order"]["id"])
    (ann, first), (bob, second) = ordered
    assert await days(ann, first) == await days(bob, second)
    assert (await resume(ann, first["order"]["id"]))["order"]["state"] == "PLACED"
    [hers], [his] = await days(ann, first), await days(bob, second)
    assert hers is not None
    assert his is not None
    assert datetime.fromisoformat(hers) - datetime.fromisoformat(his) == timedelta(days=7)


async def test_what_is_added_is_promised_too(shop: Shop) -> None:
    """A second blanket, added to the first one's order, takes the next week: a maker is never promised away twice."""
    blanket, cycle = await one_a_week(shop)
    buyer = shop.visitor()
    await fill(buyer, (blanket, 1))
    await start_in(buyer, cycle)
    placed = await place_in(shop, buyer, cycle, 1000)
    await fill(buyer, (blanket, 1))
    more = await append(shop, buyer, placed["order"]["id"], 2000)
    assert more["__typename"] == "ExtendedOrder", more
    first, second = await days(buyer, placed)
    assert first is not None
    assert second is not None
    assert datetime.fromisoformat(second) - datetime.fromisoformat(first) == timedelta(days=7)


async def test_so_much_leaves_the_shelf_as_went_back(shop: Shop, admin: asyncpg.Connection) -> None:
    """1 kg at up to 1150 g, 900 g packed: 250 g went back when it was weighed, 900 g when she cancelled, and 900 g leave it again."""
    dairy = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, dairy, on_hand=5000)
    cycle = await sold_in_a_cycle(shop, dairy, cheese)
    buyer = shop.visitor()
    await fill(buyer, (cheese, 1000))
    await start_in(buyer, cycle)
    order = (await place_in(shop, buyer, cycle, 1150))["order"]
    await weigh(shop, dairy, order["parts"][0]["lines"][0]["id"], 900)

    async def on_hand() -> int:
        item = ids.decode("stock", cheese.stock_item)
        found: int = await admin.fetchval("SELECT on_hand FROM stock_item WHERE id = $1", item)
        return found

    there = [await on_hand()]
    for change in (change_mind, resume):
        await change(buyer, order["id"])
        there.append(await on_hand())
    assert there == [4100, 5000, 4100]
