"""What a buyer withdraws from before anybody handed it over: her line is shorter at once, on every list and in the money."""

from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing.buying import may_use
from minga_testing.producing import name_jar
from minga_testing.returning import inspect, options, withdraw
from minga_testing.shop import (
    PLACED,
    Goods,
    Program,
    Shop,
    fill,
    new_key,
    offer,
    open_shop,
    open_stall,
    place,
    start,
)
from minga_testing.terms import a_buyer, a_group
from minga_testing.till import Till
from minga_testing.trade import books, buy, hand_over, seen
from minga_testing.weighing import mark_ready, offer_cheese, weigh

LISTS = "{ handoverLists { cash { minor } picks { items { title quantity { base } } } packs { lines { title quantity { base } } } } }"
PART = "query P($id: ID!) { sellerOrder(id: $id) { toPay { minor } lines { title quantity { base } weight { off { minor } } } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def ordered(shop: Shop, *things: tuple[Goods, int], total: int) -> tuple[Program, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    return buyer, (await place(shop, buyer, total))["order"]


async def listed(shop: Shop) -> tuple[list[tuple[str, int]], int]:
    """((title, how many) as the packing list has them, the cash); the pick list has the same."""
    lists = (await shop.by(shop.coordinator).ask(LISTS))["handoverLists"]
    packed = sorted((line["title"], line["quantity"]["base"]) for pack in lists["packs"] for line in pack["lines"])
    assert packed == sorted((one["title"], one["quantity"]["base"]) for pick in lists["picks"] for one in pick["items"])
    return packed, lists["cash"]["minor"]


async def on_hand(admin: asyncpg.Connection, goods: Goods) -> int:
    found: int = await admin.fetchval(
        "SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", goods.stock_item)
    )
    return found


async def test_of_what_is_paid_when_it_is_fetched_less_is_taken(shop: Shop, admin: asyncpg.Connection) -> None:
    """One of two soaps, then the other: lists, shelf and what is to be paid follow at once; the rest can be handed over, and comes back
    as anything does."""
    stall = await open_stall(shop, "Weaver")
    await admin.execute("UPDATE identifier SET proven_at = now() WHERE person_id = $1", stall.maker.viewer.person_id)
    soap, scarf = await offer(shop, stall, "Soap", price=720, on_hand=5), await offer(shop, stall, "Scarf", price=1210)
    buyer, order = await ordered(shop, (soap, 2), (scarf, 1), total=2650)
    part = order["parts"][0]["id"]
    line = order["parts"][0]["lines"][0]["id"]
    for left, cash in ((1, 1930), (0, 1210)):
        [given] = (await withdraw(buyer, order, (line, 1)))["returns"]
        assert (given["state"], given["lines"][0]["worth"]["minor"], given["refund"]["minor"]) == ("SETTLED", 720, 0)
        seen_part = (await shop.by(stall.maker).ask(PART, id=part))["sellerOrder"]
        assert seen_part["toPay"]["minor"] == cash
        assert await listed(shop) == ([("Scarf", 1), ("Soap", left)] if left else [("Scarf", 1)], cash)
        assert await on_hand(admin, soap) == 5 - left
    assert (await withdraw(buyer, order, (line, 1)))["__typename"] == "NotFound", "nothing is left of it"
    again = await weigh(shop, stall, line, 2)
    assert (again["__typename"], again["field"]) == ("InvalidInput", "packed"), (
        "what she gave up is not sold to her again"
    )
    await shop.worker.drain()
    await shop.worker.drain()
    [told, *_] = [one.text for one in shop.letters.sent if "withdraws" in one.subject]
    assert "please do not pack it" in told
    assert (await mark_ready(shop, stall, part))["__typename"] == "ChangedPart"
    assert (await hand_over(shop, stall, part, 2650))["__typename"] == "AmountDiffers"
    assert (await hand_over(shop, stall, part, 1210))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    assert (await books(shop))[("cash_till", "", ids.encode("stall", ids.decode("point", shop.point)))] == 1210
    offered = await options(buyer, order)
    assert offered is not None
    assert [(one["title"], one["left"]["base"]) for one in offered["lines"]] == [("Scarf", 1)]
    [coming] = (await withdraw(buyer, order))["returns"]
    settled = await inspect(shop, shop.by(shop.coordinator), coming)
    assert settled["goodsReturn"]["refund"]["minor"] == 1210
    assert all(balance == 0 for balance in (await books(shop)).values()), "as if nothing had been bought"


