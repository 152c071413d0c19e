"""Trade: a group's prices, its least order, invoices within a limit, reminders that stop when the money comes."""

import asyncio
import re
from html import unescape
from typing import Any

import httpx
import pytest

from minga_platform.kernel.database import Database
from minga_testing.buying import may_use, order_of
from minga_testing.cycles import only_in_cycles
from minga_testing.reading import reading
from minga_testing.shop import (
    Goods,
    Program,
    Shop,
    Stall,
    fill,
    move_clock,
    offer,
    open_shop,
    open_stall,
    place,
    start,
)
from minga_testing.terms import a_buyer, a_group, record
from minga_testing.trade import cancel, hand_over, part_of, seen


async def order(
    shop: Shop, buyer: Program, goods: Goods, number: int, total: int, method: str = "INVOICE"
) -> dict[str, Any]:
    await fill(buyer, (goods, number))
    await start(buyer)
    return await place(shop, buyer, total, method=method)


async def a_shop(database: Database, worker_database: Database) -> tuple[Shop, Stall, Goods]:
    shop = await open_shop(database, worker_database)
    await may_use(shop, "trade_credit")
    stall = await open_stall(shop, "Baker")
    return shop, stall, await offer(shop, stall, "Bread", price=500, on_hand=200)


async def test_a_group_has_its_prices_and_its_least_order(database: Database, worker_database: Database) -> None:
    """10 % off, a price of its own from 20 pieces on, goods for at least 10.00; others pay what they paid."""
    shop, _, bread = await a_shop(database, worker_database)
    group = await a_group(shop, leastOrder=1000)
    buyer = await a_buyer(shop, database, worker_database, group)
    done = await shop.by(shop.coordinator).wish(
        "setGroupPrice(groupId: $group, variantId: $variant, price: $price, least: 20)",
        "... on KeptGroup { id }",
        group=("ID!", group),
        variant=("ID!", bread.variant),
        price=("MoneyInput!", {"minor": 300, "currency": "EUR"}),
    )
    assert done["__typename"] == "KeptGroup", done
    assert (await order(shop, buyer, bread, 2, 900, "PICKUP"))["__typename"] == "OrderTooSmall"
    await fill(buyer, (bread, 1))
    shown = (await buyer.ask("{ cart { groups { subtotal { minor } stalls { lines { notes { kind } } } } } }"))["cart"][
        "groups"
    ][0]
    assert shown == {"subtotal": {"minor": 1350}, "stalls": [{"lines": [{"notes": []}]}]}
    assert (await place(shop, buyer, 1350))["__typename"] == "PlacedOrder"
    assert (await order(shop, buyer, bread, 20, 6000, "PICKUP"))["__typename"] == "PlacedOrder"
    assert (await order(shop, shop.visitor(), bread, 2, 1000, "PICKUP"))["__typename"] == "PlacedOrder"


GOODS = """query G($group: ID!, $search: String!, $first: Int, $after: String) {
  groupGoods(groupId: $group, search: $search, first: $first, after: $after) {
    nodes { title stallName onlyInCycles usual { minor } price { minor } least } pageInfo { hasNextPage endCursor } } }"""


