"""Features that meet in one order: whatever is packed, added, given up and refunded, all promises hold on the way, and nothing is left."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_infra.database.checks import all_checks
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.boxing import content, mine, offer_box, take
from minga_testing.buying import (
    checkout_with,
    credit_there,
    grant_credit,
    issue_voucher,
    make_discount,
    order_of,
    use_credit,
)
from minga_testing.cycles import append, only_in_cycles, place_in, plan, start_in
from minga_testing.plugin import Clock
from minga_testing.producing import name_jar
from minga_testing.returning import withdraw
from minga_testing.shop import (
    Program,
    Shop,
    Stall,
    fill,
    new_key,
    offer,
    open_shop,
    open_stall,
    place,
    start,
)
from minga_testing.terms import a_buyer, a_group
from minga_testing.trade import books, hand_over, part_of, refund, seen
from minga_testing.weighing import mark_ready, offer_cheese, weigh

FEES: list[dict[str, Any]] = [
    {"purpose": "TRANSPORT", "kind": "OF_GOODS", "bps": 333},
    {"purpose": "PACKING", "kind": "PER_LINE", "amount": {"minor": 7, "currency": "EUR"}},
    {"purpose": "COORDINATION", "kind": "PER_ORDER", "amount": {"minor": 101, "currency": "EUR"}},
]
SOURCES = {"vouchers_granted", "store_credit", "voucher"}
"""What the co-op gave away stays given, and stands where it was."""


async def holds(admin: asyncpg.Connection, shop: Shop) -> None:
    """Every promise that doctor looks at."""
    assert not [one.promise for one in all_checks() if await admin.fetch(one.statement, [shop.id])]


async def fetched(shop: Shop, stall: Stall, part_id: str) -> None:
    """The stall hands its part over for what is still to be paid for it."""
    asked = "query P($stall: ID!) { sellerOrders(stallId: $stall) { nodes { id toPay { minor } } } }"
    nodes = (await shop.by(stall.maker).ask(asked, stall=stall.id))["sellerOrders"]["nodes"]
    to_pay = next(one["toPay"]["minor"] for one in nodes if one["id"] == part_id)
    done = await hand_over(shop, stall, part_id, to_pay)
    assert done["__typename"] == "ChangedPart", done


async def all_back(admin: asyncpg.Connection, shop: Shop, buyer: Program, order_id: str) -> None:
    """Each line goes back in three steps; afterwards only what the co-op gave away is anywhere."""
    for part in (await seen(buyer, order_id))["parts"]:
        for line in part["lines"]:
            left = line["story"]["total"]["minor"] - line["refunded"]["minor"]
            for amount in (1, left // 3, None):
                if left > 4:
                    done = await refund(shop, order_id, (line["id"], amount))
                    assert done["__typename"] == "ChangedOrder", done
        await holds(admin, shop)
    found = {name: minor for name, minor in (await books(shop)).items() if minor and name[0] not in SOURCES}
    assert not found


async def test_a_cycles_fees_more_cheese_more_leek_and_one_given_up(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """Fees of three kinds; added to; more was cut and agreed to; less was cut of what was added; a part is withdrawn from; all goes back."""
    shop = await open_shop(database, worker_database)
    dairy, farm = await open_stall(shop, "Dairy"), await open_stall(shop, "Farm")
    cheese, leek = await offer_cheese(shop, dairy), await offer(shop, farm, "Leek", price=199, tax_bps=400)
    cycle = (await plan(shop, [(dairy, [cheese]), (farm, [leek])], fees=FEES))["id"]
    await only_in_cycles(shop, dairy, cheese)
    await only_in_cycles(shop, farm, leek)
    buyer = shop.visitor()
    await fill(buyer, (cheese, 1000), (leek, 3))
    await start_in(buyer, cycle)
    total = (await place_in(shop, buyer, cycle, 1))["new"]["minor"]
    order_id = (await place_in(shop, buyer, cycle, total))["order"]["id"]
    await fill(buyer, (leek, 2), (cheese, 500))
    more = (await append(shop, buyer, order_id, 1))["new"]["minor"]
    assert (await append(shop, buyer, order_id, more))["__typename"] == "ExtendedOrder"
    order = await seen(buyer, order_id)
    wheels, leeks = part_of(order, dairy), part_of(order, farm)
    await shop.by(dairy.maker).wish(
        "askWeight(key: $key, lineId: $line, packed: 1300)", "",
        key=("String!", new_key()), line=("ID!", wheels["lines"][0]["id"]),
    )  # fmt: skip
    [question] = (await buyer.ask("query Q($id: ID!) { weightQuestions(orderId: $id) { id } }", id=order_id))[
        "weightQuestions"
    ]
    await buyer.wish(
        "answerWeight(key: $key, questionId: $question, orderId: $order, agrees: true)", "",
        key=("String!", new_key()), question=("ID!", question["id"]), order=("ID!", order_id),
    )  # fmt: skip
    await weigh(shop, dairy, wheels["lines"][1]["id"], 333)
    given_up = await withdraw(buyer, order, (leeks["lines"][0]["id"], 1))
    assert given_up["__typename"] == "ReturnDeclared", given_up
    await holds(admin, shop)
    for stall, part in ((dairy, wheels), (farm, leeks)):
        await fetched(shop, stall, part["id"])
        await holds(admin, shop)
    await all_back(admin, shop, buyer, order_id)


async def test_a_box_by_credit_with_cheese_and_jars(
    database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection
) -> None:
    """15.50 at most, 14.00 of it store credit; 100 g less are cut than ordered, and nothing is to be paid."""
    shop = await open_shop(database, worker_database)
    dairy, jar = await open_stall(shop, "Dairy"), await name_jar(shop)
    cheese, milk = await offer_cheese(shop, dairy), await offer(shop, dairy, "Milk", price=150, containerId=jar)
    box = (await offer_box(shop, dairy, [content(cheese, 1000), content(milk, 2)]))["id"]
    somebody = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    await grant_credit(shop, somebody.agent_id, 1400)
    buyer = shop.by(somebody)
    assert (await take(shop, buyer, box, pays="CREDIT"))["__typename"] == "BoxTaken"
    await clock.move(timedelta(days=3))
    await shop.sweep("boxes.")
    [hers] = await mine(buyer)
    order = await seen(buyer, hers["dates"][0]["orderId"])
    [part] = order["parts"]
    assert part["story"]["total"]["minor"] == 1550
    await weigh(shop, dairy, next(line["id"] for line in part["lines"] if line["title"] == "Cheese"), 900)
    ready = await mark_ready(shop, dairy, part["id"])
    assert ready["part"]["toPay"]["minor"] == 0
    await fetched(shop, dairy, part["id"])
    assert await credit_there(buyer) == 100
    await all_back(admin, shop, buyer, order["id"])
    assert await credit_there(buyer) == 1400


async def test_a_groups_price_a_code_a_voucher_and_the_scales(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """12.34 % off as a group, 10 % by a code, 5.00 by voucher, and the scales are read three times."""
    shop = await open_shop(database, worker_database)
    dairy = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, dairy)
    buyer = await a_buyer(shop, database, worker_database, await a_group(shop, offBps=1234))
    code = await issue_voucher(shop, 500)
    await make_discount(shop, code="TEN", percent=1000, stall=dairy)
    await fill(buyer, (cheese, 1250))
    await start(buyer)
    for one in ("TEN", code):
        await checkout_with(buyer, one)
    total = (await place(shop, buyer, 1))["new"]["minor"]
    order = (await place(shop, buyer, total))["order"]
    [part] = order["parts"]
    for packed in (1111, 1222, 777):
        assert (await weigh(shop, dairy, part["lines"][0]["id"], packed))["__typename"] == "ChangedPart"
    await mark_ready(shop, dairy, part["id"])
    await fetched(shop, dairy, part["id"])
    await holds(admin, shop)
    await all_back(admin, shop, buyer, order["id"])


@pytest.mark.parametrize(("unit", "price"), [("JPY", 333), ("KWD", 3337)])
async def test_thirds_of_three_stalls_without_cents_and_with_three(
    database: Database, worker_database: Database, admin: asyncpg.Connection, unit: str, price: int
) -> None:
    """By seven grams at three rates of tax, with a code that the fee bears, a voucher and store credit."""
    shop = await open_shop(database, worker_database, currency=unit)
    stalls, things = [], []
    for number, (name, tax_bps) in enumerate((("Ash", 800), ("Birch", 1000), ("Cedar", 0))):
        stalls.append(await open_stall(shop, name))
        goods: Any = await offer(
            shop, stalls[-1], name, price=price, tax_bps=tax_bps, unit="GRAM", step=1, pricePer=7, on_hand=1000
        )
        things.append((goods, 10 + number))
    code = await issue_voucher(shop, 200)
    await make_discount(shop, code="ONEPERCENT", percent=100)
    somebody = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    await grant_credit(shop, somebody.agent_id, 77)
    buyer = shop.by(somebody)
    await fill(buyer, *things)
    await start(buyer)
    for one in ("ONEPERCENT", code):
        await checkout_with(buyer, one)
    await use_credit(shop, buyer, 77)
    total = (await place(shop, buyer, 1))["new"]["minor"]
    placed = await place(shop, buyer, total)
    order = await order_of(buyer, placed)
    for stall, part in zip(stalls, order["parts"], strict=True):
        await fetched(shop, stall, part["id"])
        await holds(admin, shop)
    await all_back(admin, shop, buyer, order["id"])
    assert await credit_there(buyer) == 77
