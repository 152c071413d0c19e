"""Times to fetch goods: how many fit, until when one may choose, and nobody is ever moved silently."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing.getting import buys, order_for, plan, slots
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, fill, new_key, offer, open_shop, open_stall, start
from minga_testing.trade import cancel

SEEN = """query S($id: ID!, $t: String) { order(id: $id, token: $t) { state slotIsOff slot { opens closes } } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


@pytest.fixture
async def bowl(shop: Shop) -> Goods:
    return await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400, on_hand=1000)


async def change(buyer: Program, order: dict[str, Any], opens_at: str, **more: Any) -> dict[str, Any]:
    return await buyer.wish(
        "changeSlot(key: $key, orderId: $id, opensAt: $opens, token: $token)",
        "... on ChangedOrder { order { slot { opens } } } ... on SlotFull { nextOpensAt } ... on SlotNotOffered { reason }",
        key=("String!", new_key()),
        id=("ID!", order["id"]),
        opens=("Instant!", opens_at),
        token=("String", more.get("token", order["followToken"])),
    )


async def closed_on(shop: Shop, day: str, hours: list[dict[str, str]], note: str = "Storm") -> dict[str, Any]:
    return await shop.by(shop.coordinator).wish(
        "setOpeningException(day: $day, hours: $hours, pickupPointId: $point, note: $note)",
        "... on PlannedDay { id } ... on InvalidInput { field rule }",
        day=("Day!", day),
        hours=("[DayHoursInput!]!", hours),
        point=("ID!", shop.point),
        note=("String!", note),
    )


async def taken(admin: asyncpg.Connection, shop: Shop) -> list[tuple[int, int]]:
    rows = await admin.fetch(
        "SELECT s.taken, (SELECT count(*) FROM sale_order o WHERE o.cooperative_id = s.cooperative_id AND o.slot_id = s.id "
        "AND o.state <> 'cancelled') AS living FROM slot s WHERE s.cooperative_id = $1 ORDER BY s.opens_at",
        shop.id,
    )
    return [(row["taken"], row["living"]) for row in rows]


async def test_market_14_ten_fit_and_twenty_come(shop: Shop, bowl: Goods, admin: asyncpg.Connection) -> None:
    """Ten orders are in it, ten buyers are told that it is full and which time is free; the basket of each is kept."""
    await plan(shop, capacity=10)
    first, second, *_ = await slots(shop.program, shop.point)
    if not first["canBeChosen"]:
        first = second
    buyers = [shop.visitor() for _ in range(20)]
    for buyer in buyers:
        await fill(buyer, (bowl, 1))
        await start(buyer)
    barrier = asyncio.Barrier(len(buyers))

    async def place(buyer: Program) -> dict[str, Any]:
        await barrier.wait()
        return await order_for(shop, buyer, 2400, opens_at=first["opensAt"])

    ends = await asyncio.gather(*map(place, buyers))
    assert sorted(end["__typename"] for end in ends) == ["PlacedOrder"] * 10 + ["SlotFull"] * 10
    full = next(end for end in ends if end["__typename"] == "SlotFull")
    assert full["opensAt"] == first["opensAt"]
    assert datetime.fromisoformat(full["nextOpensAt"]) > datetime.fromisoformat(first["opensAt"])
    assert await taken(admin, shop) == [(10, 10)]
    for buyer, end in zip(buyers, ends, strict=True):
        if end["__typename"] == "PlacedOrder":
            seen = (await buyer.ask(SEEN, id=end["order"]["id"], t=None))["order"]
            assert seen["slot"]["opens"] == first["opensAt"], "nobody was moved"
        else:
            assert (await buyer.ask("{ cart { lineCount } }"))["cart"]["lineCount"] == 1
    [shown] = [one for one in await slots(shop.program, shop.point) if one["opensAt"] == first["opensAt"]]
    assert (shown["isFull"], shown["canBeChosen"], shown["taken"]) == (True, False, None)
    assert (await slots(shop.by(shop.coordinator), shop.point))[0]["taken"] in (0, 10)