async def test_a_group_may_have_its_price_of_all_that_is_offered(database: Database, worker_database: Database) -> None:
    """By title, page by page, by unfinished words of the goods or of their stall; what is sold in order cycles alone too."""
    shop, stall, bread = await a_shop(database, worker_database)
    field = await open_stall(shop, "Field")
    leeks, hidden = await offer(shop, field, "Leeks", price=250), await offer(shop, field, "Beans", price=300)
    await only_in_cycles(shop, field, leeks)
    put_away = await shop.by(field.maker).wish(
        "archiveProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", hidden.product)
    )
    assert put_away["__typename"] == "KeptProduct", put_away
    group, coordinator = await a_group(shop), shop.by(shop.coordinator)

    async def found(search: str = "", after: str | None = None, first: int = 24) -> tuple[list[str], dict[str, Any]]:
        page = (await coordinator.ask(GOODS, group=group, search=search, first=first, after=after))["groupGoods"]
        return [one["title"] for one in page["nodes"]], page

    titles, page = await found(first=1)
    assert (titles, page["pageInfo"]["hasNextPage"]) == (["Bread"], True)
    titles, page = await found(first=1, after=page["pageInfo"]["endCursor"])
    assert (titles, page["pageInfo"]["hasNextPage"]) == (["Leeks"], False)
    assert [(await found(words))[0] for words in ("lee", "BAK", "leeks bread", "beans", "&!")] == [
        ["Leeks"],
        ["Bread"],
        [],
        [],
        [],
    ]
    done = await coordinator.wish(
        "setGroupPrice(groupId: $group, variantId: $variant, price: $price, least: 5)",
        "... on KeptGroup { id }",
        group=("ID!", group),
        variant=("ID!", leeks.variant),
        price=("MoneyInput!", {"minor": 190, "currency": "EUR"}),
    )
    assert done["__typename"] == "KeptGroup", done
    assert (await found("leeks"))[1]["nodes"] == [
        {
            "title": "Leeks",
            "stallName": "Field",
            "onlyInCycles": True,
            "usual": {"minor": 250},
            "price": {"minor": 190},
            "least": 5,
        }
    ]
    for somebody in (shop.by(stall.maker), shop.visitor()):
        assert (await somebody.ask(GOODS, group=group, search=""))["groupGoods"] is None
    assert (await coordinator.ask(GOODS, group=bread.variant, search=""))["groupGoods"] is None


async def test_the_page_of_a_group_finds_what_lies_behind_the_first_page(
    database: Database, worker_database: Database
) -> None:
    """Twenty-five goods and one that is sold in order cycles: found by its word or on the next page, priced and set back, without script."""
    shop, stall, _ = await a_shop(database, worker_database)
    for number in range(24):
        await offer(shop, stall, f"Roll {number:02}", price=100)
    zucchini = await offer(shop, stall, "Zucchini", price=220)
    await only_in_cycles(shop, stall, zucchini)
    group = await a_group(shop)
    at = f"/en/c/{shop.cooperative.slug}/coordination/trade/{group}"
    price = {"act": "price", "variant": zucchini.variant, "price": "1.80"}
    async with reading(shop.program.door, shop.coordinator.viewer) as desk:

        async def send(address: str, form: dict[str, str]) -> httpx.Response:
            return await desk.post(address, data=form, headers={"sec-fetch-site": "same-origin"})

        first = (await desk.get(at)).text
        assert "Roll 00 · Baker" in first
        assert "Zucchini" not in first
        onward = re.search(r'rel="next" href="([^"]+)"', first)
        assert onward is not None
        assert "Zucchini" in (await desk.get(unescape(onward[1]))).text
        searched = (await desk.get(f"{at}?q=zucc")).text
        assert "Zucchini · Baker" in searched
        assert "Sold only in order cycles" in searched
        assert "Roll" not in searched
        assert "Nothing that is offered here has these words." in (await desk.get(f"{at}?q=caviar")).text
        for wrong in ({"variant": ""}, {"price": ""}):
            refused = await send(f"{at}?q=zucc", price | wrong)
            assert refused.status_code == 422
            assert "Zucchini · Baker" in refused.text, "what was searched for stays"
        priced = await send(f"{at}?q=zucc", price)
        assert priced.status_code == 303, priced.text
        told = (await desk.get(priced.headers["location"])).text
        assert "The group's price is set." in unescape(told)
        assert "this group pays €1.80" in told
        back = await send(at, {"act": "usual", "variant": zucchini.variant})
        assert "The group pays the usual price again." in (await desk.get(back.headers["location"])).text
        assert "this group pays" not in (await desk.get(f"{at}?q=zucc")).text


