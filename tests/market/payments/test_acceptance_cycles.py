"""Acceptance, market: money of order cycles. It comes after the closing, goes back by purpose, or because nothing comes of the cycle."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import Statutes, Version
from minga_testing import people
from minga_testing.buying import issue_voucher
from minga_testing.cycles import append, only_in_cycles, place_in, plan, start_in
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_stall
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import books, hand_over, later, refund, seen
from minga_testing.visiting import visitor

FEES: list[dict[str, Any]] = [
    {"purpose": "TRANSPORT", "kind": "OF_GOODS", "bps": 333},
    {"purpose": "PACKING", "kind": "PER_ORDER", "amount": {"minor": 101, "currency": "EUR"}},
    {"purpose": "COORDINATION", "kind": "PER_LINE", "amount": {"minor": 7, "currency": "EUR"}},
]


async def farm(shop: Shop, name: str = "Field") -> tuple[Stall, Goods]:
    stall = await open_stall(shop, name)
    carrots = await offer(shop, stall, f"Carrots of {name}", price=1000, tax_bps=400)
    await only_in_cycles(shop, stall, carrots)
    return stall, carrots


async def ordered(shop: Shop, cycle: str, goods: Goods, *, method: str) -> tuple[Program, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start_in(buyer, cycle)
    placed = await place_in(shop, buyer, cycle, 1000, method=method)
    assert placed["__typename"] == "PlacedOrder", placed
    return buyer, placed


@pytest.mark.parametrize("policy", ["accept", "refund"])
async def test_market_11_money_that_comes_after_the_closing_is_taken_or_goes_back(
    policy: str, database: Database, worker_database: Database, tmp_path: Path, clock: Clock, admin: asyncpg.Connection
) -> None:
    rules = Statutes(
        {"title": {"en": "Ours"}, "articles": []}, (Version(1, None, {"market.cycle_late_payment": policy}),)
    )
    async with open_till(database, worker_database, tmp_path, statutes=rules) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        shop = till.shop
        stall, carrots = await farm(shop)
        week = (await plan(shop, [(stall, [carrots])], closes=timedelta(minutes=5)))["id"]
        buyer, placed = await ordered(shop, week, carrots, method="CARD")
        await later(till, clock, timedelta(minutes=20))
        await shop.sweep("cycles.")
        await pay(till, placed["paymentUrl"])
        await till.heard()
        order = await seen(buyer, placed["order"]["id"])
        lines = [line["title"] for part in order["parts"] for line in part["lines"]]
        assert lines == ["Carrots of Field"], "its lines are never taken from it"
        on_hand, held = await admin.fetchrow(
            "SELECT on_hand, held FROM stock_item WHERE id = $1", ids.decode("stock", carrots.stock_item)
        )
        if policy == "accept":
            assert (order["state"], order["payment"]["captured"]["minor"]) == ("PLACED", 1000)
            assert (on_hand, held) == (99, 0)
        else:
            await later(till, clock, timedelta(minutes=1))
            order = await seen(buyer, placed["order"]["id"])
            assert (order["state"], order["payment"]["refunded"]["minor"]) == ("CANCELLED", 1000)
            assert (on_hand, held) == (100, 0)


ORDERED = "{ cart { groups { cycle { extendable { id } ordered { number } } } } }"


@pytest.mark.parametrize("capture", ["at_placement", "at_handover"])
async def test_adding_to_an_order_paid_by_card_is_a_second_order_without_the_fee_once_per_order(
    capture: str, database: Database, worker_database: Database, tmp_path: Path
) -> None:
    """Her invoice is written, or her bank keeps so much and no more: nothing is added. The basket says so beforehand, and a second order
    bears no packing again; each is charged once."""
    rules = Statutes({"title": {"en": "Ours"}, "articles": []}, (Version(1, None, {"market.card_capture": capture}),))
    async with open_till(database, worker_database, tmp_path, statutes=rules) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        shop = till.shop
        stall, carrots = await farm(shop)
        week = (await plan(shop, [(stall, [carrots])], fees=FEES[1:2]))["id"]
        berta = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
        buyer = shop.by(berta)
        first: dict[str, Any] = {}
        for number in (1, 2):
            await fill(buyer, (carrots, 1))
            shown = (await buyer.ask(ORDERED))["cart"]["groups"][0]["cycle"]
            assert shown["extendable"] is None
            assert (shown["ordered"] is None) == (number == 1)
            if number == 2:
                refused = await append(shop, buyer, first["id"], 2000)
                assert (refused["__typename"], refused["reason"]) == ("OrderNotExtendable", "paid")
                async with visitor(till, berta) as page:
                    basket = (await page.ask("/cart")).text
                assert f"You have order {first['number']} in this cycle" in basket
                assert "Add to order" not in basket
            await start_in(buyer, week)
            placed = await place_in(shop, buyer, week, 1000, method="CARD")
            assert placed["__typename"] == "PlacedOrder", placed
            await pay(till, placed["paymentUrl"])
            await till.heard()
            first = first or placed["order"]
        fees = await shop.worker_database_value(
            "SELECT array_agg(amount_minor) FROM line_fee WHERE cooperative_id = $1 AND purpose = 'packing'"
        )
        assert fees == [101], "once, for both"
        assert [one["amount"] for one in await till.listed("charges")] == [1000, 1000]


async def test_a_voucher_on_an_order_in_cash_is_no_promise_to_add(till: Till) -> None:
    """Nothing can be added to an order that a voucher paid a part of, so the basket does not offer it."""
    shop = till.shop
    stall, carrots = await farm(shop)
    week = (await plan(shop, [(stall, [carrots])]))["id"]
    somebody = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Berta", classes=("consumer",)
    )
    buyer = shop.by(somebody)
    code = await issue_voucher(shop, 500)
    await fill(buyer, (carrots, 1))
    await start_in(buyer, week)
    await buyer.wish("applyCode(code: $code, cycleId: $cycle)", "", code=("String!", code), cycle=("ID!", week))
    placed = await place_in(shop, buyer, week, 1000)
    assert placed["__typename"] == "PlacedOrder", placed
    await fill(buyer, (carrots, 1))
    shown = (await buyer.ask(ORDERED))["cart"]["groups"][0]["cycle"]
    assert (shown["extendable"], shown["ordered"]["number"]) == (None, placed["order"]["number"])
    refused = await append(shop, buyer, placed["order"]["id"], 2000)
    assert (refused["__typename"], refused["reason"]) == ("OrderNotExtendable", "paid")


async def test_a_cycles_fees_are_booked_by_purpose_and_go_back_by_it_to_the_cent(till: Till) -> None:
    stall, carrots = await farm(till.shop)
    week = (await plan(till.shop, [(stall, [carrots])], fees=FEES))["id"]
    buyer, placed = await ordered(till.shop, week, carrots, method="CARD")
    await pay(till, placed["paymentUrl"])
    await till.heard()
    sums = await books(till.shop)
    income = {purpose: balance for (kind, purpose, _), balance in sums.items() if kind == "fee_income"}
    # 1000 with 4 % tax within is 962 net: 8 % of it to the co-op, 3.33 % transport, and the two amounts.
    assert income == {"sales": 77, "transport": 32, "packing": 101, "coordination": 7}
    [line] = (await seen(buyer, placed["order"]["id"]))["parts"][0]["lines"]
    assert int(line["story"]["fee"]["minor"]) == 217
    for amount in (333, 334, None):
        done = await refund(till.shop, placed["order"]["id"], (line["id"], amount))
        assert done["__typename"] == "ChangedOrder", done
    sums = await books(till.shop)
    assert {balance for (kind, _, _), balance in sums.items() if kind == "fee_income"} == {0}
    assert sums[("seller_held", "", stall.id)] == 0


async def test_a_cycle_that_is_called_off_ends_its_orders_and_gives_money_back(
    till: Till, admin: asyncpg.Connection
) -> None:
    shop = till.shop
    stall, carrots = await farm(shop)
    hill, leeks = await farm(shop, "Hill")
    week = (await plan(shop, [(stall, [carrots]), (hill, [leeks])]))["id"]
    await shop.sweep("cycles.")
    by_card, paid = await ordered(shop, week, carrots, method="CARD")
    await pay(till, paid["paymentUrl"])
    await till.heard()
    in_cash, waits = await ordered(shop, week, carrots, method="PICKUP")
    fetched, gone = await ordered(shop, week, leeks, method="PICKUP")
    await hand_over(shop, hill, gone["order"]["parts"][0]["id"], 1000)
    done = await shop.by(shop.coordinator).wish(
        "cancelCycle(key: $key, id: $id, reason: $reason)",
        "... on ChangedCycle { id }",
        key=("String!", new_key()),
        id=("ID!", week),
        reason=("String!", "Hail"),
    )
    assert done["__typename"] == "ChangedCycle", done
    await shop.worker.drain()
    await till.heard()
    orders = [await seen(one, it["order"]["id"]) for one, it in ((by_card, paid), (in_cash, waits), (fetched, gone))]
    assert [one["state"] for one in orders] == ["CANCELLED", "CANCELLED", "COMPLETED"]
    assert orders[0]["payment"]["refunded"]["minor"] == 1000
    told = [one.text for one in shop.letters.sent if "Hail" in one.text]
    assert len(told) >= 2, "both producers hear why"
    assert (
        await admin.fetchval("SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", carrots.stock_item))
        == 100
    )
