"""A card paid a part of an order, a voucher the rest: what a bank takes back for good is of the card's part alone."""

from typing import Any

from minga_testing.buying import checkout_with, issue_voucher, order_of
from minga_testing.disputing import decide, dispute_newest, disputes_of
from minga_testing.getting import TO_ME, order_for, zone
from minga_testing.shop import Goods, Program, fill, offer, open_stall, start
from minga_testing.till import Till, pay
from minga_testing.trade import books, buy, cash, provider_cash, refund, rounds


async def with_voucher(
    till: Till, worth: int, *things: tuple[Goods, int], total: int, delivery: dict[str, str] | None = None
) -> tuple[Program, dict[str, Any]]:
    """(the buyer, what placing answered): a voucher pays so much of the total, and a card the rest."""
    buyer, code = till.shop.visitor(), await issue_voucher(till.shop, worth)
    await fill(buyer, *things)
    await start(buyer)
    await checkout_with(buyer, code)
    placed = await order_for(till.shop, buyer, total, method="CARD", delivery=delivery)
    await pay(till, placed["paymentUrl"])
    await till.heard()
    assert (await order_of(buyer, placed))["state"] == "PLACED"
    return buyer, placed


async def lost(till: Till) -> None:
    """The newest charge is disputed, and lost."""
    dispute = await dispute_newest(till)
    await till.heard()
    await decide(till, dispute, "lost")
    await rounds(till)
    assert [one["state"] for one in await disputes_of(till)] == ["lost"]
    sums = await books(till.shop)
    assert (sums[("disputed", "", "")], sums[("refunds_in_flight", "", "")]) == (0, 0)
    assert await cash(till) == await provider_cash(till)


async def test_lost_of_several_lines_of_one_stall(till: Till) -> None:
    """The card paid 20.97 of 3 × 10.00 and a delivery: each stall's lines have more left than its portion, and no more is taken of it."""
    shop = till.shop
    potter, weaver = await open_stall(shop, "Potter"), await open_stall(shop, "Weaver")
    await zone(shop, 597, "28")
    things = [
        await offer(shop, stall, title, price=1000)
        for stall, title in ((potter, "Bowl"), (potter, "Cup"), (weaver, "Scarf"))
    ]
    buyer, placed = await with_voucher(till, 1500, *((one, 1) for one in things), total=3597, delivery=TO_ME)
    await lost(till)
    order = await order_of(buyer, placed)
    assert order["payment"]["refunded"]["minor"] == 2097
    assert [one["refunded"]["minor"] for one in order["payment"]["stored"]] == [0]
    # What the voucher paid goes back to it, to the cent and with its tax: nothing is left of the sale.
    lines = [(line["id"], None) for part in order["parts"] for line in part["lines"]]
    assert (await refund(shop, order["id"], *lines))["__typename"] == "ChangedOrder"
    order = await order_of(buyer, placed)
    assert [line["refunded"]["minor"] for part in order["parts"] for line in part["lines"]] == [1000, 1000, 1000]
    sums = await books(shop)
    assert [sums[("seller_held", "", stall.id)] for stall in (potter, weaver)] == [0, 0]
    assert sums[("fee_income", "sales", "")] == 0


async def test_lost_after_a_part_went_back(till: Till) -> None:
    """6.00 of the card's 10.00 went back before: 4.00 of the bank's 10.00 are a refund, and a person looks at the rest."""
    shop = till.shop
    potter = await open_stall(shop, "Potter")
    bowl, cup = await offer(shop, potter, "Bowl", price=1000), await offer(shop, potter, "Cup", price=1000)
    await buy(till, (bowl, 5), total=5000)
    buyer, placed = await with_voucher(till, 1000, (bowl, 1), (cup, 1), total=2000)
    await refund(shop, placed["order"]["id"], (placed["order"]["parts"][0]["lines"][0]["id"], 600))
    await till.heard()
    await lost(till)
    assert (await order_of(buyer, placed))["payment"]["refunded"]["minor"] == 1000