async def test_invoices_stay_within_the_limit(database: Database, worker_database: Database) -> None:
    """Two orders at once, room for one: one is placed, the other told how much is open. Goods go before the money."""
    shop, stall, bread = await a_shop(database, worker_database)
    group = await a_group(shop, offBps=0, creditLimit=8000)
    buyer = await a_buyer(shop, database, worker_database, group)
    assert (await order(shop, shop.visitor(), bread, 1, 500))["__typename"] == "PaymentNotOffered"
    first = await order(shop, buyer, bread, 10, 5000)
    assert first["order"]["state"] == "PLACED"
    refused = await order(shop, buyer, bread, 7, 3500)
    assert refused["__typename"] == "CreditLimitPassed"
    both = await asyncio.gather(*(place(shop, buyer, 3500, method="INVOICE") for _ in range(2)))
    assert {one["__typename"] for one in both} <= {"CreditLimitPassed", "CheckoutNotStarted"}
    done = await hand_over(shop, stall, first["order"]["parts"][0]["id"])
    assert done["__typename"] == "ChangedPart", done
    terms = (await buyer.ask("{ myTradeTerms { creditLimit { minor } stillOpen { minor } dueDays } }"))["myTradeTerms"]
    assert terms == {"creditLimit": {"minor": 8000}, "stillOpen": {"minor": 5000}, "dueDays": 14}
    paid = await record(shop, first, 5000)
    assert paid["__typename"] == "ChangedOrder", paid
    assert (await order_of(buyer, first))["payment"]["state"] == "paid"
    assert (await place(shop, buyer, 3500, method="INVOICE"))["__typename"] == "PlacedOrder"


async def test_two_orders_at_once_do_not_pass_the_limit(database: Database, worker_database: Database) -> None:
    """Two people of one household account cannot: two connections, one limit. Each order alone fits, both together do not."""
    shop, _, bread = await a_shop(database, worker_database)
    jam = await offer(shop, await open_stall(shop, "Jam"), "Jam", price=500, on_hand=50)
    group = await a_group(shop, offBps=0, creditLimit=6000)
    buyers = [await a_buyer(shop, database, worker_database, group) for _ in range(2)]
    for one, goods in zip(buyers, (bread, jam), strict=True):
        await fill(one, (goods, 10))
        await start(one)
    both = await asyncio.gather(*(place(shop, one, 5000, method="INVOICE") for one in buyers))
    assert [one["__typename"] for one in both] == ["PlacedOrder", "PlacedOrder"], "each has a limit of her own"
    again = await asyncio.gather(*(order(shop, one, bread, 2, 1000) for one in buyers))
    assert [one["__typename"] for one in again] == ["PlacedOrder", "PlacedOrder"], "up to the limit itself"
    more = await asyncio.gather(*(order(shop, one, bread, 1, 500) for one in buyers))
    assert [one["__typename"] for one in more] == ["CreditLimitPassed", "CreditLimitPassed"]