async def test_a_time_has_to_be_chosen_and_must_be_one_that_is_offered(shop: Shop, bowl: Goods, clock: Clock) -> None:
    """Without a time, with one between two, and after the cut-off: a reason for each, and nothing is placed."""
    await plan(shop, capacity=2, minutes=30, cutoff=120)
    buyer = shop.visitor()
    offered = [one for one in await slots(shop.program, shop.point) if one["canBeChosen"]]
    opens = datetime.fromisoformat(offered[0]["opensAt"])
    assert datetime.fromisoformat(offered[0]["closesAt"]) - opens == timedelta(minutes=30)
    assert opens - datetime.fromisoformat(offered[0]["cutoffAt"]) == timedelta(minutes=120)
    for wished, reason in ((None, "needed"), ((opens + timedelta(minutes=7)).isoformat(), "unknown")):
        refused = await buys(shop, buyer, bowl, 2400, opens_at=wished)
        assert (refused["__typename"], refused.get("reason")) == ("SlotNotOffered", reason), refused
        await buyer.wish("removeCartLine(lineId: $l)", "", l=("ID!", await _line(buyer)))
    await fill(buyer, (bowl, 1))
    await start(buyer)
    async with shop.worker_database.read(Scope(shop.id)) as work:
        await clock.move(datetime.fromisoformat(offered[0]["cutoffAt"]) - work.now - timedelta(seconds=20))
    await start(buyer)
    await clock.move(timedelta(seconds=60))
    refused = await order_for(shop, buyer, 2400, opens_at=offered[0]["opensAt"])
    assert (refused["__typename"], refused.get("reason")) == ("SlotNotOffered", "too_late"), refused
    assert (await order_for(shop, buyer, 2400, opens_at=offered[-1]["opensAt"]))["__typename"] == "PlacedOrder"


async def test_changing_the_time_of_an_order_until_the_cut_off(
    shop: Shop, bowl: Goods, admin: asyncpg.Connection, clock: Clock
) -> None:
    """The place is given to others at once; a full time refuses; past the cut-off the old one stays. A cancelled order leaves."""
    await plan(shop, capacity=1, cutoff=60)
    free = [one for one in await slots(shop.program, shop.point) if one["canBeChosen"]]
    first, second, third = (one["opensAt"] for one in free[:3])
    ana, berta = shop.visitor(), shop.visitor()
    hers = (await buys(shop, ana, bowl, 2400, opens_at=first))["order"]
    other = (await buys(shop, berta, bowl, 2400, opens_at=second))["order"]
    assert (await change(ana, hers, second))["__typename"] == "SlotFull"
    stranger = await change(shop.visitor(), hers, third, token="x")
    assert stranger["__typename"] == "NotFound", stranger
    moved = await change(shop.visitor(), hers, third)
    assert moved["order"]["slot"]["opens"] == third, "the link of the order is enough"
    assert await taken(admin, shop) == [(0, 0), (1, 1), (1, 1)]
    await cancel(shop, other["id"])
    assert await taken(admin, shop) == [(0, 0), (0, 0), (1, 1)]
    async with shop.worker_database.read(Scope(shop.id)) as work:
        late = datetime.fromisoformat(third) - timedelta(minutes=30)
        await clock.move(late - work.now)
    fourth = next(one for one in await slots(shop.program, shop.point) if one["canBeChosen"])["opensAt"]
    refused = await change(ana, hers, fourth)
    assert (refused["__typename"], refused["reason"]) == ("SlotNotOffered", "too_late")


