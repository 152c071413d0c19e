"""A maker's home answers what needs her today, and tells nobody else."""

from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from minga_platform.kernel.database import Database
from minga_platform.kernel.locale import write_day
from minga_testing import people
from minga_testing.buying import may_use
from minga_testing.cycles import now_of, only_in_cycles, place_in, plan, start_in
from minga_testing.reading import reading
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall, place, start
from minga_testing.terms import a_buyer, a_group, record
from minga_testing.trade import hand_over
from minga_testing.weighing import offer_cheese, weigh

TODAY = """query Today($id: ID!) { makerToday(stallId: $id) { days { place opensAt toPrepare ready } toWeigh unanswered reviewsToAnswer drafts contactLacks
  returns disputes nextPayableAt lowStock { title left { base } } restrictions { kind } madeToOrder { title }
  money { held { minor } payable { minor } onItsWay { minor } owed { minor } } } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def test_it_says_what_waits_and_what_was_earned(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    maker = shop.by(stall.maker)
    empty = (await maker.ask(TODAY, id=stall.id))["makerToday"]
    assert (empty["days"], empty["money"], empty["contactLacks"]) == ([], [], True)
    scarf, rug = await offer(shop, stall, "Scarf", price=1000), await offer(shop, stall, "Rug", price=5000, on_hand=2)
    berta = shop.by(await people.sign_up(shop.program.door.services.database, name="Berta"))
    orders = []
    for _ in range(2):
        await fill(berta, (scarf, 1))
        await start(berta)
        orders.append((await place(shop, berta, 1000))["order"])
    await berta.wish('writeToStall(stallId: $id, words: "Wool?")', "", id=("ID!", stall.id))
    seen = (await maker.ask(TODAY, id=stall.id))["makerToday"]
    assert seen["days"] == [{"place": "The old mill", "opensAt": None, "toPrepare": 2, "ready": 0}]
    assert seen["unanswered"] == 1
    assert [(one["title"], one["left"]["base"]) for one in seen["lowStock"]] == [("Rug", 2)]
    await hand_over(shop, stall, orders[0]["parts"][0]["id"], 1000)
    line = orders[0]["parts"][0]["lines"][0]["id"]
    await berta.wish('reviewLine(lineId: $id, stars: 5, words: "", shownName: "Berta")', "", id=("ID!", line))
    await shop.worker.drain()
    seen = (await maker.ask(TODAY, id=stall.id))["makerToday"]
    assert (seen["days"][0]["toPrepare"], seen["reviewsToAnswer"]) == (1, 1)
    [money] = seen["money"]
    assert money["held"]["minor"] > 0
    assert (money["payable"]["minor"], money["owed"]["minor"]) == (0, 0)
    assert seen["nextPayableAt"] is not None
    del rug


async def test_orders_of_cycles_stand_under_their_day_and_what_is_to_be_weighed_is_said(shop: Shop) -> None:
    stall = await open_stall(shop, "Grower")
    now, opened = await now_of(shop), []
    for days, name in ((8, "Kale"), (15, "Leek")):
        goods = await offer_cheese(shop, stall) if name == "Leek" else await offer(shop, stall, name, price=250)
        await only_in_cycles(shop, stall, goods)
        fetched = (now + timedelta(days=days), now + timedelta(days=days, hours=2))
        cycle = (await plan(shop, [(stall, [goods])], fetched=fetched, name=name))["id"]
        buyer = shop.visitor()
        await fill(buyer, (goods, 1 if name == "Kale" else 250))
        await start_in(buyer, cycle)
        placed = await place_in(shop, buyer, cycle, 250 if name == "Kale" else 287)
        assert placed["__typename"] == "PlacedOrder", placed
        opened.append((fetched[0], placed["order"]["parts"][0]))
    maker = shop.by(stall.maker)
    seen = (await maker.ask(TODAY, id=stall.id))["makerToday"]
    assert [(datetime.fromisoformat(one["opensAt"]), one["toPrepare"]) for one in seen["days"]] == [
        (begins, 1) for begins, _ in opened
    ]
    assert seen["toWeigh"] == 1
    listed = (await maker.ask(
        "query P($id: ID!) { sellerOrders(stallId: $id, first: 10) { nodes { pickupWindows { opens } } } }", id=stall.id
    ))["sellerOrders"]["nodes"]  # fmt: skip
    assert [datetime.fromisoformat(one["pickupWindows"][0]["opens"]) for one in listed] == [
        begins for begins, _ in opened
    ]
    async with reading(shop.program.door, stall.maker.viewer) as browser:
        home = f"/en/c/{shop.cooperative.slug}/stall/{stall.slug}"
        today, orders = [unescape((await browser.get(home + page)).text) for page in ("/today", "/orders")]
        zone = ZoneInfo(shop.cooperative.zone)
        for begins, _ in opened:
            assert write_day(begins.astimezone(zone).date(), "en") in orders
        assert "No time chosen" not in today
        assert "One thing is still to be weighed." in today
    line = opened[1][1]["lines"][0]["id"]
    assert (await weigh(shop, stall, line, 240))["__typename"] == "ChangedPart"
    assert (await maker.ask(TODAY, id=stall.id))["makerToday"]["toWeigh"] == 0


async def test_no_day_is_named_for_money_that_may_not_come(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    """Of goods that went on terms no money can be paid out before their buyer paid, whenever the hold ends."""
    await may_use(shop, "trade_credit")
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=500)
    buyer = await a_buyer(shop, database, worker_database, await a_group(shop, offBps=0, creditLimit=50_000))
    await fill(buyer, (bread, 1))
    await start(buyer)
    placed = await place(shop, buyer, 500, method="INVOICE")
    assert placed["__typename"] == "PlacedOrder", placed
    await hand_over(shop, stall, placed["order"]["parts"][0]["id"])
    maker = shop.by(stall.maker)
    assert (await maker.ask(TODAY, id=stall.id))["makerToday"]["nextPayableAt"] is None
    recorded = await record(shop, placed, 500)
    assert recorded["__typename"] != "Refusal", recorded
    assert (await maker.ask(TODAY, id=stall.id))["makerToday"]["nextPayableAt"] is not None


async def test_market_52_nobody_elses_day_is_told(shop: Shop) -> None:
    stall, other = await open_stall(shop, "Weaver"), await open_stall(shop, "Potter")
    for one in (shop.by(other.maker), shop.visitor()):
        assert (await one.ask(TODAY, id=stall.id))["makerToday"] is None
    assert (await shop.by(shop.coordinator).ask(TODAY, id=stall.id))["makerToday"] is not None