@pytest.mark.usefixtures("clock")
async def test_reminders_go_by_steps_and_stop(database: Database, worker_database: Database, admin: Any) -> None:
    """Due 14 days after the goods went, reminded after 7 more and 7 more; paid, and nothing is sent any more. What was cancelled is not
    owed, and what has not gone is not due."""
    shop, stall, bread = await a_shop(database, worker_database)
    jam_stall = await open_stall(shop, "Jam")
    jam = await offer(shop, jam_stall, "Jam", price=500, on_hand=50)
    group = await a_group(shop, offBps=0, creditLimit=50_000)
    buyer = await a_buyer(shop, database, worker_database, group)
    await fill(buyer, (bread, 10), (jam, 2))
    await start(buyer)
    placed = await place(shop, buyer, 6000, method="INVOICE")
    await cancel(shop, placed["order"]["id"], jam_stall)
    await shop.worker.drain()
    shop.letters._by_id.clear()
    await move_clock(admin, "30 days")
    await shop.sweep("receivables.remind")
    await shop.worker.drain()
    asked = """{ openInvoices { nodes { dueAt daysOver reminders } } overdue: openInvoices(overdue: true) { nodes { orderNumber } }
      aging { notDue { minor } to30 { minor } } }"""
    rows = await shop.by(shop.coordinator).ask(asked)
    assert rows["openInvoices"]["nodes"] == [{"dueAt": None, "daysOver": 0, "reminders": 0}], "nothing went yet"
    assert (rows["overdue"]["nodes"], rows["aging"]) == ([], [{"notDue": {"minor": 5000}, "to30": {"minor": 0}}])
    assert shop.letters.sent == []
    hers = await seen(shop.by(shop.coordinator), placed["order"]["id"])
    await hand_over(shop, stall, part_of(hers, stall)["id"])
    await shop.worker.drain()
    shop.letters._by_id.clear()
    for days, reminders, over in ((15, 0, 1), (7, 1, 8), (1, 1, 9), (6, 2, 15)):
        await move_clock(admin, f"{days} days")
        await shop.sweep("receivables.remind")
        await shop.worker.drain()
        rows = (await shop.by(shop.coordinator).ask(
            "{ openInvoices(overdue: true) { nodes { owed { minor } reminders daysOver orderNumber } } aging { to30 { minor } total { minor } } }"
        ))  # fmt: skip
        [row] = rows["openInvoices"]["nodes"]
        assert (row["owed"]["minor"], row["reminders"], row["daysOver"]) == (5000, reminders, over)
        assert rows["aging"] == [{"to30": {"minor": 5000}, "total": {"minor": 5000}}]
    assert len(shop.letters.sent) == 2
    assert "50" in shop.letters.sent[0].text
    assert (await record(shop, placed, 6000))["expected"]["minor"] == 5000
    assert (await record(shop, placed, 5000))["__typename"] == "ChangedOrder"
    await shop.worker.drain()
    shop.letters._by_id.clear()
    await move_clock(admin, "30 days")
    await shop.sweep("receivables.remind")
    await shop.worker.drain()
    assert shop.letters.sent == []
    assert (await buyer.ask("{ myOpenInvoices { nodes { orderId } } }"))["myOpenInvoices"]["nodes"] == []


@pytest.mark.usefixtures("clock")
async def test_a_reminder_is_about_what_went(database: Database, worker_database: Database, admin: Any) -> None:
    """Two stalls, one hands over after twenty days: its part is due fourteen days later, and the other is not asked for."""
    shop, stall, bread = await a_shop(database, worker_database)
    other = await open_stall(shop, "Jam")
    jam = await offer(shop, other, "Jam", price=500, on_hand=50)
    buyer = await a_buyer(shop, database, worker_database, await a_group(shop, offBps=0, creditLimit=50_000))
    await fill(buyer, (bread, 10), (jam, 2))
    await start(buyer)
    placed = await place(shop, buyer, 6000, method="INVOICE")
    asked = "query D($id: ID!) { order(id: $id) { payment { dueAt dueDays due { minor } owed { minor } } } }"
    order_id = placed["order"]["id"]
    told = (await buyer.ask(asked, id=order_id))["order"]["payment"]
    assert told == {"dueAt": None, "dueDays": 14, "due": {"minor": 0}, "owed": {"minor": 6000}}
    await move_clock(admin, "20 days")
    await hand_over(shop, stall, part_of(await seen(buyer, order_id), stall)["id"])
    await shop.worker.drain()
    told = (await buyer.ask(asked, id=order_id))["order"]["payment"]
    assert (told["due"]["minor"], told["dueDays"]) == (5000, None)
    shop.letters._by_id.clear()
    await move_clock(admin, "20 days")
    await shop.sweep("receivables.remind")
    assert (await shop.by(shop.coordinator).ask("{ aging { notDue { minor } to30 { minor } } }"))["aging"] == [
        {"notDue": {"minor": 1000}, "to30": {"minor": 5000}}
    ]
    await move_clock(admin, "2 days")
    await shop.sweep("receivables.remind")
    await shop.worker.drain()
    [letter] = shop.letters.sent
    assert "50" in letter.text
    assert "60" not in letter.text.split("reference")[0]
