"""Invariant 28 with cards, under both rules for cards: below the least number nobody is charged nor asked for a card; who pays by card is charged
what she received times the final price, when she fetches it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import Statutes, Version
from minga_testing import people
from minga_testing.cycles import plan
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, new_key, offer, open_stall
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import books, cash, hand_over, later, provider_cash, rounds
from minga_testing.visiting import visitor

ORDER = """query O($id: ID!) { order(id: $id) { id state payment { method state takesCard amount { minor } captured { minor } keptUntil }
  refunds { amount { minor } } parts { id lines { id } } } }"""


@pytest.fixture(params=["at_placement", "at_handover"])
async def kitchen(
    request: pytest.FixtureRequest, database: Database, worker_database: Database, tmp_path: Path
) -> AsyncIterator[Till]:
    """A co-op that takes cards, under either rule of when a card is charged."""
    rules = {"market.card_capture": request.param}
    statutes = Statutes({"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, rules),))
    async with open_till(database, worker_database, tmp_path, statutes=statutes) as opened:
        await opened.stand_in.ask("settings", deliver_by_itself=False)
        yield opened


async def bought(
    till: Till, clock: Clock, *, least: int = 1, asked: int = 9500, in_cycle: bool = False
) -> tuple[Stall, people.Somebody, Program, str]:
    """Nine and a half kilos of flour at 2.00, by cases of ten, with half a kilo tolerated; (the mill, a member, her program, the purchase).
    It closed, by itself or with its order cycle."""
    shop = till.shop
    mill = await open_stall(shop, "Mill")
    flour = await offer(shop, mill, "Flour", price=200, on_hand=0, unit="GRAM", step=500, least=500, pricePer=1000)
    week = (await plan(shop, [(mill, [])], closes=timedelta(days=2)))["id"] if in_cycle else None
    group = await opened(shop, flour, least, week)
    services = shop.program.door.services
    somebody = await people.member(
        services.database, shop.worker_database, shop.id, name="Berta", classes=("consumer",)
    )
    member = shop.by(somebody)
    done = await member.wish(
        "askInGroupPurchase(key: $key, id: $id, quantity: $quantity, tolerance: 500)", "",
        key=("String!", new_key()), id=("ID!", group), quantity=("MinorUnits!", asked),
    )  # fmt: skip
    assert done["__typename"] == "Done", done
    await later(till, clock, timedelta(days=2, minutes=1))
    await shop.sweep("group_purchase.")
    return mill, somebody, member, group


async def opened(shop: Shop, goods: Goods, least: int, cycle: str | None = None) -> str:
    async with shop.worker_database.read(Scope(shop.id)) as work:
        closes = (work.now + timedelta(days=2)).isoformat()
    done = await shop.by(shop.coordinator).wish(
        "openGroupPurchase(key: $key, variantId: $variant, pickupPointId: $point, caseSize: 10000, leastCases: $least, closesAt: $closes, cycleId: $cycle)",
        "... on GroupPurchaseOpened { id }",
        key=("String!", new_key()), variant=("ID!", goods.variant), point=("ID!", shop.point), least=("Int!", least),
        closes=("Instant", None if cycle else closes), cycle=("ID", cycle),
    )  # fmt: skip
    found: str = done["id"]
    return found


async def received(till: Till, group: str, member: Program) -> dict[str, Any]:
    """Ten kilos came, at 1.80; her order."""
    done = await till.shop.by(till.shop.coordinator).wish(
        "receiveGroupPurchase(key: $key, id: $id, received: 10000, finalPrice: $price)", "",
        key=("String!", new_key()), id=("ID!", group), price=("MoneyInput!", {"minor": 180, "currency": "EUR"}),
    )  # fmt: skip
    assert done["__typename"] == "Done", done
    asked = "query P($id: ID!) { groupPurchase(id: $id) { mine { orderId } } }"
    mine = (await member.ask(asked, id=group))["groupPurchase"]["mine"]
    return await seen(member, mine["orderId"])


async def seen(member: Program, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await member.ask(ORDER, id=order_id))["order"]
    return found


async def by_card(member: Program, order_id: str) -> dict[str, Any]:
    return await member.wish(
        "payByCard(key: $key, orderId: $id)", "... on PlacedOrder { paymentUrl }",
        key=("String!", new_key()), id=("ID!", order_id),
    )  # fmt: skip


async def test_invariant_28_below_the_least_number_nobody_meets_a_card(kitchen: Till, clock: Clock) -> None:
    _, _, member, group = await bought(kitchen, clock, least=2)
    found = (await member.ask("query P($id: ID!) { groupPurchase(id: $id) { state } }", id=group))["groupPurchase"]
    assert found["state"] == "FAILED"
    assert await kitchen.listed("payment_intents") == []
    assert await kitchen.listed("checkout/sessions") == []
    assert (await member.ask("{ myOrders { nodes { id } } }"))["myOrders"]["nodes"] == []


async def test_invariant_28_a_card_is_charged_what_was_received_when_it_is_fetched(kitchen: Till, clock: Clock) -> None:
    """Nothing is taken before she holds it; the charge is received × final price to the cent, and a refund goes back to her card."""
    till = kitchen
    mill, somebody, member, group = await bought(till, clock)
    order = await received(till, group, member)
    assert (order["state"], order["payment"]["method"], order["payment"]["takesCard"]) == ("PLACED", "PICKUP", True)
    assert order["payment"]["amount"]["minor"] == 1800
    async with visitor(till, somebody) as page:
        shown = await page.ask(f"/c/{till.shop.cooperative.slug}/orders/{order['id']}")
        assert "Pay €18.00 by card" in shown.text
        gone = await page.ask(f"/c/{till.shop.cooperative.slug}/orders/{order['id']}/card", {"key": new_key(), "t": ""})
        assert gone.status_code == 303, gone.text
        url = gone.headers["location"]
    assert (await by_card(member, order["id"]))["paymentUrl"] == url, "while it is open it is the same page"
    assert (await by_card(till.shop.visitor(), order["id"]))["__typename"] == "NotFound"
    await pay(till, url)
    await till.heard()
    kept = await seen(member, order["id"])
    assert (kept["payment"]["method"], kept["payment"]["state"], kept["payment"]["captured"]["minor"]) == (
        "CARD",
        "authorised",
        0,
    )
    assert kept["payment"]["takesCard"] is False
    assert (await by_card(member, order["id"]))["__typename"] == "InvalidTransition"
    assert sum(abs(minor) for minor in (await books(till.shop)).values()) == 0, (
        "the books know nothing before it is fetched"
    )
    [charge] = await till.listed("charges")
    assert (charge["amount"], charge["captured"]) == (1800, False)
    twice = await hand_over(till.shop, mill, order["parts"][0]["id"], 1800)
    assert twice["__typename"] == "AmountDiffers", "nothing is taken twice"
    assert (await hand_over(till.shop, mill, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
    await rounds(till)
    paid = await seen(member, order["id"])
    assert (paid["state"], paid["payment"]["state"], paid["payment"]["captured"]["minor"]) == (
        "COMPLETED",
        "paid",
        1800,
    )
    assert await cash(till) == await provider_cash(till) > 0


@pytest.mark.parametrize("policy", ["accept", "refund"])
async def test_what_was_bought_together_in_a_cycle_is_paid_after_its_closing_under_either_rule(
    policy: str, database: Database, worker_database: Database, tmp_path: Path, clock: Clock
) -> None:
    """Her order comes to be when the goods came, which is after the closing: a card for it is no late money, whatever members decided of that."""
    rules: dict[str, Any] = {"market.cycle_late_payment": policy}
    statutes = Statutes({"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, rules),))
    async with open_till(database, worker_database, tmp_path, statutes=statutes) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        mill, _, member, group = await bought(till, clock, in_cycle=True)
        order = await received(till, group, member)
        await pay(till, (await by_card(member, order["id"]))["paymentUrl"])
        await till.heard()
        kept = await seen(member, order["id"])
        assert (kept["state"], kept["payment"]["state"]) == ("PLACED", "authorised")
        assert (await hand_over(till.shop, mill, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
        await rounds(till)
        paid = await seen(member, order["id"])
        assert (paid["state"], paid["payment"]["captured"]["minor"], paid["refunds"]) == ("COMPLETED", 1800, [])
        assert await cash(till) == await provider_cash(till) > 0


async def test_who_leaves_the_page_pays_in_cash(kitchen: Till, clock: Clock) -> None:
    """Its time runs out and the order stands; cash is taken, and a page that is still open is closed then."""
    till = kitchen
    mill, _, member, group = await bought(till, clock)
    order = await received(till, group, member)
    first = (await by_card(member, order["id"]))["paymentUrl"]
    assert first
    await later(till, clock, timedelta(minutes=61))
    await rounds(till)
    after = await seen(member, order["id"])
    assert (after["state"], after["payment"]["state"], after["payment"]["takesCard"]) == ("PLACED", "open", True)
    second = (await by_card(member, order["id"]))["paymentUrl"]
    assert second not in (None, first)
    assert (await hand_over(till.shop, mill, order["parts"][0]["id"], 1800))["__typename"] == "ChangedPart"
    await rounds(till)
    await till.shop.sweep("payments.")
    sessions = await till.listed("checkout/sessions")
    assert [one["status"] for one in sessions] == ["expired", "expired"]
    done = await seen(member, order["id"])
    assert (done["state"], done["payment"]["method"], done["payment"]["captured"]["minor"]) == (
        "COMPLETED",
        "PICKUP",
        1800,
    )
    assert await cash(till) == 0


async def test_coins_and_a_card_in_the_same_moment(kitchen: Till, clock: Clock) -> None:
    """The maker takes the cash while the bank says yes: one of the two pays, whoever was first, and never both."""
    till = kitchen
    mill, _, member, group = await bought(till, clock)
    order = await received(till, group, member)
    await pay(till, (await by_card(member, order["id"]))["paymentUrl"])
    done, _ = await asyncio.gather(hand_over(till.shop, mill, order["parts"][0]["id"], 1800), till.heard())
    await rounds(till)
    after = await seen(member, order["id"])
    [charge] = await till.listed("charges")
    assert charge["captured"] is False
    if done["__typename"] == "AmountDiffers":
        assert (after["payment"]["method"], after["payment"]["state"]) == ("CARD", "authorised")
        assert (await hand_over(till.shop, mill, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
        await rounds(till)
        assert (await seen(member, order["id"]))["payment"]["captured"]["minor"] == 1800
    else:
        assert done["__typename"] == "ChangedPart", done
        assert (after["payment"]["method"], after["payment"]["captured"]["minor"]) == ("PICKUP", 1800)
        assert await cash(till) == 0