async def test_of_what_is_paid_by_card_it_goes_back_at_once(till: Till, admin: asyncpg.Connection) -> None:
    """Every part of the sale in proportion, and once: not again when the rest is packed. What is given up last ends the part."""
    shop = till.shop
    stall = await open_stall(shop, "Weaver")
    soap, scarf = await offer(shop, stall, "Soap", price=720, on_hand=5), await offer(shop, stall, "Scarf", price=1210)
    buyer, order = await buy(till, (soap, 2), (scarf, 1), total=2650)
    [soaps, _] = order["parts"][0]["lines"]
    [given] = (await withdraw(buyer, order, (soaps["id"], 1)))["returns"]
    assert (given["state"], given["refund"]["minor"], given["lines"][0]["refund"]["minor"]) == ("SETTLED", 720, 720)
    assert await on_hand(admin, soap) == 4
    await till.heard()
    assert (await mark_ready(shop, stall, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
    settled = await weigh(shop, stall, soaps["id"], 2)
    assert settled["__typename"] == "InvalidInput"
    await till.heard()
    now = await seen(buyer, order["id"])
    assert [(one["cause"], one["amount"]["minor"], one["state"]) for one in now["refunds"]] == [
        ("return", 720, "settled")
    ]
    sums = await books(shop)
    held = sums[("seller_held", "", stall.id)] + sums[("fee_income", "sales", "")]
    assert held + sums[("vat_due", "fees", "")] + sums[("vat_due", "sales", "")] == 1930
    [rest] = (await withdraw(buyer, order))["returns"]
    assert rest["state"] == "SETTLED"
    await till.heard()
    now = await seen(buyer, order["id"])
    assert (now["state"], sum(one["amount"]["minor"] for one in now["refunds"])) == ("CANCELLED", 2650)
    assert await on_hand(admin, soap) == 5


async def test_of_what_goes_on_terms_less_is_owed(shop: Shop, database: Database, worker_database: Database) -> None:
    """Nothing was booked when she gave it up; with the rest of the goods the sale is, and what she gave up is not owed."""
    await may_use(shop, "trade_credit")
    stall = await open_stall(shop, "Baker")
    bread, cake = await offer(shop, stall, "Bread", price=500), await offer(shop, stall, "Cake", price=2000)
    buyer = await a_buyer(shop, database, worker_database, await a_group(shop, offBps=0, creditLimit=50_000))
    await fill(buyer, (bread, 3), (cake, 1))
    await start(buyer)
    order = (
        await buyer.wish(
            "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: INVOICE, pickupPointId: $point)",
            PLACED,
            key=("String!", new_key()),
            total=("MoneyInput!", {"minor": 3500, "currency": "EUR"}),
            contact=("BuyerInput!", {"name": "La Fonda", "mail": "fonda@example.org"}),
            point=("ID!", shop.point),
        )
    )["order"]
    [given] = (await withdraw(buyer, order, (order["parts"][0]["lines"][1]["id"], None)))["returns"]
    assert (given["state"], given["refund"]["minor"]) == ("SETTLED", 0)
    assert await listed(shop) == ([("Bread", 3)], 0)
    assert (await hand_over(shop, stall, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    sums = await books(shop)
    assert sums[("receivable", "invoices", "")] == 1500
    opened = await buyer.ask("{ myOpenInvoices { nodes { owed { minor } } } }")
    assert [one["owed"]["minor"] for one in opened["myOpenInvoices"]["nodes"]] == [1500]


async def test_of_what_is_weighed_all_or_nothing_before_the_scales(shop: Shop) -> None:
    """Nobody knows yet what half of it would be; all of it she can give up, with the wheel beside it staying."""
    stall = await open_stall(shop, "Dairy")
    cheese, butter = await offer_cheese(shop, stall), await offer(shop, stall, "Butter", price=300)
    buyer, order = await ordered(shop, (cheese, 1000), (butter, 1), total=1450)
    line = order["parts"][0]["lines"][0]["id"]
    some = await withdraw(buyer, order, (line, 500))
    assert (some["__typename"], some["field"], some["rule"]) == ("InvalidInput", "quantity", "range")
    [given] = (await withdraw(buyer, order, (line, None)))["returns"]
    assert given["lines"][0]["worth"]["minor"] == 1150
    assert await listed(shop) == ([("Butter", 1)], 300)
    assert (await hand_over(shop, stall, order["parts"][0]["id"], 300))["__typename"] == "ChangedPart"


async def test_given_up_line_by_line_the_part_ends(shop: Shop, admin: asyncpg.Connection) -> None:
    """The last of it ends the part, whose shelf gets what is left of it and not again what went back before."""
    stall = await open_stall(shop, "Weaver")
    soap, scarf = (
        await offer(shop, stall, "Soap", price=720, on_hand=5),
        await offer(shop, stall, "Scarf", price=1210, on_hand=3),
    )
    buyer, order = await ordered(shop, (soap, 2), (scarf, 1), total=2650)
    for line in order["parts"][0]["lines"]:
        [given] = (await withdraw(buyer, order, (line["id"], None)))["returns"]
        assert given["state"] == "SETTLED"
    assert (await seen(buyer, order["id"]))["state"] == "CANCELLED"
    assert (await on_hand(admin, soap), await on_hand(admin, scarf)) == (5, 3)


async def test_its_jars_go_with_it(shop: Shop) -> None:
    """The deposit of jars that never went out is neither asked for nor owed."""
    stall = await open_stall(shop, "Dairy")
    jar = await name_jar(shop, deposit=20)
    milk = await offer(shop, stall, "Milk", price=100, containerId=jar, containerHolds=1)
    bread = await offer(shop, stall, "Bread", price=500)
    buyer, order = await ordered(shop, (milk, 3), (bread, 1), total=860)
    line = next(one["id"] for one in order["parts"][0]["lines"] if one["title"] == "Milk")
    [given] = (await withdraw(buyer, order, (line, 2)))["returns"]
    assert sorted((one["quantity"]["base"], one["worth"]["minor"]) for one in given["lines"]) == [(2, 40), (2, 200)]
    assert (await listed(shop))[1] == 620
    assert (await hand_over(shop, stall, order["parts"][0]["id"], 620))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    assert sum(one for (kind, _, _), one in (await books(shop)).items() if kind == "containers_owed") == 20