async def test_a_closed_day_is_told_and_nobody_is_moved(shop: Shop, bowl: Goods) -> None:
    """The order keeps its time and says that it does not take place; its buyer gets a letter and chooses another; a day that
    opens again is as before."""
    await plan(shop, capacity=3)
    free = [one for one in await slots(shop.program, shop.point) if one["canBeChosen"]]
    buyer = shop.visitor()
    order = (await buys(shop, buyer, bowl, 2400, opens_at=free[1]["opensAt"]))["order"]
    await shop.worker.drain()
    day = _day(shop, free[1]["opensAt"])
    closed = await closed_on(shop, day, [])
    assert closed["__typename"] == "PlannedDay", closed
    seen = (await buyer.ask(SEEN, id=order["id"], t=None))["order"]
    assert (seen["slotIsOff"], seen["slot"]["opens"], seen["state"]) == (True, free[1]["opensAt"], "PLACED")
    await shop.worker.drain()
    await shop.worker.drain()
    told = [one for one in shop.letters.sent if "another time" in one.text]
    assert [one.to for one in told] == ["berta@example.org"], [one.subject for one in shop.letters.sent]
    refused = await buys(shop, shop.visitor(), bowl, 2400, opens_at=free[1]["opensAt"])
    assert (refused["__typename"], refused["reason"]) == ("SlotNotOffered", "closed")
    moved = await change(buyer, order, free[2]["opensAt"])
    assert moved["order"]["slot"]["opens"] == free[2]["opensAt"]
    late = (await buys(shop, shop.visitor(), bowl, 2400, opens_at=free[2]["opensAt"]))["order"]
    dropped = await shop.by(shop.coordinator).wish(
        "dropOpeningException(id: $id)", "... on PlannedDay { id }", id=("ID!", closed["id"])
    )
    assert dropped["__typename"] == "PlannedDay"
    assert (await change(buyer, late, free[1]["opensAt"]))["order"]["slot"]["opens"] == free[1]["opensAt"]


async def test_capacity_never_falls_below_what_was_promised(shop: Shop, bowl: Goods) -> None:
    """One slot may be larger or smaller than the others; not smaller than the orders in it. The place's own capacity leaves it."""
    await plan(shop, capacity=5)
    free = [one for one in await slots(shop.program, shop.point) if one["canBeChosen"]]
    for _ in range(2):
        await buys(shop, shop.visitor(), bowl, 2400, opens_at=free[0]["opensAt"])

    async def set_capacity(number: int | None) -> dict[str, Any]:
        return await shop.by(shop.coordinator).wish(
            "setSlotCapacity(opensAt: $opens, capacity: $number, pickupPointId: $point)",
            "... on PlannedPlace { id } ... on SlotHasOrders { taken }",
            opens=("Instant!", free[0]["opensAt"]),
            number=("Int", number),
            point=("ID!", shop.point),
        )

    assert (await set_capacity(1))["taken"] == 2
    assert (await set_capacity(2))["__typename"] == "PlannedPlace"
    await plan(shop, capacity=9)
    now = {one["opensAt"]: one for one in await slots(shop.by(shop.coordinator), shop.point)}
    assert (now[free[0]["opensAt"]]["capacity"], now[free[0]["opensAt"]]["isFull"]) == (2, True)
    assert now[free[1]["opensAt"]]["capacity"] == 9


def _day(shop: Shop, instant: str) -> str:
    found: date = datetime.fromisoformat(instant).astimezone(ZoneInfo(shop.cooperative.zone)).date()
    return found.isoformat()


async def _line(buyer: Program) -> str:
    cart = (await buyer.ask("{ cart { groups { stalls { lines { id } } } } }"))["cart"]
    found: str = cart["groups"][0]["stalls"][0]["lines"][0]["id"]
    return found


async def test_fewer_fit_than_are_in_it_and_then_any_number(shop: Shop, bowl: Goods) -> None:
    """Three are in it when one is to fit: they stay, and nobody takes the place of one who leaves until there is room. Any number is
    any number, also of a time that somebody chose before."""
    await plan(shop, capacity=3)
    opens = next(one["opensAt"] for one in await slots(shop.program, shop.point) if one["canBeChosen"])

    async def comes() -> dict[str, Any]:
        return await buys(shop, shop.visitor(), bowl, 2400, opens_at=opens)

    there = [await comes() for _ in range(3)]
    assert [one["__typename"] for one in there] == ["PlacedOrder"] * 3
    await plan(shop, capacity=1)
    for one in there:
        assert (await comes())["__typename"] == "SlotFull"
        await cancel(shop, one["order"]["id"])
    assert [(await comes())["__typename"] for _ in range(2)] == ["PlacedOrder", "SlotFull"]
    await plan(shop, capacity=None)
    assert [(await comes())["__typename"] for _ in range(2)] == ["PlacedOrder"] * 2
