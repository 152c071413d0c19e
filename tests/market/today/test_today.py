"""A maker's home answers what needs her today, and tells nobody else."""

import pytest

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over

TODAY = """query Today($id: ID!) { makerToday(stallId: $id) { days { place toPrepare ready } unanswered reviewsToAnswer drafts contactLacks
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
    assert seen["days"] == [{"place": "The old mill", "toPrepare": 2, "ready": 0}]
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


async def test_market_52_nobody_elses_day_is_told(shop: Shop) -> None:
    stall, other = await open_stall(shop, "Weaver"), await open_stall(shop, "Potter")
    for one in (shop.by(other.maker), shop.visitor()):
        assert (await one.ask(TODAY, id=stall.id))["makerToday"] is None
    assert (await shop.by(shop.coordinator).ask(TODAY, id=stall.id))["makerToday"] is not None
