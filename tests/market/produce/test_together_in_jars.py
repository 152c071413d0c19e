"""Bought together in jars: the deposit is told, paid beside the price and paid back, as with any other sale."""

from datetime import timedelta

import asyncpg

from minga_infra.database.checks import all_checks
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.producing import name_jar
from minga_testing.reading import reading
from minga_testing.shop import new_key, offer, open_shop, open_stall
from minga_testing.trade import books, hand_over, seen
from minga_testing.weighing import weigh


async def test_each_pays_the_deposit_on_what_she_receives(
    database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Ten jars of honey by the case, at 7.50 in the end: 75.00 and ten deposits. One is broken at the hand-over: nine are out."""
    shop = await open_shop(database, worker_database)
    bees, jar = await open_stall(shop, "Bees"), await name_jar(shop)
    honey = await offer(shop, bees, "Honey", price=800, on_hand=0, containerId=jar)
    berta = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    member = shop.by(berta)
    async with worker_database.read(Scope(shop.id)) as work:
        closes = (work.now + timedelta(days=2)).isoformat()
    opened = await shop.by(shop.coordinator).wish(
        "openGroupPurchase(key: $key, variantId: $variant, pickupPointId: $point, caseSize: 10, leastCases: 1, closesAt: $closes)",
        "... on GroupPurchaseOpened { id }",
        key=("String!", new_key()), variant=("ID!", honey.variant), point=("ID!", shop.point), closes=("Instant!", closes),
    )  # fmt: skip
    group = opened["id"]
    asked = "query P($id: ID!) { groupPurchase(id: $id) { container { name deposit { minor } holds { base } } mine { orderId } } }"
    told = (await member.ask(asked, id=group))["groupPurchase"]["container"]
    assert told == {"name": "Jar", "deposit": {"minor": 50}, "holds": {"base": 1}}
    async with reading(shop.program.door, berta.viewer) as browser:
        page = (await browser.get(f"/en/c/{shop.cooperative.slug}/together/{group}")).text
    assert "with a deposit of €0.50" in page
    await member.wish(
        "askInGroupPurchase(key: $key, id: $id, quantity: 10)", "", key=("String!", new_key()), id=("ID!", group)
    )
    await clock.move(timedelta(days=2, minutes=1))
    await shop.sweep("group_purchase.")
    done = await shop.by(shop.coordinator).wish(
        "receiveGroupPurchase(key: $key, id: $id, received: 10, finalPrice: $price)", "",
        key=("String!", new_key()), id=("ID!", group), price=("MoneyInput!", {"minor": 750, "currency": "EUR"}),
    )  # fmt: skip
    assert done["__typename"] == "Done", done
    mine = (await member.ask(asked, id=group))["groupPurchase"]["mine"]
    [part] = (await seen(member, mine["orderId"]))["parts"]
    assert [(line["title"], line["story"]["total"]["minor"]) for line in part["lines"]] == [
        ("Honey", 7500),
        ("Jar", 500),
    ]
    await weigh(shop, bees, part["lines"][0]["id"], 9)
    assert (await hand_over(shop, bees, part["id"], 9 * 800))["__typename"] == "ChangedPart"
    assert (await member.ask("{ myContainers { sold } }"))["myContainers"] == [{"sold": 9}]
    owed = [amount for (kind, _, _), amount in (await books(shop)).items() if kind == "containers_owed"]
    assert owed == [450]
    assert not [one.promise for one in all_checks() if await admin.fetch(one.statement, [shop.id])]
