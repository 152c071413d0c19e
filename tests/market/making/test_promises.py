"""Made to order: a day that is shown before paying, held to under lock, and put off only with a reason and a letter."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.market.making.weeks import after_working_days, monday
from minga_platform.market.orders.commands.settle import confirm
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import cancel

SHOWN = "query Shown { checkoutPromises { variantId title quantity readyBy } }"
MAKING = """query Making($stall: ID!) { making(stallId: $stall) { capacities { productId perWeek notBefore }
  promises { lineId orderNumber buyerName quantity { base } promisedFor isLate isPaidFor } weeks { week pieces } } }"""
ORDER = "query Mine($id: ID!) { order(id: $id) { state parts { lines { id promisedFor } } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def makes(shop: Shop, stall: Stall, per_week: int | None, product: str | None = None, **more: Any) -> None:
    """The maker says how much she makes a week."""
    done = await shop.by(stall.maker).wish(
        "setMakingCapacity(stallId: $stall, perWeek: $number, productId: $product, notBefore: $day)",
        "... on MakingCapacitySet { stallId }",
        stall=("ID!", stall.id),
        number=("MinorUnits", per_week),
        product=("ID", product),
        day=("Day", more.get("not_before")),
    )
    assert done["__typename"] == "MakingCapacitySet", done


async def seen(buyer: Program) -> list[date]:
    """The days a buyer is shown before she pays."""
    return [date.fromisoformat(one["readyBy"]) for one in (await buyer.ask(SHOWN))["checkoutPromises"]]


async def order(
    shop: Shop, goods: Goods, quantity: int = 1, *, promised: date | None = None, price: int = 1000
) -> dict[str, Any]:
    """Somebody new orders; what came out."""
    buyer = shop.visitor()
    await fill(buyer, (goods, quantity))
    await start(buyer)
    shown = [] if promised is None else [{"variantId": goods.variant, "readyBy": promised.isoformat()}]
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point, promises: $shown)",
        "... on PlacedOrder { order { id followToken parts { lines { id promisedFor } } } } ... on PromiseMoved { variantId old new }",
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": price * quantity, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        point=("ID!", shop.point),
        shown=("[SeenPromiseInput!]", shown),
    )


def day_of(placed: dict[str, Any]) -> date:
    assert placed["__typename"] == "PlacedOrder", placed
    return date.fromisoformat(placed["order"]["parts"][0]["lines"][0]["promisedFor"])


async def test_market_16_the_fourth_of_three_a_week_is_promised_for_the_next(shop: Shop) -> None:
    """Capacity 3 a week: the fourth order's day is the next free week's, shown before paying and written on the line."""
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    await makes(shop, loom, 3, blanket.product)
    first = [day_of(await order(shop, blanket)) for _ in range(3)]
    assert len(set(first)) == 1
    assert first[0].weekday() == 4

    fourth = shop.visitor()
    await fill(fourth, (blanket, 1))
    assert await seen(fourth) == [first[0] + timedelta(days=7)]
    # Whoever saw the earlier day is told, and nothing is placed; with the day she is shown now she has it.
    moved = await order(shop, blanket, promised=first[0])
    assert moved["__typename"] == "PromiseMoved"
    assert (moved["old"], moved["new"]) == (first[0].isoformat(), (first[0] + timedelta(days=7)).isoformat())
    assert moved["variantId"] == blanket.variant
    placed = await order(shop, blanket, promised=date.fromisoformat(moved["new"]))
    assert day_of(placed) == first[0] + timedelta(days=7)


async def test_a_cancelled_order_gives_its_week_back(shop: Shop) -> None:
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    await makes(shop, loom, 1)
    first = await order(shop, blanket)
    second = day_of(await order(shop, blanket))
    assert second == day_of(first) + timedelta(days=7)
    await cancel(shop, first["order"]["id"])
    assert day_of(await order(shop, blanket)) == day_of(first)


async def test_lead_time_alone_promises_a_day_and_a_pause_moves_it(shop: Shop) -> None:
    loom = await open_stall(shop, "Loom")
    rug = await offer(shop, loom, "Rug", price=1000, on_hand=None)
    assert (await order(shop, rug))["order"]["parts"][0]["lines"][0]["promisedFor"] is None
    version = (await shop.by(loom.maker).ask("query V($id: ID!) { keptProduct(id: $id) { version } }", id=rug.product))[
        "keptProduct"
    ]["version"]
    await shop.by(loom.maker).wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id }",
        id=("ID!", rug.product),
        version=("Int!", version),
        changes=("ProductInput!", {"leadDays": 10}),
    )
    alone = day_of(await order(shop, rug))
    assert alone == after_working_days(datetime.now(UTC).date(), 10)
    holiday = monday(alone) + timedelta(weeks=4)
    await makes(shop, loom, 5, not_before=holiday.isoformat())
    assert day_of(await order(shop, rug)) == holiday + timedelta(days=4)


async def test_never_more_than_a_week_holds_however_many_order_at_once(shop: Shop, admin: asyncpg.Connection) -> None:
    """Twenty buyers at once on connections of their own, one to four pieces of two products, of which each has its own
    capacity and the stall another; some cancel in between."""
    loom = await open_stall(shop, "Loom")
    goods = [await offer(shop, loom, title, price=1000, on_hand=None) for title in ("Blanket", "Rug")]
    await makes(shop, loom, 5)
    await makes(shop, loom, 3, goods[0].product)

    async def one(number: int) -> dict[str, Any]:
        placed = await order(shop, goods[number % 2], 1 + number % 4)
        if number % 5 == 0 and placed["__typename"] == "PlacedOrder":
            await cancel(shop, placed["order"]["id"])
        return placed

    placed = await asyncio.gather(*(one(number) for number in range(20)))
    assert {one["__typename"] for one in placed} == {"PlacedOrder"}
    over = await admin.fetch(
        """SELECT m.per_week, k.week, sum(k.pieces) AS pieces FROM making_slot k
        JOIN making_capacity m ON m.cooperative_id = k.cooperative_id AND m.id = k.capacity_id
        JOIN order_line l ON l.cooperative_id = k.cooperative_id AND l.id = k.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id AND s.state <> 'cancelled'
        WHERE k.cooperative_id = $1 GROUP BY m.id, m.per_week, k.week HAVING sum(k.pieces) > m.per_week""",
        shop.id,
    )
    assert not over
    made = await admin.fetchval("SELECT sum(pieces) FROM making_slot WHERE cooperative_id = $1", shop.id)
    assert made  # they were planned at all


async def test_a_maker_puts_off_with_a_reason_and_the_buyer_gets_a_letter(shop: Shop) -> None:
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    await makes(shop, loom, 1)
    placed = await order(shop, blanket)
    line, day = placed["order"]["parts"][0]["lines"][0]["id"], day_of(placed)
    later = day + timedelta(days=7)

    async def put_off(program: Program, wanted: date, reason: str) -> dict[str, Any]:
        return await program.wish(
            "putOffPromise(lineId: $line, promisedFor: $day, reason: $reason)",
            "... on PromisePutOff { promisedFor } ... on WeekFull { earliest } ... on InvalidInput { field rule }",
            line=("ID!", line),
            day=("Day!", wanted.isoformat()),
            reason=("String!", reason),
        )

    maker = shop.by(loom.maker)
    assert (await put_off(maker, later, ""))["field"] == "reason"
    stranger = await open_stall(shop, "Kiln")
    assert (await put_off(shop.by(stranger.maker), later, "A broken shuttle"))["__typename"] == "NotFound"
    assert (await put_off(maker, later, "A broken shuttle"))["promisedFor"] == later.isoformat()
    # The week it left is free again, the week it went to is taken.
    assert day_of(await order(shop, blanket)) == day
    assert (await put_off(maker, later, "A broken shuttle"))["__typename"] == "PromisePutOff"
    told = (await maker.ask(MAKING, stall=loom.id))["making"]
    assert [one["promisedFor"] for one in told["promises"]] == [day.isoformat(), later.isoformat()]
    await shop.worker.drain()
    letters = [one for one in shop.letters.sent if "A broken shuttle" in one.text]
    assert len(letters) == 2
    assert letters[0].to == "berta@example.org"
    assert "Blanket" in letters[0].text


async def test_what_is_late_is_told_to_those_who_see_the_orders_and_to_nobody_else(shop: Shop, clock: Clock) -> None:
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    await makes(shop, loom, 2)
    await order(shop, blanket)
    assert not (await shop.by(loom.maker).ask(MAKING, stall=loom.id))["making"]["promises"][0]["isLate"]
    await clock.move(timedelta(days=21))
    assert (await shop.by(loom.maker).ask(MAKING, stall=loom.id))["making"]["promises"][0]["isLate"]
    assert (await shop.visitor().ask(MAKING, stall=loom.id))["making"] is None


async def test_money_that_comes_late_finds_another_week(shop: Shop, worker_database: Database) -> None:
    """An order that lapsed and is paid after all takes the first week that is free now; nobody else's is taken from her."""
    loom = await open_stall(shop, "Loom")
    blanket = await offer(shop, loom, "Blanket", price=1000, on_hand=None)
    await makes(shop, loom, 1)
    buyer = shop.by(await people.sign_up(shop.program.door.services.database, name="Late"))
    await fill(buyer, (blanket, 1))
    await start(buyer)
    late = await place(shop, buyer, 1000, method="BANK")
    assert late["__typename"] == "PlacedOrder", late
    (mine,) = (await buyer.ask(ORDER, id=late["order"]["id"]))["order"]["parts"]
    await cancel(shop, late["order"]["id"])
    quicker = day_of(await order(shop, blanket))
    assert quicker.isoformat() == mine["lines"][0]["promisedFor"]

    async def paid(work: Work) -> bool:
        return await confirm(work, ids.decode("ord", late["order"]["id"]))

    assert await worker_database.run(Scope(shop.id), Actor(system="test"), paid)
    found = (await buyer.ask(ORDER, id=late["order"]["id"]))["order"]["parts"][0]["lines"][0]["promisedFor"]
    assert date.fromisoformat(found) == quicker + timedelta(days=7)
