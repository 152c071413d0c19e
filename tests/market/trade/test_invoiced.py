"""Goods that go before their money: the invoice goes with them, what is owed stands in the books, and nobody is paid out of it."""

import asyncio
from typing import Any, NamedTuple

import pytest

from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import Statutes, Version
from minga_testing.buying import credit_there, grant_credit, may_use, use_credit
from minga_testing.cycles import only_in_cycles, place_in, plan, start_in
from minga_testing.shop import (
    PLACED,
    Goods,
    Program,
    Shop,
    Stall,
    fill,
    move_clock,
    new_key,
    offer,
    open_shop,
    open_stall,
    place,
    start,
)
from minga_testing.terms import a_buyer, a_group, record
from minga_testing.trade import books, cancel, hand_over, part_of, refund, seen
from minga_testing.weighing import mark_ready, offer_cheese, weigh

PAPERS = """query D($id: ID!) { orderDocuments(orderId: $id) { kind name total { minor } tax { minor } mirrors
  terms { dueAt reference purchaseOrder } lines { title quantity { base } } delivery { minor } } }"""
OPEN = "{ myOpenInvoices { nodes { owed { minor } } } myTradeTerms { stillOpen { minor } } }"
ON_INVOICES = ("receivable", "invoices", "")
BANK = ("cash_bank", "", "")


class Trade(NamedTuple):
    """A co-op with a baker and a potter, and a restaurant on terms."""

    shop: Shop
    baker: Stall
    potter: Stall
    bread: Goods
    bowl: Goods
    buyer: Program


@pytest.fixture
async def trade(database: Database, worker_database: Database) -> Trade:
    shop = await open_shop(database, worker_database)
    await may_use(shop, "trade_credit")
    baker, potter = await open_stall(shop, "Baker"), await open_stall(shop, "Potter")
    bread = await offer(shop, baker, "Bread", price=500, on_hand=200)
    bowl = await offer(shop, potter, "Bowl", price=2000, on_hand=20)
    group = await a_group(shop, offBps=0, creditLimit=50_000)
    buyer = await a_buyer(shop, database, worker_database, group)
    return Trade(shop, baker, potter, bread, bowl, buyer)


async def ordered(trade: Trade, *things: tuple[Goods, int], total: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what placing it on terms answered, the order)."""
    await fill(trade.buyer, *things)
    await start(trade.buyer)
    placed = await trade.buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: INVOICE, pickupPointId: $point, purchaseOrder: $own)",
        PLACED,
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": total, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "La Fonda", "mail": "fonda@example.org"}),
        point=("ID!", trade.shop.point),
        own=("String!", "PO 77"),
    )
    assert placed["__typename"] == "PlacedOrder", placed
    return placed, await seen(trade.buyer, placed["order"]["id"])


async def given(trade: Trade, order: dict[str, Any], stall: Stall) -> None:
    done = await hand_over(trade.shop, stall, part_of(order, stall)["id"])
    assert done["__typename"] == "ChangedPart", done
    await trade.shop.worker.drain()


async def papers(trade: Trade, order: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await trade.buyer.ask(PAPERS, id=order["id"]))["orderDocuments"]
    return found


async def owed(trade: Trade) -> int:
    """What the buyer is asked for; what her terms have as open is the same."""
    found = await trade.buyer.ask(OPEN)
    asked = sum(one["owed"]["minor"] for one in found["myOpenInvoices"]["nodes"])
    assert asked == found["myTradeTerms"]["stillOpen"]["minor"]
    return int(asked)


@pytest.mark.usefixtures("clock")
async def test_the_invoice_goes_with_the_goods(trade: Trade, admin: Any) -> None:
    """Each stall's part is invoiced as it goes; no maker is paid before the buyer has, however long that takes."""
    shop = trade.shop
    placed, order = await ordered(trade, (trade.bread, 4), (trade.bowl, 1), total=4000)
    await shop.worker.drain()
    assert await papers(trade, order) == []
    await given(trade, order, trade.baker)
    [first] = await papers(trade, order)
    assert (first["kind"], first["name"], first["total"]["minor"]) == ("INVOICE", "I-1", 2000)
    assert (first["terms"]["reference"], first["terms"]["purchaseOrder"]) == (
        placed["order"]["payment"]["reference"],
        "PO 77",
    )
    sums = await books(shop)
    assert (sums[ON_INVOICES], sums.get(BANK, 0), sums[("vat_due", "sales", "")]) == (2000, 0, first["tax"]["minor"])
    await given(trade, order, trade.potter)
    assert [one["total"]["minor"] for one in await papers(trade, order)] == [2000, 2000]
    assert (await books(shop))[ON_INVOICES] == 4000
    order = await seen(trade.buyer, order["id"])
    assert (order["state"], order["payment"]) == (
        "COMPLETED",
        {"state": "open", "captured": {"minor": 0}, "refunded": {"minor": 0}},
    )
    await move_clock(admin, "8 days")
    await shop.sweep("payments.pass_holds")
    assert (await books(shop)).get(("seller_payable", "", trade.baker.id), 0) == 0
    assert await owed(trade) == 4000
    assert (await record(shop, placed, 4000))["__typename"] == "ChangedOrder"
    await shop.worker.drain()
    await shop.sweep("payments.pass_holds")
    sums = await books(shop)
    assert (sums[ON_INVOICES], sums[BANK]) == (0, 4000)
    assert sums[("seller_payable", "", trade.baker.id)] > 0
    assert sums[("seller_held", "", trade.baker.id)] == 0
    assert len(await papers(trade, order)) == 2
    assert await owed(trade) == 0


