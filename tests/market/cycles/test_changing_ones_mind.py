"""An order of a cycle that its buyer cancelled and wants after all, or adds to: what was free then may be somebody else's by now."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing import getting
from minga_testing.cycles import append, change_mind, only_in_cycles, place_in, plan, resume, start_in
from minga_testing.producing import name_jar
from minga_testing.returning import withdraw
from minga_testing.shop import PLACED, Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall
from minga_testing.trade import hand_over, seen

LINES = "query L($id: ID!) { order(id: $id) { parts { lines { quantity { base } promisedFor } } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def brought(shop: Shop, title: str, price: int, on_hand: int | None) -> tuple[Stall, Goods]:
    """Something that cycles alone sell."""
    stall = await open_stall(shop, title)
    goods = await offer(shop, stall, title, price=price, on_hand=on_hand)
    await only_in_cycles(shop, stall, goods)
    return stall, goods


async def order(shop: Shop, goods: Goods, number: int, cycle: str, total: int) -> tuple[Program, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, (goods, number))
    await start_in(buyer, cycle)
    done = await place_in(shop, buyer, cycle, total)
    assert done["__typename"] == "PlacedOrder", done
    return buyer, done["order"]


async def promised(buyer: Program, order: dict[str, Any]) -> list[date]:
    [part] = (await buyer.ask(LINES, id=order["id"]))["order"]["parts"]
    return [date.fromisoformat(one["promisedFor"]) for one in part["lines"]]


async def test_her_time_went_to_somebody_else(shop: Shop) -> None:
    stall, leek = await brought(shop, "Leek", 200, 50)
    await getting.plan(shop, capacity=1)
    time = [one for one in await getting.slots(shop.program, shop.point) if one["canBeChosen"]][5]
    fetched = (datetime.fromisoformat(time["opensAt"]), datetime.fromisoformat(time["closesAt"]))
    cycle = (await plan(shop, [(stall, [leek])], fetched=fetched))["id"]

    async def comes() -> tuple[Program, dict[str, Any]]:
        buyer = shop.visitor()
        await fill(buyer, (leek, 1))
        await start_in(buyer, cycle)
        done = await buyer.wish(
            "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point, cycleId: $cycle, "
            "slotOpensAt: $opens)",
            PLACED,
            key=("String!", new_key()),
            total=("MoneyInput!", {"minor": 200, "currency": "EUR"}),
            contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
            point=("ID!", shop.point),
            cycle=("ID!", cycle),
            opens=("Instant", time["opensAt"]),
        )
        assert done["__typename"] == "PlacedOrder", done
        return buyer, done["order"]

    she, first = await comes()
    await change_mind(she, first["id"])
    other, second = await comes()
    assert (await resume(she, first["id"]))["__typename"] == "SlotFull"
    await change_mind(other, second["id"])
    assert (await resume(she, first["id"]))["__typename"] == "ExtendedOrder"
    assert (await resume(other, second["id"]))["__typename"] == "SlotFull"


async def test_she_gets_again_what_she_still_wanted_and_no_more(shop: Shop) -> None:
    """Of five she had given up two before she cancelled: three leave the shelf when she comes back, and three are paid."""
    stall, leek = await brought(shop, "Leek", 200, 5)
    cycle = (await plan(shop, [(stall, [leek])]))["id"]
    she, first = await order(shop, leek, 5, cycle, 1000)
    await withdraw(she, first, (first["parts"][0]["lines"][0]["id"], 2))
    await change_mind(she, first["id"])
    await order(shop, leek, 2, cycle, 400)
    assert (await resume(she, first["id"]))["__typename"] == "ExtendedOrder"
    done = await hand_over(shop, stall, first["parts"][0]["id"], 600)
    assert done["__typename"] == "ChangedPart", done


async def test_what_is_made_to_order_finds_its_weeks_anew(shop: Shop) -> None:
    """One a week: who comes back has the week after the one that somebody else got meanwhile; what is added to an order is promised too."""
    loom, blanket = await brought(shop, "Blanket", 1000, None)
    done = await shop.by(loom.maker).wish(
        "setMakingCapacity(stallId: $stall, perWeek: 1, productId: $product)", "",
        stall=("ID!", loom.id), product=("ID", blanket.product),
    )  # fmt: skip
    assert done["__typename"] == "MakingCapacitySet", done
    cycle = (await plan(shop, [(loom, [blanket])]))["id"]
    she, first = await order(shop, blanket, 1, cycle, 1000)
    [friday] = await promised(she, first)
    await change_mind(she, first["id"])
    other, second = await order(shop, blanket, 1, cycle, 1000)
    assert await promised(other, second) == [friday]
    assert (await resume(she, first["id"]))["__typename"] == "ExtendedOrder"
    week = timedelta(days=7)
    assert await promised(she, first) == [friday + week]
    await fill(other, (blanket, 2))
    assert (await append(shop, other, second["id"], 3000))["__typename"] == "ExtendedOrder"
    assert sorted(await promised(other, second)) == [friday, friday + 3 * week]
    third, last = await order(shop, blanket, 1, cycle, 1000)
    assert await promised(third, last) == [friday + 4 * week]


async def test_who_withdrew_orders_anew(shop: Shop) -> None:
    """What she withdrew from has her receipt and is nobody's to take up again: of its goods nothing could be weighed or paid any more."""
    stall, leek = await brought(shop, "Leek", 200, 5)
    cycle = (await plan(shop, [(stall, [leek])]))["id"]
    she, first = await order(shop, leek, 5, cycle, 1000)
    assert (await withdraw(she, first))["__typename"] == "ReturnDeclared"
    shown = (await she.ask("query R($id: ID!) { order(id: $id) { state canResume } }", id=first["id"]))["order"]
    assert shown == {"state": "CANCELLED", "canResume": False}
    assert (await resume(she, first["id"]))["__typename"] == "OrderNotExtendable"
    _, again = await order(shop, leek, 5, cycle, 1000)
    assert (await hand_over(shop, stall, again["parts"][0]["id"], 1000))["__typename"] == "ChangedPart"


@pytest.mark.parametrize(("number", "price", "due"), [(2, 1000, 1000), (1, 200, 1250)])
async def test_jars_of_what_was_added_go_with_it(shop: Shop, number: int, price: int, due: int) -> None:
    """Five were ordered and one added, each in a jar of 0.50: who gives up some of either line gives up their jars and no others."""
    dairy, yoghurt = await brought(shop, "Yoghurt", 200, 50)
    done = await shop.by(dairy.maker).wish(
        "editVariant(id: $id, expectedVersion: 1, changes: $changes)", "... on KeptProduct { id }",
        id=("ID!", yoghurt.variant), changes=("VariantInput!", {"containerId": await name_jar(shop)}),
    )  # fmt: skip
    assert done["__typename"] == "KeptProduct", done
    cycle = (await plan(shop, [(dairy, [yoghurt])]))["id"]
    she, first = await order(shop, yoghurt, 5, cycle, 1250)
    await fill(she, (yoghurt, 1))
    assert (await append(shop, she, first["id"], 1500))["__typename"] == "ExtendedOrder"
    [part] = (await seen(she, first["id"]))["parts"]
    line = next(one["id"] for one in part["lines"] if one["story"]["total"]["minor"] == price)
    assert (await withdraw(she, first, (line, number)))["__typename"] == "ReturnDeclared"
    assert (await hand_over(shop, dairy, part["id"], due))["__typename"] == "ChangedPart"
