"""Acceptance 55: a box that comes by itself, with what is not to be had replaced or left out; skipped and held without a charge."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.boxing import TOO_LATE, content, end, hold, mine, offer_box, skip, take, today
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, new_key, offer, open_shop, open_stall

ORDER = "query O($id: ID!) { order(id: $id) { total { minor } payment { method state } parts { lines { title } } } }"
ORDERS = "SELECT count(*) FROM sale_order WHERE cooperative_id = $1"
DAY = timedelta(days=1)


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def member(shop: Shop, name: str = "Berta") -> Program:
    services = shop.program.door.services
    return shop.by(
        await people.member(services.database, shop.worker_database, shop.id, name=name, classes=("consumer",))
    )


async def settle(shop: Shop, clock: Clock, by: timedelta) -> None:
    await clock.move(by)
    await shop.sweep("boxes.")


async def order_of(who: Program, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await who.ask(ORDER, id=order_id))["order"]
    return found


async def season(keeper: Program, product: str, months: list[int]) -> None:
    await keeper.wish(
        "setSellingTime(productId: $id, onlyInCycles: false, months: $months)", "",
        id=("ID!", product), months=("[Int!]!", months),
    )  # fmt: skip


async def test_market_55_out_of_season_is_substituted_or_left_out_and_she_is_told(shop: Shop, clock: Clock) -> None:
    """The rule of the box decides; what stands in costs no more than what it stands for; the price is that of the day."""
    stall = await open_stall(shop, "Field")
    keeper = shop.by(stall.maker)
    leek = await offer(shop, stall, "Leek", price=200)
    peas = await offer(shop, stall, "Peas", price=300)
    cabbage = await offer(shop, stall, "Cabbage", price=500)
    other_months = [month for month in range(1, 13) if month != (await today(shop) + 4 * DAY).month]
    await season(keeper, peas.product, other_months)
    inside = [content(leek), content(peas, instead=cabbage)]
    replaced = (await offer_box(shop, stall, inside))["id"]
    credited = (await offer_box(shop, stall, inside, when_missing="CREDIT"))["id"]
    berta, carla = await member(shop), await member(shop, "Carla")
    taken = (await take(shop, berta, replaced))["id"]
    await take(shop, carla, credited)
    await keeper.wish(
        "editVariant(id: $id, expectedVersion: 1, changes: { price: { minor: 250, currency: \"EUR\" } })", "",
        id=("ID!", leek.variant),
    )  # fmt: skip
    await settle(shop, clock, 3 * DAY)
    [hers] = await mine(berta)
    first = hers["dates"][0]
    assert (first["outcome"], first["canChange"]) == ("ORDERED", False)
    assert first["changes"] == [{"title": "Peas", "because": "out_of_season", "instead": "Cabbage"}]
    order = await order_of(berta, first["orderId"])
    assert [one["title"] for one in order["parts"][0]["lines"]] == ["Leek", "Cabbage"]
    assert order["total"]["minor"] == 250 + 300, "the leek of today, and the cabbage for no more than the peas"
    [hers] = await mine(carla)
    assert hers["dates"][0]["changes"] == [{"title": "Peas", "because": "out_of_season", "instead": None}]
    assert (await order_of(carla, hers["dates"][0]["orderId"]))["total"]["minor"] == 250


async def test_a_box_is_fetched_where_it_is_open_on_its_weekday(shop: Shop) -> None:
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200)
    box = (await offer_box(shop, stall, [content(leek)]))["id"]
    weekday = (await today(shop) + 4 * DAY).weekday()
    other = await shop.by(shop.coordinator).wish(
        "addPickupPoint(name: $name, address: $address, hours: $hours)", "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The other mill"}]), address=("String!", "Far away 3"),
        hours=("[HoursInput!]!", [{"weekday": (weekday + 1) % 7, "opens": "10:00", "closes": "12:00"}]),
    )  # fmt: skip
    berta = await member(shop)
    wish = {"size": "SMALL", "pickupPointId": other["id"]}
    refused = await berta.wish(
        "takeBox(key: $key, boxId: $box, wish: $wish)", "... on NotOpenThatDay { weekday }",
        key=("String!", new_key()), box=("ID!", box), wish=("BoxWishInput!", wish),
    )  # fmt: skip
    assert (refused["__typename"], refused["weekday"]) == ("NotOpenThatDay", weekday)
    taken = (await take(shop, berta, box))["id"]
    moved = await berta.wish(
        "changeMyBox(id: $id, wish: $wish)", "", id=("ID!", taken), wish=("BoxWishInput!", wish)
    )  # fmt: skip
    assert moved["__typename"] == "NotOpenThatDay"