async def test_the_invoice_of_a_cycle_is_paid_after_its_closing_under_either_rule(
    database: Database, worker_database: Database, admin: Any
) -> None:
    """Its days begin with the goods, which come after the closing: its money is never late money of the cycle, and buys what she has."""
    rules: dict[str, Any] = {"market.cycle_late_payment": "refund"}
    statutes = Statutes({"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, rules),))
    shop = await open_shop(database, worker_database, statutes=statutes)
    await may_use(shop, "trade_credit")
    baker = await open_stall(shop, "Baker")
    bread = await offer(shop, baker, "Bread", price=500)
    await only_in_cycles(shop, baker, bread)
    buyer = await a_buyer(shop, database, worker_database, await a_group(shop, offBps=0, creditLimit=50_000))
    week = (await plan(shop, [(baker, [bread])]))["id"]
    await fill(buyer, (bread, 4))
    await start_in(buyer, week)
    placed = await place_in(shop, buyer, week, 2000, method="INVOICE")
    assert placed["__typename"] == "PlacedOrder", placed
    order = await seen(buyer, placed["order"]["id"])
    assert (await hand_over(shop, baker, part_of(order, baker)["id"]))["__typename"] == "ChangedPart"
    await move_clock(admin, "3 days")
    await shop.sweep("cycles.")
    assert (await record(shop, placed, 2000))["__typename"] == "ChangedOrder"
    await shop.worker.drain()
    order = await seen(buyer, order["id"])
    assert (order["state"], order["payment"]) == (
        "COMPLETED",
        {"state": "paid", "captured": {"minor": 2000}, "refunded": {"minor": 0}},
    )


async def test_what_went_back_before_the_money_is_not_owed(trade: Trade) -> None:
    """A credit note at once, no money moves, and the buyer pays the rest."""
    placed, order = await ordered(trade, (trade.bread, 4), (trade.bowl, 1), total=4000)
    await given(trade, order, trade.baker)
    done = await refund(trade.shop, order["id"], (part_of(order, trade.baker)["lines"][0]["id"], 500))
    assert done["__typename"] == "ChangedOrder", done
    await trade.shop.worker.drain()
    assert [(one["kind"], one["total"]["minor"], one["mirrors"]) for one in await papers(trade, order)] == [
        ("INVOICE", 2000, ""),
        ("CREDIT_NOTE", 500, "I-1"),
    ]
    sums = await books(trade.shop)
    assert (sums[ON_INVOICES], sums.get(BANK, 0), sums[("refunds_in_flight", "", "")]) == (1500, 0, 0)
    assert await owed(trade) == 3500
    assert (await record(trade.shop, placed, 4000))["expected"]["minor"] == 3500
    assert (await record(trade.shop, placed, 3500))["__typename"] == "ChangedOrder"
    await given(trade, order, trade.potter)
    sums = await books(trade.shop)
    assert (sums[ON_INVOICES], sums[BANK]) == (0, 3500)
    assert [one["total"]["minor"] for one in await papers(trade, order)] == [2000, 500, 2000]
    # Afterwards money goes back as money.
    await refund(trade.shop, order["id"], (part_of(order, trade.potter)["lines"][0]["id"], 700))
    assert (await books(trade.shop))[("refunds_in_flight", "", "")] == 700


async def test_an_invoice_all_of_which_went_back_waits_for_nothing(trade: Trade) -> None:
    _, order = await ordered(trade, (trade.bread, 4), (trade.bowl, 1), total=4000)
    await cancel(trade.shop, order["id"], trade.potter)
    await given(trade, order, trade.baker)
    await refund(trade.shop, order["id"], (part_of(order, trade.baker)["lines"][0]["id"], None))
    await trade.shop.worker.drain()
    assert (await seen(trade.buyer, order["id"]))["payment"]["state"] == "paid"
    assert await owed(trade) == 0
    assert [one["kind"] for one in await papers(trade, order)] == ["INVOICE", "CREDIT_NOTE"]
    sums = await books(trade.shop)
    assert {name: minor for name, minor in sums.items() if minor} == {}


async def test_paid_before_the_goods_it_is_invoiced_once(trade: Trade) -> None:
    placed, order = await ordered(trade, (trade.bread, 4), total=2000)
    assert (await record(trade.shop, placed, 2000))["__typename"] == "ChangedOrder"
    await trade.shop.worker.drain()
    await given(trade, order, trade.baker)
    assert [one["total"]["minor"] for one in await papers(trade, order)] == [2000]
    sums = await books(trade.shop)
    assert (sums.get(ON_INVOICES, 0), sums[BANK]) == (0, 2000)


async def test_what_the_scales_take_off_is_not_owed(trade: Trade) -> None:
    """1 kg ordered at up to 11.50, 0.9 kg packed: the invoice is for 0.9 kg and 9.00, and 9.00 is what the books take in."""
    shop = trade.shop
    cheese = await offer_cheese(shop, trade.baker)
    placed, order = await ordered(trade, (cheese, 1000), total=1150)
    part = part_of(order, trade.baker)
    await weigh(shop, trade.baker, part["lines"][0]["id"], 900)
    assert (await mark_ready(shop, trade.baker, part["id"]))["__typename"] == "ChangedPart"
    await given(trade, order, trade.baker)
    assert await owed(trade) == 900
    [invoice] = await papers(trade, order)
    assert (invoice["kind"], invoice["total"]["minor"], invoice["tax"]["minor"]) == ("INVOICE", 900, 156)
    assert [line["quantity"]["base"] for line in invoice["lines"]] == [900]
    assert (await record(shop, placed, 900))["__typename"] == "ChangedOrder"
    await shop.worker.drain()
    sums = await books(shop)
    assert (sums[ON_INVOICES], sums[BANK], sums[("refunds_in_flight", "", "")]) == (0, 900, 0)
    assert sums[("vat_due", "sales", "")] == 156
    assert len(await papers(trade, order)) == 1
    order = await seen(trade.buyer, order["id"])
    assert (order["payment"]["captured"]["minor"], order["payment"]["refunded"]["minor"], order["refunds"]) == (
        900,
        0,
        [],
    )


async def test_what_was_paid_before_it_was_weighed_goes_back_with_a_credit_note(trade: Trade) -> None:
    """11.50 were paid for what is at most 1150 g; 900 g are packed: 2.50 go back, and the note is about the 250 g that are missing."""
    shop = trade.shop
    cheese = await offer_cheese(shop, trade.baker)
    placed, order = await ordered(trade, (cheese, 1000), total=1150)
    assert (await record(shop, placed, 1150))["__typename"] == "ChangedOrder"
    part = part_of(order, trade.baker)
    await weigh(shop, trade.baker, part["lines"][0]["id"], 900)
    await given(trade, order, trade.baker)
    [back] = (await seen(trade.buyer, order["id"]))["refunds"]
    coordinator = shop.by(shop.coordinator)
    await coordinator.wish(
        "confirmBankRefund(key: $key, refundId: $refund)", "", key=("String!", new_key()), refund=("ID!", back["id"])
    )
    await shop.worker.drain()
    told = [
        (one["kind"], one["total"]["minor"], one["lines"][0]["quantity"]["base"]) for one in await papers(trade, order)
    ]
    assert told == [("INVOICE", 1150, 1150), ("CREDIT_NOTE", 250, 250)]
    order = await seen(trade.buyer, order["id"])
    assert (order["payment"]["captured"]["minor"], order["payment"]["refunded"]["minor"]) == (1150, 250)
    # A hole in what is left of it: the note is about what was packed.
    await refund(shop, order["id"], (part["lines"][0]["id"], 100))
    [back] = [one for one in (await seen(trade.buyer, order["id"]))["refunds"] if one["cause"] == "line"]
    await coordinator.wish(
        "confirmBankRefund(key: $key, refundId: $refund)", "", key=("String!", new_key()), refund=("ID!", back["id"])
    )
    await shop.worker.drain()
    assert (await papers(trade, order))[2]["lines"][0]["quantity"]["base"] == 900


async def test_what_was_not_there_is_on_no_paper(trade: Trade) -> None:
    """Of two things one was not there: the invoice has the other. Of one thing nothing was there: there is no invoice."""
    shop = trade.shop
    cheese = await offer_cheese(shop, trade.baker)
    for things, total, told in (((cheese, 1000), (trade.bread, 1)), 1650, [["Bread"]]), (((cheese, 1000),), 1150, []):
        _, order = await ordered(trade, *things, total=total)
        line = next(one for one in part_of(order, trade.baker)["lines"] if one["title"] == "Cheese")
        await weigh(shop, trade.baker, line["id"], 0)
        await given(trade, order, trade.baker)
        assert [[line["title"] for line in one["lines"]] for one in await papers(trade, order)] == told
        assert await owed(trade) == 500


async def test_money_and_goods_at_the_same_moment_are_booked_once(trade: Trade) -> None:
    """Two stalls hand over while the transfer is recorded, ten times: whoever comes first, everything is sold once and paid once."""
    for times in range(1, 11):
        placed, order = await ordered(trade, (trade.bread, 2), (trade.bowl, 1), total=3000)
        done = await asyncio.gather(
            hand_over(trade.shop, trade.baker, part_of(order, trade.baker)["id"]),
            record(trade.shop, placed, 3000),
            hand_over(trade.shop, trade.potter, part_of(order, trade.potter)["id"]),
        )
        assert [one["__typename"] for one in done] == ["ChangedPart", "ChangedOrder", "ChangedPart"]
        await trade.shop.worker.drain()
        assert sum(one["total"]["minor"] for one in await papers(trade, order)) == 3000
        sums = await books(trade.shop)
        assert (sums.get(ON_INVOICES, 0), sums[BANK]) == (0, 3000 * times)


@pytest.mark.parametrize("credit", [700, 3999])
async def test_store_credit_pays_its_share_and_the_rest_is_owed(
    trade: Trade, database: Database, worker_database: Database, credit: int
) -> None:
    """Store credit that pays a piece of each part, or to the cent all of the first: each is booked once."""
    shop = trade.shop
    await may_use(shop, "store_credit")
    group = await a_group(shop, name="Cafés", offBps=0, creditLimit=50_000)
    buyer = await a_buyer(shop, database, worker_database, group)
    mine = await shop.worker_database_value("SELECT id FROM agent WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 1")
    await grant_credit(shop, mine, credit)
    trade = trade._replace(buyer=buyer)
    await fill(buyer, (trade.bread, 4), (trade.bowl, 1))
    await start(buyer)
    assert (await use_credit(shop, buyer, credit))["__typename"] == "ChangedMeans"
    placed = await place(shop, buyer, 4000, method="INVOICE")
    assert placed["__typename"] == "PlacedOrder", placed
    order = await seen(buyer, placed["order"]["id"])
    await given(trade, order, trade.baker)
    assert await owed(trade) == 4000 - credit
    assert (await record(shop, placed, 4000 - credit))["__typename"] == "ChangedOrder"
    await given(trade, order, trade.potter)
    sums = await books(shop)
    assert (sums.get(ON_INVOICES, 0), sums[BANK], sums.get(("stored_set_aside", "", ""), 0)) == (0, 4000 - credit, 0)
    assert sum(one["total"]["minor"] for one in await papers(trade, order)) == 4000


async def test_the_rest_is_owed_though_one_part_ended_with_its_share_of_store_credit(
    trade: Trade, database: Database, worker_database: Database
) -> None:
    """What paid a part that ended goes back to her credit; the money for the part that she has is hers to owe, and stays."""
    shop = trade.shop
    await may_use(shop, "store_credit")
    group = await a_group(shop, name="Cafés", offBps=0, creditLimit=50_000)
    buyer = await a_buyer(shop, database, worker_database, group)
    mine = await shop.worker_database_value("SELECT id FROM agent WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 1")
    await grant_credit(shop, mine, 1000)
    trade = trade._replace(buyer=buyer)
    await fill(buyer, (trade.bread, 4), (trade.bowl, 1))
    await start(buyer)
    assert (await use_credit(shop, buyer, 1000))["__typename"] == "ChangedMeans"
    placed = await place(shop, buyer, 4000, method="INVOICE")
    order = await seen(buyer, placed["order"]["id"])
    await given(trade, order, trade.baker)
    assert (await cancel(shop, order["id"], trade.potter))["__typename"] == "ChangedOrder"
    left = await owed(trade)
    assert left == 1500
    assert (await record(shop, placed, left))["__typename"] == "ChangedOrder"
    await shop.worker.drain()
    order = await seen(buyer, order["id"])
    assert (order["state"], order["payment"]["state"], order["payment"]["refunded"]["minor"]) == (
        "COMPLETED",
        "paid",
        0,
    )
    assert (await books(shop))[BANK] == 1500
    assert await credit_there(buyer) == 500


async def test_an_invoice_is_made_out_to_the_business_that_she_buys_for(trade: Trade) -> None:
    """Name, address and tax number stand on papers made from then on, and nowhere on those before; a number of no country's shape is refused."""
    _, order = await ordered(trade, (trade.bread, 1), (trade.bowl, 1), total=2500)
    await given(trade, order, trade.baker)

    async def tell(**billed: str) -> str:
        done = await trade.buyer.wish(
            "tellBilled(billed: $billed)",
            "... on ToldBilled { billed { name } }",
            billed=("BilledInput", billed or None),
        )
        return str(done["__typename"])

    told = {"name": "La Fonda, S. L.", "address": "Calle Mayor 1, Teruel", "taxNumber": "ES B1234567-4"}
    assert await tell(**{**told, "taxNumber": "ES 12"}) == "InvalidInput"
    assert await tell(**{**told, "name": " "}) == "InvalidInput"
    assert await tell(**told) == "ToldBilled"
    await given(trade, order, trade.potter)
    found = await trade.buyer.ask(
        "query D($id: ID!) { orderDocuments(orderId: $id) { partyName partyAddress partyTaxNumber } myBilled { taxNumber } }",
        id=order["id"],
    )
    assert found == {
        "orderDocuments": [
            {"partyName": "La Fonda", "partyAddress": "", "partyTaxNumber": ""},
            {"partyName": "La Fonda, S. L.", "partyAddress": "Calle Mayor 1, Teruel", "partyTaxNumber": "ESB12345674"},
        ],
        "myBilled": {"taxNumber": "ESB12345674"},
    }
    stranger = trade.shop.visitor()
    assert (await stranger.wish("tellBilled(billed: $b)", "", b=("BilledInput", told)))["__typename"] == "SignInNeeded"
    assert (await stranger.ask("{ myBilled { name } }"))["myBilled"] is None
    assert await tell() == "ToldBilled"
    assert (await trade.buyer.ask("{ myBilled { name } }"))["myBilled"] is None


async def test_all_went_back_and_then_the_rest_is_cancelled(trade: Trade) -> None:
    """The other way round: the bread came back, and only then the potter cancels. Nothing is waited for."""
    _, order = await ordered(trade, (trade.bread, 4), (trade.bowl, 1), total=4000)
    await given(trade, order, trade.baker)
    await refund(trade.shop, order["id"], (part_of(order, trade.baker)["lines"][0]["id"], None))
    assert (await seen(trade.buyer, order["id"]))["payment"]["state"] == "open"
    await cancel(trade.shop, order["id"], trade.potter)
    assert (await seen(trade.buyer, order["id"]))["payment"]["state"] == "paid"
    assert await owed(trade) == 0
    assert not {name: minor for name, minor in (await books(trade.shop)).items() if minor}


@pytest.mark.usefixtures("clock")
async def test_a_part_that_credit_pays_whole_goes_after_all_else_came_back(
    trade: Trade, database: Database, worker_database: Database, admin: Any
) -> None:
    """39.99 of two times 20.00: the bread is paid whole. The bowl went and came back before it: the bread is sold all the same, and its
    baker is paid."""
    shop = trade.shop
    await may_use(shop, "store_credit")
    group = await a_group(shop, name="Cafés", offBps=0, creditLimit=50_000)
    buyer = await a_buyer(shop, database, worker_database, group)
    mine = await shop.worker_database_value("SELECT id FROM agent WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 1")
    await grant_credit(shop, mine, 3999)
    await fill(buyer, (trade.bread, 4), (trade.bowl, 1))
    await start(buyer)
    await use_credit(shop, buyer, 3999)
    placed = await place(shop, buyer, 4000, method="INVOICE")
    order = await seen(buyer, placed["order"]["id"])
    await given(trade, order, trade.potter)
    await refund(shop, order["id"], (part_of(order, trade.potter)["lines"][0]["id"], None))
    assert (await seen(buyer, order["id"]))["payment"]["state"] == "open", "the bread waits for its credit"
    await given(trade, order, trade.baker)
    assert (await seen(buyer, order["id"]))["payment"]["state"] == "paid"
    sums = await books(shop)
    assert (sums[ON_INVOICES], sums["stored_set_aside", "", ""]) == (0, 0)
    await move_clock(admin, "8 days")
    await shop.sweep("payments.pass_holds")
    sums = await books(shop)
    assert sums[("seller_payable", "", trade.baker.id)] > 0
    assert sums[("seller_held", "", trade.baker.id)] == 0
