"""Fewer are packed than were ordered: the jars that went with that line stay too, and no others."""

from typing import Any

import asyncpg
import pytest

from minga_infra.database.checks import all_checks
from minga_platform.kernel.database import Database
from minga_testing.cycles import append, only_in_cycles, place_in, plan, start_in
from minga_testing.producing import name_jar
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over, seen
from minga_testing.weighing import weigh


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def out(shop: Shop) -> list[int]:
    """How many of each kind are out."""
    kinds = (await shop.by(shop.coordinator).ask("{ containers { sold } }"))["containers"]
    return [int(one["sold"]) for one in kinds]


def honeys(order: dict[str, Any]) -> list[str]:
    """The lines of honey, in order."""
    return [line["id"] for line in order["parts"][0]["lines"] if line["title"] == "Honey"]


async def test_what_was_added_later_has_jars_of_its_own(shop: Shop, admin: asyncpg.Connection) -> None:
    """Three jars of honey and then one more: the one is not there. Three go out with their deposits, and three are paid."""
    bees, jar = await open_stall(shop, "Bees"), await name_jar(shop)
    honey = await offer(shop, bees, "Honey", price=800, containerId=jar)
    cycle = (await plan(shop, [(bees, [honey])]))["id"]
    await only_in_cycles(shop, bees, honey)
    buyer = shop.visitor()
    await fill(buyer, (honey, 3))
    await start_in(buyer, cycle)
    placed = await place_in(shop, buyer, cycle, 2550)
    await fill(buyer, (honey, 1))
    await append(shop, buyer, placed["order"]["id"], 3400)
    order = await seen(buyer, placed["order"]["id"])
    await weigh(shop, bees, honeys(order)[1], 0)
    assert (await hand_over(shop, bees, order["parts"][0]["id"], 2550))["__typename"] == "ChangedPart"
    assert await out(shop) == [3]
    assert not [one.promise for one in all_checks() if await admin.fetch(one.statement, [shop.id])]


@pytest.mark.parametrize("holds", [1, 4])
async def test_goods_that_come_in_another_jar_by_now(shop: Shop, admin: asyncpg.Connection, holds: int) -> None:
    """What was sold in jars went in jars, though its maker uses crates, or larger jars, since."""
    bees, jar = await open_stall(shop, "Bees"), await name_jar(shop)
    crate = await name_jar(shop, deposit=300)
    honey = await offer(shop, bees, "Honey", price=800, containerId=jar)
    buyer = shop.visitor()
    await fill(buyer, (honey, 3))
    await start(buyer)
    order = (await place(shop, buyer, 2550))["order"]
    changes = {
        "price": {"minor": 900, "currency": "EUR"},
        "containerId": crate if holds == 1 else jar,
        "containerHolds": holds,
    }
    edited = await shop.by(bees.maker).wish(
        "editVariant(id: $id, expectedVersion: 1, changes: $changes)",
        "",
        id=("ID!", honey.variant),
        changes=("VariantInput!", changes),
    )
    assert edited["__typename"] == "KeptProduct", edited
    await weigh(shop, bees, honeys(order)[0], 2)
    await weigh(shop, bees, honeys(order)[0], 1)
    assert (await hand_over(shop, bees, order["parts"][0]["id"], 850))["__typename"] == "ChangedPart"
    assert await out(shop) in ([1, 0], [0, 1])
    assert not [one.promise for one in all_checks() if await admin.fetch(one.statement, [shop.id])]
